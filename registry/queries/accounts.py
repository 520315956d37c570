"""Accounts with their posts."""

from datetime import UTC, date, datetime

from django.contrib.sessions.models import Session
from django.db.models import Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timezone import localdate

from registry.access import above
from registry.models import Post, SignIn, User
from registry.ports import personal_tasks
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


def open_things(user: User | None) -> str:
    """What lies with a user by name, as 来信 2 件、问题 1 件; "" for nothing."""
    counts = [(task.label, task.open(user)) for task in personal_tasks] if user else []
    return "、".join(f"{label} {number} 件" for label, number in counts if number)


def successors_of(post: Post) -> QuerySet[User]:
    """Who could take over from the holder of a post: other accounts with a post of today in the same unit or above it."""
    held = Post.objects.filter(current(localdate()), unit__in=above([post.unit_id]), user__isnull=False)
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return rows.exclude(pk=post.user_id).order_by("name") if post.user_id else rows.order_by("name")
