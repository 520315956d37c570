"""Telling people what was done to an account: the person it belongs to, and the watcher over the unit."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.timezone import localdate

from registry.access import above
from registry.models import Post, Role, Unit, User
from registry.ports import tellers


def tell(people: Iterable[User], text: str) -> None:
    """A notice in the inbox of each."""
    people = list(people)
    for teller in tellers:
        teller(people, text)


def tell_of_account(user: User, text: str, *, unit: Unit | None = None) -> None:
    """A notice to the account's owner and to every watcher of ``unit`` (if not given: of all his units) and above."""
    units = {unit.pk} if unit else set(user.posts.values_list("unit", flat=True))
    if unit is None and user.unit_id is not None:
        units.add(user.unit_id)
    tell([user, *watchers_over(units)], text)


def watchers_over(units: set[int]) -> list[User]:
    """Watchers of today at or above these units."""
    today = localdate()
    posts = Post.objects.filter(role=Role.WATCHER, unit__in=above(units), user__is_active=True)
    posts = posts.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
    posts = posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    return list(User.objects.filter(pk__in=posts.values("user")).order_by("pk"))
