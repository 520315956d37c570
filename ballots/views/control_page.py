"""What the control page shows: state in a sentence, the rail, the one next step, why a button is refused."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from ballots import access
from ballots.forms import control
from ballots.forms.boxes import KeepBoxForm
from ballots.forms.schedule import ScheduleForm
from ballots.ports import origin_of
from ballots.queries import paper, preflight, repeats, tablets, votes
from ballots.queries.boxes import box_of
from ballots.queries.differences import publishing_problems
from ballots.queries.facts import step_facts
from ballots.queries.files import published_digests
from ballots.queries.schedule import scheduled_moves
from ballots.queries.turnout import turnout_of
from ballots.services.cards import unfinished_cards
from registry.access import YES, Answer, first_no, no_post
from registry.views.second_person import PendingConfirmation
from rulebook.lifecycle.vote import VoteState as S

if TYPE_CHECKING:
    from ballots.models import Vote

RAIL = [
    ("制卡", {S.PREPARING}),
    ("密钥和零票检验", {S.TESTING}),
    ("开启", {S.READY}),
    ("投票与截止", {S.OPEN, S.CLOSING}),
    ("计票并封存", {S.CLOSED}),
    ("公布", {S.SEALED}),
]
BEFORE_CLOSED = frozenset({*votes.BEFORE_OPENING, *votes.RUNNING})
TONES = {S.OPEN: "due", S.CLOSING: "due", S.PUBLISHED: "done", S.VOID: "overdue"}
SENTENCES = {
    S.PREPARING: "先制卡；再由监察室和市纪委监督员一同制作密钥，用检验票证明票箱是空的、计数是准的。",
    S.TESTING: "零票检验没有做完，请重新检验。",
    S.READY: "票箱为空，检验通过。开启须由经办人提出、市纪委监督员确认。",
    S.OPEN: "代表正在投票。进度每五票更新一次，不显示任何结果。",
    S.CLOSING: "不再发起新的投票，已确认的选票仍可送达。登记并扫描剩余卡后截止。",
    S.CLOSED: "投票已截止，票箱不再收票。两人输入口令后由两个计数器各自计票，结果一致即封存，票箱和密钥随即销毁。",
    S.SEALED: "票箱和密钥已销毁，只留合计和回执。核对等式全部成立后可以公布。",
    S.PUBLISHED: "结果已公布，任何人可以下载核验。",
    S.VOID: "本次投票已作废。",
}
SIGNED_FOR = frozenset({votes.OPEN_VOTE, votes.SCHEDULE_VOTE})
"""What needs the watcher's signature while the database's settings leave traces."""
WATCHER = "本单位的市纪委监督员"
OPERATOR = no_post("须由监察室或局纪委书记办理。")
TELLER = no_post("须由监察室或计票人办理。")


def rail(vote: "Vote") -> list[dict[str, Any]]:
    """The six steps; before the first card is made the vote stands at 制卡, afterwards at 零票检验."""
    now = next((place for place, (_, states) in enumerate(RAIL) if vote.state in states), len(RAIL))
    if vote.state == S.PREPARING and vote.made:
        now = 1
    if vote.state == S.VOID:
        return [{"title": title, "state": "todo"} for title, _ in RAIL]
    return [
        {"title": title, "state": "done" if place < now else "current" if place == now else "todo"}
        for place, (title, _) in enumerate(RAIL)
    ]


def next_step(vote: "Vote", request: HttpRequest) -> dict[str, Any] | None:
    """The one red button: label, url, whether or why not, how it is sent, and the action that a second person must confirm."""
    runs = access.may_run_vote(request.user, vote) or OPERATOR
    counts = access.may_count_vote(request.user, vote) or TELLER
    if vote.state in (S.PREPARING, S.TESTING) and vote.made:
        return _button(vote, "制作密钥，做零票检验", "vote-key", runs, method="get")
    if vote.state == S.READY:
        return _button(vote, "提请开启投票", "vote-ask", runs, action=votes.OPEN_VOTE)
    if vote.state == S.OPEN:
        asking = "停止发起新的投票，确定吗？正在填写的代表仍可投出；截止投票之前可以撤回。"
        return _button(vote, "开始截止", "vote-closing", runs, confirm=asking)
    if vote.state == S.CLOSING:
        ready = _without(unfinished_cards(vote) + tablets.tablets_waited_for(vote))
        asking = "截止后不再收票。各平板都已没有待送选票了吗？"
        return _button(vote, "截止投票", "vote-close", first_no(runs, ready), confirm=asking)
    if vote.state == S.CLOSED:
        ready = _without(paper.unfinished_paper(vote, votes.voids(vote).get("paper", 0)))
        return _button(vote, "计票并封存", "vote-count", first_no(counts, ready), method="get")
    if vote.kept_urn is not None and not vote.wiped_at:
        return _button(vote, "完成清除", "vote-wipe", counts)
    if vote.state == S.SEALED:
        ready = _without(publishing_problems(vote))
        return _button(vote, "提请公布结果", "vote-ask", first_no(runs, ready), action=votes.PUBLISH_VOTE)
    return None


def _without(problems: list[str]) -> Answer:
    return Answer(False, "；".join(problems)) if problems else YES


def _button(
    vote: "Vote",
    label: str,
    name: str,
    may: Answer,
    *,
    confirm: str = "",
    action: str = "",
    method: str = "post",
) -> dict[str, Any]:
    url = reverse(f"ballots:{name}", args=[vote.pk])
    return {"label": label, "url": url, "may": may, "method": method, "confirm": confirm, "action": action}


def waiting(request: HttpRequest, vote: "Vote") -> PendingConfirmation | None:
    """The request that waits: for the asker the watcher's name and password, for the watcher a button."""
    if (pending := votes.pending_confirmation(vote)) is None:
        return None
    mine = pending.asked_by_id == request.user.pk
    leaves_traces = pending.action in SIGNED_FOR and bool(preflight.telltale_settings(vote))
    return PendingConfirmation(
        pending,
        title=votes.ACTIONS[pending.action],
        facts=step_facts(vote, pending.action),
        may_confirm=lambda user: access.may_confirm_vote(user, vote),
        who=WATCHER,
        may_offer=access.may_run_vote(request.user, vote),
        confirm_url=reverse("ballots:vote-confirm", args=[vote.pk]),
        withdraw_url=reverse("ballots:vote-withdraw", args=[vote.pk]) if mine else "",
        sign=control.SIGN if leaves_traces else "",
    )


def context(vote: "Vote", request: HttpRequest, **bound: Any) -> dict[str, Any]:
    """Everything of the page; ``bound`` replaces a fresh form by the one that was refused."""
    user, asked = request.user, waiting(request, vote)
    running = vote.state in votes.RUNNING
    origin = origin_of(vote)
    runs = access.may_run_vote(user, vote)
    handles = access.may_attend_vote(user, vote)
    before = vote.state in (S.PREPARING, S.READY)
    may_print = access.may_print_cards(user, vote)
    survey = vote.by_batches
    scheduled = scheduled_moves(vote) if survey else []
    return {
        "vote": vote,
        "crumbs": [(vote.origin_label, origin.url(vote)), ("投票", "")],
        "tone": TONES.get(S(vote.state), "neutral"),
        "sentence": SENTENCES[S(vote.state)],
        "steps": rail(vote),
        "next": next_step(vote, request),
        "pending": asked and asked.panel(request, bound.get("person_form")),
        "running": running,
        "may_attend": bool(handles),
        "progress": votes.progress(vote) if running else None,
        "turnout": turnout_of(vote) if running else None,
        "may_resume": runs and vote.state == S.CLOSING and not survey,
        "equations": votes.equations(vote) if vote.opened_at and vote.state != S.VOID else [],
        "figures": _figures(vote) if vote.opened_at and not running else [],
        "counter_runs": votes.counter_runs(vote),
        "cards_form": (bound.get("cards_form") or control.CardsForm(initial={"n": vote.checked_in or 70}))
        if before and not vote.made and may_print and not survey
        else None,
        "may_void_batch": before and vote.made and may_print and not survey,
        "void_card_form": (
            bound.get("void_card_form") or control.VoidCardForm(paper=bool(running and vote.paper_made))
        )
        if handles and vote.state in (S.READY, S.OPEN, S.CLOSING)
        else None,
        "voids": votes.voids(vote),
        "leftovers_form": (bound.get("leftovers_form") or _leftovers_form(vote))
        if handles and vote.state in (S.CLOSING, S.CLOSED, S.SEALED) and not survey
        else None,
        "exception_form": (bound.get("exception_form") or control.ExceptionForm())
        if runs and vote.state == S.CLOSING
        else None,
        "void_vote_form": (bound.get("void_vote_form") or control.VoidVoteForm())
        if runs and vote.state != S.VOID
        else None,
        "schedule_form": (bound.get("schedule_form") or ScheduleForm())
        if vote.by_slips and runs and vote.state == S.READY
        else None,
        "scheduled": scheduled,
        "may_unschedule": runs
        and vote.state in votes.BEFORE_OPENING
        and any(move.done_at is None for move in scheduled),
        "box_form": KeepBoxForm(initial={"keep": vote.keeps_box, "days": vote.box_days})
        if runs and vote.state in votes.BEFORE_OPENING
        else None,
        "box": box_of(vote) if access.may_view_internal_count(user, vote) else None,
        "formers": repeats.former_votes(vote),
        "repeat": repeats.repeat_of_vote(vote),
        "digests": published_digests(vote),
        "origin_url": origin.url(vote),
        "destroy_form": bound.get("destroy_form"),
        "may_view_internal": access.may_view_internal_count(user, vote) and votes.has_counts(vote),
        "may_handle_paper": access.may_handle_paper(user, vote)
        and vote.state not in (S.PREPARING, S.TESTING)
        and (vote.paper_made or vote.state in votes.RUNNING or vote.state == S.READY),
        "may_view_opinions": access.may_view_opinions(user, vote),
        "may_view_slips": access.may_view_slips(user, vote),
        "opinions": votes.opinion_numbers(vote),
        "may_handle_tablets": access.may_handle_tablets(user, vote) and vote.state in BEFORE_CLOSED,
        "unsent": sum(tablet.unsent for tablet in tablets.tablets_of(vote)) if running else 0,
        "leaves_traces": preflight.telltale_settings(vote) if vote.state == S.READY else [],
    }


def _leftovers_form(vote: "Vote") -> control.LeftoversForm:
    return control.LeftoversForm(initial=_counted(vote), paper=bool(vote.paper_made))


def _counted(vote: "Vote") -> dict[str, int]:
    if not vote.handed_out:
        return {"handed_out": vote.checked_in} if vote.checked_in else {}
    return {
        "handed_out": vote.handed_out,
        "leftover": vote.leftover,
        "spoilt": vote.spoilt,
        "paper_left": vote.paper_left,
    }


def _figures(vote: "Vote") -> list[tuple[str, int]]:
    found = votes.figures(vote)
    return [
        ("制发", found.made),
        *([] if found.checked_in is None else [("签到", found.checked_in)]),
        ("发给", found.handed_out),
        ("剩余", found.leftover),
        ("作废", found.spoiled),
        *([("换发纸质", found.exchanged), ("纸质收回", found.paper)] if found.has_paper else []),
        ("收回", found.returned),
        ("未收回", found.not_returned),
        ("有效", found.valid),
        ("无效", found.invalid),
    ]
