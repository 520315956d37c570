"""Who makes accounts and gives posts, who proposes protected ones, and who confirms them (三员分立)."""

from django.db.models import QuerySet

from registry.access import (
    YES,
    Answer,
    AnyUser,
    accounts_within,
    first_no,
    held,
    holds,
    no_post,
    unended_posts,
    unit_ids_with,
)
from registry.models import Area, Grant, Post, Unit, User
from registry.models.units import UnitKind
from registry.roles import PROTECTED, Capability, Role
from rulebook.lifecycle.grant import GrantState


def may_withdraw_grant(user: AnyUser, grant: Grant) -> Answer:
    own = YES if grant.proposed_by_id == user.pk else no_post("只有提出人能撤回。")
    return first_no(own, YES if grant.state == GrantState.WAITING else Answer(False, "这一项已经办过。"))


def may_take_half(user: AnyUser, grant: Grant) -> Answer:
    own = YES if grant.proposed_by_id == user.pk else no_post("后一半密码只给提出人看。")
    words = "后一半密码已经看过。没有记下的，请重新提出重置密码。"
    return first_no(own, YES if grant.half else Answer(False, words))


def users_for(user: AnyUser) -> QuerySet[User]:
    """Accounts, for those who make them and those who propose their protected posts."""
    return accounts_within(user, Capability.MANAGE_USERS, Capability.PROPOSE_GRANTS)


def managed_users(user: AnyUser) -> QuerySet[User]:
    """Accounts that the user renames, switches off, and whose open posts and passwords he gives."""
    return accounts_within(user, Capability.MANAGE_USERS)


def may_manage(user: AnyUser, account: User) -> Answer:
    """Whether this account is the user's to rename, switch off and give open posts."""
    mine = managed_users(user).filter(pk=account.pk).exists()
    return YES if mine else no_post("此人不归本单位管理。")


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
    return first_no(held(user, unit, Capability.MANAGE_USERS), may_manage(user, account))


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
