"""The cast: from what a tablet sends to a status. No audit, no log, no session, no time."""

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.queries.lane import lane_seal, tell_hindrance, urn_key
from ballots.queries.votes import known_form
from ballots.services.accepted import note_taken
from ballots.services.throttle import failures
from ballots.sql import urn
from ballots.sql.roll import sealed_place
from ballots.sql.urn import CHALLENGE, STALE, SealedCast
from rulebook.ballot.codes import CodeError, ballot_hash, read_card
from rulebook.ballot.form import BallotError, canonical_body, check_values, is_ballot_id
from rulebook.ballot.receipts import short_receipt, whole_receipt
from rulebook.ballot.sealing import SEVERAL, Place

MESSAGES = {
    200: "选票已在票箱中。",
    201: "选票已投入票箱。",
    403: "投票尚未开启或已经截止。",
    404: "没有这张选票卡，请核对卡上的码是否属于本次投票。",
    409: "票号已被占用，请换一个票号再投，选票卡仍然有效。",
    410: "这张选票卡已经使用或已作废。",
    413: "提交的内容过大。",
    429: "出错次数过多，请等一分钟再试。",
    503: "系统正忙，请稍候，本页会自动重试。",
}
WRONG_FORM = "评议表与本次投票不符，请重新打开本页。"
NEW = 201
GOOD = frozenset({200, NEW})
CHALLENGE_PLACE = (CHALLENGE, "")
TAKEN = 409
"""The id is in use: the card lives, and the same ballot goes with another id."""
GUESSES = frozenset({404, 410})
"""Failures that a guesser would cause."""


@dataclass(frozen=True)
class Outcome:
    """What came of a request: a status as HTTP has them, the sentence for the voter, the receipt when the ballot is in.

    ``about``: the unit that the card names, of a panel whose members rate one.
    """

    status: int
    message: str
    receipt: str = ""
    about: str = ""

    @property
    def accepted(self) -> bool:
        return self.status in GOOD


def cast(*, vote: int, card: str, ballot: str, form: str, marks: Sequence[object]) -> Outcome:
    """Seal a ballot and put it into the urn, once, however often it is sent.

    ``card`` is what was typed or scanned, ``ballot`` the id made by the tablet, ``form`` the digest of the form that was
    filled in, ``marks`` one small integer for each place (0 = 弃权).
    """
    try:
        code = code_for(vote, card)
        known = known_form(form)
        if known is None:
            return Outcome(400, WRONG_FORM)
        body = canonical_body(check_values(known, marks))
    except (CodeError, BallotError) as error:
        return Outcome(400, str(error))
    if not is_ballot_id(ballot):
        return Outcome(400, "选票标识无法识别，请重新打开本页。")
    proof = whole_receipt(ballot)
    status = _put(vote, ballot_hash(code), ballot, proof, form, body)
    if status in GOOD:
        return Outcome(status, MESSAGES[status], short_receipt(proof))
    return _refuse(status, code)


def _put(vote: int, card: str, ballot: str, proof: str, form: str, body: str) -> int:
    """Seal the body and hand it over; once more with what the vote knows now, should this process have known other keys."""
    for fresh in (False, True):
        known = urn_key(vote, fresh=fresh)
        if known is None:
            return 404
        if known.sealer is None or not known.takes:
            if not fresh:
                continue
            if not known.hindrance:
                return 403
            tell_hindrance(vote, known.hindrance)
            return 503
        ciphertext = known.sealer.seal(ballot, body)
        seals = lane_seal().seals(vote, places_for(vote, card, known.places), ballot, ciphertext)
        status = urn.cast(vote, card, SealedCast(ballot, proof, form, known.key, ciphertext, seals))
        if status == NEW:
            note_taken(vote)
        if status != STALE:
            return status
    return 503


def places_for(vote: int, card: str, places: Sequence[Place]) -> list[Place]:
    """Where the ballot of this card may lie: where the card was made for, and where challenge cards go.

    Of several places the card's own is read and believed only under the lane's seal. A seal for another place would let who
    reads the parameters of a cast put the ballot alone into a stratum in which nobody else votes, and read it in its sums.
    """
    if len(places) < SEVERAL:
        return [*places, CHALLENGE_PLACE]
    found = sealed_place(vote, card)
    if found is None or not lane_seal().holds_card(found[1], vote, card, found[0]):
        return [CHALLENGE_PLACE]
    return [found[0]]


def check_card(*, vote: int, card: str, begun: bool = False) -> Outcome:
    """Whether a card may start voting now: told before the form is filled in. 200, 400, 403, 404, 410 or 429.

    ``begun``: the form is filled in already, and whoever had begun may still cast while the vote is closing.
    """
    try:
        code = code_for(vote, card)
    except CodeError as error:
        return Outcome(400, str(error))
    found = urn.look(vote, ballot_hash(code))
    if found is None:
        return _refuse(404, code)
    state, is_open, is_issued = found
    if state == "closing" and not begun:
        return Outcome(403, "投票正在截止，不再发起新的投票。")
    if state not in ("open", "closing"):
        return Outcome(403, MESSAGES[403])
    if is_open:
        return Outcome(200, "", about=urn.about(vote, ballot_hash(code)))
    return _refuse(410 if is_issued else 404, code)


def code_for(vote: int, card: str) -> str:
    """The code of a card that was typed or scanned for this vote. Raises ``CodeError``."""
    named, code = read_card(card)
    if named is not None and named != str(vote):
        raise CodeError("这张选票卡属于另一次投票，请核对。")
    return code


def _refuse(status: int, code: str) -> Outcome:
    if status == 400:
        return Outcome(400, WRONG_FORM)
    if status in GUESSES:
        if failures.too_many(code):
            return Outcome(429, MESSAGES[429])
        failures.failed(code)
    return Outcome(status, MESSAGES[status])
