"""The run sheet 会议流程单: page, planned minutes, PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from evaluations.meetings.access import seeing
from evaluations.meetings.access.sittings import may_plan_minutes
from evaluations.meetings.documents.run_sheet import run_sheet_pdf
from evaluations.meetings.forms.sittings import MinutesForm
from evaluations.meetings.queries.sittings import run_sheet_lines, usual_chair, usual_watcher
from evaluations.meetings.services.sittings import set_agenda_minutes
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from rulebook.meeting.agenda import CHECKLIST, SECRECY_RULE

SHEET = "meetings:run-sheet"


@require_GET
def run_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does what when, what lies ready, what is read out."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    context = {
        "meeting": meeting,
        "lines": run_sheet_lines(meeting),
        "checklist": CHECKLIST,
        "secrecy": SECRECY_RULE,
        "may_plan": may_plan_minutes(user, meeting),
        "crumbs": meeting_crumbs(meeting, "会议流程单"),
    }
    return render(request, "meetings/sitting_run_sheet.html", context)


@require_GET
def run_sheet_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The run sheet to be printed."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    lines = run_sheet_lines(meeting)
    chair, watcher = usual_chair(meeting), usual_watcher(meeting)
    return download(run_sheet_pdf(meeting, lines, chair, watcher), f"{meeting.office}会议流程单.pdf")


def run_sheet_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """How long each kind of step is planned, for all meetings of the round."""
    user = acting_user(request)
    meeting = get_object_or_404(seeing.meetings_for(user), pk=pk)
    form = MinutesForm(posted(request), initial=MinutesForm.initial_for(meeting.activity.agenda_minutes))
    return form_page(
        request,
        form=form,
        may=may_plan_minutes(user, meeting),
        run=lambda: set_agenda_minutes(actor=user, meeting=meeting, minutes=form.cleaned_data),
        said="会议用时已保存，本轮各场会议的流程单随之更新。",
        to=reverse(SHEET, args=[pk]),
        template="meetings/sitting_minutes.html",
        context={"meeting": meeting, "crumbs": meeting_crumbs(meeting, "会议用时")},
    )
