"""Writing the roll of the cards: at every lawful change, from the cards just made, never from what the database holds."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from ballots.models import Vote
from ballots.queries.lane import ALTERED_ROLL, lane_seal
from ballots.queries.roll import Line, line_of, roll_of
from ballots.services.moves import VoteRefused
from ballots.sql import roll
from ballots.sql.roll import Lot
from rulebook.ballot.form import canonical_json


def enter_cards(vote: Vote, lot: Lot, digests: Iterable[str]) -> None:
    """Put the cards just made onto the roll; the caller holds the vote's lock and saves ``ROLL``.

    Raises ``VoteRefused`` where the roll is not as the lane sealed it.
    """
    lines = roll_of(vote)
    if lines is None:
        raise VoteRefused(f"{ALTERED_ROLL}，不能再制卡。请作废本次投票，并报告市纪委监督员。")
    _seal(vote, [*lines, line_of(lot, sorted(digests))])


def load_cards(vote: Vote, lot: Lot, digests: Sequence[str]) -> None:
    """Load cards of one of several places, each under the lane's seal on its place, and put them onto the roll; as ``enter_cards``."""
    enter_cards(vote, lot, digests)
    lane, place = lane_seal(), (lot[0], lot[1])
    roll.load_sealed(vote.pk, lot, [(digest, lane.seal_card(vote.pk, digest, place)) for digest in digests])


def strike_batch(vote: Vote, batch: int) -> None:
    """Take a whole batch off the roll (0: the cards of a meeting); as ``enter_cards``."""
    lines = roll_of(vote)
    if lines is None:
        raise VoteRefused(f"{ALTERED_ROLL}，不能作废整批。请作废本次投票，并报告市纪委监督员。")
    _seal(vote, [line for line in lines if line.batch != batch])


def _seal(vote: Vote, lines: Sequence[Line]) -> None:
    if not settings.LANE_KEY:
        raise VoteRefused("本进程没有票道密钥，不能制卡，请在网页上办理。")
    vote.cards = [list(line) for line in lines]
    vote.cards_seal = lane_seal().seal_cards(vote.pk, canonical_json(vote.cards))
