"""Results year over year, by office and by person (S0-17); a fixed number of queries however many meetings."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q, QuerySet

from evaluations.meetings.models import Meeting, ReportingOfficer, ResultUse
from evaluations.meetings.queries.rates import OverallRate, overall_rates
from evaluations.meetings.queries.results import officer_subject
from registry.models import Unit

OFFICE = "office"


@dataclass(frozen=True)
class YearResult:
    """One year of a line; ``change`` is against the year before on the line, in percentage points."""

    year: int
    meeting: Meeting
    title: str
    rate: OverallRate | None
    change: Fraction | None
    uses: Sequence[ResultUse]

    @property
    def shown(self) -> bool:
        return self.rate is not None and self.rate.shown

    @property
    def bar(self) -> int:
        """Width of the bar of the satisfied rate, of a thousand."""
        value = self.rate.satisfied.value if self.rate and self.rate.shown else None
        return int(value * 1000) if value is not None else 0

    @property
    def change_text(self) -> str:
        return change_text(self.change)


@dataclass(frozen=True)
class TrendLine:
    """One office or one person through the years, earliest first."""

    name: str
    detail: str
    years: Sequence[YearResult]


def change_text(change: Fraction | None) -> str:
    """A difference of two rates in percentage points, with its sign; half away from zero."""
    if change is None:
        return ""
    hundredths = abs(change) * 10_000
    rounded = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    if rounded == 0:
        return "持平"
    sign = "上升" if change > 0 else "下降"
    return f"{sign} {rounded // 100}.{rounded % 100:02d} 个百分点"


def trend_offices(meetings: QuerySet[Meeting], officers: QuerySet[ReportingOfficer]) -> QuerySet[Unit]:
    """The offices that have a line, or whose people have one."""
    known = Q(pk__in=meetings.order_by().values("office"))
    return Unit.objects.filter(known | Q(pk__in=officers.order_by().values("meeting__office"))).order_by(
        "code"
    )


def meetings_at(meetings: QuerySet[Meeting], offices: Collection[int]) -> QuerySet[Meeting]:
    """Those of ``meetings`` that assessed one of the offices, by key."""
    return meetings.filter(office__in=offices)


def officers_of(officers: QuerySet[ReportingOfficer], offices: Collection[int]) -> QuerySet[ReportingOfficer]:
    """Of these officers those whose line begins in one of the offices, with all their years, wherever they stood."""
    first: dict[int, int] = {}
    for person, office in officers.order_by(*IN_ORDER).values_list("person", "meeting__office"):
        first.setdefault(person, office)
    return officers.filter(person__in=[person for person, office in first.items() if office in offices])


IN_ORDER = ("meeting__office__code", "position", "meeting__activity__year", "pk")
Entry = tuple[Meeting, str, str, int | None]
"""A meeting, the subject's key in its form, the title held then, the officer's row."""


def office_lines(meetings: QuerySet[Meeting], uses: QuerySet[ResultUse]) -> list[TrendLine]:
    """A line for each office."""
    grouped: dict[int, list[Entry]] = defaultdict(list)
    names = {}
    for meeting in meetings.order_by("office__code", "activity__year", "pk"):
        grouped[meeting.office_id].append((meeting, OFFICE, "", None))
        names[meeting.office_id] = (meeting.office.name, "")
    return _lines(grouped, names, uses.filter(officer__isnull=True))


def officer_lines(officers: QuerySet[ReportingOfficer], uses: QuerySet[ResultUse]) -> list[TrendLine]:
    """A line for each person, whatever office he stood in; named as in his last meeting."""
    grouped: dict[int, list[Entry]] = defaultdict(list)
    names = {}
    for officer in officers.order_by(*IN_ORDER):
        title = f"{officer.meeting.office}{officer.title}"
        grouped[officer.person_id].append((officer.meeting, officer_subject(officer), title, officer.pk))
        names[officer.person_id] = (officer.name, title)
    return _lines(grouped, names, uses.filter(officer__isnull=False))


def _lines(
    grouped: Mapping[int, list[Entry]], names: Mapping[int, tuple[str, str]], uses: QuerySet[ResultUse]
) -> list[TrendLine]:
    votes = [meeting.vote for entries in grouped.values() for meeting, *_ in entries if meeting.vote]
    rates = overall_rates(votes)
    used: dict[tuple[int, int | None], list[ResultUse]] = defaultdict(list)
    for use in uses.filter(
        meeting__in={meeting.pk for entries in grouped.values() for meeting, *_ in entries}
    ):
        used[use.meeting_id, use.officer_id].append(use)
    lines = []
    for key, entries in grouped.items():
        years: list[YearResult] = []
        for meeting, subject, title, officer in sorted(entries, key=lambda entry: entry[0].activity.year):
            rate = rates.get(meeting.vote_id or 0, {}).get(subject)
            change = _change(years[-1].rate if years else None, rate)
            uses_then = used[meeting.pk, officer]
            years.append(YearResult(meeting.activity.year, meeting, title, rate, change, uses_then))
        name, detail = names[key]
        lines.append(TrendLine(name, years[-1].title or detail, years))
    return lines


def _change(before: OverallRate | None, now: OverallRate | None) -> Fraction | None:
    """Only between two rates that are both shown; no data is never zero."""
    if before is None or now is None or not (before.shown and now.shown):
        return None
    first, second = before.satisfied.value, now.satisfied.value
    return None if first is None or second is None else second - first
