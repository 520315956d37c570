"""What the lane needs of a vote to seal a ballot, kept in memory: the key, the places of the cards, the lane's own seal."""

import logging
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from ballots.models import Vote
from ballots.sql import connecting, urn
from rulebook.ballot.form import BallotForm
from rulebook.ballot.sealing import LaneSeal, Place, Sealer, body_width

logger = logging.getLogger(__name__)

KEPT = 32
OTHER_LANE_KEY = "本机的票道密钥（EVALSITE_LANE_KEY）与制作投票密钥时不同，请换回原来的票道密钥后重新启动"


@dataclass(frozen=True)
class UrnKey:
    """How ballots of one vote are sealed. ``sealer`` is None before the key is made; ``lane_print`` is of the lane's key then."""

    key: str
    places: tuple[Place, ...]
    sealer: Sealer | None
    lane_print: str

    @property
    def same_lane(self) -> bool:
        """Whether this process signs with the lane's key that the vote knows."""
        return self.lane_print == lane_seal().fingerprint


_kept: dict[int, UrnKey] = {}
_told: set[int] = set()


def urn_key(vote: int, *, fresh: bool = False) -> UrnKey | None:
    """The key of a vote, as this process knows it; ``fresh`` looks again. None for a vote that does not exist."""
    if fresh or vote not in _kept:
        found = _look(vote)
        if found is None:
            return None
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[vote] = found
    return _kept[vote]


def _look(pk: int) -> UrnKey | None:
    if pk > connecting.HIGHEST_VOTE:
        return None
    fields = ("form", "form_hash", "key_public", "key_id", "lane_print")
    vote = Vote.objects.filter(pk=pk).only(*fields).first()
    if vote is None:
        return None
    if not vote.key_public:
        return UrnKey("", (), None, "")
    width = body_width(BallotForm.from_dict(vote.form))
    sealer = Sealer(vote.key_public, vote=pk, form=vote.form_hash, width=width)
    return UrnKey(vote.key_id, tuple(urn.places(pk)), sealer, vote.lane_print)


def tell_other_lane(vote: int) -> None:
    """Say once in the log of this process why it takes no ballot of the vote."""
    if vote not in _told:
        _told.add(vote)
        logger.error("投票 %s 停止收票：%s", vote, OTHER_LANE_KEY)


def is_same_lane(vote: Vote) -> bool:
    """Whether this process seals with the lane's key that the vote knows."""
    return vote.lane_print == lane_seal().fingerprint


def lane_seal() -> LaneSeal:
    """The lane's seal under the key of this process's environment."""
    return _lane_seal(settings.LANE_KEY)


@lru_cache(maxsize=4)
def _lane_seal(key: str) -> LaneSeal:
    return LaneSeal(key)
