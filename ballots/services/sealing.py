"""Counting, sealing, publishing, voiding: the urn is counted twice, turned into sums, and destroyed."""

from functools import partial

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ballots.models import CounterRun, SealedCount, Vote
from ballots.queries.paper import unfinished_paper
from ballots.queries.votes import PUBLISH_VOTE, VOID_VOTE, counts_file, has_counts, publishing_problems, voids
from ballots.services.batches import keep_open_codes
from ballots.services.boxes import Passphrases, fill_box
from ballots.services.counting import REPORT, both_counts, last_reading
from ballots.services.moves import VoteRefused, lock, move, require_move
from ballots.services.opening import spend
from ballots.services.paper import destroy_sheets
from ballots.services.releasing import destroy_unread, release
from ballots.sql import connecting, urn
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.publication import Edition, file_digest
from rulebook.ballot.tally import Counts, combined_counts, counts_digest, strata_digest
from rulebook.lifecycle.vote import VoteState as S


def count_vote(*, actor: User | None, vote: Vote) -> None:
    """Let both counters run over the closed urn; they must agree to the last mark."""
    with change(actor, "count_vote", vote) as log:
        lock(vote)
        require_move(vote, S.COUNTED)
        if problems := unfinished_paper(vote, voids(vote).get("paper", 0)):
            raise VoteRefused("；".join(problems) + "。")
        summed, read = both_counts(vote)
        if strata_digest(summed) != strata_digest(read):
            raise VoteRefused(f"两个计数器结果不一致，不能计票。{REPORT}")
        for counter, found in (("aggregate", summed), ("stream", read)):
            CounterRun.objects.create(
                vote=vote, counter=counter, ballots=_ballots(found), digest=strata_digest(found)
            )
        move(vote, S.COUNTED, actor)
        log.note(ballots=_ballots(summed), digest=strata_digest(summed))


def _ballots(strata: dict[str, Counts]) -> int:
    return sum(counts.ballots for counts in strata.values())


def seal_vote(*, actor: User | None, vote: Vote, passphrases: Passphrases | None = None) -> None:
    """Keep the sums and the receipts, destroy the urn in the same transaction; before that fill the box, if one is kept.

    ``passphrases``: needed for a vote that keeps a box.

    On SQLite the file is rewritten after the commit (``finish_wipe``); nothing can be published before ``wiped_at``.
    """
    with change(actor, "seal_vote", vote) as log:
        lock(vote)
        require_move(vote, S.SEALED)
        found = _keep_counts(vote)
        if vote.keeps_box:
            fill_box(vote, found, passphrases)
        vote.sealed_at = timezone.now()
        _destroy_urn(vote)
        move(vote, S.SEALED, actor)
        log.note(ballots=found.ballots, digest=counts_digest(found))


def _keep_counts(vote: Vote) -> Counts:
    """Sums and receipts, once a last reading of every ballot agrees with what both counters found when they counted."""
    strata, proofs = last_reading(vote)
    counted = list(CounterRun.objects.filter(vote=vote).values_list("digest", flat=True))
    if counted != [strata_digest(strata)] * 2:
        raise VoteRefused(f"票箱与计票时不一致，不能封存。{REPORT}")
    SealedCount.objects.bulk_create(
        SealedCount(vote=vote, stratum=stratum, subject=subject, criterion=criterion, grade=grade, n=n)
        for stratum, found in strata.items()
        for subject, criterion, grade, n in found.rows()
    )
    urn.add_receipts(vote.pk, proofs)
    return combined_counts(list(strata.values()))


def _destroy_urn(vote: Vote) -> None:
    vote.kept_urn = connecting.count_rows(urn.URN, vote.pk)
    vote.kept_open = connecting.count_rows(urn.OPEN, vote.pk)
    keep_open_codes(vote)
    clean = urn.empty_urn(vote.pk)
    destroy_sheets(vote)
    if clean:
        vote.wiped_at = timezone.now()
    else:
        transaction.on_commit(partial(finish_wipe, vote=vote))


def finish_wipe(*, vote: Vote) -> bool:
    """Rewrite SQLite's file so that no deleted page and no log keeps a ballot. Repeatable; False if it must be tried again."""
    vote.refresh_from_db()
    if vote.kept_urn is None or vote.wiped_at:
        return vote.wiped_at is not None
    if connection.in_atomic_block:
        return False
    try:
        clean = connecting.wipe_sqlite()
    except OperationalError:
        return False
    if clean:
        with change(None, "finish_wipe", vote):
            vote.wiped_at = timezone.now()
            vote.save(update_fields=["wiped_at"])
    return clean


def publish_vote(*, actor: User, vote: Vote) -> None:
    """Publish the edition for everybody; refused while an equation is broken or the wiping is not finished."""
    with change(actor, "publish_vote", vote) as log:
        lock(vote)
        require_move(vote, S.PUBLISHED)
        problems = publishing_problems(vote)
        if problems:
            raise VoteRefused("；".join(problems) + "。")
        spend(vote, PUBLISH_VOTE)
        vote.counts_sha256 = file_digest(counts_file(vote, Edition.PUBLISHED))
        vote.published_at = timezone.now()
        move(vote, S.PUBLISHED, actor)
        log.note(counts_sha256=vote.counts_sha256)


def void_vote(*, actor: User, vote: Vote, reason: str = "") -> None:
    """Declare the vote void: before counting the urn is destroyed unread, after counting the sums stay, marked 作废.

    Opinions go the same way: destroyed unread with the urn, or out of their box to be screened.
    """
    with change(actor, "void_vote", vote) as log:
        lock(vote)
        require_move(vote, S.VOID)
        vote.void_reason = reason or vote.void_reason
        if not vote.void_reason:
            raise VoteRefused("请填写作废原因。")
        spend(vote, VOID_VOTE)
        vote.wrap_key = ""
        _end_opinions(vote)
        if vote.state == S.COUNTED:
            _keep_counts(vote)
            vote.sealed_at = timezone.now()
        if vote.kept_urn is None:
            _destroy_urn(vote)
        before = vote.state
        move(vote, S.VOID, actor)
        log.note(before=before, ballots=vote.kept_urn, counts_kept=has_counts(vote))


def _end_opinions(vote: Vote) -> None:
    if vote.state not in (S.COUNTED, S.SEALED, S.PUBLISHED):
        destroy_unread(vote)
    elif vote.opinions_released_at is None:
        release(vote)


def open_internal_count(*, actor: User, vote: Vote) -> None:
    """Record that somebody looks at the internal count (or takes its file)."""
    with change(actor, "open_internal_count", vote):
        pass
