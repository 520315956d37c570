"""Opinions out of their urn: shuffled, screened one by one, and only then for others to read (S0-19)."""

import secrets
from functools import partial

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ballots.models import ReleasedOpinion, Screening, Vote
from ballots.services.moves import VoteRefused, lock, require
from ballots.sql import connecting, opinions
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.opinions import OpinionError, plain_text, read_body
from rulebook.lifecycle.vote import VoteState as S

ENDED = (S.CLOSED, S.SEALED, S.PUBLISHED)
MOST_REASON = 200


def release_opinions(*, actor: User | None, vote: Vote) -> int:
    """Take every opinion out of the urn in random order, destroy the urn, and take no more; how many there were."""
    with change(actor, "release_opinions", vote) as log:
        lock(vote)
        require(vote, *ENDED, doing="汇总意见")
        if vote.opinions_released_at:
            raise VoteRefused("意见已经汇总过，请直接审阅。")
        n = release(vote)
        vote.save(update_fields=["opinions_released_at", "opinions_wiped_at"])
        log.note(n=n)
    return n


def release(vote: Vote) -> int:
    """The same inside a service that holds the vote's lock and saves the row."""
    opinions.lock_opinions(vote.pk)
    found = [read_body(body) for body in opinions.opinion_bodies(vote.pk)]
    secrets.SystemRandom().shuffle(found)
    ReleasedOpinion.objects.bulk_create(
        ReleasedOpinion(vote=vote, subject=subject, text=text) for subject, text in found
    )
    _destroy(vote)
    vote.opinions_released_at = timezone.now()
    return len(found)


def destroy_unread(vote: Vote) -> None:
    """A vote voided before it was counted has no opinions either; the caller holds the vote's lock and saves the row."""
    opinions.lock_opinions(vote.pk)
    _destroy(vote)


def _destroy(vote: Vote) -> None:
    if opinions.empty_opinions(vote.pk):
        vote.opinions_wiped_at = timezone.now()
    else:
        transaction.on_commit(partial(finish_opinion_wipe, vote=vote))


def finish_opinion_wipe(*, vote: Vote) -> bool:
    """Rewrite SQLite's file so that no deleted page keeps an opinion's place. Repeatable; False if it must be tried again."""
    vote.refresh_from_db()
    if vote.opinions_wiped_at:
        return True
    if connection.in_atomic_block:
        return False
    try:
        clean = connecting.wipe_sqlite()
    except OperationalError:
        return False
    if clean:
        with change(None, "finish_opinion_wipe", vote):
            vote.opinions_wiped_at = timezone.now()
            vote.save(update_fields=["opinions_wiped_at"])
    return clean


def screen_opinion(
    *, actor: User, opinion: ReleasedOpinion, decision: str, seen: str, shown: str = "", reason: str = ""
) -> None:
    """Decide what others may read of it: all, an edited text, or nothing.

    ``seen`` is the decision that stood on the page: what another screener has decided meanwhile is not overwritten unseen.
    """
    with change(actor, "screen_opinion", opinion.vote) as log:
        opinion.refresh_from_db(from_queryset=ReleasedOpinion.objects.select_for_update())
        if opinion.state != seen:
            raise VoteRefused(f"这条意见刚由别人审阅为“{opinion.get_state_display()}”，请看过再定。")
        opinion.shown, opinion.reason = _decided(opinion, decision, shown, reason)
        opinion.state = decision
        opinion.screened_by, opinion.screened_at = actor, timezone.now()
        opinion.save()
        log.note(opinion=opinion.pk, before=seen, decision=decision)


def _decided(opinion: ReleasedOpinion, decision: str, shown: str, reason: str) -> tuple[str, str]:
    """(text for others, reason); raises ``VoteRefused`` for a decision that lacks its text."""
    try:
        if decision == Screening.PASSED:
            return opinion.text, ""
        if decision == Screening.MASKED:
            edited = plain_text(shown, "遮盖后的文字")
            if edited == opinion.text:
                raise VoteRefused("文字没有改动，请选“通过”，或遮盖后再提交。")
            return edited, ""
        if decision == Screening.WITHHELD:
            return "", plain_text(reason, "不予公开的原因", MOST_REASON)
    except OpinionError as error:
        raise VoteRefused(f"{error}。") from error
    raise VoteRefused("请选择审阅结果。")
