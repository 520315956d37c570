"""Slips of a mass survey, batch by batch (S4-11): each batch is of one stratum and large enough to tell nothing of a person."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from ballots.models import CardBatch, Vote
from ballots.queries.lane import ROLL
from ballots.services.boxes import MUTUAL_PANEL
from ballots.services.moves import VoteRefused, lock, require
from ballots.services.preparing import count_void
from ballots.services.roll import load_cards, strike_batch
from ballots.sql import urn
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.codes import ballot_hash, new_codes
from rulebook.ballot.form import BallotForm
from rulebook.lifecycle.vote import VoteState as S
from rulebook.survey.batches import LEAST_BATCH, MOST_BATCH

BEFORE_OPENING = (S.PREPARING, S.READY)
AFTER_CLOSING = (S.CLOSED, S.SEALED)
COUNTED_BY_HAND = (S.READY, S.OPEN, S.CLOSING, S.CLOSED, S.SEALED)


def make_batch(
    *,
    actor: User | None,
    vote: Vote,
    stratum: str,
    label: str,
    n: int,
    sender: str = "",
    phone: str = "",
    announced_close: datetime | None = None,
) -> tuple[CardBatch, list[str]]:
    """Load ``n`` fresh codes of one stratum; they are returned for one printing, shuffled, and kept as digests only.

    ``label`` is the stratum in words, ``sender`` who hands the slips out; ``phone`` and ``announced_close`` are what the slips
    say. A survey's slips give no opinions: a text beside
    a stratum and a batch would be nearer to its writer than a mark. Raises ``VoteRefused`` for a vote that is no survey, is
    open already, or for a number outside ``LEAST_BATCH`` to ``MOST_BATCH``.
    """
    if not LEAST_BATCH <= n <= MOST_BATCH:
        raise VoteRefused(f"每批张数应为 {LEAST_BATCH} 至 {MOST_BATCH}。")
    with change(actor, "make_batch", vote) as log:
        lock(vote)
        if not vote.by_slips:
            raise VoteRefused("只有万人评议分批制作选票卡。")
        require(vote, *BEFORE_OPENING, doing="制作选票卡")
        last = vote.batches.order_by("number").last()
        batch = CardBatch(vote=vote, number=last.number + 1 if last else 1, stratum=stratum, label=label)
        batch.sender, batch.made = sender, n
        batch.save()
        codes = _load(vote, batch)
        vote.made += n
        vote.phone, vote.announced_close = phone, announced_close
        vote.save(update_fields=["made", "phone", "announced_close", *ROLL])
        log.note(batch=batch.number, n=n)
    return batch, codes


@dataclass(frozen=True)
class PanelCards:
    """Cards to be made for one group of a panel: ``stratum`` is the key of the unit they rate, or ``EVERYBODY``."""

    stratum: str
    label: str
    n: int


EVERYBODY = "all"
"""The stratum of a panel whose members rate every unit."""


def make_panel_cards(
    *, actor: User | None, vote: Vote, groups: Sequence[PanelCards]
) -> list[tuple[CardBatch, list[str]]]:
    """Load the codes of all groups of a panel of the departments' election for one printing (S3-17).

    As ``make_batch``, but a group is as small as its seats, so no rate is shown while it votes; all count as given out until
    somebody counts fewer. Raises ``VoteRefused`` for another vote, one that is open, or when cards exist already.
    """
    found = []
    # The box refuses to keep what bears this name.
    panel = MUTUAL_PANEL if BallotForm.from_dict(vote.form).mutual else ""
    with change(actor, "make_panel_cards", vote) as log:
        lock(vote)
        require(vote, *BEFORE_OPENING, doing="制卡")
        if not vote.by_groups:
            raise VoteRefused("只有评选层面的投票这样制卡。")
        if vote.made:
            raise VoteRefused(f"已制卡 {vote.made} 张。如印制不合格，请先逐批作废再重制。")
        last = vote.batches.order_by("number").last()
        for number, group in enumerate(groups, start=last.number + 1 if last else 1):
            if not 1 <= group.n <= MOST_BATCH:
                raise VoteRefused(f"“{group.label}”的卡应为 1 至 {MOST_BATCH} 张，现为 {group.n} 张。")
            batch = CardBatch(vote=vote, number=number, stratum=group.stratum, label=group.label)
            batch.made = batch.handed_out = group.n
            batch.save()
            found.append((batch, _load(vote, batch, panel)))
            vote.made += group.n
        vote.save(update_fields=["made", *ROLL])
        _sum_hands(vote)
        log.note(batches=len(found), n=vote.made)
    return found


def _load(vote: Vote, batch: CardBatch, panel: str = "") -> list[str]:
    codes = new_codes(batch.made, secrets.token_bytes)
    digests = [ballot_hash(code) for code in codes]
    secrets.SystemRandom().shuffle(digests)
    load_cards(vote, (panel, batch.stratum, batch.number), digests)
    if vote.state == S.READY:
        urn.open_batch(vote.pk, batch.number)
    return codes


def void_misprinted(*, actor: User | None, vote: Vote, number: int) -> None:
    """Destroy the codes of one batch that was printed badly; its number is not used again.

    Raises ``VoteRefused`` if there is no such batch with codes, or the vote is open.
    """
    with change(actor, "void_batch", vote) as log:
        lock(vote)
        _require_batches(vote)
        require(vote, *BEFORE_OPENING, doing="作废整批")
        batch = vote.batches.filter(number=number, made__gt=0).first()
        if batch is None:
            raise VoteRefused("没有这一批，或已经作废。")
        n = urn.discard_batch(vote.pk, number)
        # Slips of it that were scanned void one by one are part of the whole batch now.
        if batch.voided:
            count_void(vote, "leftover", -batch.voided)
        count_void(vote, "misprint", n)
        batch.made, batch.voided, batch.handed_out = 0, n, None
        batch.save(update_fields=["made", "voided", "handed_out"])
        strike_batch(vote, number)
        vote.made -= n
        vote.save(update_fields=["made", *ROLL])
        _sum_hands(vote)
        log.note(batch=number, n=n)


def record_handed_out(*, actor: User, vote: Vote, number: int, n: int) -> None:
    """How many slips of a batch were sent or given out, counted by hand; the rest of it is left over and to be made void.

    Raises ``VoteRefused`` for a number above the slips made, or after the count is published.
    """
    with change(actor, "record_handed_out", vote) as log:
        lock(vote)
        _require_batches(vote)
        require(vote, *COUNTED_BY_HAND, doing="登记发出张数")
        batch = vote.batches.filter(number=number, made__gt=0).first()
        if batch is None:
            raise VoteRefused("没有这一批，或已经作废。")
        if not 0 <= n <= batch.made - batch.voided:
            void = f"，已作废 {batch.voided} 张" if batch.voided else ""
            raise VoteRefused(f"发出张数应为 0 至 {batch.made - batch.voided}{void}。")
        if vote.state in AFTER_CLOSING and n != batch.made - batch.voided:
            raise VoteRefused(f"投票已截止，这一批发出 {batch.made - batch.voided} 张，不能再改。")
        batch.handed_out = n
        batch.save(update_fields=["handed_out"])
        _sum_hands(vote)
        log.note(batch=number, n=n)


def _sum_hands(vote: Vote) -> None:
    counted = vote.batches.filter(handed_out__isnull=False, made__gt=0).aggregate(
        made=Sum("made"), out=Sum("handed_out")
    )
    vote.handed_out = counted["out"] or 0
    vote.leftover = (counted["made"] or 0) - vote.handed_out
    vote.save(update_fields=["handed_out", "leftover"])


def void_unsent(*, actor: User, vote: Vote, number: int) -> None:
    """Make a batch void of which no slip ever left the house: none of its codes was used, none can be used any more.

    Raises ``VoteRefused`` if slips of it were given out or a code of it was used.
    """
    with change(actor, "void_unsent", vote) as log:
        lock(vote)
        _require_batches(vote)
        require(vote, S.OPEN, S.CLOSING, doing="作废未发出的批次")
        batch = vote.batches.filter(number=number, handed_out=0).first()
        if batch is None:
            raise VoteRefused("只能整批作废登记为发出 0 张的批次。")
        still = batch.made - batch.voided
        if not still:
            raise VoteRefused("这一批已经全部作废。")
        if urn.open_by_batch(vote.pk).get(number, 0) != still:
            raise VoteRefused("这一批有选票卡已经使用，不是没有发出，请核对发出张数。")
        urn.close_batch(vote.pk, number)
        count_void(vote, "leftover", still)
        batch.voided = batch.made
        batch.save(update_fields=["voided"])
        log.note(batch=number, n=still)


def keep_open_codes(vote: Vote) -> None:
    """Keep how many codes of each batch were never used; called before the urn is emptied, under the vote's lock."""
    still = urn.open_by_batch(vote.pk) if vote.by_batches else {}
    for batch in vote.batches.all():
        batch.kept_open = still.get(batch.number, 0)
        batch.save(update_fields=["kept_open"])


def _require_batches(vote: Vote) -> None:
    if not vote.by_batches:
        raise VoteRefused("这次投票不分批制卡。")
