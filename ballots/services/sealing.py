"""Counting and sealing in one step, publishing, voiding: the urn is opened once, counted twice, and destroyed with its key."""

from functools import partial

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ballots.models import CounterRun, SealedCount, Vote
from ballots.queries.differences import publishing_problems
from ballots.queries.files import PUBLISHED
from ballots.queries.lane import CHANGED_KEY, key_hindrance
from ballots.queries.paper import unfinished_paper
from ballots.queries.preflight import changed_settings
from ballots.queries.roll import card_problems, place_problems
from ballots.queries.votes import PUBLISH_VOTE, RESULTS, VOID_VOTE, has_counts, planted_results, voids
from ballots.services.accepted import forget_taken, missing_ballots
from ballots.services.batches import keep_open_codes
from ballots.services.boxes import fill_box
from ballots.services.counting import OpenedUrn, Strata, Told, both_counts, mark_of, open_urn, silent
from ballots.services.files import keep_files
from ballots.services.keys import (
    destroy_key,
    destroy_unsent_key,
    open_key,
    votes_with_keys,
    votes_with_unsent_keys,
)
from ballots.services.moves import REPORT, VoteRefused, lock, move, require_move, require_two
from ballots.services.opened_once import require_held
from ballots.services.opening import spend
from ballots.services.paper import destroy_sheets
from ballots.services.releasing import destroy_unread, release
from ballots.sql import connecting, opinions, urn
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.keys import Passphrases
from rulebook.ballot.sealing import public_of
from rulebook.ballot.tally import combined_counts, strata_digest
from rulebook.lifecycle.vote import VoteState as S

TAKING_FILES = (S.PREPARING, S.TESTING, S.READY, S.OPEN, S.CLOSING)
"""Until the close a tablet's emergency file may still be handed in."""
COUNTED = (S.SEALED, S.PUBLISHED)
LEAVINGS = (urn.URN, urn.OPEN, opinions.OPINION_URN)
"""Where nothing may lie once a vote is counted."""


def count_vote(*, actor: User | None, watcher: User | None, vote: Vote, passphrases: Passphrases) -> None:
    """Open the closed urn with both passphrases (or recovery codes), count and seal it, in this process.

    A page goes through ``ballots.jobs.start_count``, which gives the work to a process of its own.
    """
    private = open_count(actor=actor, watcher=watcher, vote=vote, passphrases=passphrases)
    count_opened(actor=actor, watcher=watcher, vote=vote, private=private, passphrases=passphrases)


def open_count(*, actor: User | None, watcher: User | None, vote: Vote, passphrases: Passphrases) -> bytes:
    """The private key, for two persons who begin to count; that they did is on record whatever comes of it.

    Raises ``VoteRefused`` for what stands in the way, for one person alone and for wrong words.
    """
    require_two(actor, watcher, doing="计票")
    check_countable(vote)
    private = open_key(actor=actor, watcher=watcher, vote=vote, passphrases=passphrases)
    with change(actor, "begin_count", vote) as log:
        log.note(watcher=watcher.pk if watcher else None)
    return private


def check_countable(vote: Vote) -> None:
    """Raise ``VoteRefused`` for what stands in the way of the count."""
    vote.refresh_from_db()
    require_move(vote, S.SEALED)
    if why := key_hindrance(vote):
        raise VoteRefused(f"{why}。")
    if problems := unfinished_paper(vote, voids(vote).get("paper", 0)):
        raise VoteRefused("；".join(problems) + "。")
    if changed := changed_settings(vote):
        raise VoteRefused(f"数据库的设置在开启投票之后有变化：{'；'.join(changed)}。请恢复后再计票。{REPORT}")
    if problems := card_problems(vote):
        raise VoteRefused(f"选票卡与制卡时不符，不能计票：{'；'.join(problems)}。{REPORT}")


def count_opened(
    *,
    actor: User | None,
    watcher: User | None,
    vote: Vote,
    private: bytes,
    passphrases: Passphrases,
    told: Told = silent,
) -> None:
    """Count with the private key in hand, then keep the sums and the receipts and destroy urn and key.

    Until the sums are committed nothing is written, and the key's file stays: whatever ends this process, the same step can
    be taken again. On SQLite the database file is rewritten after the commit (``finish_wipe``), and on both the key is
    destroyed then; nothing can be published before that is done.
    """
    check_countable(vote)
    if public_of(private) != vote.key_public:
        raise VoteRefused(f"{CHANGED_KEY}。")
    _refuse_planted(vote)
    opened = open_urn(vote, private, keep=vote.keeps_box, told=told)
    with change(actor, "count_vote", vote) as log:
        lock(vote)
        check_countable(vote)
        strata = _agreed(vote, opened)
        whole = combined_counts(list(strata.values()))
        if vote.keeps_box:
            fill_box(vote, opened.bodies, whole, passphrases)
        _keep_counts(vote, strata)
        vote.sealed_at = timezone.now()
        _destroy_urn(vote)
        said = release(vote, private)
        move(vote, S.SEALED, actor)
        log.note(
            ballots=whole.ballots,
            digest=strata_digest(strata),
            opinions=said,
            foreign=vote.opinions_foreign,
            watcher=watcher.pk if watcher else None,
        )


def _agreed(vote: Vote, opened: OpenedUrn) -> Strata:
    """What both counters agree on to the last mark, of an urn that is as it was when it was opened."""
    if mark_of(vote) != opened.mark:
        raise VoteRefused(f"票箱在计票期间有变动，不能封存。{REPORT}")
    if problems := place_problems(vote) + missing_ballots(vote.pk):
        raise VoteRefused(f"选票与选票卡对不上，不能计票：{'；'.join(problems)}。{REPORT}")
    _refuse_planted(vote)
    # Nothing is written before this, or the log of a count that is killed would hold sums of other ballots than the next.
    require_held(vote, opened.mark)
    summed, read = both_counts(vote, opened)
    if strata_digest(summed) != strata_digest(read):
        raise VoteRefused(f"两个计数器结果不一致，不能计票。{REPORT}")
    for counter, found in (("aggregate", summed), ("stream", read)):
        CounterRun.objects.create(
            vote=vote,
            counter=counter,
            ballots=sum(counts.ballots for counts in found.values()),
            digest=strata_digest(found),
        )
    return read


def _refuse_planted(vote: Vote) -> None:
    if planted := planted_results(vote):
        raise VoteRefused(f"计票之前已有不是计票写入的记录：{'、'.join(planted)}，不能计票。{REPORT}")


def _keep_counts(vote: Vote, strata: Strata) -> None:
    SealedCount.objects.bulk_create(
        SealedCount(vote=vote, stratum=stratum, subject=subject, criterion=criterion, grade=grade, n=n)
        for stratum, found in strata.items()
        for subject, criterion, grade, n in found.rows()
    )
    if urn.add_receipts(vote.pk) != connecting.count_rows(urn.URN, vote.pk):
        raise VoteRefused(f"回执与票箱的张数不同，不能封存。{REPORT}")


def _destroy_urn(vote: Vote) -> None:
    vote.kept_urn = connecting.count_rows(urn.URN, vote.pk)
    vote.kept_open = connecting.count_rows(urn.OPEN, vote.pk)
    keep_open_codes(vote)
    _empty(vote)
    destroy_sheets(vote)


def _empty(vote: Vote) -> None:
    urn.empty_urn(vote.pk)
    # Whatever stands in the row of an earlier wiping: there is something to wipe now.
    vote.wiped_at = None
    transaction.on_commit(partial(finish_wipe, vote=vote))


def finish_wipe(*, vote: Vote) -> bool:
    """Destroy the vote's key and, on SQLite, rewrite the file so that no deleted page keeps a ballot.

    Repeatable; False if it must be tried again. The key goes first: without it what is left in a page tells nothing.
    """
    vote.refresh_from_db()
    if vote.kept_urn is None or vote.wiped_at:
        return vote.wiped_at is not None
    if connection.in_atomic_block:
        return False
    _destroy_key(vote)
    forget_taken(vote.pk)
    try:
        clean = connecting.on_postgresql() or connecting.wipe_sqlite()
    except OperationalError:
        return False
    if clean:
        _record_wipe(vote)
    return clean


def _record_wipe(vote: Vote) -> None:
    with transaction.atomic():
        lock(vote)
        if vote.wiped_at is None:
            with change(None, "finish_wipe", vote):
                vote.wiped_at = timezone.now()
                vote.save(update_fields=["wiped_at"])


def _destroy_key(vote: Vote) -> None:
    """A key that somebody copied back is destroyed again, and that is on record as well."""
    there = destroy_key(vote.pk)
    with transaction.atomic():
        lock(vote)
        if vote.key_public and (there or vote.key_destroyed_at is None):
            with change(None, "destroy_key", vote) as log:
                vote.key_destroyed_at = timezone.now()
                vote.save(update_fields=["key_destroyed_at"])
                log.note(there=there)


def finish_wipes() -> int:
    """Finish what a killed process left between the commit of a count (or of voiding) and the end of its wiping, and destroy
    every key that lies beside an urn that is gone, and that of emergency files which nobody may hand in any more; how many
    votes were touched. Run by the beat, repeatable.
    """
    over = Vote.objects.filter(pk__in=votes_with_unsent_keys()).exclude(state__in=TAKING_FILES)
    ended = [pk for pk in over.values_list("pk", flat=True) if destroy_unsent_key(pk)]
    touched = list(Vote.objects.filter(kept_urn__isnull=False, wiped_at=None))
    for vote in touched:
        finish_wipe(vote=vote)
    returned = list(Vote.objects.filter(pk__in=votes_with_keys(), wiped_at__isnull=False))
    for vote in returned:
        _destroy_key(vote)
    return len({vote.pk for vote in touched + returned}.union(ended))


def publish_vote(*, actor: User, vote: Vote) -> None:
    """Publish the edition for everybody; refused while an equation is broken or the wiping is not finished."""
    with change(actor, "publish_vote", vote):
        lock(vote)
        require_move(vote, S.PUBLISHED)
        problems = publishing_problems(vote)
        if problems:
            raise VoteRefused("；".join(problems) + "。")
        spend(vote, PUBLISH_VOTE)
        keep_files(actor=actor, vote=vote, names=PUBLISHED)
        vote.published_at = timezone.now()
        move(vote, S.PUBLISHED, actor)


def void_vote(*, actor: User, vote: Vote, reason: str = "") -> None:
    """Declare the vote void: before counting the urn is destroyed unread, after counting the sums stay, marked 作废.

    Opinions go the same way: destroyed unread with the urn, or released with the count before.
    """
    with change(actor, "void_vote", vote) as log:
        lock(vote)
        require_move(vote, S.VOID)
        vote.void_reason = reason or vote.void_reason
        if not vote.void_reason:
            raise VoteRefused("请填写作废原因。")
        spend(vote, VOID_VOTE)
        transaction.on_commit(partial(destroy_unsent_key, vote.pk))
        before = vote.state
        # By what is there, not by what a column says of it.
        if before not in COUNTED or vote.kept_urn is None:
            _destroy_urn(vote)
            destroy_unread(vote)
            for model in RESULTS:
                model._default_manager.filter(vote=vote).delete()
        elif any(connecting.count_rows(table, vote.pk) for table in LEAVINGS):
            # Nothing lawful lies there after the count; its figures stay.
            _empty(vote)
            destroy_unread(vote)
        move(vote, S.VOID, actor)
        log.note(before=before, ballots=vote.kept_urn, counts_kept=has_counts(vote))


def open_internal_count(*, actor: User, vote: Vote) -> None:
    """Record that somebody looks at the internal count (or takes its file)."""
    with change(actor, "open_internal_count", vote):
        pass
