"""Who keeps the log of conduct: the inspectorate for all units, a head and his deputies for their own (S3-20 … S3-24)."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet

from evaluations.access import own_offices
from evaluations.conduct.models import ContactPoint, OutsideFinding, Pledge, Visit
from registry.access import YES, Answer, AnyUser, held, holds, unit_ids_with
from registry.models import Unit
from registry.models.units import UnitKind
from registry.roles import Capability

Row = TypeVar("Row", bound=Model)
ASSESSED = (UnitKind.OFFICE, UnitKind.DEPARTMENT)
BUREAUS = (UnitKind.BUREAU, UnitKind.COUNTY)


def may_keep_log(user: AnyUser) -> Answer:
    """Whether the menu shows 行风建设台账."""
    return YES if own_offices(user) else held(user, None, Capability.VIEW_ROUNDS)


def _seen_units(user: AnyUser) -> set[int]:
    return set(unit_ids_with(user, Capability.VIEW_ROUNDS)) | own_offices(user)


def _rows(model: type[Row]) -> Callable[[AnyUser], QuerySet[Row]]:
    def rows(user: AnyUser) -> QuerySet[Row]:
        return model._default_manager.filter(unit__in=_seen_units(user)).select_related("unit")

    return rows


visits_for = _rows(Visit)
contact_points_for = _rows(ContactPoint)
pledges_for = _rows(Pledge)


def findings_for(user: AnyUser) -> QuerySet[OutsideFinding]:
    """Findings from outside: of those who oversee problems, since the unit hears of one once it is verified (S0-14)."""
    units = unit_ids_with(user, Capability.VIEW_MATTERS)
    return OutsideFinding.objects.filter(unit__in=units).select_related("unit")


def may_see_findings(user: AnyUser) -> bool:
    return holds(user, Capability.VIEW_MATTERS)


def log_units(user: AnyUser) -> QuerySet[Unit]:
    """Units whose log the user may see: offices and departments that exist now."""
    return Unit.objects.filter(pk__in=_seen_units(user), kind__in=ASSESSED, valid_to__isnull=True).order_by(
        "-kind", "code"
    )


def unit_ids_to_write(user: AnyUser) -> set[int]:
    """Ids of the units whose entries the user writes: what ``may_write_log`` says of one, for a whole list."""
    return set(unit_ids_with(user, Capability.MANAGE_ROUNDS)) | own_offices(user)


def units_to_write_for(user: AnyUser) -> QuerySet[Unit]:
    """Units for which the user writes visits, contact points and pledges; the bureau itself for its leaders."""
    kinds = [*ASSESSED, *BUREAUS]
    return Unit.objects.filter(pk__in=unit_ids_to_write(user), kind__in=kinds, valid_to__isnull=True)


def units_found_at(user: AnyUser) -> QuerySet[Unit]:
    """Units about which the inspectorate enters findings from outside."""
    managed = unit_ids_with(user, Capability.MANAGE_ROUNDS)
    return Unit.objects.filter(pk__in=managed, kind__in=ASSESSED, valid_to__isnull=True)


def bureau_of_log(user: AnyUser) -> Unit | None:
    """The bureau whose self-assessment the user writes, else the one whose he follows."""
    for capability in (Capability.MANAGE_ROUNDS, Capability.VIEW_ROUNDS):
        units = unit_ids_with(user, capability)
        bureau = Unit.objects.filter(pk__in=units, kind__in=BUREAUS).order_by("pk").first()
        if bureau is not None:
            return bureau
    return None


def may_write_log(user: AnyUser, unit: Unit) -> Answer:
    """The inspectorate, or the unit's own head and deputies."""
    if unit.pk in own_offices(user):
        return YES
    return held(user, unit, Capability.MANAGE_ROUNDS)


def may_enter_log(user: AnyUser) -> Answer:
    """Whether there is any unit whose visits and contact points the user enters."""
    return YES if own_offices(user) else held(user, None, Capability.MANAGE_ROUNDS)


def may_reopen_check(user: AnyUser, unit: Unit) -> Answer:
    """The inspectorate of the unit's own bureau; a post in the unit, or an inspectorate elsewhere, is not enough."""
    return held(user, unit, Capability.MANAGE_ROUNDS)


def may_run_log(user: AnyUser) -> Answer:
    """Findings, pledges and the bureau's report are the inspectorate's."""
    return held(user, None, Capability.MANAGE_ROUNDS)
