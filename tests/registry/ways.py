"""Every way in which an account might gain a power, and the measure of what it holds."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from registry.access import accounts_within, unit_ids_with
from registry.models import GrantKind, Post, Role, Unit, User
from registry.roles import OPEN, Capability
from registry.services import accounts, grants
from registry.services.importing import runs
from registry.services.one_time_codes import remove_one_time_code
from registry.services.refusals import Refused
from registry.services.units import save_unit

C = Capability


def power(user: User) -> dict[Capability, set[int]]:
    """What an account holds where, and with it every account whose password it knows: those it may give one to alone."""
    fresh = User.objects.get(pk=user.pk)
    known = [fresh, *(each for each in accounts_within(fresh, C.MANAGE_USERS) if can_enter(fresh, each))]
    return {
        capability: set[int]().union(
            *(unit_ids_with(User.objects.get(pk=each.pk), capability) for each in known)
        )
        for capability in Capability
        if capability not in OPEN
    }


def can_enter(actor: User, other: User) -> bool:
    try:
        with transaction.atomic():
            accounts.reset_password(actor=actor, user=other)
            transaction.set_rollback(True)
    except Refused:
        return False
    return actor.pk != other.pk


Way = Callable[[User, Unit, Unit, User], object]


def own_post(actor: User, top: Unit, other: Unit, friend: User) -> object:
    return accounts.appoint(actor=actor, user=actor, unit=other, role=Role.INSPECTORATE)


def friend_s_post(actor: User, top: Unit, other: Unit, friend: User) -> object:
    return accounts.appoint(actor=actor, user=friend, unit=other, role=Role.WATCHER)


def proposed_to_oneself(actor: User, top: Unit, other: Unit, friend: User) -> object:
    return grants.propose_post(actor=actor, user=actor, unit=other, role=Role.INSPECTORATE)


def proposed_and_confirmed(actor: User, top: Unit, other: Unit, friend: User) -> object:
    grant = grants.propose_post(actor=actor, user=friend, unit=other, role=Role.INSPECTORATE)
    return grants.confirm_grant(actor=actor, grant=grant)


def reset(actor: User, top: Unit, other: Unit, friend: User) -> object:
    holder = User.objects.get(posts__role=Role.LEADER)
    return accounts.reset_password(actor=actor, user=holder)


def proposed_reset(actor: User, top: Unit, other: Unit, friend: User) -> object:
    holder = User.objects.get(posts__role=Role.LEADER)
    grant = grants.propose_step(actor=actor, user=holder, kind=GrantKind.PASSWORD)
    return grants.confirm_grant(actor=actor, grant=grant)


def enabled(actor: User, top: Unit, other: Unit, friend: User) -> object:
    holder = User.objects.get(posts__role=Role.TELLER)
    return accounts.edit_user(actor=actor, user=holder, name="石青", is_active=True)


def code_removed(actor: User, top: Unit, other: Unit, friend: User) -> object:
    return remove_one_time_code(actor=actor, user=User.objects.get(posts__role=Role.LEADER))


def ended_post_prolonged(actor: User, top: Unit, other: Unit, friend: User) -> object:
    post = Post.objects.get(user=friend)
    return accounts.end_post(actor=actor, post=post, last_day=date(2099, 1, 1))


def unit_moved(actor: User, top: Unit, other: Unit, friend: User) -> object:
    own = Unit.objects.get(pk=Unit.objects.get(code="AA1").pk)
    moved = Unit.objects.get(code="BB1")
    moved.parent = own
    return save_unit(actor=actor, unit=moved, changed=["parent"])


def second_top(actor: User, top: Unit, other: Unit, friend: User) -> object:
    own = Unit.objects.get(code="AA")
    own.parent = None
    return save_unit(actor=actor, unit=own, changed=["parent"])


def successor(actor: User, top: Unit, other: Unit, friend: User) -> object:
    own = Unit.objects.get(code="BB1")
    own.valid_to, own.successor = localdate(), Unit.objects.get(code="AA1")
    return save_unit(actor=actor, unit=own, changed=["successor"])


def imported(actor: User, top: Unit, other: Unit, friend: User) -> object:
    text = "单位编码,单位名称,类别,上级编码,主要负责人,职务\nBB1,城东所,工商所,AA,某人,所长\n"
    run = runs.start_import(actor=actor, kind="units", name="units.csv", content=text.encode())
    runs.read_import(run=run, report=lambda *_: None)
    runs.begin_apply(actor=actor, run=run)
    return runs.apply_import(actor=actor, run=run, report=lambda *_: None)


WAYS: list[Way] = [
    own_post,
    friend_s_post,
    proposed_to_oneself,
    proposed_and_confirmed,
    reset,
    proposed_reset,
    enabled,
    code_removed,
    ended_post_prolonged,
    unit_moved,
    second_top,
    successor,
    imported,
]
