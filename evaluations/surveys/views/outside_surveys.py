"""The page on which an outside survey's result is entered, and its file taken back (S4-11)."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from evaluations.access import bureaus_managed
from evaluations.surveys import documents
from evaluations.surveys.access import may_create_survey, surveys_for
from evaluations.surveys.forms import OutsideSurveyForm
from evaluations.surveys.queries import units_to_ask_about
from evaluations.surveys.services import outside_surveys
from evaluations.surveys.views.surveys import LIST, SHOW, survey_crumbs
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, attachment_response, download
from registry.views.editing import form_page
from registry.views.gates import needs

if TYPE_CHECKING:
    from evaluations.surveys.models import Survey


def outside_survey_create(request: HttpRequest) -> HttpResponse:
    """Enter a survey held by others with the file of its result; a file with wrong lines is refused as a whole."""
    user, year = acting_user(request), localdate().year
    form = OutsideSurveyForm(
        posted(request),
        request.FILES or None,
        initial={"year": year, "title": f"{year}年万人评议（外单位）"},
        bureaus=bureaus_managed(user),
    )

    def run() -> "Survey":
        upload = form.cleaned_data["file"]
        return outside_surveys.import_outside_survey(
            actor=user,
            data=form.survey_data(),
            organiser=form.cleaned_data["organiser"],
            name=upload.name,
            content=upload.read(),
        )

    return form_page(
        request,
        form=form,
        may=may_create_survey(user),
        run=run,
        said="结果已导入。",
        to=lambda survey: reverse(SHOW, args=[survey.pk]),
        back=reverse(LIST),
        template="surveys/outside_survey_create.html",
        context={"crumbs": survey_crumbs(("导入外单位结果", ""))},
    )


@require_GET
@needs(may_create_survey)
def outside_survey_template(request: HttpRequest) -> HttpResponse:
    """An empty file to be filled in, with the units that can be named in it."""
    units = units_to_ask_about(bureaus_managed(acting_user(request)))
    content = documents.outside_template([unit.name for unit in units])
    return download(content, "外单位评议结果（空表）.xlsx", XLSX)


@require_GET
def survey_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The file from which an outside result was read."""
    survey = get_object_or_404(surveys_for(acting_user(request)), pk=pk)
    if survey.document is None:
        raise Http404
    return attachment_response(survey.document)
