"""What of the desk hangs on a post: limits that somebody handles; and word to people of what has no limit."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from desk.models import Clock, FeedToken, Notice
from desk.services.clocks import hand_over_clock
from registry.access import around
from registry.models import User

WORD = "word"
"""The step of a notice that no limit is behind."""


def tell(users: Iterable[User], text: str) -> None:
    """A notice in the inbox of each, today."""
    today, people = localdate(), {user.pk for user in users}
    Notice.objects.bulk_create(
        Notice(step=WORD, for_due_on=today, recipient_id=pk, text=text[:300], made_on=today)
        for pk in sorted(people)
    )


def forget_feed(user: User) -> None:
    """The address of the calendar feed is a key as well: whoever had it reads the limits of the next post."""
    FeedToken.objects.filter(user=user).delete()


def holders() -> set[int]:
    """Who handles an open limit."""
    return set(Clock.objects.filter(outcome="open", handler__isnull=False).values_list("handler", flat=True))


def open_clocks(user: User) -> int:
    return Clock.objects.filter(outcome="open", handler=user).count()


def hand_over_clocks(actor: User | None, user: User, to: User | None) -> int:
    """Limits in units where ``user`` has no post any more."""
    covered, other = around(user), around(to) if to else set()
    moved = 0
    for clock in Clock.objects.filter(outcome="open", handler=user).exclude(unit__in=covered):
        hand_over_clock(actor=actor, clock=clock, handler=to if clock.unit_id in other else None)
        moved += 1
    return moved
