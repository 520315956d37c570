"""What was handed to a person hangs on his post: when that ends, it goes on to another or waits for whoever runs such things."""

from django.db.models import Q
from django.utils.timezone import localdate

from registry.models import User
from registry.ports import personal_tasks


def hand_over_from(*, actor: User | None, user: User, to: User | None = None) -> int:
    """Take from ``user`` what his posts of today no longer cover, and give it to ``to`` where that one may have it.

    How many things changed hands. Safe to repeat: the daily round calls it for posts that ended by themselves.
    """
    fresh = User.objects.get(pk=user.pk)  # posts are read once an object: this one has none in mind
    return sum(task.hand_over(actor, fresh, to) for task in personal_tasks)


def hand_over_ended() -> int:
    """The daily round: what lies with people whose post ended by its day, or whose account is closed. How many moved."""
    holding = set[int]().union(*(task.holders() for task in personal_tasks))
    ended = Q(posts__valid_to__lt=localdate()) | Q(is_active=False)
    users = User.objects.filter(ended, pk__in=holding).distinct()
    return sum(hand_over_from(actor=None, user=user) for user in users)
