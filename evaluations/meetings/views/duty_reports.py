"""Pages of the officers' reports: typed under six headings or uploaded, handed in when complete (S0-08, S0-22)."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluations.meetings.access import preparation
from evaluations.meetings.documents import duty_report
from evaluations.meetings.forms.duty_reports import DutyReportForm
from evaluations.meetings.queries.duty_reports import headings_of, report_row, report_rows, report_sections
from evaluations.meetings.services.duty_reports import save_duty_report, submit_duty_report
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.views.own import crumbs_of
from registry.services.attachments import AttachmentRefused, read_attachment
from registry.services.refusals import VersionConflict
from registry.views.acting import acting_user
from registry.views.steps import act, refusal

if TYPE_CHECKING:
    from evaluations.meetings.models import DutyReport, Meeting
    from evaluations.meetings.queries.duty_reports import ReportRow

LIST, SHOW = "meetings:duty-report-list", "meetings:duty-report-show"


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
        "opinions": meeting.collected_opinions.count(),
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
        "opinions": row.report.opinions.select_related("measure") if row.report else [],
        "may": preparation.may_write_report(user, meeting, reporter, row.officer.name),
        "crumbs": crumbs_of(user, meeting, meeting.activity.report_word, row.officer.name),
    }
    return render(request, "meetings/duty_report_show.html", context)


def duty_report_edit(request: HttpRequest, pk: int, reporter: int) -> HttpResponse:
    """Write a report: a draft keeps everything; refused or not, what was typed is still on the page."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    row = _row(meeting, reporter)
    answer = preparation.may_write_report(user, meeting, reporter, row.officer.name)
    if (answer.by_post or request.method != "POST") and (no := refusal(request, answer, SHOW, pk, reporter)):
        return no
    form = DutyReportForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        report=row.report,
        headings=headings_of(meeting.activity),
        opinions=meeting.collected_opinions.all(),
    )
    context: dict[str, Any] = {"form": form, "meeting": meeting, "row": row}
    if request.method == "POST":
        saved = _save(request, meeting, row, form, context) if form.is_valid() else None
        if saved:
            return _after_saving(request, saved)
        form.ask_for_the_file_again()
    context["crumbs"] = crumbs_of(user, meeting, meeting.activity.report_word, row.officer.name)
    return render(request, "meetings/duty_report_edit.html", context)


def _save(
    request: HttpRequest, meeting: "Meeting", row: "ReportRow", form: DutyReportForm, context: dict[str, Any]
) -> "DutyReport | None":
    """The saved report; None if it was refused, and ``form`` or ``context`` says why."""
    try:
        return save_duty_report(
            actor=acting_user(request), meeting=meeting, person=row.officer.person, **form.report_data()
        )
    except VersionConflict as conflict:
        current = report_row(meeting, row.officer.person.pk)
        if current and current.report:
            context["conflict"] = {"rows": form.differences(current.report)}
        data = request.POST.copy()
        data["version"] = str(conflict.version)
        form.data = data
    except MeetingRefused as refused:
        form.add_error(None, str(refused))
    except AttachmentRefused as refused:
        form.add_error("upload", str(refused))
    return None


def _after_saving(request: HttpRequest, report: "DutyReport") -> HttpResponse:
    """Handed in when that was asked for; a draft says what it still lacks."""
    pk, reporter = report.meeting_id, report.person_id
    if request.POST.get("then") == "submit":
        done = act(
            request,
            lambda: submit_duty_report(actor=acting_user(request), report=report),
            "报告完整，已提交；会议开始之前还可以修改。",
        )
        return redirect(SHOW if done else "meetings:duty-report-edit", pk, reporter)
    messages.success(request, "报告已保存。")
    return redirect("meetings:duty-report-edit", pk, reporter)


@require_GET
@never_cache
def duty_report_file(request: HttpRequest, pk: int, reporter: int) -> HttpResponse:
    """The uploaded report."""
    meeting = _meeting(request, pk)
    row = _row(meeting, reporter)
    if row.report is None or row.report.upload is None:
        raise Http404
    file = row.report.upload
    return _pdf(read_attachment(file), file.name, "attachment")


@require_GET
@never_cache
def duty_report_print(request: HttpRequest, pk: int, reporter: int) -> HttpResponse:
    """What was typed, as an official document."""
    meeting = _meeting(request, pk)
    row = _row(meeting, reporter)
    if row.report is None:
        raise Http404
    name = f"{row.officer.name}{meeting.activity.report_word}.pdf"
    return _pdf(duty_report.duty_report_pdf(meeting, row), name, "inline")


def _pdf(content: bytes, name: str, how: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
