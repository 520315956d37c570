"""The facts of many meetings at once: the same number of queries for one office and for all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from ballots.models import ReleasedOpinion, Screening
from draws.models import SeedPart
from evaluations.meetings.models import (
    DRAWN,
    Activity,
    AgendaItem,
    CollectedOpinion,
    DutyReport,
    FeedbackForm,
    Meeting,
    PoolConsumer,
    Representative,
    Sitting,
    WrittenSummary,
)
from evaluations.meetings.queries.attendance import gauges_by_meeting
from evaluations.meetings.queries.duty_reports import rows_by_meeting
from evaluations.meetings.queries.preparation import place_due, summary_due
from registry.models import Confirmation, Post, Role
from registry.services.confirmations import subject_key
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT, RepresentativeState
from rulebook.meeting.agenda import BEFORE_BALLOT
from rulebook.meeting.board import Cell, MeetingFacts, cells
from rulebook.meeting.waiting import Wait, waits

Counts = Mapping[int, Mapping[str, Any]]
"""By key of the meeting: names of facts and their values."""


@dataclass(frozen=True)
class Line:
    """One meeting on the board: its cells, and what waits for anybody."""

    meeting: Meeting
    cells: Sequence[Cell]
    waits: Sequence[Wait]


def board_lines(meetings: Iterable[Meeting]) -> list[Line]:
    """The lines of these meetings today; they come with activity, office, draw, vote and count report."""
    rows = list(meetings)
    today = timezone.localdate()
    facts = facts_by_meeting(rows)
    return [Line(row, cells(facts[row.pk], today), waits(facts[row.pk], today)) for row in rows]


def facts_by_meeting(meetings: Sequence[Meeting]) -> dict[int, MeetingFacts]:
    """What the board knows of each meeting."""
    if not meetings:
        return {}
    keys = [meeting.pk for meeting in meetings]
    parts: list[Counts] = [
        _opinions(keys),
        _reports(meetings),
        _consumers(keys),
        _members(meetings),
        _sittings(keys),
        _forms(keys),
        _summaries(keys),
        _digits(meetings),
        _asked(meetings),
        _unscreened(meetings),
    ]
    return {
        meeting.pk: MeetingFacts(
            **_own_facts(meeting),
            **{name: value for part in parts for name, value in part.get(meeting.pk, {}).items()},
        )
        for meeting in meetings
    }


def _by_meeting(rows: Iterable[Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """Counted rows under the key of their meeting."""
    return {row["meeting"]: {name: value for name, value in row.items() if name != "meeting"} for row in rows}


def _own_facts(meeting: Meeting) -> dict[str, Any]:
    """What stands in the meeting's own row and those it points to."""
    draw, vote = meeting.draw, meeting.vote
    report = getattr(meeting, "count_report", None)
    return {
        "state": meeting.state,
        "draw": draw.state if draw else "",
        "parties": len(draw.parties) if draw else 0,
        "vote": vote.state if vote else "",
        "cards": vote.made if vote else 0,
        "returned": vote.returned if vote and vote.kept_urn is not None else None,
        "held_on": meeting.held_on,
        "timed": bool(meeting.held_on and meeting.held_at),
        "place": bool(meeting.place),
        "kin_declared": meeting.kin_declared_on is not None,
        "report_made": report is not None and report.pdf_id is not None,
        "fed_back_on": meeting.fed_back_on,
        "representatives_told": meeting.representatives_told_on is not None,
        **_dates(meeting.activity),
    }


def _dates(activity: Activity) -> dict[str, date | None]:
    """The round's own days (S0-18, S0-21)."""
    ends = {stage["key"]: date.fromisoformat(stage["to"]) for stage in activity.stages}
    return {
        "place_due": place_due(activity),
        "summary_due": summary_due(activity),
        "prepare_until": ends.get("prepare"),
        "carry_out_until": ends.get("carry_out"),
    }


def _opinions(keys: Sequence[int]) -> Counts:
    rows = CollectedOpinion.objects.filter(meeting__in=keys).order_by().values("meeting")
    counted = rows.annotate(opinions=Count("pk"), opinions_sorted=Count("measure"))
    return _by_meeting(counted)


def _reports(meetings: Sequence[Meeting]) -> Counts:
    """Officers, and how many reports are complete; before the pool is open, those of today's posts (S0-01, S0-22)."""
    found: dict[int, dict[str, int]] = {
        pk: {"officers": len(rows), "reports": sum(row.ready for row in rows)}
        for pk, rows in rows_by_meeting(meetings).items()
    }
    drafts = {each.office_id: each.pk for each in meetings if each.state == MeetingState.DRAFT}
    today = timezone.localdate()
    posts = (
        Post.objects.filter(unit__in=drafts, role__in=[Role.HEAD, Role.DEPUTY], person__active=True)
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    )
    persons = set(posts.values_list("unit", "person"))
    sent = DutyReport.objects.filter(meeting__in=drafts.values(), submitted_on__isnull=False)
    written = set(sent.values_list("meeting", "person"))
    for office, pk in drafts.items():
        own = [person for unit, person in persons if unit == office]
        found[pk] = {"officers": len(own), "reports": sum((pk, person) in written for person in own)}
    return found


def _consumers(keys: Sequence[int]) -> Counts:
    counted = PoolConsumer.objects.filter(meeting__in=keys).order_by().values("meeting")
    return _by_meeting(counted.annotate(consumers=Count("pk")))


def _members(meetings: Sequence[Meeting]) -> Counts:
    """Members by what they answered, and whether those present suffice (S0-04, S0-05)."""
    S = RepresentativeState
    inside = ~Q(state__in=OUT)
    vacant = Q(source=DRAWN, state=S.DECLINED, entry__outcome="selected")
    counted = (
        Representative.objects.filter(meeting__in=meetings)
        .order_by()
        .values("meeting")
        .annotate(
            members=Count("pk", filter=inside),
            untold=Count("pk", filter=Q(state=S.NAMED)),
            unanswered=Count("pk", filter=Q(state=S.NOTIFIED)),
            confirmed=Count("pk", filter=Q(state=S.CONFIRMED)),
            present=Count("pk", filter=inside & Q(attended=True)),
            vacant=Count("pk", filter=vacant),
        )
    )
    found = _by_meeting(counted)
    for pk, gauges in gauges_by_meeting(meetings).items():
        texts = tuple(each.text for each in gauges.missed)
        found.setdefault(pk, {})["shortfalls"] = texts
    return found


def _sittings(keys: Sequence[int]) -> Counts:
    """The sitting under way or ended in order, with its reports and questions; one broken off is none."""
    last = {row.meeting_id: row for row in Sitting.objects.filter(meeting__in=keys).order_by("edition")}
    sat = {row.pk: row for row in last.values() if not row.broken_off}
    steps = AgendaItem.objects.filter(sitting__in=sat, kind__in=BEFORE_BALLOT).order_by()
    counted = steps.values_list("sitting").annotate(
        total=Count("pk"), done=Count("pk", filter=Q(state="done"))
    )
    agenda = {sitting: (total, done) for sitting, total, done in counted}
    found: dict[int, dict[str, Any]] = {}
    for pk, row in sat.items():
        total, done = agenda.get(pk, (0, 0))
        ended = row.ended_at is not None
        found[row.meeting_id] = {"begun": True, "ended": ended, "hearing_steps": total, "hearing_done": done}
    return found


def _forms(keys: Sequence[int]) -> Counts:
    """Feedback forms: measures in, what was done in, the earliest day of those still open (S0-15)."""
    rows = FeedbackForm.objects.filter(meeting__in=keys).order_by().values("meeting")
    counted = rows.annotate(
        forms=Count("pk"),
        forms_measured=Count("submitted_on"),
        forms_done=Count("done_on"),
        forms_due=Min("due_on", filter=Q(done_on__isnull=True)),
    )
    return _by_meeting(counted)


def _summaries(keys: Sequence[int]) -> Counts:
    rows = WrittenSummary.objects.filter(meeting__in=keys, submitted_on__isnull=False)
    return {pk: {"summary_on": day} for pk, day in rows.values_list("meeting", "submitted_on")}


def _digits(meetings: Sequence[Meeting]) -> Counts:
    """How many parties have given their digits; which ones is not told."""
    draws = {each.draw_id: each.pk for each in meetings if each.draw_id}
    counted = SeedPart.objects.filter(draw__in=draws).order_by().values_list("draw").annotate(n=Count("pk"))
    return {draws[draw]: {"digits": n} for draw, n in counted}


def _asked(meetings: Sequence[Meeting]) -> Counts:
    """Actions on draw and vote that wait for a second person at this moment."""
    subjects = {
        subject_key(row): each.pk for each in meetings for row in (each.draw, each.vote) if row is not None
    }
    now = timezone.now()
    rows = Confirmation.objects.filter(subject__in=subjects, used_at__isnull=True, expires_at__gt=now)
    found: dict[int, set[str]] = defaultdict(set)
    for subject, action in rows.values_list("subject", "action"):
        found[subjects[subject]].add(action)
    return {pk: {"asked": frozenset(actions)} for pk, actions in found.items()}


def _unscreened(meetings: Sequence[Meeting]) -> Counts:
    """Opinions of the hall that nobody has read yet."""
    votes = {each.vote_id: each.pk for each in meetings if each.vote_id}
    rows = ReleasedOpinion.objects.filter(vote__in=votes, state=Screening.PENDING)
    counted = Counter(rows.values_list("vote", flat=True))
    return {votes[vote]: {"unscreened": n} for vote, n in counted.items()}
