"""Reply slips 答复联系单: who wants to hear back says so himself. No card, no time; read by the inspectorate only, each look logged.

Whoever shows that he knows a card gets a token for the id of his slip, and nothing of that is written down: the card's digest
is only looked up, the token is a seal over the id, and how many a card got is remembered by this process alone. A slip with
a token always finds room; those without share a box that a stranger may fill.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ballots.models import OpinionIssued, ReplySlip, Vote
from ballots.queries.votes import DIGEST
from ballots.services.casting import Outcome
from ballots.services.moves import VoteRefused
from ballots.services.throttle import TOKENS_OF_ONE_CARD, slip_tokens, slips_sent
from ballots.sql import connecting, opinions
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.form import is_ballot_id
from rulebook.ballot.opinions import OpinionError, plain_text
from rulebook.lifecycle.vote import VoteState as S

TAKING = frozenset({S.OPEN, S.CLOSING, S.CLOSED, S.SEALED, S.PUBLISHED})
DAYS_AFTER_CLOSING = 30
MOST_NAME, MOST_CONTACT = 30, 60
UNREADABLE = "提交的内容无法识别，请重新打开本页。"
TAKEN = "联系单已收下，只有监察室看得到。"
MESSAGES = {
    403: "现在不收联系单：投票尚未开启，或投票结束已超过三十天。请直接与监察室联系。",
    404: "没有这次投票。",
    409: "没有凭卡的联系单已达上限，请直接与监察室联系。",
    410: "这张卡要过的联系单已达上限，请直接与监察室联系。",
    429: "现在提交的人较多，请等一分钟再试。",
}


def takes_slips(vote: Vote) -> bool:
    """From the opening until thirty days after the close."""
    last = last_day(vote)
    return vote.state in TAKING and not (last and timezone.now() > last)


def last_day(vote: Vote) -> datetime | None:
    """When slips end; None until the vote is closed."""
    return vote.closed_at and vote.closed_at + timedelta(days=DAYS_AFTER_CLOSING)


def slip_token(*, vote: int, digest: str, slip: str) -> tuple[Outcome, str]:
    """What lets the slip of this id in, for who knows a card of the vote (``digest``: its opinion digest). (outcome, token).

    Until the opinions are released; afterwards nothing of a card is known any more.
    """
    if not DIGEST.fullmatch(digest) or not is_ballot_id(slip):
        return Outcome(400, UNREADABLE), ""
    found = _vote(vote)
    if found is None or not OpinionIssued.objects.filter(hash=digest, vote=found).exists():
        return Outcome(404, MESSAGES[404]), ""
    if not takes_slips(found):
        return Outcome(403, MESSAGES[403]), ""
    if not slip_tokens.takes(digest):
        return Outcome(410, MESSAGES[410]), ""
    return Outcome(200, ""), _seal(vote, slip)


def _vote(pk: int) -> Vote | None:
    """No more of the vote than the lane's database role may read (``deploy/grants.sql``)."""
    votes = Vote.objects.only("state", "closed_at", "made")
    return votes.filter(pk=pk).first() if pk <= connecting.HIGHEST_VOTE else None


def _seal(vote: int, slip: str) -> str:
    return salted_hmac("ballots.slip", f"{vote}.{slip}", algorithm="sha256").hexdigest()


def leave_slip(*, vote: int, slip: str, name: str, contact: str, text: str, token: str = "") -> Outcome:
    """Take one slip, once, however often it is sent. Those with a ``token`` have room of their own."""
    if not is_ballot_id(slip):
        return Outcome(400, UNREADABLE)
    try:
        plain = [
            plain_text(name, "姓名", MOST_NAME),
            plain_text(contact, "联系方式", MOST_CONTACT),
            plain_text(text, "希望答复的事项"),
        ]
    except OpinionError as error:
        return Outcome(400, f"{error}。")
    found = _vote(vote)
    if found is None:
        return Outcome(404, MESSAGES[404])
    if not takes_slips(found):
        return Outcome(403, MESSAGES[403])
    by_card = token.isascii() and constant_time_compare(token, _seal(vote, slip))
    with transaction.atomic():
        opinions.lock_slips(vote)
        if ReplySlip.objects.filter(pk=slip).exists():
            return Outcome(200, TAKEN)
        if not by_card and slips_sent.too_many(str(vote)):
            return Outcome(429, MESSAGES[429])
        room = found.made * (TOKENS_OF_ONE_CARD if by_card else 1)
        if ReplySlip.objects.filter(vote=found, by_card=by_card).count() >= room:
            return Outcome(409, MESSAGES[409])
        ReplySlip.objects.create(
            pk=slip, vote=found, name=plain[0], contact=plain[1], text=plain[2], by_card=by_card
        )
    if not by_card:
        slips_sent.failed(str(vote))
    return Outcome(201, TAKEN)


def open_slip(*, actor: User, slip: ReplySlip) -> None:
    """Record that somebody looks at who asked and how to reach him."""
    with change(actor, "open_slip", slip):
        pass


def answer_slip(*, actor: User, slip: ReplySlip, answer: str, on: date) -> None:
    """Record that the asker was answered, how, and on which day."""
    with change(actor, "answer_slip", slip):
        slip.refresh_from_db(from_queryset=ReplySlip.objects.select_for_update())
        if on > timezone.localdate():
            raise VoteRefused("答复日期不能晚于今天。")
        slip.answer, slip.answered_on, slip.answered_by = answer, on, actor
        slip.save(update_fields=["answer", "answered_on", "answered_by"])
