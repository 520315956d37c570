"""The count report: made by a job, printed, signed by hand, its scan kept (S0-23)."""

from ballots.queries import votes
from ballots.queries.differences import count_differences
from ballots.queries.files import PUBLISHED
from ballots.services.files import keep_files
from desk.models import Job
from desk.services.made_documents import MadeFile, hold_scan, keep_making, request_making, sign_document
from evaluations.meetings.models import CountReport, Meeting
from evaluations.meetings.queries.reports import figures_digest
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked, move
from registry.models import User
from registry.services.attachments import PDF, XLSX
from registry.services.audit import change
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState

JOB_KIND = "meetings.count_report"
SIGNABLE = frozenset({MeetingState.COUNTED, MeetingState.COUNT_SIGNED})
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
        if found := count_differences(row.vote):
            raise MeetingRefused(f"计数前后不一致（{'；'.join(found)}），请报告市纪委监督员。")
        report, _ = CountReport.objects.get_or_create(meeting=row)
        title, params = f"{row}计票报告", {"meeting": row.pk}
        job = request_making(report, actor=actor, kind=JOB_KIND, title=title, params=params)
        log.note(job=job.pk)
    return job


def keep_report(
    *, actor: User | None, meeting: Meeting, digest: str, pdf: bytes, workbook: bytes, published: bytes
) -> CountReport:
    """Keep the documents of one making for good; ``digest`` is of the figures that they show."""
    with change(actor, "keep_report", meeting) as log:
        row = locked(meeting)
        if row.state != MeetingState.COUNTED:
            raise MeetingRefused(f"会议{row.get_state_display()}，报告不能再替换。")
        if row.vote is None or not digest or digest != figures_digest(row):
            raise MeetingRefused("生成期间计票结果有变动，请重新生成。")
        report = CountReport.objects.select_for_update().get(meeting=row)
        keep_files(actor=actor, vote=row.vote, names=PUBLISHED)
        name = f"{row.activity.year}年{row.office}{row.activity.assessment}"
        files = {
            "pdf": MadeFile(f"{name}计票报告.pdf", pdf, PDF),
            "workbook": MadeFile(f"{name}计票结果.xlsx", workbook, XLSX),
            "published_pdf": MadeFile(f"{name}结果公布件.pdf", published, PDF),
        }
        keep_making(report, actor=actor, files=files, digest=digest)
        log.note(**report.digests())
    return report


def hold_count(
    *,
    actor: User,
    meeting: Meeting,
    teller: str,
    scrutineer: str,
    file_name: str,
    content: bytes,
    reason: str = "",
) -> CountReport:
    """Hold the scan of the signed report until it was looked at; ``reason``: why it replaces one that counts.

    Raises ``MeetingRefused``, ``DocumentRefused``, ``AttachmentRefused``.
    """
    with change(actor, "hold_count", meeting) as log:
        row, report = _signable(meeting)
        hold_scan(
            report,
            actor=actor,
            digest=figures_digest(row),
            signers={"teller": teller, "scrutineer": scrutineer},
            file_name=file_name,
            content=content,
            reason=reason,
        )
        log.note(scan=report.digests()["held_scan"])
    return report


def sign_count(*, actor: User, meeting: Meeting) -> CountReport:
    """The held scan was looked at and counts. Raises ``MeetingRefused``, ``DocumentRefused``."""
    with change(actor, "sign_count", meeting) as log:
        row, report = _signable(meeting)
        sign_document(report, actor=actor, digest=figures_digest(row))
        if row.state == MeetingState.COUNTED:
            move(row, MeetingState.COUNT_SIGNED)
        log.note(scan=report.digests()["signed_scan"], former=len(report.former_scans))
    return report


def _signable(meeting: Meeting) -> tuple[Meeting, CountReport]:
    row = locked(meeting)
    if row.state not in SIGNABLE:
        raise MeetingRefused(f"会议{row.get_state_display()}，计票之后、反馈之前才能上传签字扫描件。")
    report = CountReport.objects.select_for_update(of=("self",)).filter(meeting=row).first()
    return row, report or CountReport(meeting=row)


def look_into_count(*, actor: User, meeting: Meeting, part: str) -> None:
    """Leave a trace of every look at the internal count (``part``: page, pdf, workbook or signed_scan)."""
    with change(actor, "look_into_count", meeting) as log:
        log.note(part=part)
