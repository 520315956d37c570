"""The second person of a vote: asking, confirming, carrying out."""

from django.db import transaction

from ballots.models import Vote
from ballots.queries.differences import publishing_problems
from ballots.queries.facts import step_facts
from ballots.queries.schedule import scheduled_moves
from ballots.queries.votes import (
    ACTIONS,
    CLOSE_WITH_EXCEPTION,
    DESTROY_BOX,
    OPEN_VOTE,
    PUBLISH_VOTE,
    SCHEDULE_VOTE,
    VOID_VOTE,
    pending_confirmation,
)
from ballots.services.boxes import destroy_box, refuse_mutual, state_destruction
from ballots.services.cards import unfinished_cards
from ballots.services.moves import VoteRefused, lock, require, require_move
from ballots.services.opening import check_opening, close_vote, open_vote
from ballots.services.schedule import confirm_schedule
from ballots.services.sealing import publish_vote, void_vote
from registry.models import Confirmation, User
from registry.services.audit import change
from registry.services.confirmations import ConfirmationRefused, give_confirmation, request_confirmation
from rulebook.lifecycle.vote import VoteState as S


def ask_step(*, actor: User, vote: Vote, action: str, note: str = "", count: int = 0) -> Confirmation:
    """Ask for a second person's confirmation of one of ``queries.ACTIONS``.

    ``note`` is the reason of voiding, of the exception or of destroying the box, ``count`` the exception's number. What the step would be refused
    for is said now, not after the second person came.
    """
    with change(actor, "ask_step", vote) as log:
        lock(vote)
        if action == OPEN_VOTE:
            require_move(vote, S.OPEN)
            check_opening(vote)
            refuse_mutual(vote)
        elif action == PUBLISH_VOTE:
            require_move(vote, S.PUBLISHED)
            _refuse(publishing_problems(vote))
        elif action == CLOSE_WITH_EXCEPTION:
            require(vote, S.CLOSING, doing="带例外截止")
            _refuse(unfinished_cards(vote) + ([] if note else ["请写明例外情况"]))
            vote.exception_note, vote.exception_count = note, count
            vote.save(update_fields=["exception_note", "exception_count"])
        elif action == VOID_VOTE:
            require_move(vote, S.VOID)
            _refuse([] if note else ["请填写作废原因"])
            vote.void_reason = note
            vote.save(update_fields=["void_reason"])
        elif action == DESTROY_BOX:
            state_destruction(vote, note)
        elif action == SCHEDULE_VOTE:
            require(vote, S.READY, doing="定时")
            refuse_mutual(vote)
            _refuse([] if scheduled_moves(vote) else ["请先填写开启和截止时间"])
        else:
            raise VoteRefused("没有这项操作。")
        log.note(action=action)
        return request_confirmation(
            actor=actor,
            action=action,
            subject=vote,
            label=f"{ACTIONS[action]}：{vote.title}",
            facts=step_facts(vote, action),
        )


def confirm_step(
    *,
    actor: User,
    vote: Vote,
    confirmation: Confirmation,
    accept_preflight: bool = False,
    seen: str | None = None,
) -> str:
    """The second person confirms and the step is carried out in the name of who asked; the action's words come back.

    ``seen``: the digest of what stood on the second person's page.
    If the step is refused at this moment, the confirmation is not spent either and can be given again.
    """
    action = confirmation.action
    with transaction.atomic():
        try:
            give_confirmation(
                actor=actor,
                confirmation=confirmation,
                facts=step_facts(vote, action),
                subject=vote,
                seen=seen,
            )
        except ConfirmationRefused as refusal:
            raise VoteRefused(str(refusal)) from refusal
        asker = confirmation.asked_by
        if action == OPEN_VOTE:
            open_vote(actor=asker, vote=vote, accept_preflight=accept_preflight)
        elif action == CLOSE_WITH_EXCEPTION:
            close_vote(
                actor=asker,
                vote=vote,
                exception_note=vote.exception_note,
                exception_count=vote.exception_count,
            )
        elif action == PUBLISH_VOTE:
            publish_vote(actor=asker, vote=vote)
        elif action == DESTROY_BOX:
            destroy_box(actor=asker, vote=vote)
        elif action == SCHEDULE_VOTE:
            confirm_schedule(actor=asker, second=actor, vote=vote, accept_preflight=accept_preflight)
        else:
            void_vote(actor=asker, vote=vote)
    return ACTIONS[action]


def withdraw_step(*, actor: User, vote: Vote) -> None:
    """Take back the request that waits; nothing has happened."""
    with change(actor, "withdraw_step", vote) as log:
        lock(vote)
        pending = pending_confirmation(vote)
        if pending is None:
            raise VoteRefused("没有待确认的操作。")
        pending.expires_at = pending.asked_at
        pending.save(update_fields=["expires_at"])
        log.note(action=pending.action)


def _refuse(problems: list[str]) -> None:
    if problems:
        raise VoteRefused("；".join(problems) + "。")
