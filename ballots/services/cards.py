"""Cards after printing: those voided by scanning, those counted by hand, and who was at the door."""

from django.db.models import F

from ballots.models import CardVoid, Vote
from ballots.ports import HAND_COUNTS, origin_of
from ballots.services.moves import VoteRefused, lock, require
from ballots.services.paper import require_exchange, take_from_stock
from ballots.services.preparing import count_void
from ballots.sql import opinions, urn
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.codes import CodeError, ballot_hash, opinion_hash, read_card
from rulebook.lifecycle.vote import VoteState as S

BEFORE_CLOSED = (S.READY, S.OPEN, S.CLOSING)
BEFORE_PUBLISHED = (S.PREPARING, S.TESTING, *BEFORE_CLOSED, S.CLOSED, S.SEALED)
REASONS = dict(CardVoid.REASONS)


def void_card(*, actor: User, vote: Vote, code: str, reason: str) -> str:
    """Spend a card without a ballot; ``code`` as typed or scanned, ``reason`` spoilt, leftover, or paper (given for the card).

    What stands on the sheet to be given for it, where sheets differ. A card that gave no ballot gives no opinion either. The record says how many, never which.
    """
    if reason not in ("spoilt", "leftover", "paper"):
        raise VoteRefused("请选择作废原因。")
    try:
        named, plain = read_card(code)
    except CodeError as error:
        raise VoteRefused(f"{error}。") from error
    with change(actor, "void_card", vote) as log:
        lock(vote)
        require(vote, *BEFORE_CLOSED, doing="登记作废卡")
        if vote.by_batches and reason == "spoilt":
            raise VoteRefused("退回的选票卡登记为剩余，并从该批发出张数中减去。")
        if reason == "paper":
            require_exchange(vote)
        if named not in (None, str(vote.pk)):
            raise VoteRefused("这张选票卡属于另一次投票。")
        batch = urn.close_code(vote.pk, ballot_hash(plain))
        if batch is None:
            raise VoteRefused("这张卡不能登记作废：已经使用、已作废，或不属于本次投票。")
        opinions.close_opinion_code(vote.pk, opinion_hash(plain))
        count_void(vote, reason, 1)
        log.note(reason=reason)
        if reason == "paper":
            # Its holder has it and votes by another way: among those given out, not among those made void.
            return take_from_stock(vote, batch) if vote.by_batches else ""
        vote.batches.filter(number=batch).update(voided=F("voided") + 1)
    return ""


def record_leftovers(
    *,
    actor: User,
    vote: Vote,
    leftover: int,
    spoilt: int,
    handed_out: int | None = None,
    paper_left: int | None = None,
) -> None:
    """The cards counted by hand: 剩余, 作废, and 发给 as counted at the door (if not given, the rest of those made).

    ``paper_left``: paper forms never given out, and those spoilt and given back for a fresh one.
    """
    if min(leftover, spoilt, handed_out or 0, paper_left or 0) < 0:
        raise VoteRefused("张数不能为负数。")
    with change(actor, "record_leftovers", vote) as log:
        lock(vote)
        require(vote, *BEFORE_CLOSED, S.CLOSED, S.SEALED, doing="登记张数")
        if vote.by_batches:
            raise VoteRefused("这次投票逐批登记发出张数。")
        if hindrances := origin_of(vote).hindrances(vote, HAND_COUNTS):
            raise VoteRefused("；".join(hindrances))
        if leftover + spoilt > vote.made:
            raise VoteRefused(f"剩余与作废合计 {leftover + spoilt} 张，超过制发的 {vote.made} 张。")
        vote.leftover, vote.spoilt = leftover, spoilt
        vote.handed_out = vote.made - leftover - spoilt if handed_out is None else handed_out
        vote.paper_left = vote.paper_left if paper_left is None else paper_left
        vote.save(update_fields=["leftover", "spoilt", "handed_out", "paper_left"])
        log.note(leftover=leftover, spoilt=spoilt, handed_out=vote.handed_out)


def record_attendance(*, vote: Vote, n: int) -> None:
    """How many representatives have checked in; called by the wing. No event: it would tell the order of arrival."""
    require(vote, *BEFORE_PUBLISHED, doing="更新签到人数")
    Vote.objects.filter(pk=vote.pk).update(checked_in=n)
    vote.checked_in = n


def unfinished_cards(vote: Vote) -> list[str]:
    """What of the cards must still be done before the vote may close, in Chinese."""
    scanned = sum(
        CardVoid.objects.filter(vote=vote)
        .exclude(reason__in=("misprint", "paper"))
        .values_list("n", flat=True)
    )
    counted = vote.leftover + vote.spoilt
    uncounted = vote.batches.filter(made__gt=0, handed_out__isnull=True)
    if numbers := [str(batch.number) for batch in uncounted]:
        return [f"请先登记第 {'、'.join(numbers)} 批发出的张数"]
    if not vote.handed_out:
        return ["请先登记发给、剩余和作废的张数"]
    if scanned != counted:
        return [f"剩余和作废共 {counted} 张，已扫描登记 {scanned} 张，请逐张拆开扫描登记，或更正张数"]
    return [
        f"第 {batch.number} 批发出 {batch.handed_out} 张，应作废 {batch.made - (batch.handed_out or 0)} 张，已作废 {batch.voided} 张，"
        "请核对发出的张数登记在哪一批"
        for batch in vote.batches.filter(made__gt=0).exclude(made=F("handed_out") + F("voided"))
    ]
