"""Accounts with their posts."""

from datetime import UTC, date, datetime

from django.contrib.sessions.models import Session
from django.db.models import Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from registry.models import Post, SignIn, User
from registry.queries.listing import Column
from registry.queries.units import current

USER_ORDERS: dict[str, tuple[Column, ...]] = {
    "username": ("username",),
    "name": ("name", "pk"),
    "seen": (Coalesce("last_login", Value(datetime(1, 1, 2, tzinfo=UTC))), "pk"),
}


def user_rows(users: QuerySet[User], day: date) -> QuerySet[User]:
    """Users with ``posts_today``, in two queries whatever their number."""
    posts = Post.objects.filter(current(day)).select_related("unit")
    return users.prefetch_related(Prefetch("posts", posts, to_attr="posts_today"))


def user_posts(user: User) -> QuerySet[Post]:
    """All posts of an account, newest first."""
    return user.posts.select_related("unit", "area").order_by("-pk")


def with_user(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Posts of accounts with the account and the unit."""
    return posts.select_related("user", "unit")


def own_sign_ins(user: User) -> list[SignIn]:
    """Where the account is signed in now, last used first; sessions that ended by themselves are left out."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(user.sign_ins.filter(session_key__in=living))
