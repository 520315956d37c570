"""The page on which an outside survey's result is entered, and its file taken back (S4-11)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from evaluations.access import bureaus_managed
from evaluations.surveys import documents
from evaluations.surveys.access import may_create_survey, surveys_for
from evaluations.surveys.forms import OutsideSurveyForm
from evaluations.surveys.queries import units_to_ask_about
from evaluations.surveys.services import outside_surveys
from evaluations.surveys.services.refusals import SurveyRefused
from registry.services.attachments import AttachmentRefused
from registry.services.importing.files import ImportRefused
from registry.services.refusals import LinesRefused
from registry.views.acting import acting_user
from registry.views.attachments import XLSX, attachment_response, download
from registry.views.steps import refusal


def outside_survey_create(request: HttpRequest) -> HttpResponse:
    """Enter a survey held by others with the file of its result; a file with wrong lines is refused as a whole."""
    user = acting_user(request)
    if no := refusal(request, may_create_survey(user), "surveys:survey-list"):
        return no
    year, sent = localdate().year, request.method == "POST"
    form = OutsideSurveyForm(
        *((request.POST, request.FILES) if sent else ()),
        initial={"year": year, "title": f"{year}年万人评议（外单位）"},
        bureaus=bureaus_managed(user),
    )
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            survey = outside_surveys.import_outside_survey(
                actor=user,
                data=form.survey_data(),
                organiser=form.cleaned_data["organiser"],
                name=upload.name,
                content=upload.read(),
            )
        except LinesRefused as refused:
            for problem in refused.problems:
                form.add_error("file", problem)
        except (ImportRefused, AttachmentRefused) as refused:
            form.add_error("file", str(refused))
        except SurveyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "结果已导入。")
            return redirect("surveys:survey-show", survey.pk)
    crumbs = [("万人评议", reverse("surveys:survey-list")), ("导入外单位结果", "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "surveys/outside_survey_create.html", context, status=422 if form.errors else 200)


@require_GET
def outside_survey_template(request: HttpRequest) -> HttpResponse:
    """An empty file to be filled in, with the units that can be named in it."""
    user = acting_user(request)
    if no := refusal(request, may_create_survey(user), "surveys:survey-list"):
        return no
    units = units_to_ask_about(bureaus_managed(user))
    content = documents.outside_template([unit.name for unit in units])
    return download(content, "外单位评议结果（空表）.xlsx", XLSX)


@require_GET
def survey_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The file from which an outside result was read."""
    survey = get_object_or_404(surveys_for(acting_user(request)), pk=pk)
    if survey.document is None:
        raise Http404
    return attachment_response(survey.document)
