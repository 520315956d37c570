"""What the register shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from matters.models import Evidence, Matter, MatterStep, Measure, Telling
from registry.models import Unit, User
from rulebook.lifecycle.matter import ENDED, MATTER
from rulebook.lifecycle.matter import MatterState as S
from rulebook.matter.matters import AGES

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


_HOT = Case(When(Q(triage="hot") & ~Q(state__in=ENDED), then=Value(0)), default=Value(1))


def narrowed(
    rows: QuerySet[Matter],
    *,
    state: str,
    source: str,
    text: str,
    unit: Unit | None = None,
    handler: User | None = None,
) -> QuerySet[Matter]:
    """``state`` is one of the table, "open" or "overdue"; empty values leave all. Hot ones that are open come first (S3-21)."""
    if state == "overdue":
        rows = rows.filter(clock__outcome="open", clock__due_on__lt=localdate())
    elif state == "open":
        rows = rows.exclude(state__in=ENDED)
    elif state:
        rows = rows.filter(state=state)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if handler is not None:
        rows = rows.filter(handler=handler)
    if source:
        rows = rows.filter(source=source)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(text__icontains=text))
    return rows.order_by(_HOT, "-year", "-number")


def by_state(rows: QuerySet[Matter]) -> list[tuple[str, int]]:
    """How many are in each state, in the order of the table, those with none left out; one query."""
    counted = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return [(label, counted[state]) for state, label in MATTER.choices if counted.get(state)]


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


@dataclass(frozen=True)
class UnitNumbers:
    """A unit's problems, merged ones left out."""

    unit: str
    raised: int
    true: int
    closed: int
    open: int
    overdue: int
    reopened: int


def numbers_by_unit(rows: QuerySet[Matter]) -> list[UnitNumbers]:
    """One query, however many problems."""
    late = Q(clock__outcome="open", clock__due_on__lt=localdate())
    counted = (
        rows.exclude(state=S.MERGED)
        .order_by()
        .values("unit__name", "unit__code")
        .annotate(
            raised=Count("pk"),
            true=Count("pk", filter=Q(finding__in=["true", "partly"])),
            closed=Count("pk", filter=Q(state=S.CLOSED)),
            overdue=Count("pk", filter=late & ~Q(state=S.CLOSED)),
            reopened=Count("pk", filter=Q(reopened__gt=0)),
        )
        .order_by("unit__code")
    )
    return [
        UnitNumbers(
            row["unit__name"],
            row["raised"],
            row["true"],
            row["closed"],
            row["raised"] - row["closed"],
            row["overdue"],
            row["reopened"],
        )
        for row in counted
    ]


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
    counted = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    shown = {state: _cards(rows.filter(state=state)) for state, _ in MATTER.choices if state not in ENDED}
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


def in_order(rows: QuerySet[Matter], keys: Sequence[int]) -> list[Matter]:
    """The problems with these numbers in this order, with what their lines show."""
    found = {matter.pk: matter for matter in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


@dataclass(frozen=True)
class PersonNumbers:
    """What lies on one person's desk; ``name`` empty for what was handed to nobody."""

    pk: int | None
    name: str
    open: int
    overdue: int
    closed: int


def numbers_by_person(rows: QuerySet[Matter]) -> list[PersonNumbers]:
    """One query."""
    late = Q(clock__outcome="open", clock__due_on__lt=localdate())
    counted = (
        rows.exclude(state=S.MERGED)
        .order_by()
        .values("handler", "handler__name")
        .annotate(
            closed=Count("pk", filter=Q(state=S.CLOSED)),
            open=Count("pk", filter=~Q(state=S.CLOSED)),
            overdue=Count("pk", filter=late & ~Q(state=S.CLOSED)),
        )
        .order_by("-open", "handler__name")
    )
    return [
        PersonNumbers(row["handler"], row["handler__name"] or "", row["open"], row["overdue"], row["closed"])
        for row in counted
    ]


def ages(rows: QuerySet[Matter]) -> list[tuple[str, int]]:
    """Open problems by the days since they were raised; one query."""
    today = localdate()
    spans = {
        f"age_{first}": Count(
            "pk",
            filter=Q(raised_on__lte=today - timedelta(days=first))
            & (Q(raised_on__gte=today - timedelta(days=last)) if last is not None else Q()),
        )
        for first, last in AGES
    }
    counted = rows.exclude(state__in=ENDED).order_by().aggregate(**spans)
    return [
        (f"{first}—{last} 天" if last is not None else f"{first - 1} 天以上", counted[f"age_{first}"])
        for first, last in AGES
    ]


def units_among(rows: QuerySet[Matter]) -> QuerySet[Unit]:
    """The units that have problems among these."""
    return Unit.objects.filter(Exists(rows.order_by().filter(unit=OuterRef("pk")))).order_by("code")


def handlers_among(rows: QuerySet[Matter]) -> QuerySet[User]:
    """Who has problems among these."""
    return User.objects.filter(Exists(rows.order_by().filter(handler=OuterRef("pk")))).order_by("name")
