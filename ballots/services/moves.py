"""What every service that moves a vote does: lock, ask the table and the wing, write, tell the wing."""

from ballots.models import Vote
from ballots.ports import origin_of
from ballots.sql import urn
from registry.models import User
from registry.services.refusals import Refused
from rulebook.lifecycle.table import IllegalMove
from rulebook.lifecycle.vote import VOTE, VoteState

REPORT = "请停止操作并报告市纪委监督员。"


class VoteRefused(Refused):
    """The step cannot be taken; the text is a sentence in Chinese that says why and what to do."""


def require_two(actor: User | None, watcher: User | None, *, doing: str) -> None:
    """Inspectorate and watcher do it together, each identified; whoever holds both posts is still one person.

    Nobody acts for nobody: a program that acts without a user (a benchmark) has no second one either. Whether ``watcher`` may
    be the second person is for the caller's ``access``. Raises ``VoteRefused``.
    """
    if actor == watcher and actor is not None:
        raise VoteRefused(f"{doing}须由两人同时在场，不能是同一人。")
    if (actor is None) != (watcher is None):
        raise VoteRefused(f"{doing}须由两人同时在场，并分别表明身份。")


def lock(vote: Vote) -> None:
    """Read the row again under lock, after all casts under way have ended; inside the service's transaction."""
    urn.lock_vote(vote.pk)
    vote.refresh_from_db(from_queryset=Vote.objects.select_for_update(no_key=True))


def require(vote: Vote, *states: VoteState, doing: str) -> None:
    """Raise ``VoteRefused`` unless the vote is in one of the states."""
    if vote.state not in states:
        wanted = "”或“".join(VOTE.label(state) for state in states)
        raise VoteRefused(f"投票现为“{vote.get_state_display()}”，只有在“{wanted}”时才能{doing}。")


def require_move(vote: Vote, state: VoteState) -> None:
    """Raise ``VoteRefused`` if the table or the wing the vote comes from is against the move."""
    try:
        VOTE.require(vote.state, state)
    except IllegalMove as refusal:
        raise VoteRefused(str(refusal)) from refusal
    hindrances = origin_of(vote).hindrances(vote, state.value)
    if hindrances:
        raise VoteRefused("；".join(hindrances))


def move(vote: Vote, state: VoteState, actor: User | None) -> None:
    """Write the row in its new state; the wing follows in the same transaction."""
    require_move(vote, state)
    vote.state = state
    vote.save()
    origin_of(vote).moved(vote, actor)
