"""Kin that the office declared, and who in the pool bears their names (S0-02)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from evaluations.meetings.models import KinDeclaration, Meeting
from evaluations.meetings.queries.meetings import businesses_of_office
from registry.models import Person
from registry.models.people import PersonCategory
from registry.models.territory import BusinessStatus


@dataclass(frozen=True)
class Candidate:
    """Something in the pool that bears the name of declared kin: ``target`` as the form of exclusions takes it."""

    target: str
    name: str
    detail: str
    excluded: bool


@dataclass(frozen=True)
class DeclaredKin:
    """A declaration with what was found in the pool."""

    row: KinDeclaration
    candidates: Sequence[Candidate]


def kin_of(meeting: Meeting) -> QuerySet[KinDeclaration]:
    """What the office declared."""
    return meeting.kin.order_by("staff_name", "pk")


def kin_row(meeting: Meeting, pk: int) -> KinDeclaration | None:
    """One declaration of this meeting."""
    return meeting.kin.filter(pk=pk).first()


def staff_names(meeting: Meeting) -> list[str]:
    """Staff of the office, for the field that names one of them."""
    rows = Person.objects.filter(category=PersonCategory.STAFF, unit=meeting.office, active=True)
    return list(rows.order_by("name").values_list("name", flat=True).distinct())


def declared_kin(meeting: Meeting) -> list[DeclaredKin]:
    """Every declaration with the businesses and listed consumers of that name; four queries."""
    rows = list(kin_of(meeting))
    if not rows:
        return []
    names = {row.kin_name for row in rows}
    out = list(meeting.pool_exclusions.all())
    businesses = {each.business_id for each in out}
    persons = {each.person_id for each in out}
    found: dict[str, list[Candidate]] = defaultdict(list)
    active = businesses_of_office(meeting).filter(responsible__in=names, status=BusinessStatus.ACTIVE)
    for business in active.order_by("code"):
        found[business.responsible].append(
            Candidate(
                f"business-{business.pk}",
                business.name,
                f"{business.code}，负责人{business.responsible}",
                business.pk in businesses,
            )
        )
    for listed in meeting.consumers.filter(person__name__in=names).select_related("person"):
        person = listed.person
        detail = f"消费者名单，{person.workplace}" if person.workplace else "消费者名单"
        found[person.name].append(Candidate(f"person-{person.pk}", person.name, detail, person.pk in persons))
    return [DeclaredKin(row, found.get(row.kin_name, [])) for row in rows]
