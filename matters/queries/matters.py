"""What the register shows."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.timezone import localdate

from matters.models import Evidence, Matter, MatterStep, Measure, Telling
from matters.models.matters import CLOCK_ORIGIN, HOT
from matters.search import MATTER as MATTER_WORDS
from registry.models import Unit, User
from registry.queries.listing import Order
from registry.search import narrow
from rulebook.lifecycle.matter import ENDED, MATTER
from rulebook.lifecycle.matter import MatterState as S

TONES = {
    S.REGISTERED: "due",
    S.VERIFYING: "due",
    S.TREATING: "due",
    S.REPORTED: "due",
    S.CHECKED: "due",
    S.CLARIFIED: "due",
    S.CLOSED: "done",
    S.MERGED: "neutral",
}

HOT_FIRST = Order("", (HOT, "year", "number", "pk"), descending=True)
"""Hot ones that are open first (S3-21), then the newest."""
OPEN = [state for state, _ in MATTER.choices if state not in ENDED]


def narrowed(
    rows: QuerySet[Matter],
    *,
    state: str,
    source: str,
    text: str,
    unit: Unit | None = None,
    handler: User | None = None,
    newest: bool = False,
) -> tuple[QuerySet[Matter], bool]:
    """What is left, and whether it may be counted (see ``registry.search.narrow``).

    ``state`` is one of the table, "open" or "overdue"; empty values leave all.
    """
    if state == "overdue":
        rows = late(rows)
    elif state == "open":
        rows = rows.filter(state__in=OPEN)
    elif state:
        rows = rows.filter(state=state)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if handler is not None:
        rows = rows.filter(handler=handler)
    if source:
        rows = rows.filter(source=source)
    return narrow(rows, MATTER_WORDS, text, newest=newest) if text else (rows, True)


def late(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Those whose limit has passed. Whose clock it is says only what is so anyway, and finds it sooner."""
    return rows.filter(clock__outcome="open", clock__origin_kind=CLOCK_ORIGIN, clock__due_on__lt=localdate())


@dataclass(frozen=True)
class Spread:
    """How many problems are in each state, in which units, and in whose hands."""

    states: Mapping[str, int]
    units: Set[int]
    handlers: Set[int]

    def by_state(self) -> list[tuple[str, int]]:
        """In the order of the table, states with none left out."""
        return [(label, self.states[state]) for state, label in MATTER.choices if self.states.get(state)]


def spread(rows: QuerySet[Matter]) -> Spread:
    """One query, which reads the index only."""
    states: Counter[str] = Counter()
    units, handlers = set(), set()
    grouped = rows.order_by().values_list("state", "unit", "handler").annotate(n=Count("state"))
    for state, unit, handler, n in grouped:
        states[state] += n
        units.add(unit)
        if handler is not None:
            handlers.add(handler)
    return Spread(states, units, handlers)


@dataclass(frozen=True)
class MatterFacts:
    """Everything a problem's page shows."""

    measures: Sequence[Measure]
    evidence: Sequence[Evidence]
    steps: Sequence[MatterStep]
    duplicates: Sequence[Matter]
    tellings: Sequence[Telling]


def facts(matter: Matter) -> MatterFacts:
    return MatterFacts(
        list(matter.measures.select_related("entered_by")),
        list(matter.evidence.select_related("file", "added_by")),
        list(matter.steps.select_related("by")),
        list(matter.duplicates.all()),
        list(matter.tellings.all()),
    )


def tone(matter: Matter) -> str:
    """The badge's tone: overdue when its limit has passed."""
    clock = matter.clock
    if clock is not None and clock.outcome == "open" and clock.due_on < localdate():
        return "overdue"
    return TONES[S(matter.state)]


def others_of_the_unit(matter: Matter) -> QuerySet[Matter]:
    """Problems of the same unit into which this one may be merged."""
    rows = Matter.objects.filter(unit=matter.unit).exclude(pk=matter.pk)
    return rows.exclude(state=S.MERGED).order_by("-year", "-number")


def handlers(matter: Matter) -> QuerySet[User]:
    """Who can be given the problem: whoever holds a post in the unit."""
    return handlers_of(Unit.objects.filter(pk=matter.unit_id))


def handlers_of(units: QuerySet[Unit]) -> QuerySet[User]:
    """Who can be given problems of these units."""
    return User.objects.filter(posts__unit__in=units, is_active=True).distinct().order_by("name")


def matter_of_clock(clock: int) -> Matter | None:
    return Matter.objects.filter(clock=clock).first()


def evidence_of(matter: Matter, pk: int) -> Evidence | None:
    return matter.evidence.select_related("file").filter(pk=pk).first()


def chosen(rows: QuerySet[Matter], keys: Sequence[str]) -> list[Matter]:
    """Those of the visible problems whose numbers were ticked; what is no number is left out."""
    return list(
        rows.filter(pk__in=[int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 18])
    )


CARDS = 12
"""Most problems that a column of the board shows; its head counts all."""


@dataclass(frozen=True)
class BoardColumn:
    """A state of the board: those of it that are oldest or hot first."""

    state: str
    label: str
    count: int
    cards: Sequence[tuple[Matter, str]]


def board(rows: QuerySet[Matter]) -> list[BoardColumn]:
    """Open problems by state; one query for the counts and two a column, however many problems."""
    counted = dict(rows.filter(state__in=OPEN).order_by().values_list("state").annotate(n=Count("state")))
    shown = {state: _cards(rows.filter(state=state)) for state in OPEN}
    found = {
        matter.pk: matter for matter in rows.filter(pk__in=[pk for keys in shown.values() for pk in keys])
    }
    labels = dict(MATTER.choices)
    return [
        BoardColumn(
            state,
            labels[state],
            counted.get(state, 0),
            [(found[pk], tone(found[pk])) for pk in keys if pk in found],
        )
        for state, keys in shown.items()
    ]


def _cards(rows: QuerySet[Matter]) -> list[int]:
    # Two questions that an index answers in order, instead of one that sorts everything.
    keys = rows.order_by("raised_on", "pk").values_list("pk", flat=True)
    hot = list(keys.filter(triage="hot")[:CARDS])
    return hot + list(keys.exclude(triage="hot")[: CARDS - len(hot)])


def units_in(spread: Spread) -> QuerySet[Unit]:
    """The units that have problems."""
    return Unit.objects.filter(pk__in=spread.units).order_by("code")


def handlers_in(spread: Spread) -> QuerySet[User]:
    """Who has problems to work on."""
    return User.objects.filter(pk__in=spread.handlers).order_by("name")


def with_handler(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """Problems with their unit, whoever handles them and the limit that runs."""
    return matters.select_related("unit", "handler", "clock")
