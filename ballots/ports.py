"""What a vote asks of its owner. A wing that votes in secret registers once, in ``AppConfig.ready()``::

register_origin(
    VoteOrigin(
        kind="meetings.meeting_vote",
        label="述职述廉会议",
        run=Capability.RUN_VOTE,
        confirm=Capability.CONFIRM_VOTE,
        view=Capability.VIEW_ROUNDS,
        url=views.vote_url,
        may_see=access.may_see_vote,
        moved=services.follow_vote,
        hindrances=services.vote_hindrances,
    )
)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from registry.roles import Capability

if TYPE_CHECKING:
    from ballots.models import Vote
    from registry.models import User

HAND_COUNTS = "hand_counts"
"""Asked before the cards counted by hand are entered anew: a wing that has built on them says no."""
RESUME = "resume"
"""Asked before the beginning of the end is taken back and voters may start again."""


def _nothing(vote: "Vote", actor: "User | None") -> None:
    return None


def _no_hindrance(vote: "Vote", move: str) -> list[str]:
    return []


def _no_reason(vote: "Vote") -> str:
    return ""


def _nobody_checks_in(vote: "Vote") -> int | None:
    return None


def _no_differences(vote: "Vote") -> list[str]:
    return []


def _no_strata(vote: "Vote") -> list[tuple[str, str]]:
    return []


def _no_groups(vote: "Vote") -> list[tuple[str, str, int]]:
    return []


@dataclass(frozen=True)
class VoteOrigin:
    """What a wing tells of the thing that is voted on. Every callable takes the vote.

    ``run`` and ``confirm`` are the capabilities of who runs the vote and of the second person within the vote's unit,
    ``view`` that of those who take part in it. ``url`` is the page the vote belongs to; ``may_see`` says who may see it at
    all. ``hindrances(vote, move)`` returns sentences in Chinese saying why the move (a state's value, as "open",
    ``HAND_COUNTS`` or ``RESUME``) must not happen now; ``moved`` runs inside the transaction of every move. ``strata`` are (key, in words)
    of those for whom slips may be made in batches; ``groups`` are (stratum, in words, cards) of a vote whose cards are made
    group by group at once. ``present`` is how many voters are in the hall now, None where nobody checks in. ``counts_closed``
    says in Chinese why not even those entitled may see the sealed counts yet; empty when they may. ``differences``
    says in Chinese what the wing's own report of a counted vote says otherwise than the vote.
    """

    kind: str
    label: str
    run: Capability
    confirm: Capability
    view: Capability
    url: Callable[["Vote"], str]
    may_see: Callable[["User", "Vote"], bool]
    moved: Callable[["Vote", "User | None"], None] = _nothing
    hindrances: Callable[["Vote", str], list[str]] = _no_hindrance
    strata: Callable[["Vote"], list[tuple[str, str]]] = _no_strata
    groups: Callable[["Vote"], list[tuple[str, str, int]]] = _no_groups
    differences: Callable[["Vote"], list[str]] = _no_differences
    present: Callable[["Vote"], int | None] = _nobody_checks_in
    counts_closed: Callable[["Vote"], str] = _no_reason


origins: dict[str, VoteOrigin] = {}


def register_origin(origin: VoteOrigin) -> None:
    """Make an owner of votes known; a kind is registered once."""
    if origin.kind in origins:
        raise ValueError(origin.kind)
    origins[origin.kind] = origin


def origin_of(vote: "Vote") -> VoteOrigin:
    """The owner of a vote."""
    return origins[vote.origin_kind]
