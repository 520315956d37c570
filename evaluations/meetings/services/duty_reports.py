"""Officers' reports under six headings, typed or uploaded, until the meeting begins (S0-08, S0-22)."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.utils.timezone import localdate

from evaluations.meetings.models import CollectedOpinion, DutyReport, Meeting
from evaluations.meetings.queries import duty_reports
from evaluations.meetings.services.opinions import editable
from evaluations.meetings.services.refusals import MeetingRefused
from registry.models import Person, User
from registry.services.attachments import PDF, store_attachment
from registry.services.audit import change
from registry.services.refusals import VersionConflict


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
        report = DutyReport.objects.select_for_update().filter(meeting=row, person=person).first()
        if (report.version if report else 0) != version:
            raise VersionConflict(report.version if report else 0)
        if duty_reports.report_row(row, person.pk) is None:
            raise MeetingRefused(f"{person.name}不是本场会议的述职人员。")
        if report is None:
            report = DutyReport(meeting=row, person=person, version=0)
        report.headings, report.in_upload = dict(headings), sorted(in_upload)
        if upload is not None:
            report.upload = store_attachment(
                actor=actor, name=upload.name, content=upload.content, allowed={PDF}
            )
        elif drop_upload:
            report.upload = None
        report.version += 1
        report.save()
        report.opinions.set(row.collected_opinions.filter(pk__in=[each.pk for each in opinions]))
        if duty_reports.gaps_of(report):
            report.submitted_on = None
            report.save(update_fields=["submitted_on"])
        log.note(report=report.pk, version=report.version)
    return report


def submit_duty_report(*, actor: User, report: DutyReport) -> DutyReport:
    """Hand the report in. Raises ``MeetingRefused`` with all that is missing (S0-22)."""
    with change(actor, "submit_duty_report", report.meeting) as log:
        editable(report.meeting)
        row = DutyReport.objects.select_for_update().get(pk=report.pk)
        if gaps := duty_reports.gaps_of(row):
            raise MeetingRefused(f"报告已保存为草稿，还不完整：{''.join(gaps)}")
        row.submitted_on = row.submitted_on or localdate()
        row.save(update_fields=["submitted_on"])
        log.note(report=row.pk)
    return row
