"""Taking an opinion: from what a tablet sends to a status. As with a ballot: no audit, no log, no session, no time (S0-19)."""

from ballots.queries.lane import lane_seal, tell_hindrance, urn_key
from ballots.queries.votes import DIGEST, form_of_vote
from ballots.services.casting import Outcome, code_for
from ballots.services.throttle import opinion_failures
from ballots.sql import opinions
from ballots.sql.urn import STALE
from rulebook.ballot.codes import CodeError, opinion_hash
from rulebook.ballot.form import is_ballot_id
from rulebook.ballot.opinions import OpinionError, opinion_body

MESSAGES = {
    200: "这条意见已经收下。",
    201: "意见已收下。",
    403: "现在不收意见：投票尚未开启，或已经计票，意见已随计票汇总。此前送达的意见不受影响。",
    404: "没有这张选票卡，请核对卡上的码是否属于本次投票。",
    410: "这张选票卡已经提过意见或已作废。每张卡可以提一条意见。",
    429: "出错次数过多，请等一分钟再试。",
    503: "系统正忙，请稍候，本页会自动重试。",
}
UNREADABLE = Outcome(400, "提交的内容无法识别。")
GUESSES = frozenset({404, 410})


def opine(*, vote: int, digest: str, opinion: str, subject: str, text: str) -> Outcome:
    """Seal one opinion and put it into the box, once, however often it is sent.

    ``digest`` is the opinion digest of the card's code, which the tablet made and which no ballot holds; ``opinion`` the id
    made by the tablet; ``subject`` a key of the form or empty.
    """
    shape = form_of_vote(vote)
    if shape is None:
        return _answer(404, digest)
    if not DIGEST.fullmatch(digest) or not is_ballot_id(opinion):
        return UNREADABLE
    try:
        body = opinion_body(shape, subject, text)
    except OpinionError as error:
        return Outcome(400, f"{error}。")
    return _answer(_put(vote, digest, opinion, body), digest)


def _put(vote: int, digest: str, opinion: str, body: str) -> int:
    """Seal the body and hand it over; once more with what the vote knows now, should this process have known another key."""
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
        lane = lane_seal()
        row = lane.opinion_row(vote, digest, opinion)
        ciphertext = known.sealer.seal_opinion(row, body)
        sent = opinions.SealedOpinion(row, known.key, ciphertext, lane.seal_opinion(vote, row, ciphertext))
        status = opinions.opine(vote, digest, sent)
        if status != STALE:
            return status
    return 503


def opine_with_card(*, vote: int, card: str, opinion: str, subject: str, text: str) -> Outcome:
    """The same where no script can make the digest: the card is typed again, and nothing of it is kept."""
    try:
        code = code_for(vote, card)
    except CodeError as error:
        return Outcome(400, f"{error}。")
    return opine(vote=vote, digest=opinion_hash(code), opinion=opinion, subject=subject, text=text)


def _answer(status: int, digest: str) -> Outcome:
    if status in GUESSES:
        if opinion_failures.too_many(digest):
            return Outcome(429, MESSAGES[429])
        opinion_failures.failed(digest)
    return Outcome(status, MESSAGES[status])
