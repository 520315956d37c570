"""Protected posts, and the passwords and codes of those who hold them: one proposes, a second person confirms.

The two sit in different rooms: a proposal waits in the list of whoever may confirm it. A first password that comes of it is
cut in two, and each of the two knows one half; so nobody but its owner can ever sign in with a protected account.
"""

from datetime import date

from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from registry import access, account_access
from registry.models import Area, Grant, GrantKind, Unit, User
from registry.ports import key_holders
from registry.queries.grants import in_words, makes_password
from registry.roles import PROTECTED, Role
from registry.services.accounts import AccountRefused, place_post, random_password, refuse_post
from registry.services.audit import change
from registry.services.telling import tell_of_account
from rulebook.lifecycle.grant import GRANT, GrantState

HALF = 8
STEPS = {
    "password": GrantKind.PASSWORD,
    "code": GrantKind.CODE,
    "enable": GrantKind.ENABLE,
}
"""What can be proposed on a protected account, as addresses name it."""


class GrantRefused(AccountRefused):
    """The step cannot be proposed or confirmed; the text is a sentence in Chinese."""


def propose_post(
    *,
    actor: User,
    user: User,
    unit: Unit,
    role: Role,
    area: Area | None = None,
    title: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Grant:
    """Propose a protected post; it takes effect once a second person confirms. Raises ``AccountRefused``."""
    if role not in PROTECTED:
        raise GrantRefused("这个岗位不须确认，由系统管理员直接任命。")
    refuse_post(user=user, person=None, unit=unit, role=role, area=area, first=valid_from, last=valid_to)
    return _propose(
        actor,
        Grant(
            kind=GrantKind.APPOINT,
            user=user,
            unit=unit,
            role=role,
            area=area,
            title=title,
            valid_from=valid_from,
            valid_to=valid_to,
        ),
    )


def propose_step(*, actor: User, user: User, kind: GrantKind) -> Grant:
    """Propose a new password, the end of the one-time code, or the enabling of a protected account.

    Raises ``GrantRefused``.
    """
    if not account_access.is_protected(user):
        raise GrantRefused("此人没有受保护的岗位，由系统管理员直接办理。")
    if kind == GrantKind.ENABLE and user.is_active:
        raise GrantRefused("此人的账号是启用的。")
    unit = user.unit or access.unended_posts().filter(user=user, role__in=PROTECTED)[0].unit
    return _propose(actor, Grant(kind=kind, user=user, unit=unit))


def _propose(actor: User, grant: Grant) -> Grant:
    if no := _no(account_access.may_propose(actor, grant.user, grant.unit)):
        raise GrantRefused(no)
    if grant.kind != GrantKind.ENABLE and not grant.user.is_active:
        raise GrantRefused("此人的账号已停用，请先启用。")
    with change(actor, "propose_grant", grant) as log:
        # Two who propose the same at once meet here.
        User.objects.select_for_update().get(pk=grant.user_id)
        same = Grant.objects.filter(
            state=GrantState.WAITING, kind=grant.kind, user=grant.user, unit=grant.unit, role=grant.role
        )
        if same.exists():
            raise GrantRefused("这一项已经提出，正等待确认。")
        grant.proposed_by = actor
        grant.save()
        log.note(kind=str(grant.kind), user=grant.user_id, unit=grant.unit_id, role=str(grant.role))
        tell_of_account(grant.user, f"{actor.name}提出：{in_words(grant)}，待另一人确认。", unit=grant.unit)
    return grant


def confirm_grant(*, actor: User, grant: Grant) -> str:
    """Carry out what was proposed; returns the first half of a first password, "" where none was made.

    Raises ``AccountRefused`` when it was decided meanwhile, when the proposer no longer could propose it, or when it no
    longer fits.
    """
    with change(actor, "confirm_grant", grant) as log:
        row = _decide(actor, grant, GrantState.CONFIRMED)
        user = row.user
        if no := _no(account_access.may_propose(row.proposed_by, user, row.unit)):
            raise GrantRefused(f"提出人现在不能再提出这一项：{no}")
        if row.kind != GrantKind.ENABLE and not user.is_active:
            raise GrantRefused("此人的账号已停用，请先启用。")
        renewed, first = makes_password(row), ""
        if row.kind == GrantKind.APPOINT:
            place_post(
                actor=actor,
                unit=row.unit,
                role=Role(row.role),
                user=user,
                area=row.area,
                title=row.title,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
        if row.kind == GrantKind.ENABLE:
            user.is_active = True
            user.save(update_fields=["is_active"])
        if row.kind == GrantKind.CODE:
            TOTPDevice.objects.filter(user=user).delete()
        # Whoever made the account, or reset it before it was protected, may know its password.
        if renewed:
            first, row.half = _new_password(user)
        row.save()
        log.note(kind=str(row.kind), user=user.pk, proposed_by=row.proposed_by_id, new_password=bool(first))
        tell_of_account(
            user, f"{actor.name}确认：{in_words(row)}（{row.proposed_by.name}提出）。", unit=row.unit
        )
    grant.refresh_from_db()
    return first


def refuse_grant(*, actor: User, grant: Grant) -> None:
    """The second person does not agree."""
    with change(actor, "refuse_grant", grant):
        row = _decide(actor, grant, GrantState.REFUSED)
        row.save()
        tell_of_account(
            row.user, f"{actor.name}未同意：{in_words(row)}（{row.proposed_by.name}提出）。", unit=row.unit
        )


def withdraw_grant(*, actor: User, grant: Grant) -> None:
    """The proposer takes it back."""
    with change(actor, "withdraw_grant", grant):
        row = Grant.objects.select_for_update().get(pk=grant.pk)
        if no := _no(account_access.may_withdraw_grant(actor, row)):
            raise GrantRefused(no)
        GRANT.require(row.state, GrantState.WITHDRAWN)
        row.state = GrantState.WITHDRAWN
        row.save(update_fields=["state"])


def take_half(*, actor: User, grant: Grant) -> str:
    """The second half of the first password, once, for the proposer alone. Raises ``GrantRefused``."""
    with change(actor, "take_half", grant):
        row = Grant.objects.select_for_update().get(pk=grant.pk)
        if no := _no(account_access.may_take_half(actor, row)):
            raise GrantRefused(no)
        half: str = row.half
        row.half = ""
        row.save(update_fields=["half"])
    return half


def _decide(actor: User, grant: Grant, state: GrantState) -> Grant:
    rows = Grant.objects.select_for_update(of=("self",)).select_related("user", "unit", "proposed_by")
    row = rows.get(pk=grant.pk)
    GRANT.require(row.state, state)
    if no := _no(account_access.may_confirm_grant(actor, row)):
        raise GrantRefused(no)
    row.state, row.decided_by, row.decided_at = state, actor, timezone.now()
    return row


def _new_password(user: User) -> tuple[str, str]:
    """A first password in two halves; every other key to the account is void from now on."""
    first, second = random_password(HALF), random_password(HALF)
    user.set_password(first + second)
    user.must_change_password, user.email = True, ""
    user.save(update_fields=["password", "must_change_password", "email"])
    TOTPDevice.objects.filter(user=user).delete()
    for revoke in key_holders:
        revoke(user)
    return first, second


def _no(answer: access.Answer) -> str:
    return "" if answer else answer.reason
