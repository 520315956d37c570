"""The register in numbers: by unit, by person, by age."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from matters.models import Matter
from matters.queries.matters import OPEN, late
from registry.models import Unit, User
from rulebook.lifecycle.matter import MatterState as S
from rulebook.matter.matters import AGES, Finding


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


@dataclass(frozen=True)
class PersonNumbers:
    """What lies on one person's desk; ``name`` empty for what was handed to nobody."""

    pk: int | None
    name: str
    open: int
    overdue: int
    closed: int


Places = Counter[tuple[int, int | None]]
"""How many problems by unit and person."""


@dataclass(frozen=True)
class Tally:
    """How many problems of each unit lie with each person, merged ones left out."""

    raised: Places
    true: Places
    closed: Places
    reopened: Places
    overdue: Places


def tally(rows: QuerySet[Matter]) -> Tally:
    """Two queries, however many problems; the first reads the index only, in its order."""
    found = Tally(Counter(), Counter(), Counter(), Counter(), Counter())
    counted = rows.exclude(state=S.MERGED).order_by()
    columns = "state", "unit", "handler", "finding", "reopened"
    for state, unit, handler, finding, times, n in counted.values_list(*columns).annotate(n=Count("state")):
        place = unit, handler
        found.raised[place] += n
        found.true[place] += n * (finding in (Finding.TRUE, Finding.PARTLY))
        found.closed[place] += n * (state == S.CLOSED)
        found.reopened[place] += n * (times > 0)
    overdue = late(rows).filter(state__in=OPEN).order_by().values_list("unit", "handler")
    for unit, handler, n in overdue.annotate(n=Count("state")):
        found.overdue[unit, handler] += n
    return found


def numbers_by_unit(found: Tally) -> list[UnitNumbers]:
    """By the units' codes."""
    raised, true, closed, reopened, overdue = (
        _summed(each, 0) for each in (found.raised, found.true, found.closed, found.reopened, found.overdue)
    )
    units = (
        Unit.objects.filter(pk__in=[pk for pk, _ in found.raised]).order_by("code").values_list("pk", "name")
    )
    return [
        UnitNumbers(
            name, raised[pk], true[pk], closed[pk], raised[pk] - closed[pk], overdue[pk], reopened[pk]
        )
        for pk, name in units
    ]


def numbers_by_person(found: Tally) -> list[PersonNumbers]:
    """Whoever has most open first."""
    raised, closed, overdue = (_summed(each, 1) for each in (found.raised, found.closed, found.overdue))
    people = User.objects.filter(pk__in=[pk for pk in raised if pk is not None]).order_by("name")
    named: Sequence[tuple[int | None, str]] = [
        *people.values_list("pk", "name"),
        *([(None, "")] if None in raised else []),
    ]
    numbers = [
        PersonNumbers(pk, name, raised[pk] - closed[pk], overdue[pk], closed[pk]) for pk, name in named
    ]
    return sorted(numbers, key=lambda each: -each.open)


def _summed(places: Places, side: int) -> Counter[int | None]:
    summed: Counter[int | None] = Counter()
    for place, n in places.items():
        summed[place[side]] += n
    return summed


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
    counted = rows.filter(state__in=OPEN).order_by().aggregate(**spans)
    return [
        (f"{first}—{last} 天" if last is not None else f"{first - 1} 天以上", counted[f"age_{first}"])
        for first, last in AGES
    ]
