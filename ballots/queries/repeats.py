"""Votes that repeat a void one."""

from collections.abc import Sequence

from ballots.models import Vote


def former_votes(vote: Vote) -> Sequence[Vote]:
    """The void votes that this one repeats, the last first; each repeats the one after it."""
    found: list[Vote] = []
    former = vote.repeat_of
    while former is not None:
        found.append(former)
        former = former.repeat_of
    return found


def repeat_of_vote(vote: Vote) -> Vote | None:
    """The last vote that repeats this void one."""
    return Vote.objects.filter(repeat_of=vote).order_by("-pk").first()
