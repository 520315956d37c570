"""Officers' reports under six headings, typed or uploaded, until the meeting begins (S0-08, S0-22)."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from evaluations.meetings.models import CollectedOpinion, DutyReport, Meeting
from evaluations.meetings.queries import duty_reports
from evaluations.meetings.services.opinions import editable
from evaluations.meetings.services.refusals import MeetingRefused
from registry.models import Person, User
from registry.services.attachments import PDF, store_attachment
from registry.services.audit import change
from registry.services.papers import hand_in, locked_paper, paper_at, require_seen, take_back, write


class UploadedReport(NamedTuple):
    """A report file as it was sent."""

    name: str
    content: bytes


def save_duty_report(
    *,
    actor: User,
    meeting: Meeting,
    person: Person,
    version: int,
    headings: Mapping[str, str],
    in_upload: Collection[str],
    opinions: Collection[CollectedOpinion],
    upload: UploadedReport | None = None,
    drop_upload: bool = False,
) -> DutyReport:
    """Keep everything that was typed, complete or not; a report that became incomplete counts as a draft again.

    ``version`` is 0 for the first save. Raises ``MeetingRefused`` once the meeting began, ``VersionConflict``, and
    ``AttachmentRefused`` for a file whose content is not PDF.
    """
    with change(actor, "save_duty_report", meeting) as log:
        row = editable(meeting)
        report = paper_at(DutyReport, meeting=row, person=person)
        require_seen(report, version)
        if duty_reports.report_row(row, person.pk) is None:
            raise MeetingRefused(f"{person.name}不是本场会议的述职人员。")
        if upload is not None:
            report.upload = store_attachment(
                actor=actor, name=upload.name, content=upload.content, allowed={PDF}
            )
        elif drop_upload:
            report.upload = None
        write(report, headings=dict(headings), in_upload=sorted(in_upload))
        report.opinions.set(row.collected_opinions.filter(pk__in=[each.pk for each in opinions]))
        if duty_reports.gaps_of(report):
            take_back(report)
        log.note(report=report.pk, version=report.version)
    return report


def submit_duty_report(*, actor: User, report: DutyReport) -> DutyReport:
    """Hand the report in. Raises ``MeetingRefused`` with all that is missing (S0-22)."""
    with change(actor, "submit_duty_report", report.meeting) as log:
        editable(report.meeting)
        row = locked_paper(report)
        if gaps := duty_reports.gaps_of(row):
            raise MeetingRefused(f"报告已保存为草稿，还不完整：{''.join(gaps)}")
        hand_in(row, actor=actor)
        log.note(report=row.pk)
    return row
