"""What the lane needs of a vote to seal a ballot, kept in memory: the key, the places of the cards, the lane's own seal."""

import logging
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from ballots.models import Vote
from ballots.sql import connecting
from rulebook.ballot.form import BallotForm, canonical_json, is_form_of
from rulebook.ballot.sealing import LaneSeal, Place, Sealer, body_width, key_id

logger = logging.getLogger(__name__)

KEPT = 32
ROLL = ("cards", "cards_seal")
"""The fields of the roll of the cards (``queries.roll``)."""
ALTERED_ROLL = "制卡名册被改动过"
OTHER_LANE_KEY = "本机的票道密钥（EVALSITE_LANE_KEY）与制作投票密钥时不同，请换回原来的票道密钥后重新启动"
CHANGED_KEY = "数据库里的投票公钥不是制作密钥时的那一个，已被改动，请停止操作并报告市纪委监督员"
CHANGED_FORM = "数据库里的评议表不是校验值所说的那一份，已被改动，请停止操作并报告市纪委监督员"


@dataclass(frozen=True)
class UrnKey:
    """How ballots of one vote are sealed. ``places`` are those of its cards. ``sealer`` is None before the key is made; ``hindrance`` says why this process
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
    fields = ("form", "form_hash", "key_public", "key_suite", "key_id", "lane_print", "key_seal", *ROLL)
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
    places = places_of(vote)
    if places is None:
        return UrnKey(vote.key_id, (), None, own, ALTERED_ROLL)
    return UrnKey(vote.key_id, places, sealer, own)


def places_of(vote: Vote) -> tuple[Place, ...] | None:
    """Every (panel, stratum) for which cards were made, by the roll as the lane sealed it; None where it is not."""
    if not vote.cards and not vote.cards_seal:
        return ()
    if not lane_seal().holds_cards(vote.cards_seal, vote.pk, canonical_json(vote.cards)):
        return None
    return tuple(sorted({(line[0], line[1]) for line in vote.cards}))


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
