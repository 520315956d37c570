"""Opinions out of their box: opened with the count, shuffled, screened one by one, and only then for others to read (S0-19)."""

import secrets

from django.utils import timezone

from ballots.models import ReleasedOpinion, Screening, Vote
from ballots.queries.lane import lane_seal
from ballots.services.moves import VoteRefused
from ballots.services.opened_once import held_opinions
from ballots.sql import opinions
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.opinions import OpinionError, plain_text, read_body
from rulebook.ballot.sealing import Opener, SealError

MOST_REASON = 200


def release(vote: Vote, private: bytes) -> int:
    """Open the box with the vote's key, keep what is in it in random order, and destroy it; how many opinions there were.

    Inside the count, which holds the vote's lock, has emptied the urn and saves the row. A row that the lane did not take, or
    that was altered, is no opinion: it is counted (``Vote.opinions_foreign``) and stays unread, and blocks nothing, or anybody
    who can write a row could stop the count. So is one that came after a count that did not come to its end. Raises
    ``VoteRefused`` when one that lay there at that count is gone.
    """
    opinions.lock_opinions(vote.pk)
    found, foreign = _opened(vote, private)
    secrets.SystemRandom().shuffle(found)
    ReleasedOpinion.objects.bulk_create(
        ReleasedOpinion(vote=vote, subject=subject, text=text) for subject, text in found
    )
    opinions.empty_opinions(vote.pk)
    vote.opinions_released_at, vote.opinions_foreign = timezone.now(), foreign
    return len(found)


def _opened(vote: Vote, private: bytes) -> tuple[list[tuple[str, str]], int]:
    """((subject, text) of every opinion, how many rows are none)."""
    lane, opener = lane_seal(), Opener(private, vote=vote.pk, form=vote.form_hash)
    rows = list(opinions.sealed_opinions(vote.pk))
    own = [each for each in rows if lane.holds_opinion(each[2], vote.pk, each[0], each[1])]
    held = held_opinions(vote, ((row, seal) for row, _, seal in own))
    found, foreign = [], len(rows) - len(own)
    for row, ciphertext, _ in own:
        try:
            if row not in held:
                raise SealError(row)
            found.append(read_body(opener.open_opinion(row, ciphertext)))
        except SealError:
            foreign += 1
    return found, foreign


def destroy_unread(vote: Vote) -> None:
    """A vote voided before it was counted has no opinions either; the caller holds the vote's lock and has emptied the urn."""
    opinions.lock_opinions(vote.pk)
    opinions.empty_opinions(vote.pk)


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
