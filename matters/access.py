"""Who sees which problem, and who may take which step with it."""

from django.db.models import Q, QuerySet

from matters.models import Matter
from registry.access import AnyUser, current_posts, holds, unit_ids_with
from registry.models import Role, Unit, User
from registry.models.units import UnitKind
from registry.roles import Capability
from rulebook.lifecycle.matter import MatterState as S

SHOWN_TO_THE_UNIT = [S.TREATING, S.REPORTED, S.CHECKED, S.CLARIFIED, S.CLOSED]
"""The unit that is concerned hears of a problem once it is verified: it never verifies itself (S0-14)."""


def _own_units(user: AnyUser) -> set[int]:
    return {post.unit_id for post in current_posts(user)}


def _headed(user: AnyUser) -> set[int]:
    return {post.unit_id for post in current_posts(user) if post.role in (Role.HEAD, Role.DEPUTY)}


def matters_for(user: AnyUser) -> QuerySet[Matter]:
    """Problems below the user's oversight, but none of a unit of his own before it is verified; those of the unit he heads."""
    if not isinstance(user, User):
        return Matter.objects.none()
    overseen = unit_ids_with(user, Capability.VIEW_MATTERS) - _own_units(user)
    seen = Q(unit__in=overseen) | Q(unit__in=_headed(user), state__in=SHOWN_TO_THE_UNIT) | Q(handler=user)
    return Matter.objects.filter(seen).select_related("unit", "handler", "clock", "bureau")


def may_use_matters(user: AnyUser) -> bool:
    """Whether the menu shows 问题整改."""
    return holds(user, Capability.VIEW_MATTERS) or bool(_headed(user))


def may_see(user: AnyUser, matter: Matter) -> bool:
    return matters_for(user).filter(pk=matter.pk).exists()


def heads(user: AnyUser, matter: Matter) -> bool:
    """Whether the user heads the unit that is concerned."""
    return matter.unit_id in _headed(user)


def may_raise(user: AnyUser) -> bool:
    return holds(user, Capability.RUN_MATTERS)


def units_to_raise_for(user: AnyUser) -> QuerySet[Unit]:
    """Units below the user's oversight, but none of his own."""
    units = unit_ids_with(user, Capability.RUN_MATTERS) - _own_units(user)
    kinds = [UnitKind.OFFICE, UnitKind.DEPARTMENT, UnitKind.WINDOW]
    return Unit.objects.filter(pk__in=units, kind__in=kinds, valid_to__isnull=True)


def may_verify(user: AnyUser, matter: Matter) -> bool:
    """Whoever runs problems above the unit; never somebody of the unit itself."""
    return matter.unit_id in unit_ids_with(user, Capability.RUN_MATTERS) - _own_units(user)


def may_rectify(user: AnyUser, matter: Matter) -> bool:
    """The unit's head and deputies, and whom the problem was handed to."""
    return matter.unit_id in _headed(user) or matter.handler_id == getattr(user, "pk", None)


def may_check(user: AnyUser, matter: Matter) -> bool:
    """Somebody else than who reported, and not of the unit."""
    return may_verify(user, matter) and matter.reported_by_id != user.pk
