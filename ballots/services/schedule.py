"""Opening a survey and ending it at times that two persons confirmed beforehand (S4-11).

A step that cannot be taken when its time comes says why and is tried again each minute, until it is taken or withdrawn.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ballots.models import ScheduledMove, Vote
from ballots.queries.preflight import telltale_settings
from ballots.queries.schedule import due_moves, schedule_facts
from ballots.queries.votes import OPEN_VOTE, SCHEDULE_VOTE
from ballots.services.moves import VoteRefused, lock, require, require_move
from ballots.services.opening import begin_closing, check_opening, let_vote, spend
from registry.models import User
from registry.services.audit import change
from registry.services.confirmations import facts_digest, used_confirmation
from rulebook.lifecycle.vote import VoteState as S

logger = logging.getLogger(__name__)

LONGEST_AHEAD = timedelta(days=365)
BEFORE = {
    "open": frozenset({S.PREPARING, S.TESTING, S.READY}),
    "closing": frozenset({S.PREPARING, S.TESTING, S.READY, S.OPEN}),
}
"""States in which a step is still to be taken; in all others somebody took it by hand, or the vote is void."""


END_STANDS = "截止时间是开启投票时两人一起确认的，不能再由一人撤回；要提前截止，请直接截止收票。"


def set_schedule(*, actor: User, vote: Vote, open_at: datetime, close_at: datetime) -> None:
    """Plan both steps, in place of what was planned before; without effect until a second person confirms.

    Raises ``VoteRefused`` for a vote that is no survey or not ready, and for times that are past or out of order.
    """
    with change(actor, "set_schedule", vote) as log:
        lock(vote)
        if not vote.by_slips:
            raise VoteRefused("只有万人评议可以定时开启和截止。")
        require(vote, S.READY, doing="定时")
        now = timezone.now()
        if not now < open_at < close_at:
            raise VoteRefused("开启时间应晚于现在，截止时间应晚于开启时间。")
        if close_at > now + LONGEST_AHEAD:
            raise VoteRefused("截止时间不能晚于一年以后。")
        check_opening(vote)
        vote.scheduled.filter(withdrawn=False).update(withdrawn=True)
        for step, due_at in (("open", open_at), ("closing", close_at)):
            ScheduledMove.objects.create(vote=vote, step=step, due_at=due_at, asked_by=actor)
        log.note(open_at=open_at.isoformat(), close_at=close_at.isoformat())


def confirm_schedule(*, actor: User, second: User, vote: Vote, accept_preflight: bool) -> None:
    """Let the planned steps count: ``second`` has confirmed the facts as they stand, and signed for settings that leave traces."""
    with change(actor, "confirm_schedule", vote):
        lock(vote)
        require(vote, S.READY, doing="定时")
        if telltale_settings(vote) and not accept_preflight:
            raise VoteRefused("数据库的设置会留下投票痕迹，须由市纪委监督员签字同意。")
        planned = vote.scheduled.filter(withdrawn=False, done_at__isnull=True)
        if planned.filter(due_at__lte=timezone.now()).exists():
            raise VoteRefused("定时的时间已过，请撤回后重新提请。")
        spend(vote, SCHEDULE_VOTE)
        digest = facts_digest(schedule_facts(vote))
        vote.scheduled.filter(withdrawn=False, done_at__isnull=True).update(
            confirmed_by=second, digest=digest
        )


def close_after(*, actor: User | None, vote: Vote, limit: timedelta) -> None:
    """End an open vote by itself after the time that the rules allow it: part of what both persons confirmed at its opening."""
    vote.scheduled.filter(withdrawn=False, done_at__isnull=True).update(withdrawn=True)
    if actor is not None and (opening := used_confirmation(OPEN_VOTE, vote)) is not None:
        ScheduledMove.objects.create(
            vote=vote,
            step="closing",
            due_at=timezone.now() + limit,
            asked_by=opening.asked_by,
            confirmed_by=opening.confirmed_by,
        )


def withdraw_schedule(*, actor: User, vote: Vote) -> None:
    """Take back what is planned and not yet done; the steps are then taken by hand.

    Raises ``VoteRefused`` once the vote is open: its end is what two persons confirmed, and one of them does not lift it.
    """
    with change(actor, "withdraw_schedule", vote):
        lock(vote)
        if vote.state not in BEFORE["open"]:
            raise VoteRefused(END_STANDS)
        if not vote.scheduled.filter(withdrawn=False, done_at__isnull=True).update(withdrawn=True):
            raise VoteRefused("没有尚未办理的定时步骤。")


def run_due_moves(now: datetime | None = None) -> int:
    """Take every step whose time has come; how many were taken. Running it twice takes nothing twice."""
    taken = 0
    for pk in due_moves(now):
        try:
            taken += _run(pk)
        except Exception:
            # One plan that is broken must not keep the others from their time.
            logger.exception("scheduled step %s failed", pk)
    return taken


def _run(pk: int) -> bool:
    move = ScheduledMove.objects.select_related("vote", "vote__unit", "asked_by").get(pk=pk)
    try:
        with transaction.atomic():
            lock(move.vote)
            move.refresh_from_db(from_queryset=ScheduledMove.objects.select_for_update(of=("self",)))
            if move.withdrawn or move.done_at or not move.confirmed_by_id:
                return False
            if move.vote.state not in BEFORE[move.step] or _overtaken(move):
                move.withdrawn = True
                move.save(update_fields=["withdrawn"])
                return False
            _take(move)
            move.done_at, move.refused = timezone.now(), ""
            move.save(update_fields=["done_at", "refused"])
    except VoteRefused as refusal:
        ScheduledMove.objects.filter(pk=pk, done_at__isnull=True).update(refused=str(refusal)[:300])
        return False
    return True


def _overtaken(move: ScheduledMove) -> bool:
    """Whether a step no longer means what two persons confirmed: the end of a plan whose opening was refused, or an
    opening whose end has come as well."""
    if move.step != "closing":
        ends = move.vote.scheduled.filter(step="closing", withdrawn=False, done_at__isnull=True)
        return ends.filter(due_at__lte=timezone.now()).exists()
    opening = move.vote.scheduled.filter(step="open", pk__lt=move.pk).order_by("pk").last()
    return opening is not None and bool(opening.refused)


def _take(move: ScheduledMove) -> None:
    vote = move.vote
    if move.step == "closing":
        begin_closing(actor=move.asked_by, vote=vote)
        return
    with change(move.asked_by, "open_vote", vote) as log:
        require_move(vote, S.OPEN)
        check_opening(vote)
        if move.digest != facts_digest(schedule_facts(vote)):
            raise VoteRefused("两人确认之后内容有变动，请撤回定时，重新提请。")
        let_vote(vote, move.asked_by, telltale_settings(vote))
        log.note(made=vote.made, form_hash=vote.form_hash, scheduled=True)
