"""Who may see and do what in the registry, and what every floor asks: capability, subtree, and whether, if not why.

A question that a page shows is called ``may_…`` and answers ``Answer``. It is a yes or no wherever one is wanted, and
carries the sentence for the disabled button; a view hands it on whole::

    def may_archive(user: AnyUser, draw: Draw) -> Answer:
        return first_no(held(user, draw.unit, Capability.RUN_DRAW), _is_published(draw))

    if access.may_archive(user, draw): ...                          # service, view
    {% answer_button may_archive "归档" url method="post" %}         # page
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
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
from registry.models.units import UnitKind
from registry.roles import CAPABILITIES, Capability, Role, roles_with

AnyUser: TypeAlias = User | AnonymousUser


class Answer(NamedTuple):
    """Whether, and if not, the sentence that says what is missing; ``by_post``: it is the user's post that lacks it.

    True or false as its ``allowed`` is, so that ``if``, ``and``, ``or`` and templates ask it directly.
    """

    allowed: bool
    reason: str = ""
    by_post: bool = False

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


def first_no(*answers: Answer) -> Answer:
    """The first refusal, or yes."""
    return next((answer for answer in answers if not answer), YES)


def first_yes(*answers: Answer) -> Answer:
    """Yes if one says yes, else the last refusal."""
    return next((answer for answer in answers if answer), answers[-1])


def no_post(reason: str) -> Answer:
    """No, because of who the user is: the page shows nothing, the door answers 403 with ``reason``."""
    return Answer(False, reason, by_post=True)


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


def at_the_top(user: AnyUser, capability: Capability) -> bool:
    """Whether the user holds the capability in the unit at the top of the tree (bodies outside it are no top)."""
    return any(
        post.unit.parent_id is None
        and post.unit.kind != UnitKind.BODY
        and capability in CAPABILITIES[Role(post.role)]
        for post in current_posts(user)
    )


def around(user: AnyUser, *roles: Role) -> set[int]:
    """Ids of the units that stand above, at or below a post of today (of these roles, if any are named).

    What was handed to a person hangs on such a post: once none is left, the door that opened for his name is shut.
    """
    held_in = frozenset(post.unit_id for post in current_posts(user) if not roles or post.role in roles)
    if not held_in or not isinstance(user, User):
        return set()
    cache: dict[frozenset[int], set[int]] = user.__dict__.setdefault("_around", {})
    if held_in not in cache:
        cache[held_in] = subtree(held_in) | above(held_in)
    return cache[held_in]


def above(units: Iterable[int]) -> set[int]:
    """Ids of the units that stand above these, and of these themselves."""
    parents = dict(Unit.objects.values_list("pk", "parent"))
    found: set[int] = set()
    for unit in units:
        at: int | None = unit
        while at is not None and at not in found:
            found.add(at)
            at = parents.get(at)
    return found


def held(user: AnyUser, unit: Unit | None, *capabilities: Capability) -> Answer:
    """Whether one of the capabilities is held in ``unit`` (None: anywhere); if not, whose task it is."""
    if any(holds(user, capability, unit) for capability in capabilities):
        return YES
    roles = {role for capability in capabilities for role in roles_with(capability)}
    return no_post(f"须由{'、'.join(role.label for role in Role if role in roles)}办理。")


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
    """Imports into the registry that the user keeps: never those of a bureau beside or above."""
    if at_the_top(user, Capability.IMPORT_REGISTRY):
        return ImportRun.objects.all()
    return ImportRun.objects.filter(unit__in=unit_ids_with(user, Capability.IMPORT_REGISTRY))


def unended_posts() -> QuerySet[Post]:
    """Posts of today and of days to come."""
    return Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=localdate()))


def accounts_within(user: AnyUser, *capabilities: Capability) -> QuerySet[User]:
    """Accounts that lie wholly below the user's posts with one of these capabilities; all of them at the top of the tree.

    An account belongs to the bureau that keeps it and to those in whose units it holds a post: whoever is over one of
    them only does not reach it.
    """
    if any(at_the_top(user, capability) for capability in capabilities):
        return User.objects.all()
    units = set[int]().union(*(unit_ids_with(user, capability) for capability in capabilities))
    if not units:
        return User.objects.none()
    held = unended_posts().filter(user=OuterRef("pk"))
    kept = Q(unit__in=units) | Q(unit__isnull=True) & Exists(held)
    return User.objects.filter(kept, ~Exists(held.exclude(unit__in=units)))


def person_posts_for(user: AnyUser) -> QuerySet[Post]:
    """Posts of persons without an account, in the units whose registry the user keeps."""
    kept = unit_ids_with(user, Capability.IMPORT_REGISTRY)
    return Post.objects.filter(unit__in=kept, user__isnull=True)


def industries_for(user: AnyUser) -> QuerySet[Industry]:
    """Industries with their risk grades, for those who manage the settings."""
    return Industry.objects.all() if may_manage_settings(user) else Industry.objects.none()


def audit_events_for(user: AnyUser) -> QuerySet[AuditEvent]:
    """The whole chain at the top of the tree; elsewhere what accounts below did: a part that proves nothing by itself."""
    if may_verify_audit(user):
        return AuditEvent.objects.all()
    return AuditEvent.objects.filter(actor__in=accounts_within(user, Capability.VIEW_AUDIT).values("pk"))


def confirmations_for(user: AnyUser) -> QuerySet[Confirmation]:
    """As ``audit_events_for``, by who asked."""
    if may_verify_audit(user):
        return Confirmation.objects.all()
    return Confirmation.objects.filter(asked_by__in=accounts_within(user, Capability.VIEW_AUDIT).values("pk"))


def may_view_registry(user: AnyUser) -> Answer:
    return held(user, None, Capability.VIEW_REGISTRY)


def may_edit_registry(user: AnyUser, unit: Unit | None = None) -> Answer:
    """Whoever may import the registry may also mend it by hand, in ``unit`` if one is given."""
    return held(user, unit, Capability.IMPORT_REGISTRY)


def kept_units(user: AnyUser) -> QuerySet[Unit]:
    """Units whose registry the user mends: a row that he writes stays below them."""
    return Unit.objects.filter(pk__in=unit_ids_with(user, Capability.IMPORT_REGISTRY))


def kept_areas(user: AnyUser) -> QuerySet[Area]:
    return Area.objects.filter(office__in=unit_ids_with(user, Capability.IMPORT_REGISTRY))


def may_edit_person(user: AnyUser, person: Person) -> Answer:
    """As ``may_edit_registry``; a person of no unit belongs to whoever sees the whole registry."""
    if person.unit is None:
        whole = YES if sees_whole_registry(user) else no_post("没有单位的人员由管全部资料的人修改。")
        return first_no(may_edit_registry(user), whole)
    return may_edit_registry(user, person.unit)


def may_import(user: AnyUser) -> Answer:
    return held(user, None, Capability.IMPORT_REGISTRY)


def may_view_contacts(user: AnyUser, unit: Unit | None = None) -> Answer:
    """Full telephone numbers; every such look is audited by the service that shows them."""
    return held(user, unit, Capability.VIEW_CONTACTS)


def may_manage_users(user: AnyUser) -> Answer:
    return held(user, None, Capability.MANAGE_USERS)


def may_manage_settings(user: AnyUser) -> Answer:
    """Calendar, limits, industries, installation: they hold for all bureaus and belong to the top of the tree."""
    top = (
        YES
        if at_the_top(user, Capability.MANAGE_SETTINGS)
        else no_post("通用设置由最上级单位的系统管理员管理。")
    )
    return first_no(held(user, None, Capability.MANAGE_SETTINGS), top)


def may_view_audit(user: AnyUser) -> Answer:
    return held(user, None, Capability.VIEW_AUDIT)


def may_verify_audit(user: AnyUser) -> Answer:
    """The chain is one for the installation: only who sees all of it can see that it holds."""
    top = YES if at_the_top(user, Capability.VIEW_AUDIT) else no_post("审计链由最上级单位核对。")
    return first_no(may_view_audit(user), top)


def may_open_settings(user: AnyUser) -> Answer:
    """Whether 系统设置 has anything for this user."""
    wanted = (
        Capability.MANAGE_USERS,
        Capability.MANAGE_SETTINGS,
        Capability.PROPOSE_GRANTS,
        Capability.CONFIRM_GRANTS,
        Capability.VIEW_AUDIT,
        Capability.IMPORT_REGISTRY,
    )
    return held(user, None, *wanted)
