"""Pages of the officers' reports: typed under six headings or uploaded, handed in when complete (S0-08, S0-22)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluations.meetings.access import preparation
from evaluations.meetings.access.answers import of_the_post
from evaluations.meetings.documents import duty_report
from evaluations.meetings.forms.duty_reports import DutyReportForm
from evaluations.meetings.queries.duty_reports import (
    headings_of,
    opinions_answered,
    report_row,
    report_rows,
    report_sections,
)
from evaluations.meetings.queries.opinions import opinion_number, opinions_of
from evaluations.meetings.services.duty_reports import save_duty_report, submit_duty_report
from evaluations.meetings.views.own import crumbs_of
from registry.access import YES
from registry.services.refusals import VersionConflict
from registry.views.acting import acting_user, posted
from registry.views.attachments import attachment_response, download
from registry.views.editing import answer_to
from registry.views.steps import refusal, take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import DutyReport, Meeting
    from evaluations.meetings.queries.duty_reports import ReportRow

SHOW, EDIT = "meetings:duty-report-show", "meetings:duty-report-edit"


def _meeting(request: HttpRequest, pk: int) -> "Meeting":
    return get_object_or_404(preparation.prepared_meetings_for(request.user), pk=pk)


def _row(meeting: "Meeting", reporter: int) -> "ReportRow":
    if row := report_row(meeting, reporter):
        return row
    raise Http404


@require_GET
def duty_report_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One row an officer: how his report stands and what it lacks."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    rows = report_rows(meeting)
    context = {
        "meeting": meeting,
        "rows": [
            {
                "row": row,
                "may": preparation.may_write_report(user, meeting, row.officer.person.pk, row.officer.name),
            }
            for row in rows
        ],
        "ready": sum(row.ready for row in rows),
        "frozen": preparation.before_the_meeting(meeting),
        "opinions": opinion_number(meeting),
        "crumbs": crumbs_of(user, meeting, meeting.activity.report_word),
    }
    return render(request, "meetings/duty_report_list.html", context)


@require_GET
def duty_report_show(request: HttpRequest, pk: int, reporter: int) -> HttpResponse:
    """The report as it will be read out; ready to print."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    row = _row(meeting, reporter)
    context = {
        "meeting": meeting,
        "row": row,
        "sections": report_sections(row),
        "opinions": opinions_answered(row),
        "may": preparation.may_write_report(user, meeting, reporter, row.officer.name),
        "crumbs": crumbs_of(user, meeting, meeting.activity.report_word, row.officer.name),
    }
    return render(request, "meetings/duty_report_show.html", context)


def duty_report_edit(request: HttpRequest, pk: int, reporter: int) -> HttpResponse:
    """Write a report: a draft keeps everything; refused or not, what was typed is still on the page."""
    user, meeting = acting_user(request), _meeting(request, pk)
    row = _row(meeting, reporter)
    may = preparation.may_write_report(user, meeting, reporter, row.officer.name)
    form = DutyReportForm(
        posted(request),
        request.FILES or None,
        report=row.report,
        headings=headings_of(meeting.activity),
        opinions=opinions_of(meeting),
    )
    shown: dict[str, Any] = {
        "form": form,
        "meeting": meeting,
        "row": row,
        "crumbs": crumbs_of(user, meeting, meeting.activity.report_word, row.officer.name),
    }
    if request.method != "POST":
        return refusal(request, may, SHOW, pk, reporter) or _editor(request, form, shown)

    def compare(conflict: VersionConflict) -> None:
        answer_to(form, conflict)
        if now := _row(meeting, reporter).report:
            shown["conflict"] = {"rows": form.differences(now)}

    return take_step(
        request,
        may=of_the_post(may),
        form=form,
        run=lambda: save_duty_report(
            actor=user, meeting=meeting, person=row.officer.person, **form.report_data()
        ),
        to=reverse(EDIT, args=[pk, reporter]),
        page=lambda: _editor(request, form, shown),
        answer=lambda saved: _after_saving(request, saved),
        compare=compare,
    )


def _editor(request: HttpRequest, form: DutyReportForm, shown: dict[str, Any]) -> HttpResponse:
    form.ask_for_the_file_again()
    return render(request, "meetings/duty_report_edit.html", shown)


def _after_saving(request: HttpRequest, report: "DutyReport") -> HttpResponse:
    """Handed in when that was asked for; a draft says what it still lacks."""
    editor = reverse(EDIT, args=[report.meeting_id, report.person_id])
    if request.POST.get("then") != "submit":
        messages.success(request, "报告已保存。")
        return redirect(editor)
    return take_step(
        request,
        may=YES,
        run=lambda: submit_duty_report(actor=acting_user(request), report=report),
        said="报告完整，已提交；会议开始之前还可以修改。",
        to=reverse(SHOW, args=[report.meeting_id, report.person_id]),
        back=editor,
    )


@require_GET
@never_cache
def duty_report_file(request: HttpRequest, pk: int, reporter: int) -> HttpResponse:
    """The uploaded report."""
    meeting = _meeting(request, pk)
    row = _row(meeting, reporter)
    if row.report is None or row.report.upload is None:
        raise Http404
    return attachment_response(row.report.upload)


@require_GET
@never_cache
def duty_report_print(request: HttpRequest, pk: int, reporter: int) -> HttpResponse:
    """What was typed, as an official document."""
    meeting = _meeting(request, pk)
    row = _row(meeting, reporter)
    if row.report is None:
        raise Http404
    name = f"{row.officer.name}{meeting.activity.report_word}.pdf"
    return download(duty_report.duty_report_pdf(meeting, row), name)
