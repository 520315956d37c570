"""Pages of mass surveys 万人评议 (S4-11)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.access import bureaus_managed
from evaluations.surveys import documents as survey_workbook_documents
from evaluations.surveys.access import (
    may_create_survey,
    may_edit_survey,
    may_follow_surveys,
    may_prepare_survey_vote,
    surveys_for,
)
from evaluations.surveys.forms import SurveyForm
from evaluations.surveys.queries import (
    outside_ratings,
    survey_of_vote,
    survey_result,
    survey_units,
    units_to_ask_about,
)
from evaluations.surveys.services.refusals import SurveyRefused
from evaluations.surveys.services.surveys import create_survey, prepare_survey_vote, update_survey
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, download
from registry.views.steps import act, refusal
from rulebook.ballot.form import FIVE_GRADES

if TYPE_CHECKING:
    from ballots.models import Vote

PAGE = 20


def survey_url(vote: "Vote") -> str:
    """The survey that a vote belongs to."""
    survey = survey_of_vote(vote.pk)
    if survey is None:
        return reverse("surveys:survey-list")
    return reverse("surveys:survey-show", args=[survey.pk])


@require_GET
def survey_list(request: HttpRequest) -> HttpResponse:
    """Surveys, newest first."""
    user = acting_user(request)
    if not may_follow_surveys(user):
        raise PermissionDenied
    context = {
        "page": Paginator(surveys_for(user), PAGE).get_page(request.GET.get("page")),
        "may_create": may_create_survey(user),
        "crumbs": [("万人评议", "")],
    }
    return render(request, "surveys/survey_list.html", context)


def survey_create(request: HttpRequest) -> HttpResponse:
    """Set up a survey of the bureau's own."""
    user = acting_user(request)
    if no := refusal(request, may_create_survey(user), "surveys:survey-list"):
        return no
    bureaus, year = bureaus_managed(user), localdate().year
    form = SurveyForm(
        posted(request),
        initial={"year": year, "title": f"{year}年万人评议"},
        bureaus=bureaus,
        units=units_to_ask_about(bureaus),
    )
    if request.method == "POST" and form.is_valid():
        try:
            survey = create_survey(actor=user, data=form.survey_data())
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已建立，请准备投票并分批制作评议码。")
            return redirect("surveys:survey-show", survey.pk)
    crumbs = [("万人评议", reverse("surveys:survey-list")), ("建立", "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "surveys/survey_create.html", context, status=422 if form.errors else 200)


def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up anew what was set up wrongly, until the vote is prepared."""
    user = acting_user(request)
    survey = get_object_or_404(surveys_for(user), pk=pk)
    if no := refusal(request, may_edit_survey(user, survey), "surveys:survey-show", pk):
        return no
    bureaus = bureaus_managed(user)
    form = SurveyForm(
        posted(request),
        initial=SurveyForm.initial_for(survey),
        bureaus=bureaus,
        units=units_to_ask_about(bureaus),
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_survey(actor=user, survey=survey, data=form.survey_data())
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。")
            return redirect("surveys:survey-show", pk)
    here = reverse("surveys:survey-show", args=[pk])
    crumbs = [("万人评议", reverse("surveys:survey-list")), (survey.title, here), ("修改", "")]
    context = {"form": form, "survey": survey, "crumbs": crumbs}
    return render(request, "surveys/survey_create.html", context, status=422 if form.errors else 200)


@require_GET
def survey_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The published result as a workbook."""
    survey = get_object_or_404(surveys_for(acting_user(request)), pk=pk)
    result = survey_result(survey)
    if result is None:
        messages.info(request, "结果公布后才能下载。")
        return redirect("surveys:survey-show", pk)
    return download(survey_workbook_documents.survey_workbook(result), f"{survey.title}结果.xlsx", XLSX)


@require_GET
def survey_show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, in which strata, and where the vote stands."""
    user = acting_user(request)
    survey = get_object_or_404(surveys_for(user), pk=pk)
    grades = [grade.label for grade in FIVE_GRADES]
    context = {
        "survey": survey,
        "units": survey_units(survey),
        "ratings": [
            (rating, list(zip(grades, rating.counts, strict=False))) for rating in outside_ratings(survey)
        ],
        "grades": grades,
        "may_prepare": may_prepare_survey_vote(user, survey),
        "may_edit": may_edit_survey(user, survey),
        "crumbs": [("万人评议", reverse("surveys:survey-list")), (survey.title, "")],
    }
    return render(request, "surveys/survey_show.html", context)


@require_POST
def survey_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare its vote."""
    user = acting_user(request)
    survey = get_object_or_404(surveys_for(user), pk=pk)
    if no := refusal(request, may_prepare_survey_vote(user, survey), "surveys:survey-show", pk):
        return no
    if not act(request, lambda: prepare_survey_vote(actor=user, survey=survey), "投票已准备。"):
        return redirect("surveys:survey-show", pk)
    return redirect("ballots:vote-show", survey.vote_id)
