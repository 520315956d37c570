"""Users, their passwords and posts, and the second person on the same screen."""

import secrets
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils import timezone
from django_otp import match_token, user_has_device

from registry.models import Area, Person, Post, Unit, User
from registry.roles import Role
from registry.services.audit import change
from registry.services.refusals import Refused
from registry.services.tries import try_password

PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"  # noqa: S105  # an alphabet, not a password


class AccountRefused(Refused):
    """The change would leave the installation or the account in a wrong state; the text is a sentence in Chinese."""


def random_password(length: int = 14) -> str:
    """A password that can be read aloud: no 0, O, 1, l, I."""
    return "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(length))


def create_user(*, actor: User | None, username: str, name: str, password: str = "") -> tuple[User, str]:
    """Make an account and return it with its first password, which its owner must change at the first sign-in.

    A given ``password`` is used as it is (and need not be changed); an empty one is drawn at random.
    """
    first = password or random_password()
    user = User(username=username, name=name, must_change_password=not password)
    with change(actor, "create_user", user):
        user.set_password(first)
        user.save()
    return user, first


def reset_password(*, actor: User, user: User) -> str:
    """Give the account a random password to be changed at the next sign-in, and return it for one showing."""
    first = random_password()
    with change(actor, "reset_password", user):
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


def edit_user(*, actor: User, user: User, name: str, is_active: bool, email: str = "") -> None:
    """Rename or (de)activate an account; raises ``AccountRefused`` on the last active administrator."""
    with change(actor, "edit_user", user) as log:
        if not is_active:
            _keep_an_administrator(without_user=user)
        user.name, user.is_active, user.email = name, is_active, email
        user.save(update_fields=["name", "is_active", "email"])
        log.note(is_active=is_active)


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
    """Give a user or a person a role in a unit; ``valid_to`` is the last day. Raises ``AccountRefused`` on a bad span or a twin."""
    if valid_from and valid_to and valid_to < valid_from:
        raise AccountRefused("岗位的止日期早于起日期。")
    twin = Post.objects.filter(
        user=user, person=person, unit=unit, role=role, area=area, valid_to__isnull=True
    )
    if twin.exists():
        raise AccountRefused("此人在该单位已有这个岗位。")
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


def end_post(*, actor: User | None, post: Post, last_day: date | None = None) -> None:
    """End a post with ``last_day`` (yesterday if not given, so that it holds no more today).

    Raises ``AccountRefused`` when that is before its first day, or would leave no administrator.
    """
    with change(actor, "end_post", post) as log:
        if last_day and post.valid_from and last_day < post.valid_from:
            raise AccountRefused("岗位的止日期早于起日期。")
        if post.role == Role.ADMINISTRATOR and post.user:
            _keep_an_administrator(without_post=post)
        post.valid_to = last_day or timezone.localdate() - timedelta(days=1)
        post.save(update_fields=["valid_to"])
        log.note(valid_to=post.valid_to.isoformat())


def _keep_an_administrator(*, without_user: User | None = None, without_post: Post | None = None) -> None:
    posts = Post.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True, valid_to__isnull=True)
    if without_user and not posts.filter(user=without_user).exists():
        return
    if without_user:
        posts = posts.exclude(user=without_user)
    if without_post:
        posts = posts.exclude(pk=without_post.pk)
    if not posts.exists():
        raise AccountRefused("至少要保留一名启用的系统管理员。")


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
