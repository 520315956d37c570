"""Pages of mass surveys 万人评议 (S4-11)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.access import bureaus_managed
from evaluations.surveys import documents
from evaluations.surveys.access import (
    may_create_survey,
    may_edit_survey,
    may_follow_surveys,
    may_prepare_survey_vote,
    surveys_for,
)
from evaluations.surveys.forms import SurveyForm
from evaluations.surveys.queries import (
    NEWEST,
    outside_ratings,
    survey_of_vote,
    survey_result,
    survey_units,
    units_to_ask_about,
    with_vote,
)
from evaluations.surveys.services.surveys import create_survey, prepare_survey_vote, update_survey
from registry.queries.listing import page_of
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, download
from registry.views.editing import form_page
from registry.views.gates import needs
from registry.views.steps import take_step
from rulebook.ballot.form import FIVE_GRADES

if TYPE_CHECKING:
    from ballots.models import Vote

FORM = "surveys/survey_create.html"
LIST, SHOW = "surveys:survey-list", "surveys:survey-show"


def survey_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """万人评议 › …"""
    return [("万人评议", reverse(LIST)), *more]


def survey_url(vote: "Vote") -> str:
    """The survey that a vote belongs to."""
    survey = survey_of_vote(vote.pk)
    if survey is None:
        return reverse(LIST)
    return reverse(SHOW, args=[survey.pk])


@require_GET
@needs(may_follow_surveys)
def survey_list(request: HttpRequest) -> HttpResponse:
    """Surveys, newest first."""
    user = acting_user(request)
    context = {
        "page": page_of(surveys_for(user), NEWEST, request.GET.get("page", ""), read=with_vote),
        "may_create": may_create_survey(user),
        "crumbs": [("万人评议", "")],
    }
    return render(request, "surveys/survey_list.html", context)


def survey_create(request: HttpRequest) -> HttpResponse:
    """Set up a survey of the bureau's own."""
    user = acting_user(request)
    bureaus, year = bureaus_managed(user), localdate().year
    form = SurveyForm(
        posted(request),
        initial={"year": year, "title": f"{year}年万人评议"},
        bureaus=bureaus,
        units=units_to_ask_about(bureaus),
    )
    return form_page(
        request,
        form=form,
        may=may_create_survey(user),
        run=lambda: create_survey(actor=user, data=form.survey_data()),
        said="已建立，请准备投票并分批制作选票卡。",
        to=lambda survey: reverse(SHOW, args=[survey.pk]),
        back=reverse(LIST),
        template=FORM,
        context={"crumbs": survey_crumbs(("建立", ""))},
    )


def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up anew what was set up wrongly, until the vote is prepared."""
    user = acting_user(request)
    survey = get_object_or_404(surveys_for(user), pk=pk)
    bureaus, here = bureaus_managed(user), reverse(SHOW, args=[pk])
    form = SurveyForm(
        posted(request),
        initial=SurveyForm.initial_for(survey),
        bureaus=bureaus,
        units=units_to_ask_about(bureaus),
    )
    return form_page(
        request,
        form=form,
        may=may_edit_survey(user, survey),
        run=lambda: update_survey(actor=user, survey=survey, data=form.survey_data()),
        to=here,
        template=FORM,
        context={"survey": survey, "crumbs": survey_crumbs((survey.title, here), ("修改", ""))},
    )


@require_GET
def survey_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The published result as a workbook."""
    survey = get_object_or_404(surveys_for(acting_user(request)), pk=pk)
    result = survey_result(survey)
    if result is None:
        messages.info(request, "结果公布后才能下载。")
        return redirect(SHOW, pk)
    return download(documents.survey_workbook(result), f"{survey.title}结果.xlsx", XLSX)


@require_GET
def survey_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The published result on paper, with the digests to compare."""
    survey = get_object_or_404(surveys_for(acting_user(request)), pk=pk)
    result = survey_result(survey)
    if result is None:
        messages.info(request, "结果公布后才能下载。")
        return redirect(SHOW, pk)
    return download(documents.survey_report(result), f"{survey.title}计票报告.pdf")


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
        "crumbs": survey_crumbs((survey.title, "")),
    }
    return render(request, "surveys/survey_show.html", context)


@require_POST
def survey_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare its vote."""
    user = acting_user(request)
    survey = get_object_or_404(surveys_for(user), pk=pk)
    return take_step(
        request,
        may=may_prepare_survey_vote(user, survey),
        run=lambda: prepare_survey_vote(actor=user, survey=survey),
        said="投票已准备。",
        to=lambda vote: reverse("ballots:vote-show", args=[vote.pk]),
        back=reverse(SHOW, args=[pk]),
    )
