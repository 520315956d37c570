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
    Grant,
    ImportRun,
    Industry,
    Person,
    Post,
    Township,
    Unit,
    User,
)
from registry.models.units import UnitKind
from registry.roles import CAPABILITIES, PROTECTED, Capability, Role, roles_with
from rulebook.lifecycle.grant import GrantState

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


def may_withdraw_grant(user: AnyUser, grant: Grant) -> Answer:
    own = YES if grant.proposed_by_id == user.pk else no_post("只有提出人能撤回。")
    return first_no(own, YES if grant.state == GrantState.WAITING else Answer(False, "这一项已经办过。"))


def may_take_half(user: AnyUser, grant: Grant) -> Answer:
    own = YES if grant.proposed_by_id == user.pk else no_post("后一半密码只给提出人看。")
    words = "后一半密码已经看过。没有记下的，请重新提出重置密码。"
    return first_no(own, YES if grant.half else Answer(False, words))


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


def users_for(user: AnyUser) -> QuerySet[User]:
    """Accounts, for those who make them and those who propose their protected posts."""
    return accounts_within(user, Capability.MANAGE_USERS, Capability.PROPOSE_GRANTS)


def managed_users(user: AnyUser) -> QuerySet[User]:
    """Accounts that the user renames, switches off, and whose open posts and passwords he gives."""
    return accounts_within(user, Capability.MANAGE_USERS)


def user_posts_for(user: AnyUser) -> QuerySet[Post]:
    """Posts of accounts that the user may end: he manages the account, or proposes its posts."""
    return Post.objects.filter(user__in=users_for(user))


def units_to_appoint_in(user: AnyUser) -> QuerySet[Unit]:
    """Units in which the user gives posts to accounts, or proposes them."""
    units = unit_ids_with(user, Capability.MANAGE_USERS) | unit_ids_with(user, Capability.PROPOSE_GRANTS)
    return Unit.objects.filter(pk__in=units)


def areas_to_appoint_in(user: AnyUser) -> QuerySet[Area]:
    return Area.objects.filter(office__in=units_to_appoint_in(user))


def bureaus_of_accounts(user: AnyUser) -> QuerySet[Unit]:
    """Bureaus that may keep an account which the user makes; his own unit where he has none."""
    units = Unit.objects.filter(pk__in=unit_ids_with(user, Capability.MANAGE_USERS))
    bureaus = units.filter(kind__in=[UnitKind.BUREAU, UnitKind.COUNTY])
    return bureaus if bureaus.exists() else units


def is_protected(user: User) -> bool:
    """Whether the account holds a protected post, today or later: its password is then known to its owner alone."""
    return unended_posts().filter(user=user, role__in=PROTECTED).exists()


def roles_to_give(user: AnyUser) -> frozenset[Role]:
    """Posts that the user gives by himself, and protected ones that he may propose."""
    open_ones = frozenset(Role) - PROTECTED if holds(user, Capability.MANAGE_USERS) else frozenset[Role]()
    return open_ones | (PROTECTED if holds(user, Capability.PROPOSE_GRANTS) else frozenset())


def may_give_posts(user: AnyUser) -> Answer:
    return held(user, None, Capability.MANAGE_USERS, Capability.PROPOSE_GRANTS)


def may_give_post(user: AnyUser, account: User, role: Role, unit: Unit) -> Answer:
    """Whether the user gives (or, where it is protected, proposes) this very post: his capability, over account and unit."""
    if role in PROTECTED:
        return may_propose(user, account, unit)
    reached = YES if managed_users(user).filter(pk=account.pk).exists() else no_post("此人不归本单位管理。")
    return first_no(held(user, unit, Capability.MANAGE_USERS), reached)


def grants_for(user: AnyUser) -> QuerySet[Grant]:
    """Proposals below the user's posts, for those who propose and those who confirm."""
    units = unit_ids_with(user, Capability.PROPOSE_GRANTS) | unit_ids_with(user, Capability.CONFIRM_GRANTS)
    return Grant.objects.filter(unit__in=units).select_related(
        "user", "unit", "area", "proposed_by", "decided_by"
    )


def grants_to_confirm(user: AnyUser) -> QuerySet[Grant]:
    """Those that wait for a second person whom the user can be."""
    if not isinstance(user, User) or holds(user, Capability.PROPOSE_GRANTS):
        return Grant.objects.none()
    rows = grants_for(user).filter(state=GrantState.WAITING).exclude(user=user).exclude(proposed_by=user)
    return rows.filter(unit__in=unit_ids_with(user, Capability.CONFIRM_GRANTS))


def may_see_grants(user: AnyUser) -> Answer:
    return held(user, None, Capability.PROPOSE_GRANTS, Capability.CONFIRM_GRANTS)


def may_propose(user: AnyUser, account: User, unit: Unit | None = None) -> Answer:
    """Whether the user may propose a step on the account, to hold in ``unit``: never on his own."""
    own = no_post("本人的岗位和密码由另一名安全管理员提出。") if account.pk == user.pk else YES
    reached = YES if accounts_within(user, Capability.PROPOSE_GRANTS).filter(pk=account.pk).exists() else None
    return first_no(
        held(user, unit, Capability.PROPOSE_GRANTS), own, reached or no_post("此人不归本单位管理。")
    )


def may_confirm_grant(user: AnyUser, grant: Grant) -> Answer:
    """A second person of another post: neither who proposed it nor whom it concerns, over every protected post he holds."""
    if grant.user_id == user.pk:
        return no_post("本人的岗位和密码由他人确认。")
    if grant.proposed_by_id == user.pk or holds(user, Capability.PROPOSE_GRANTS):
        return no_post("须由安全管理员以外的另一人确认。")
    units = {
        grant.unit_id,
        *unended_posts().filter(user=grant.user, role__in=PROTECTED).values_list("unit", flat=True),
    }
    if not units <= unit_ids_with(user, Capability.CONFIRM_GRANTS):
        return held(user, None, Capability.CONFIRM_GRANTS) and no_post(
            "此人还有其他单位的岗位，须由上级确认。"
        )
    return YES if grant.state == GrantState.WAITING else Answer(False, "这一项已经办过。")


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
