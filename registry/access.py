"""Who may see and do what in the registry, and the two questions every floor asks: capability and subtree."""

from collections.abc import Iterable
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from registry.models import (
    Area,
    AuditEvent,
    Business,
    Confirmation,
    ImportRun,
    Industry,
    Person,
    Post,
    Township,
    Unit,
    User,
)
from registry.roles import CAPABILITIES, Capability, Role

AnyUser: TypeAlias = User | AnonymousUser


def current_posts(user: AnyUser) -> list[Post]:
    """The posts this user holds today; read once per user object (a request has one)."""
    if not isinstance(user, User) or not user.is_active:
        return []
    cached: list[Post] | None = getattr(user, "_current_posts", None)
    if cached is None:
        today = localdate()
        held = user.posts.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
        cached = list(held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).select_related("unit"))
        user._current_posts = cached  # type: ignore[attr-defined]  # a cache that lives as long as the request
    return cached


def subtree(roots: Iterable[int]) -> set[int]:
    """Ids of the units below and including ``roots``, in one query."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Unit.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting.extend(children.get(pk, []))
    return found


def unit_ids_with(user: AnyUser, capability: Capability) -> set[int]:
    """Ids of the units in which the user holds the capability (subtrees of his posts' units)."""
    roots = {post.unit_id for post in current_posts(user) if capability in CAPABILITIES[Role(post.role)]}
    if not roots or not isinstance(user, User):
        return set()
    cache: dict[frozenset[int], set[int]] = user.__dict__.setdefault("_subtrees", {})
    key = frozenset(roots)
    if key not in cache:
        cache[key] = subtree(roots)
    return cache[key]


def holds(user: AnyUser, capability: Capability, unit: Unit | None = None) -> bool:
    """Whether the user holds the capability, in ``unit`` if one is given, else anywhere."""
    if unit is None:
        return any(capability in CAPABILITIES[Role(post.role)] for post in current_posts(user))
    return unit.pk in unit_ids_with(user, capability)


def has_role(user: AnyUser, *roles: Role) -> bool:
    """Whether one of today's posts has one of the roles."""
    return any(post.role in roles for post in current_posts(user))


def units_for(user: AnyUser) -> QuerySet[Unit]:
    """Units whose entries in the registry the user may read."""
    return Unit.objects.filter(pk__in=unit_ids_with(user, Capability.VIEW_REGISTRY))


def areas_for(user: AnyUser) -> QuerySet[Area]:
    return Area.objects.filter(office__in=unit_ids_with(user, Capability.VIEW_REGISTRY))


def townships_for(user: AnyUser) -> QuerySet[Township]:
    return Township.objects.filter(office__in=unit_ids_with(user, Capability.VIEW_REGISTRY))


def businesses_for(user: AnyUser) -> QuerySet[Business]:
    return Business.objects.filter(area__office__in=unit_ids_with(user, Capability.VIEW_REGISTRY))


def sees_whole_registry(user: AnyUser) -> bool:
    """Whether the user's post stands at the top of the tree: such a user also sees what belongs to no unit."""
    roots = Unit.objects.filter(parent__isnull=True).values_list("pk", flat=True)
    seen = unit_ids_with(user, Capability.VIEW_REGISTRY)
    return bool(seen) and seen.issuperset(roots)


def people_for(user: AnyUser) -> QuerySet[Person]:
    mine = Q(unit__in=unit_ids_with(user, Capability.VIEW_REGISTRY))
    return Person.objects.filter(mine | Q(unit__isnull=True) if sees_whole_registry(user) else mine)


def import_runs_for(user: AnyUser) -> QuerySet[ImportRun]:
    """Imports of those who may import: each sees all of the installation's."""
    return ImportRun.objects.all() if holds(user, Capability.IMPORT_REGISTRY) else ImportRun.objects.none()


def users_for(user: AnyUser) -> QuerySet[User]:
    """Accounts, for those who manage them."""
    return User.objects.all() if may_manage_users(user) else User.objects.none()


def user_posts_for(user: AnyUser) -> QuerySet[Post]:
    """Posts of accounts, for those who manage them."""
    return Post.objects.filter(user__in=users_for(user))


def person_posts_for(user: AnyUser) -> QuerySet[Post]:
    """Posts of persons without an account, in the units whose registry the user keeps."""
    kept = unit_ids_with(user, Capability.IMPORT_REGISTRY)
    return Post.objects.filter(unit__in=kept, user__isnull=True)


def industries_for(user: AnyUser) -> QuerySet[Industry]:
    """Industries with their risk grades, for those who manage the settings."""
    return Industry.objects.all() if may_manage_settings(user) else Industry.objects.none()


def audit_events_for(user: AnyUser) -> QuerySet[AuditEvent]:
    """The whole chain, or nothing: part of a chain proves nothing."""
    return AuditEvent.objects.all() if may_view_audit(user) else AuditEvent.objects.none()


def confirmations_for(user: AnyUser) -> QuerySet[Confirmation]:
    return Confirmation.objects.all() if may_view_audit(user) else Confirmation.objects.none()


def may_view_registry(user: AnyUser) -> bool:
    return holds(user, Capability.VIEW_REGISTRY)


def may_edit_registry(user: AnyUser, unit: Unit | None = None) -> bool:
    """Whoever may import the registry may also mend it by hand, in ``unit`` if one is given."""
    return holds(user, Capability.IMPORT_REGISTRY, unit)


def may_edit_person(user: AnyUser, person: Person) -> bool:
    """As ``may_edit_registry``; a person of no unit belongs to whoever sees the whole registry."""
    if person.unit is None:
        return may_edit_registry(user) and sees_whole_registry(user)
    return may_edit_registry(user, person.unit)


def may_import(user: AnyUser) -> bool:
    return holds(user, Capability.IMPORT_REGISTRY)


def may_view_contacts(user: AnyUser, unit: Unit | None = None) -> bool:
    """Full telephone numbers; every such look is audited by the service that shows them."""
    return holds(user, Capability.VIEW_CONTACTS, unit)


def may_manage_users(user: AnyUser) -> bool:
    return holds(user, Capability.MANAGE_USERS)


def may_manage_settings(user: AnyUser) -> bool:
    return holds(user, Capability.MANAGE_SETTINGS)


def may_view_audit(user: AnyUser) -> bool:
    return holds(user, Capability.VIEW_AUDIT)


def may_open_settings(user: AnyUser) -> bool:
    """Whether 系统设置 has anything for this user."""
    return (
        may_manage_users(user) or may_manage_settings(user) or may_view_audit(user) or may_edit_registry(user)
    )
