"""What the register shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from matters.models import Evidence, Matter, MatterStep, Measure, Telling
from matters.models.matters import CLOCK_ORIGIN, HOT
from matters.search import MATTER as MATTER_WORDS
from registry.models import Unit, User
from registry.queries.listing import COUNTED, Order, said_count
from registry.search import SEARCHED, narrow
from registry.sql import count_each
from rulebook.lifecycle.matter import ENDED, MATTER
from rulebook.lifecycle.matter import MatterState as S
from rulebook.matter.matters import Triage

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
        rows = opened(rows)
    elif state:
        rows = rows.filter(state=state)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if handler is not None:
        rows = rows.filter(handler=handler)
    if source:
        rows = rows.filter(source=source)
    return narrow(rows, MATTER_WORDS, text, newest=newest) if text else (rows, True)


def opened(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Those that are not struck off yet."""
    return rows.filter(state__in=OPEN)


def late(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Those whose limit has passed. Whose clock it is says only what is so anyway, and finds it sooner."""
    return rows.filter(clock__outcome="open", clock__origin_kind=CLOCK_ORIGIN, clock__due_on__lt=localdate())


def by_state(rows: QuerySet[Matter]) -> list[tuple[str, str]]:
    """How many problems are in each state, counted as far as those of a list, in the order of the table; none left out."""
    counts = count_each([rows.filter(state=state) for state, _ in MATTER.choices], COUNTED)
    return [
        (label, said_count(n, COUNTED)) for (_, label), n in zip(MATTER.choices, counts, strict=True) if n
    ]


@dataclass(frozen=True)
class MatterFacts:
    """Everything a problem's page shows."""

    measures: Sequence[Measure]
    evidence: Sequence[Evidence]
    steps: Sequence[MatterStep]
    duplicates: Sequence[Matter]
    tellings: Sequence[Telling]
    names: Sequence[str]


def facts(matter: Matter) -> MatterFacts:
    return MatterFacts(
        list(matter.measures.select_related("entered_by")),
        list(matter.evidence.select_related("file", "added_by")),
        list(matter.steps.select_related("by")),
        list(matter.duplicates.all()),
        list(matter.tellings.all()),
        list(matter.names.values_list("name", flat=True)),
    )


def tone(matter: Matter) -> str:
    """The badge's tone: overdue when its limit has passed."""
    clock = matter.clock
    if clock is not None and clock.outcome == "open" and clock.due_on < localdate():
        return "overdue"
    return TONES[S(matter.state)]


def others_of_the_unit(matter: Matter) -> QuerySet[Matter]:
    """Problems of the same unit into which this one may be merged."""
    rows = Matter.objects.filter(unit=matter.unit, told_on=None).exclude(pk=matter.pk)
    return rows.exclude(state__in=ENDED).order_by("-year", "-number")


def handlers(matter: Matter) -> QuerySet[User]:
    """Who can be given the problem: whoever holds a post in the unit."""
    return handlers_of(Unit.objects.filter(pk=matter.unit_id))


def handlers_of(units: QuerySet[Unit]) -> QuerySet[User]:
    """Who can be given problems of these units."""
    rows = User.objects.filter(posts__unit__in=units, is_active=True)
    return rows.only("name", "is_active").distinct().order_by("name")


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
    """A state of the board: those of it that are oldest or hot first; ``count`` stops where those of a list stop."""

    state: str
    label: str
    count: int
    cards: Sequence[tuple[Matter, str]]

    @property
    def counted(self) -> str:
        return said_count(self.count, COUNTED)

    @property
    def more(self) -> bool:
        """Whether some have no card."""
        return self.count > len(self.cards)


@dataclass(frozen=True)
class Board:
    """Open problems by state; ``cut``: only ``bound`` of what was searched, the newest, are spread out."""

    columns: Sequence[BoardColumn]
    cut: bool
    bound: int


Spread = dict[str, tuple[int, list[int]]]
"""State → how many, and the keys of those whose cards are shown."""


def board(rows: QuerySet[Matter], searched: bool = False) -> Board:
    """The board of open problems; ``searched`` those that ``narrowed(newest=True)`` left of them."""
    keys = _read(rows) if searched else []
    spread = _spread(keys[:SEARCHED]) if searched else _counted(rows)
    pks = [pk for _, shown in spread.values() for pk in shown]
    found = {matter.pk: matter for matter in rows.filter(pk__in=pks)}
    labels = dict(MATTER.choices)
    columns = [
        BoardColumn(
            state,
            labels[state],
            n,
            [(found[pk], tone(found[pk])) for pk in shown if pk in found],
        )
        for state, (n, shown) in spread.items()
    ]
    return Board(columns, cut=len(keys) > SEARCHED, bound=SEARCHED)


def _counted(rows: QuerySet[Matter]) -> Spread:
    """Of however many: one query for the counts and two a column."""
    of_state = [rows.filter(state=state) for state in OPEN]
    counts = count_each(of_state, COUNTED)
    return {state: (n, _cards(of)) for state, n, of in zip(OPEN, counts, of_state, strict=True)}


def _cards(rows: QuerySet[Matter]) -> list[int]:
    # Two questions that an index answers in order, instead of one that sorts everything.
    keys = rows.order_by("raised_on", "pk").values_list("pk", flat=True)
    hot = list(keys.filter(triage="hot")[:CARDS])
    return hot + list(keys.exclude(triage="hot")[: CARDS - len(hot)])


def _read(rows: QuerySet[Matter]) -> list[tuple[str, str, date, int]]:
    """State, class, day and key of what was searched, which is never much, in the order in which it is cut off."""
    return list(rows.values_list("state", "triage", "raised_on", "pk"))


def _spread(keys: Sequence[tuple[str, str, date, int]]) -> Spread:
    columns: dict[str, list[tuple[bool, date, int]]] = {state: [] for state in OPEN}
    for state, triage, raised_on, pk in keys:
        columns[state].append((triage != Triage.HOT, raised_on, pk))
    return {
        state: (len(column), [pk for *_, pk in sorted(column)[:CARDS]]) for state, column in columns.items()
    }


def units_in(rows: QuerySet[Matter]) -> QuerySet[Unit]:
    """The units that have problems; of each no more is asked than whether there is one."""
    return Unit.objects.filter(Exists(rows.filter(unit=OuterRef("pk")))).only("name").order_by("code")


def handlers_in(rows: QuerySet[Matter]) -> QuerySet[User]:
    """Who has problems to work on."""
    return User.objects.filter(Exists(rows.filter(handler=OuterRef("pk")))).only("name").order_by("name")


def with_handler(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """Problems with their unit, whoever handles them and the limit that runs."""
    return matters.select_related("unit", "handler", "clock")
