"""Officers' reports and what they still lack (S0-08, S0-22)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from evaluations.meetings.models import Activity, CollectedOpinion, DutyReport, Meeting, ReportingOfficer
from evaluations.meetings.queries.meetings import Officer, officers
from rulebook.lifecycle.meeting import MeetingState
from rulebook.meeting.duty_report import HEADINGS, ReportHeading, report_gaps
from rulebook.meeting.rounds import RoundKind


@dataclass(frozen=True)
class ReportRow:
    """One officer's report, if there is one, and what it lacks; ``answered`` of the collected opinions stand in it."""

    activity: Activity
    officer: Officer
    report: DutyReport | None
    gaps: list[str]
    answered: int

    @property
    def ready(self) -> bool:
        """Complete and handed in."""
        return self.report is not None and self.report.submitted_on is not None and not self.gaps

    @property
    def word(self) -> str:
        if self.report is None:
            return "未写"
        if self.report.submitted_on is None:
            return "草稿"
        return "已提交" if not self.gaps else "已提交，不完整"

    @property
    def tone(self) -> str:
        return "done" if self.ready else "neutral" if self.report is None else "due"

    @property
    def lacking(self) -> str:
        """The sentence that keeps the meeting from starting; empty when the report is ready."""
        if self.report is None:
            return f"{self.officer.title}{self.officer.name}还没有{self.activity.report_word}。"
        if self.gaps:
            return f"{self.officer.title}{self.officer.name}的报告不完整：{''.join(self.gaps)}"
        return (
            "" if self.report.submitted_on else f"{self.officer.title}{self.officer.name}的报告还没有提交。"
        )


def report_rows(meeting: Meeting) -> list[ReportRow]:
    """One row an officer, in the order in which they report."""
    opinions = meeting.collected_opinions.count()
    reports = {row.person_id: row for row in _reports([meeting.pk])}
    return [
        _row(meeting.activity, officer, reports.get(officer.person.pk), opinions)
        for officer in officers(meeting)
    ]


def report_row(meeting: Meeting, person_pk: int) -> ReportRow | None:
    """The row of one officer; None if he does not report in this meeting."""
    return next((row for row in report_rows(meeting) if row.officer.person.pk == person_pk), None)


def rows_by_meeting(meetings: Iterable[Meeting]) -> dict[int, list[ReportRow]]:
    """As ``report_rows`` for meetings whose officers are settled, with the same few queries however many they are."""
    pks = [meeting.pk for meeting in meetings if meeting.state != MeetingState.DRAFT]
    opinions = dict(
        CollectedOpinion.objects.filter(meeting__in=pks).values_list("meeting").annotate(n=Count("pk"))
    )
    reports = {(row.meeting_id, row.person_id): row for row in _reports(pks)}
    found: dict[int, list[ReportRow]] = defaultdict(list)
    rows = ReportingOfficer.objects.filter(meeting__in=pks).select_related("person", "meeting__activity")
    for each in rows:
        officer = Officer(each.person, each.name, each.title)
        report = reports.get((each.meeting_id, each.person_id))
        activity = each.meeting.activity
        found[each.meeting_id].append(_row(activity, officer, report, opinions.get(each.meeting_id, 0)))
    return found


def _reports(meetings: Iterable[int]) -> Iterable[DutyReport]:
    rows = DutyReport.objects.filter(meeting__in=meetings).select_related("upload")
    return rows.annotate(answered=Count("opinions"))


def headings_of(activity: Activity) -> Sequence[ReportHeading]:
    """What a report of the round's kind is written under (S0-08, S4-10)."""
    return HEADINGS[RoundKind(activity.kind)]


def _row(activity: Activity, officer: Officer, report: DutyReport | None, opinions: int) -> ReportRow:
    answered: int = getattr(report, "answered", 0)
    gaps = report_gaps(
        texts=report.headings if report else {},
        in_upload=report.in_upload if report else [],
        has_upload=report is not None and report.upload_id is not None,
        opinions=opinions,
        linked=answered,
        headings=headings_of(activity),
    )
    return ReportRow(activity, officer, report, gaps, answered)


def opinions_answered(row: ReportRow) -> Sequence[CollectedOpinion]:
    """The collected opinions that the report answers, each with its measure."""
    return list(row.report.opinions.select_related("measure")) if row.report else []


def gaps_of(report: DutyReport) -> list[str]:
    """What one report lacks now."""
    row = report_row(report.meeting, report.person_id)
    return row.gaps if row else []


def report_sections(row: ReportRow) -> list[tuple[str, str, bool]]:
    """(heading as the document words it, text, whether it stands in the uploaded file) under every heading."""
    report = row.report
    texts = report.headings if report else {}
    filed = set(report.in_upload) if report and report.upload_id else set()
    return [(each.wording, texts.get(each.key, ""), each.key in filed) for each in headings_of(row.activity)]
