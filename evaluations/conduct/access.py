"""Who keeps the log of conduct: the inspectorate for all units, a head and his deputies for their own (S3-20 … S3-24)."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet

from evaluations.access import own_offices
from evaluations.conduct.models import ContactPoint, Finding, Pledge, SelfAssessment, SelfCheck, Visit
from registry.access import YES, Answer, AnyUser, held, holds, unit_ids_with
from registry.models import Unit
from registry.models.units import UnitKind
from registry.roles import Capability

Row = TypeVar("Row", bound=Model)
ASSESSED = (UnitKind.OFFICE, UnitKind.DEPARTMENT)
BUREAUS = (UnitKind.BUREAU, UnitKind.COUNTY)


def may_keep_log(user: AnyUser) -> bool:
    """Whether the menu shows 行风建设台账."""
    return holds(user, Capability.VIEW_ROUNDS) or bool(own_offices(user))


def _seen_units(user: AnyUser) -> set[int]:
    return set(unit_ids_with(user, Capability.VIEW_ROUNDS)) | own_offices(user)


def _rows(model: type[Row]) -> Callable[[AnyUser], QuerySet[Row]]:
    def rows(user: AnyUser) -> QuerySet[Row]:
        return model._default_manager.filter(unit__in=_seen_units(user)).select_related("unit")

    return rows


self_checks_for = _rows(SelfCheck)
visits_for = _rows(Visit)
contact_points_for = _rows(ContactPoint)
pledges_for = _rows(Pledge)
self_assessments_for = _rows(SelfAssessment)


def findings_for(user: AnyUser) -> QuerySet[Finding]:
    """Findings from outside: of those who oversee problems, since the unit hears of one once it is verified (S0-14)."""
    units = unit_ids_with(user, Capability.VIEW_MATTERS)
    return Finding.objects.filter(unit__in=units).select_related("unit")


def may_see_findings(user: AnyUser) -> bool:
    return holds(user, Capability.VIEW_MATTERS)


def visit_of(user: AnyUser, pk: int) -> Visit | None:
    """One visit that the user may see."""
    return visits_for(user).filter(pk=pk).first()


def contact_point_of(user: AnyUser, pk: int) -> ContactPoint | None:
    """One contact point that the user may see."""
    return contact_points_for(user).filter(pk=pk).first()


def log_units(user: AnyUser) -> QuerySet[Unit]:
    """Units whose log the user may see: offices and departments that exist now."""
    return Unit.objects.filter(pk__in=_seen_units(user), kind__in=ASSESSED, valid_to__isnull=True).order_by(
        "-kind", "code"
    )


def units_to_write_for(user: AnyUser) -> QuerySet[Unit]:
    """Units for which the user writes visits, contact points and pledges; the bureau itself for its leaders."""
    managed = set(unit_ids_with(user, Capability.MANAGE_ROUNDS))
    kinds = [*ASSESSED, *BUREAUS]
    return Unit.objects.filter(pk__in=managed | own_offices(user), kind__in=kinds, valid_to__isnull=True)


def units_found_at(user: AnyUser) -> QuerySet[Unit]:
    """Units about which the inspectorate enters findings from outside."""
    managed = unit_ids_with(user, Capability.MANAGE_ROUNDS)
    return Unit.objects.filter(pk__in=managed, kind__in=ASSESSED, valid_to__isnull=True)


def bureau_of_log(user: AnyUser) -> Unit | None:
    """The bureau whose self-assessment the user follows."""
    units = unit_ids_with(user, Capability.VIEW_ROUNDS)
    return Unit.objects.filter(pk__in=units, kind__in=BUREAUS).order_by("pk").first()


def may_write_log(user: AnyUser, unit: Unit) -> Answer:
    """The inspectorate, or the unit's own head and deputies."""
    if unit.pk in own_offices(user):
        return YES
    return held(user, unit, Capability.MANAGE_ROUNDS)


def may_run_log(user: AnyUser) -> Answer:
    """Findings, pledges and the bureau's report are the inspectorate's."""
    if holds(user, Capability.MANAGE_ROUNDS):
        return YES
    return Answer(False, "须由监察室人员办理。", by_post=True)
