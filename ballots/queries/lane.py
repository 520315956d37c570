"""What the lane needs of a vote to seal a ballot, kept in memory: the key, the places of the cards, the lane's own seal."""

import logging
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from ballots.models import Vote
from ballots.sql import connecting, urn
from rulebook.ballot.form import BallotForm, is_form_of
from rulebook.ballot.sealing import LaneSeal, Place, Sealer, body_width, key_id

logger = logging.getLogger(__name__)

KEPT = 32
OTHER_LANE_KEY = "本机的票道密钥（EVALSITE_LANE_KEY）与制作投票密钥时不同，请换回原来的票道密钥后重新启动"
CHANGED_KEY = "数据库里的投票公钥不是制作密钥时的那一个，已被改动，请停止操作并报告市纪委监督员"

CHANGED_FORM = "数据库里的评议表不是校验值所说的那一份，已被改动，请停止操作并报告市纪委监督员"


@dataclass(frozen=True)
class UrnKey:
    """How ballots of one vote are sealed. ``sealer`` is None before the key is made; ``hindrance`` says why this process
    takes no ballot, ``lane_print`` is of the lane's key with which it was judged.
    """

    key: str
    places: tuple[Place, ...]
    sealer: Sealer | None
    lane_print: str
    hindrance: str = ""

    @property
    def takes(self) -> bool:
        """Whether this process may seal to the key: it is the vote's own, under the lane's key of now."""
        return not self.hindrance and self.lane_print == lane_seal().fingerprint


_kept: dict[int, UrnKey] = {}
_told: set[tuple[int, str]] = set()


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
    fields = ("form", "form_hash", "key_public", "key_suite", "key_id", "lane_print", "key_seal")
    vote = Vote.objects.filter(pk=pk).only(*fields).first()
    if vote is None:
        return None
    if not vote.key_public:
        return UrnKey("", (), None, "")
    own = lane_seal().fingerprint
    if why := key_hindrance(vote):
        return UrnKey(vote.key_id, (), None, own, why)
    width = body_width(BallotForm.from_dict(vote.form))
    sealer = Sealer(vote.key_public, vote=pk, form=vote.form_hash, width=width)
    return UrnKey(vote.key_id, tuple(urn.places(pk)), sealer, own)


def tell_hindrance(vote: int, why: str) -> None:
    """Say once in the log of this process why it takes no ballot of the vote."""
    if (vote, why) not in _told:
        _told.add((vote, why))
        logger.error("投票 %s 停止收票：%s", vote, why)


def key_hindrance(vote: Vote) -> str:
    """Why this process must not seal to the vote's key nor count with it, in Chinese; empty when it may.

    The key in the row is the one that was made with the vote, or somebody who writes the database could have it sealed to
    his own; and the form is that of the digest which the key's seal holds.
    """
    lane = lane_seal()
    if vote.lane_print != lane.fingerprint:
        return OTHER_LANE_KEY
    genuine = vote.key_id == key_id(vote.key_public) and lane.holds_key(
        vote.key_seal, vote.pk, vote.form_hash, vote.key_suite, vote.key_public
    )
    if not genuine:
        return CHANGED_KEY
    return "" if is_form_of(vote.form, vote.form_hash) else CHANGED_FORM


def lane_seal() -> LaneSeal:
    """The lane's seal under the key of this process's environment."""
    return _lane_seal(settings.LANE_KEY)


@lru_cache(maxsize=4)
def _lane_seal(key: str) -> LaneSeal:
    return LaneSeal(key)
