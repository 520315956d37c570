"""The sealed box 封存票箱: asked for before the opening, filled at sealing, opened by two, destroyed on record (S0-23)."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import chain

from django.db import OperationalError, transaction
from django.utils import timezone

from ballots.models import BoxOpening, CodeIssued, SealedBox, Vote
from ballots.queries.boxes import box_of
from ballots.queries.paper import paired_bodies
from ballots.queries.votes import BEFORE_OPENING, DESTROY_BOX, counts, form
from ballots.services.moves import VoteRefused, lock, require, require_two
from ballots.services.opening import spend
from ballots.services.throttle import TOO_MANY_PASSPHRASES, passphrase_failures
from ballots.sql import connecting
from registry.models import User
from registry.services.audit import change
from rulebook.ballot import box as law
from rulebook.ballot.keys import Passphrases
from rulebook.ballot.tally import Counts, counts_digest

MUTUAL_PANEL = "mutual"
MOST_REASON = 200


def keep_box(*, actor: User, vote: Vote, keep: bool, days: int = law.DEFAULT_DAYS) -> None:
    """Decide before the opening whether the ballots are kept under lock for ``days`` of objections."""
    if not 1 <= days <= law.MOST_DAYS:
        raise VoteRefused(f"异议期应为 1 至 {law.MOST_DAYS} 天。")
    with change(actor, "keep_box", vote) as log:
        lock(vote)
        require(vote, *BEFORE_OPENING, doing="决定是否保留封存票箱")
        vote.keeps_box, vote.box_days = keep, days
        if keep:
            refuse_mutual(vote)
        vote.save(update_fields=["keeps_box", "box_days"])
        log.note(keep=keep, days=days)


def refuse_mutual(vote: Vote) -> None:
    """A mutual panel is small enough that its single ballots could name their voters: it is never kept."""
    if vote.keeps_box and CodeIssued.objects.filter(vote=vote, panel=MUTUAL_PANEL).exists():
        raise VoteRefused("互评票不得保留封存票箱，请先取消保留。")


def fill_box(vote: Vote, bodies: Sequence[str], found: Counts, passphrases: Passphrases) -> None:
    """Lock every valid body away and prove that what was locked counts the same; inside the sealing transaction.

    ``bodies`` are those of the urn, which the count has just opened; the box takes the same two passphrases.
    """
    raw = law.box_bytes(vote.title, form(vote), chain(bodies, (body for _, body in paired_bodies(vote))))
    try:
        locked = law.lock_box(raw, inspectorate=passphrases.inspectorate, watcher=passphrases.watcher)
        kept = law.read_box(_unlocked(locked, passphrases)).counts
    except law.BoxError as error:
        raise VoteRefused(f"{error}。") from error
    if counts_digest(kept) != counts_digest(found):
        raise VoteRefused("封存票箱重新计数与计票结果不一致，不能封存。")
    SealedBox.objects.create(
        vote=vote,
        file=locked,
        sha256=hashlib.sha256(locked).hexdigest(),
        ballots=found.ballots,
        objections_until=timezone.localdate() + timedelta(days=vote.box_days),
    )


def _unlocked(locked: bytes, passphrases: Passphrases) -> bytes:
    return law.unlock_box(locked, inspectorate=passphrases.inspectorate, watcher=passphrases.watcher)


def open_box(*, actor: User, watcher: User, vote: Vote, reason: str, passphrases: Passphrases) -> bytes:
    """Open the box within the objection period, count again, record it, and hand out the opened file, once.

    Raises ``VoteRefused``; a wrong passphrase is no opening, but that it was tried is on record.
    """
    if not reason:
        raise VoteRefused("请写明开箱原因。")
    require_two(actor, watcher, doing="开箱")
    if passphrase_failures.too_many(str(vote.pk)):
        raise VoteRefused(TOO_MANY_PASSPHRASES)
    try:
        return _opened_box(actor, watcher, vote, reason, passphrases)
    except law.BoxError as error:
        passphrase_failures.failed(str(vote.pk))
        with change(actor, "fail_box", vote) as log:
            log.note(watcher=watcher.pk, why=str(error))
        raise VoteRefused(f"{error}。") from error


def _opened_box(actor: User, watcher: User, vote: Vote, reason: str, passphrases: Passphrases) -> bytes:
    with change(actor, "open_box", vote) as log:
        lock(vote)
        box = _present(vote)
        if timezone.localdate() > box.objections_until:
            raise VoteRefused("异议期已过，不能再开箱，请销毁。")
        locked = bytes(box.file or b"")
        if hashlib.sha256(locked).hexdigest() != box.sha256:
            raise VoteRefused("封存文件与封存时的校验值不符，已被改动。")
        raw = _unlocked(locked, passphrases)
        again = law.read_box(raw).counts
        agrees = counts_digest(again) == counts_digest(counts(vote))
        BoxOpening.objects.create(
            box=box, reason=reason[:MOST_REASON], agrees=agrees, opened_by=actor, watched_by=watcher
        )
        log.note(ballots=again.ballots, agrees=agrees, watcher=watcher.pk)
    return raw


def destroy_box(*, actor: User, vote: Vote) -> None:
    """Destroy the locked ballots; that there was a box, its digest and its openings stay on record."""
    with change(actor, "destroy_box", vote) as log:
        lock(vote)
        box = _present(vote)
        spend(vote, DESTROY_BOX)
        connecting.overwrite_deleted()
        box.file, box.destroyed_at = None, timezone.now()
        box.save(update_fields=["file", "destroyed_at"])
        log.note(ballots=box.ballots, sha256=box.sha256)
        if not connecting.on_postgresql():
            transaction.on_commit(_wipe)


def _wipe() -> None:
    # What stays in a free page until the next wipe is still locked by both passphrases.
    with suppress(OperationalError):
        connecting.wipe_sqlite()


def _present(vote: Vote) -> SealedBox:
    box = box_of(vote)
    if box is None or box.file is None:
        raise VoteRefused("没有封存票箱，或已经销毁。")
    return box


def state_destruction(vote: Vote, reason: str) -> None:
    """Why the box is destroyed; before the end of the objection period a reason is required. The caller holds the lock."""
    box = _present(vote)
    if not reason and timezone.localdate() <= box.objections_until:
        raise VoteRefused(f"异议期到 {box.objections_until} 为止，提前销毁须写明原因。")
    box.destroyed_reason = (reason or "异议期满")[:MOST_REASON]
    box.save(update_fields=["destroyed_reason"])
