"""What runs and for whom; what was told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from desk.access import not_withheld, notices_for
from desk.models import Clock, ClockMove, ClockSegment, FeedToken, Notice
from desk.models.clocks import DONE, UNREAD
from desk.queries.calendar import working_calendar
from registry.models import Attachment, Post, Role, Unit, User
from registry.queries.listing import Order
from rulebook.desk.clocks import Audience, Lamp, StepKind, ladder_from_plain, lamp, steps_reached
from rulebook.desk.workdays import Calendar, CalendarGap

OF_THE_UNIT = {Role.HEAD: Audience.HEAD, Role.DEPUTY: Audience.DEPUTY}
OF_THE_BUREAU = {Role.INSPECTORATE: Audience.INSPECTORATE, Role.LEADER: Audience.LEADER}


def clocks_to_sweep(horizon: date) -> Iterator[Clock]:
    """Open clocks that do not stand still and end by ``horizon``, a few thousand at a time."""
    still = ClockSegment.objects.filter(clock=OuterRef("pk"), kind="suspend", last__isnull=True)
    rows = Clock.objects.filter(~Exists(still), outcome="open", due_on__lte=horizon)
    return rows.select_related("policy").order_by("pk").iterator(chunk_size=2000)


def told(clocks: Sequence[int]) -> set[tuple[int, str, date, int]]:
    """(clock, step, due day, recipient) of what was sent about these clocks."""
    rows = Notice.objects.filter(clock__in=clocks)
    return set(rows.values_list("clock", "step", "for_due_on", "recipient"))


def audience_of(units: Sequence[int]) -> dict[tuple[int, Audience], set[int]]:
    """Users by unit and place in the ladder: head and deputies of the unit, inspectorate and leaders of what stands above it."""
    above = _above(units)
    today, found = localdate(), defaultdict(set)
    posts = (
        Post.objects.filter(user__is_active=True, role__in=[*OF_THE_UNIT, *OF_THE_BUREAU])
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .values_list("unit", "role", "user")
    )
    by_unit: dict[int, list[tuple[Role, int]]] = defaultdict(list)
    for unit, role, user in posts:
        by_unit[unit].append((Role(role), user))
    for unit in units:
        for role, user in by_unit[unit]:
            if role in OF_THE_UNIT:
                found[unit, OF_THE_UNIT[role]].add(user)
        for higher in above[unit]:
            for role, user in by_unit[higher]:
                if role in OF_THE_BUREAU:
                    found[unit, OF_THE_BUREAU[role]].add(user)
    return dict(found)


def _above(units: Sequence[int]) -> dict[int, list[int]]:
    parents = dict(Unit.objects.values_list("pk", "parent"))
    found = {}
    for unit in units:
        line, at = [unit], parents.get(unit)
        while at is not None and at not in line:
            line.append(at)
            at = parents.get(at)
        found[unit] = line
    return found


UNREAD_FIRST = Order("", (UNREAD, "pk"), descending=True)
"""Then the newest."""


def tellable(notices: Sequence[Notice]) -> list[Notice]:
    """Those of the notices yet to be written whose recipient may see the row behind the limit."""
    clocks: dict[int, set[int]] = defaultdict(set)
    for notice in notices:
        if notice.clock_id is not None:
            clocks[notice.recipient_id].add(notice.clock_id)
    seen = {
        user.pk: set(
            not_withheld(user, Clock.objects.filter(pk__in=clocks[user.pk])).values_list("pk", flat=True)
        )
        for user in User.objects.filter(pk__in=clocks)
    }
    return [
        notice
        for notice in notices
        if notice.clock_id is None or notice.clock_id in seen[notice.recipient_id]
    ]


def inbox(user: User) -> QuerySet[Notice]:
    """What a user was told, as far as he may still see it."""
    return notices_for(user)


def has_feed(user: int) -> bool:
    return FeedToken.objects.filter(user=user).exists()


def unread(user: User) -> QuerySet[Notice]:
    """The newest first."""
    return inbox(user).alias(unread=UNREAD).filter(unread=1).order_by(*UNREAD_FIRST.terms())


def with_clock(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Notices with the clock they speak of and its unit."""
    return notices.select_related("clock__unit")


def with_handler(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """Clocks with their unit and whoever handles them."""
    return clocks.select_related("unit", "handler")


def clocks_shown(rows: QuerySet[Clock], show: str) -> QuerySet[Clock]:
    """``show``: overdue, done, all; anything else the open ones."""
    if show == "done":
        return rows.filter(outcome__in=DONE)
    if show == "all":
        return rows
    rows = rows.filter(outcome="open")
    return rows.filter(due_on__lt=localdate()) if show == "overdue" else rows


def clocks_in_order(show: str) -> Order:
    """What is done: the latest first; all else: what is due first."""
    if show == "done":
        return Order(show, ("stopped_on", "pk"), descending=True)
    return Order(show, ("due_on", "pk"))


@dataclass(frozen=True)
class ClockRow:
    """A clock with its lamp in words and tone (None for one that is done)."""

    clock: Clock
    word: str
    tone: str


LAMPS = {
    Lamp.GREEN: ("未到期", "neutral"),
    Lamp.NEAR: ("临近", "due"),
    Lamp.AMBER: ("今天到期", "due"),
    Lamp.RED: ("逾期", "overdue"),
}


def clock_rows(clocks: Iterable[Clock]) -> list[ClockRow]:
    """Lamps of these clocks by today's date; the calendar is read once."""
    days, today = working_calendar(), localdate()
    return [_row(clock, days, today) for clock in clocks]


def _row(clock: Clock, days: Calendar, today: date) -> ClockRow:
    if clock.outcome != "open":
        return ClockRow(clock, clock.get_outcome_display(), "done" if clock.outcome == "met" else "neutral")
    try:
        shown = lamp(clock.due_on, today, days)
    except CalendarGap:
        shown = Lamp.RED if today > clock.due_on else Lamp.GREEN
    word, tone = LAMPS[shown]
    if shown == Lamp.RED:
        word = f"逾期 {(today - clock.due_on).days} 天"
    return ClockRow(clock, word, tone)


@dataclass(frozen=True)
class ClockFacts:
    """Everything a clock's page shows; ``sheets`` are the supervision sheets it is late enough for, ``asked`` the move that
    waits for its approval."""

    row: ClockRow
    segments: Sequence[ClockSegment]
    notices: Sequence[Notice]
    suspended: bool
    overdue: bool
    sheets: Sequence[StepKind]
    asked: ClockMove | None


SHEETS = (StepKind.BLUE_SHEET, StepKind.ORANGE_SHEET, StepKind.RED_SHEET)


def clock_facts(clock: Clock) -> ClockFacts:
    segments = list(clock.segments.select_related("approved_by", "asked_by"))
    today = clock.stopped_on or localdate()
    suspended = any(each.kind == "suspend" and each.last is None for each in segments)
    reached = []
    if not suspended and clock.outcome != "void":
        try:
            reached = steps_reached(
                ladder_from_plain(clock.policy.ladder), clock.due_on, today, working_calendar()
            )
        except CalendarGap:
            reached = []
    return ClockFacts(
        row=clock_rows([clock])[0],
        segments=segments,
        notices=list(clock.notices.select_related("recipient").order_by("pk")),
        suspended=suspended,
        overdue=today > clock.due_on,
        sheets=[step.kind for step in reached if step.kind in SHEETS],
        asked=clock.moves.select_related("asked_by").filter(state="asked").first(),
    )


def move_of(clock: Clock, move: int) -> ClockMove | None:
    """One move that was asked for."""
    return clock.moves.select_related("clock__unit", "document").filter(pk=move).first()


def segment_document(clock: Clock, segment: int) -> Attachment | None:
    """The paper of one move of the clock."""
    row = clock.segments.select_related("document").filter(pk=segment).first()
    return row.document if row is not None else None
