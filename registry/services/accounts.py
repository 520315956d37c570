"""Users, their passwords and posts, and the second person on the same screen."""

import secrets
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils import timezone
from django_otp import match_token, user_has_device

from registry.access import unended_posts
from registry.account_access import is_protected
from registry.models import Area, Person, Post, Unit, User
from registry.roles import OFFICERS, PROTECTED, Role
from registry.services.audit import change
from registry.services.handing_over import hand_over_from
from registry.services.refusals import Refused
from registry.services.telling import tell_of_account
from registry.services.tries import try_password

PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"  # noqa: S105  # an alphabet, not a password


class AccountRefused(Refused):
    """The change would leave the installation or the account in a wrong state; the text is a sentence in Chinese."""


def random_password(length: int = 14) -> str:
    """A password that can be read aloud: no 0, O, 1, l, I."""
    return "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(length))


def create_user(
    *, actor: User | None, username: str, name: str, password: str = "", unit: Unit | None = None
) -> tuple[User, str]:
    """Make an account and return it with its first password, which its owner must change at the first sign-in.

    A given ``password`` is used as it is (and need not be changed); an empty one is drawn at random. ``unit`` is the
    bureau that keeps the account.
    """
    first = password or random_password()
    user = User(username=username, name=name, must_change_password=not password, unit=unit)
    with change(actor, "create_user", user):
        user.set_password(first)
        user.save()
    return user, first


def reset_password(*, actor: User, user: User) -> str:
    """Give the account a random password to be changed at the next sign-in, and return it for one showing.

    Raises ``AccountRefused`` for the holder of a protected post: whoever resets it alone could sign in as him.
    """
    first = random_password()
    with change(actor, "reset_password", user):
        if is_protected(user):
            raise AccountRefused("此人担任受保护的岗位，密码由安全管理员提出重置，另一人确认。")
        user.set_password(first)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
    return first


def change_own_password(*, user: User, password: str) -> None:
    """Set one's own password; raises Django's ``ValidationError`` when it breaks the password rules."""
    validate_password(password, user)
    with change(user, "change_own_password", user):
        user.set_password(password)
        user.must_change_password = False
        user.password_changed_at = timezone.now()
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def edit_user(
    *,
    actor: User,
    user: User,
    name: str,
    is_active: bool,
    email: str | None = None,
    unit: Unit | None = None,
) -> None:
    """Rename or (de)activate an account, and say which bureau keeps it; what is None stays.

    Raises ``AccountRefused`` on the last active administrator, and where one person alone would open or redirect the
    account of somebody who holds a protected post.
    """
    with change(actor, "edit_user", user) as log:
        before = User.objects.select_for_update().get(pk=user.pk)
        protected = is_protected(before)
        if not is_active:
            _keep_an_administrator(without_user=user)
        if protected and is_active and not before.is_active:
            raise AccountRefused("此人担任受保护的岗位，重新启用由安全管理员提出，另一人确认。")
        if protected and email not in (None, before.email):
            raise AccountRefused("此人担任受保护的岗位，邮箱由本人在“我的账号”填写。")
        if protected and before.is_active and not is_active:
            tell_of_account(user, f"{before.name}的账号已由{actor.name}停用。")
        user.name, user.is_active = name, is_active
        user.email = before.email if email is None else email
        user.unit = unit or before.unit
        user.save(update_fields=["name", "is_active", "email", "unit"])
        if before.is_active and not is_active:
            hand_over_from(actor=actor, user=user)
        log.note(is_active=is_active)


def change_own_email(*, user: User, email: str) -> None:
    """Say where one's own notices go besides the inbox; empty for nowhere."""
    with change(user, "change_own_email", user):
        user.email = email
        user.save(update_fields=["email"])


def appoint(
    *,
    actor: User | None,
    unit: Unit,
    role: Role,
    user: User | None = None,
    person: Person | None = None,
    area: Area | None = None,
    title: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Post:
    """Give a user or a person a role in a unit; ``valid_to`` is the last day.

    Raises ``AccountRefused`` on a bad span or a twin, on a post to oneself, and on a protected post: those come of
    ``registry.services.grants`` alone, or of the installation itself (``actor`` None).
    """
    if actor is not None and user is not None:
        if role in PROTECTED:
            raise AccountRefused("这是受保护的岗位，由安全管理员提出，另一人确认后才生效。")
        if actor.pk == user.pk:
            raise AccountRefused("不能给自己增加岗位，请由另一名管理员办理。")
    return place_post(
        actor=actor,
        unit=unit,
        role=role,
        user=user,
        person=person,
        area=area,
        title=title,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def place_post(
    *,
    actor: User | None,
    unit: Unit,
    role: Role,
    user: User | None,
    person: Person | None = None,
    area: Area | None,
    title: str,
    valid_from: date | None,
    valid_to: date | None,
) -> Post:
    """Write a post that has been decided; see ``appoint`` for what it raises."""
    refuse_post(user=user, person=person, unit=unit, role=role, area=area, first=valid_from, last=valid_to)
    post = Post(
        user=user,
        person=person,
        unit=unit,
        role=role,
        area=area,
        title=title,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    with change(actor, "appoint", post) as log:
        post.save()
        log.note(
            unit=unit.pk, role=str(role), user=user.pk if user else None, person=person.pk if person else None
        )
    return post


def refuse_post(
    *,
    user: User | None,
    person: Person | None,
    unit: Unit,
    role: Role,
    area: Area | None,
    first: date | None,
    last: date | None,
) -> None:
    """Raises ``AccountRefused`` on days that do not fit, a post already held, and 三员 in one hand or with other powers."""
    if first and last and last < first:
        raise AccountRefused("岗位的止日期早于起日期。")
    twin = Post.objects.filter(
        user=user, person=person, unit=unit, role=role, area=area, valid_to__isnull=True
    )
    if twin.exists():
        raise AccountRefused("此人在该单位已有这个岗位。")
    if user is None or role not in PROTECTED:
        return
    others = {Role(each) for each in unended_posts().filter(user=user).values_list("role", flat=True)} - {
        role
    }
    if others & OFFICERS or (role in OFFICERS and others & PROTECTED):
        raise AccountRefused("系统管理员、安全管理员、审计员不得互相兼任，也不得兼任其他受保护的岗位。")


def end_post(*, actor: User | None, post: Post, last_day: date | None = None, to: User | None = None) -> None:
    """End a post with ``last_day`` (yesterday if not given, so that it holds no more today).

    What hung on it goes to ``to`` where he may have it, else it waits for whoever runs such things; a post that ends on
    a later day is handed over by the daily round. Raises ``AccountRefused`` when that day is before its first day or after
    the day on which it ends anyway (an ended post never comes back), or would leave no administrator.
    """
    with change(actor, "end_post", post) as log:
        if last_day and post.valid_from and last_day < post.valid_from:
            raise AccountRefused("岗位的止日期早于起日期。")
        if post.valid_to and post.valid_to < timezone.localdate():
            raise AccountRefused("这个岗位已经结束。")
        last = last_day or timezone.localdate() - timedelta(days=1)
        if post.valid_to and last > post.valid_to:
            raise AccountRefused(f"这个岗位 {post.valid_to:%Y-%m-%d} 到期，不能延后；要继续任职请重新任命。")
        if post.role in OFFICERS and post.user:
            _keep_an_administrator(without_post=post)
        post.valid_to = last
        post.save(update_fields=["valid_to"])
        log.note(valid_to=post.valid_to.isoformat())
        if post.user and post.role in PROTECTED:
            who = actor.name if actor else "系统"
            tell_of_account(
                post.user,
                f"{post.user.name}在{post.unit}的岗位“{Role(post.role).label}”由{who}结束，最后一天 {last:%Y-%m-%d}。",
                unit=post.unit,
            )
        if post.user and last < timezone.localdate():
            hand_over_from(actor=actor, user=post.user, to=to)


def _keep_an_administrator(*, without_user: User | None = None, without_post: Post | None = None) -> None:
    """Nobody is locked out: one who makes accounts and one who proposes protected posts stay."""
    for role in (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
        posts = Post.objects.filter(role=role, user__is_active=True, valid_to__isnull=True)
        leaving = (
            posts.filter(user=without_user)
            if without_user
            else posts.filter(pk__in=[without_post.pk] if without_post else [])
        )
        if leaving.exists() and not posts.exclude(pk__in=leaving.values("pk")).exists():
            raise AccountRefused(f"至少要保留一名启用的{role.label}。")


def identify_on_same_screen(
    request: HttpRequest, *, username: str, password: str, token: str = ""
) -> User | None:
    """The second person, by name and password (and one-time code if he has one); the session's user does not change.

    Failures count like those of the sign-in page; raises ``TooManyTries`` while the wait lasts. None if not identified, or while the password is
    one that an administrator gave: he could be the one who types it.
    """
    user = try_password(request, username=username, password=password)
    if user is None or user.must_change_password:
        return None
    if user_has_device(user) and (not token or match_token(user, token) is None):
        return None
    return user
