"""Who is there, whether that suffices, and whom to call next (S0-04, S0-05, S4-10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from draws.models import RosterEntry
from draws.queries.results import alternates
from evaluations.meetings.models import DRAWN, ENGAGED, Meeting, Representative
from evaluations.meetings.queries.meetings import composition_figures
from registry.models.people import PersonCategory
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT, REPRESENTATIVE, RepresentativeState
from rulebook.meeting.composition import Attendance, Gauges
from rulebook.meeting.composition import gauges as composition_gauges

NEXT_SHOWN = 3


AT_THE_DOOR = frozenset({MeetingState.CHECK_IN, MeetingState.VOTING})


def present(meeting: Meeting) -> Attendance:
    """Members present at this moment."""
    return _present([meeting]).get(meeting.pk, Attendance(0, 0))


def _present(meetings: Sequence[Meeting]) -> dict[int, Attendance]:
    """Members present, by key of the meeting; a meeting where nobody is has no entry. One query."""
    here = Representative.objects.filter(meeting__in=meetings, attended=True).exclude(state__in=OUT)
    counted = (
        here.order_by()
        .values("meeting")
        .annotate(
            drawn=Count("pk", filter=Q(source=DRAWN)),
            engaged=Count("pk", filter=Q(source=ENGAGED)),
            service=Count("pk", filter=Q(source=ENGAGED, category=PersonCategory.SERVICE_OBJECT)),
            supervisors=Count("pk", filter=Q(source=ENGAGED, category=PersonCategory.CONDUCT_SUPERVISOR)),
        )
    )
    return {
        row["meeting"]: Attendance(row["drawn"], row["engaged"], row["service"], row["supervisors"])
        for row in counted
    }


def gauges(meeting: Meeting) -> Gauges:
    """The conditions of opening, at this moment."""
    return composition_gauges(present(meeting), composition_figures(meeting.activity))


def gauges_by_meeting(meetings: Sequence[Meeting]) -> dict[int, Gauges]:
    """The gauges of those meetings that have their door open, in at most one query."""
    open_now = [meeting for meeting in meetings if meeting.state in AT_THE_DOOR]
    counted = _present(open_now) if open_now else {}
    return {
        meeting.pk: composition_gauges(
            counted.get(meeting.pk, Attendance(0, 0)), composition_figures(meeting.activity)
        )
        for meeting in open_now
    }


def gauge_numbers(meeting: Meeting) -> dict[str, int]:
    """The gauges as kept with the meeting: numbers only."""
    here = present(meeting)
    both = composition_gauges(here, composition_figures(meeting.activity))
    return {
        "total": here.total,
        "drawn": here.drawn,
        "engaged": here.engaged,
        "needed": both.attendance.needed,
        "service_objects": both.share.numerator,
        "service_needed": both.share.needed,
        **({"supervisors": here.supervisors} if both.supervisors else {}),
    }


def members(meeting: Meeting) -> QuerySet[Representative]:
    """Everybody who is or was a member."""
    return meeting.representatives.select_related("business", "person", "entry")


def current_members(meeting: Meeting) -> QuerySet[Representative]:
    """Members, without those who declined or were replaced."""
    return members(meeting).exclude(state__in=OUT)


def listed_members(meeting: Meeting) -> QuerySet[Representative]:
    """``members`` as the page lists them: the drawn by stratum, then the engaged."""
    return members(meeting).order_by("source", "entry__stratum", "label", "pk")


def members_on_paper(meeting: Meeting) -> QuerySet[Representative]:
    """``members`` in the order of letters and workbook, the engaged by category; each with its notice."""
    rows = members(meeting).select_related("notice")
    return rows.order_by("source", "entry__stratum", "category", "label", "pk")


def members_by_name(meeting: Meeting) -> QuerySet[Representative]:
    """``current_members`` as they are looked up at the door."""
    return current_members(meeting).order_by("label", "pk")


@dataclass(frozen=True)
class StratumAttendance:
    """One stratum at the door. ``absent`` are members still missing; ``standby`` the next alternates in order."""

    name: str
    seats: int
    present: int
    absent: Sequence[Representative]
    standby: Sequence[RosterEntry]

    @property
    def missing(self) -> int:
        return self.seats - self.present


def strata_at_the_door(meeting: Meeting) -> list[StratumAttendance]:
    """Strata of the drawn, the shortest first; two queries."""
    groups: dict[str, list[Representative]] = {}
    for member in current_members(meeting).filter(source=DRAWN).order_by("label"):
        groups.setdefault(member.entry.stratum if member.entry else "", []).append(member)
    waiting: dict[str, list[RosterEntry]] = {}
    for entry in alternates(meeting.draw) if meeting.draw else []:
        queue = waiting.setdefault(entry.stratum, [])
        if len(queue) < NEXT_SHOWN:
            queue.append(entry)
    found = [
        StratumAttendance(
            name=name,
            seats=len(rows),
            present=sum(row.attended for row in rows),
            absent=[row for row in rows if not row.attended],
            standby=waiting.get(name, []),
        )
        for name, rows in groups.items()
    ]
    return sorted(found, key=lambda stratum: (-stratum.missing, stratum.name))


def strata_of(meeting: Meeting) -> list[str]:
    """Names of the strata of the drawn members."""
    rows = current_members(meeting).filter(source=DRAWN).order_by("entry__stratum")
    return list(rows.values_list("entry__stratum", flat=True).distinct())


def waiting_for_notice(meeting: Meeting) -> int:
    """Members who were not notified yet."""
    return meeting.representatives.filter(state=RepresentativeState.NAMED).count()


def by_state(meeting: Meeting) -> dict[str, int]:
    """How many members are in each state, labels as keys, in the order of the table."""
    counted = dict(meeting.representatives.order_by().values_list("state").annotate(Count("pk")))
    return {label: counted[state] for state, label in REPRESENTATIVE.choices if state in counted}
