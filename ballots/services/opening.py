"""Opening, closing: who may vote when. Both ends take the vote's exclusive lock, so no cast is half in."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ballots.models import Vote
from ballots.ports import RESUME, origin_of
from ballots.queries.facts import step_facts
from ballots.queries.preflight import telltale_settings
from ballots.queries.roll import card_problems
from ballots.queries.tablets import tablets_waited_for
from ballots.queries.votes import CLOSE_WITH_EXCEPTION, OPEN_VOTE, equations
from ballots.services.cards import unfinished_cards
from ballots.services.keys import destroy_unsent_key, key_problems
from ballots.services.moves import REPORT, VoteRefused, lock, move, require, require_move
from ballots.services.opened_once import hold_urn
from ballots.services.tablets import expect_reports
from registry.models import User
from registry.services.audit import change
from registry.services.confirmations import ConfirmationRefused, use_confirmation
from rulebook.lifecycle.vote import VoteState as S


def open_vote(*, actor: User, vote: Vote, accept_preflight: bool = False) -> None:
    """Let cards vote. A second person has confirmed; the wing's conditions (60, 60 %) hold at this moment.

    ``accept_preflight``: the watcher signed for database settings that leave traces (``queries.preflight``); they are
    kept on the vote. Without it such settings refuse.
    """
    with change(actor, "open_vote", vote) as log:
        lock(vote)
        require_move(vote, S.OPEN)
        check_opening(vote)
        traces = telltale_settings(vote)
        if traces and not accept_preflight:
            raise VoteRefused(
                f"数据库的设置会留下投票痕迹：{'；'.join(traces)}。请先关闭，或由市纪委监督员签字同意。"
            )
        spend(vote, OPEN_VOTE)
        let_vote(vote, actor, traces)
        log.note(made=vote.made, form_hash=vote.form_hash, signed_settings=bool(traces))


def let_vote(vote: Vote, actor: User, traces: list[str]) -> None:
    """Open the vote, whose lock the caller holds; ``traces`` are the database settings that were signed for."""
    vote.preflight_note = "；".join(traces)
    vote.opened_at = timezone.now()
    move(vote, S.OPEN, actor)


def check_opening(vote: Vote) -> None:
    """Raise ``VoteRefused`` for what the vote itself lacks before it can open."""
    if not vote.made:
        raise VoteRefused("还没有制卡。")
    if problems := key_problems(vote):
        raise VoteRefused("；".join(problems) + "。")
    # A process that takes no ballots has no key of the lane; the count, which has one, looks again.
    if settings.LANE_KEY and (problems := card_problems(vote)):
        raise VoteRefused(f"选票卡与制卡时不符：{'；'.join(problems)}。{REPORT}")
    broken = [
        equation.text_zh
        for equation in equations(vote)
        if equation.key in ("issued", "urn") and not equation.holds
    ]
    if broken:
        raise VoteRefused(f"开启前核对不符：{'；'.join(broken)}。")


def begin_closing(*, actor: User | None, vote: Vote) -> None:
    """Tablets start no new voter; ballots under way still enter."""
    with change(actor, "begin_closing", vote):
        lock(vote)
        move(vote, S.CLOSING, actor)
        expect_reports(vote)


def resume_voting(*, actor: User, vote: Vote) -> None:
    """Take the beginning of the end back while nothing is closed: voters may start again, tablets hear of it with their next report.

    Only in a hall: a survey ends at the time that its slips say, a panel within its limit.
    """
    with change(actor, "resume_voting", vote):
        lock(vote)
        require(vote, S.CLOSING, doing="撤回截止")
        if vote.by_batches:
            raise VoteRefused("只有会场的投票可以撤回截止。")
        if hindrances := origin_of(vote).hindrances(vote, RESUME):
            raise VoteRefused("；".join(hindrances))
        vote.state = S.OPEN
        vote.save(update_fields=["state"])
        origin_of(vote).moved(vote, actor)


def close_vote(*, actor: User, vote: Vote, exception_note: str = "", exception_count: int = 0) -> None:
    """End the vote: nothing enters any more.

    Tablets with undelivered ballots are waited for. An exception (ballots that could not be delivered: their number and
    why) needs the watcher's confirmation of exactly these facts. The key of the tablets' files goes: nothing enters any more.
    """
    with change(actor, "close_vote", vote) as log:
        lock(vote)
        require(vote, S.CLOSING, doing="截止")
        problems = unfinished_cards(vote)
        if problems:
            raise VoteRefused("；".join(problems) + "。")
        vote.exception_note, vote.exception_count = exception_note, exception_count
        if exception_note or exception_count:
            spend(vote, CLOSE_WITH_EXCEPTION)
        elif waited_for := tablets_waited_for(vote):
            raise VoteRefused("；".join(waited_for) + "。请等候，或由市纪委监督员确认带例外截止。")
        transaction.on_commit(partial(destroy_unsent_key, vote.pk))
        hold_urn(vote)
        vote.closed_at = timezone.now()
        move(vote, S.CLOSED, actor)
        log.note(exception_count=exception_count)


def spend(vote: Vote, action: str) -> None:
    """Use the second person's confirmation of the facts as they stand now."""
    try:
        use_confirmation(action=action, subject=vote, facts=step_facts(vote, action))
    except ConfirmationRefused as refusal:
        raise VoteRefused(str(refusal)) from refusal
