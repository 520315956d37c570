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


def held(user: AnyUser, unit: Unit | None, *capabilities: Capability) -> Answer:
    """Whether one of the capabilities is held in ``unit`` (None: anywhere); if not, whose task it is."""
    if any(holds(user, capability, unit) for capability in capabilities):
        return YES
    roles = {role for capability in capabilities for role in roles_with(capability)}
    return no_post(f"须由{'、'.join(role.label for role in Role if role in roles)}办理。")


EVERYDAY = frozenset(
    {
        Capability.VIEW_REGISTRY,
        Capability.VIEW_ROUNDS,
        Capability.VIEW_OWN_RESULT,
        Capability.PREPARE_OWN,
        Capability.CHECK_IN,
        Capability.RECORD_MEETING,
    }
)
"""What an office and a meeting's door do all day; whoever may do anything else shows a second factor."""


def needs_second_factor(user: AnyUser) -> bool:
    """Whether a post of today reads or decides what one stolen password must not open."""
    return any(CAPABILITIES[Role(post.role)] - EVERYDAY for post in current_posts(user))


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


def may_view_registry(user: AnyUser) -> Answer:
    return held(user, None, Capability.VIEW_REGISTRY)


def may_edit_registry(user: AnyUser, unit: Unit | None = None) -> Answer:
    """Whoever may import the registry may also mend it by hand, in ``unit`` if one is given."""
    return held(user, unit, Capability.IMPORT_REGISTRY)


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
    return held(user, None, Capability.MANAGE_SETTINGS)


def may_view_audit(user: AnyUser) -> Answer:
    return held(user, None, Capability.VIEW_AUDIT)


def may_open_settings(user: AnyUser) -> Answer:
    """Whether 系统设置 has anything for this user."""
    wanted = (
        Capability.MANAGE_USERS,
        Capability.MANAGE_SETTINGS,
        Capability.VIEW_AUDIT,
        Capability.IMPORT_REGISTRY,
    )
    return held(user, None, *wanted)
