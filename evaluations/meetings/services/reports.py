"""The count report: made by a job, printed, signed by hand, its scan kept (S0-23)."""

from django.utils import timezone

from ballots.queries import votes
from desk.models import Job
from desk.services.jobs import queue_job
from evaluations.meetings.models import CountReport, Meeting
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked, move
from registry.models import User
from registry.services.attachments import PDF, SCANS, XLSX, store_attachment
from registry.services.audit import change
from rulebook.lifecycle.job import JobState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState

JOB_KIND = "meetings.count_report"
SEALED = frozenset({VoteState.SEALED, VoteState.PUBLISHED})


def request_report(*, actor: User, meeting: Meeting) -> Job:
    """Queue the making of the report; while one is being made, that job is returned."""
    with change(actor, "request_report", meeting) as log:
        row = locked(meeting)
        if row.state != MeetingState.COUNTED:
            raise MeetingRefused(f"会议{row.get_state_display()}，计票之后、签字之前才能生成报告。")
        if row.vote is None or row.vote.state not in SEALED:
            raise MeetingRefused("票箱尚未封存，封存后才能生成报告。")
        if broken := [equation.breach for equation in votes.equations(row.vote) if not equation.holds]:
            raise MeetingRefused(f"清点核对不成立（{'；'.join(broken)}），请先在投票页更正张数。")
        report, _ = CountReport.objects.get_or_create(meeting=row)
        running = Job.objects.filter(
            pk=report.job_id or 0, state__in=[JobState.QUEUED, JobState.RUNNING]
        ).first()
        if running:
            return running
        job = queue_job(actor=actor, kind=JOB_KIND, title=f"{row}计票报告", params={"meeting": row.pk})
        report.job_id = job.pk
        report.save(update_fields=["job_id"])
        log.note(job=job.pk)
    return job


def keep_report(
    *, actor: User | None, meeting: Meeting, pdf: bytes, workbook: bytes, published: bytes
) -> CountReport:
    """Keep the documents of one making for good; an earlier making stays among the attachments."""
    with change(actor, "keep_report", meeting) as log:
        row = locked(meeting)
        if row.state != MeetingState.COUNTED:
            raise MeetingRefused(f"会议{row.get_state_display()}，报告不能再替换。")
        report = CountReport.objects.select_for_update().get(meeting=row)
        name = f"{row.activity.year}年{row.office}{row.activity.assessment}"
        report.pdf = store_attachment(actor=actor, name=f"{name}计票报告.pdf", content=pdf, allowed={PDF})
        report.workbook = store_attachment(
            actor=actor, name=f"{name}计票结果.xlsx", content=workbook, allowed={XLSX}
        )
        report.published_pdf = store_attachment(
            actor=actor, name=f"{name}结果公布件.pdf", content=published, allowed={PDF}
        )
        report.made_at = timezone.now()
        report.save(update_fields=["pdf", "workbook", "published_pdf", "made_at"])
        log.note(pdf=report.pdf.sha256, workbook=report.workbook.sha256)
    return report


def sign_count(
    *, actor: User, meeting: Meeting, teller: str, scrutineer: str, file_name: str, content: bytes
) -> CountReport:
    """Keep the scan of the signed report and its hash. Raises ``MeetingRefused``, ``AttachmentRefused``."""
    with change(actor, "sign_count", meeting) as log:
        row = locked(meeting)
        if row.state == MeetingState.COUNT_SIGNED:
            raise MeetingRefused("签字扫描件已经上传。")
        report = CountReport.objects.select_for_update().filter(meeting=row, pdf__isnull=False).first()
        if report is None:
            raise MeetingRefused("请先生成计票报告，打印并签字。")
        if teller == scrutineer:
            raise MeetingRefused("计票人和监票人不能是同一人。")
        report.signed_scan = store_attachment(actor=actor, name=file_name, content=content, allowed=SCANS)
        report.teller, report.scrutineer = teller, scrutineer
        report.signed_by, report.signed_at = actor, timezone.now()
        report.save(update_fields=["signed_scan", "teller", "scrutineer", "signed_by", "signed_at"])
        move(row, MeetingState.COUNT_SIGNED)
        log.note(scan=report.signed_scan.sha256)
    return report


def look_into_count(*, actor: User, meeting: Meeting, part: str) -> None:
    """Leave a trace of every look at the internal count (``part``: page, pdf, workbook or signed_scan)."""
    with change(actor, "look_into_count", meeting) as log:
        log.note(part=part)
