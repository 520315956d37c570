"""The control panel of a vote and its steps; every step is one POST, one service."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ballots import access, documents
from ballots.forms import boxes, control
from ballots.queries import preflight, strata, votes
from ballots.services import cards, confirming, moves, opening, preparing, sealing, zero_report
from ballots.views import panel
from registry.services.accounts import identify_on_same_screen

if TYPE_CHECKING:
    from ballots.models import Vote
    from registry.models import User

Predicate = Callable[[Any, "Vote"], bool]


def seen_vote(request: HttpRequest, pk: int, may: Predicate | None = None) -> "Vote":
    """The vote, if the user may see it (else 404) and ``may`` allows it (else 403)."""
    vote = access.visible_vote(request.user, pk)
    if vote is None:
        raise Http404
    if may and not may(request.user, vote):
        raise PermissionDenied
    return vote


def acting_user(request: HttpRequest) -> "User":
    user: User = request.user  # type: ignore[assignment]  # signed in: the middleware saw to it
    return user


def _show(request: HttpRequest, vote: "Vote", status: int = 200, **bound: Any) -> HttpResponse:
    return render(request, "ballots/vote_show.html", panel.context(vote, request, **bound), status=status)


def _done(request: HttpRequest, vote: "Vote", words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("ballots:vote-show", vote.pk)


def _refused(request: HttpRequest, vote: "Vote", refusal: Exception) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("ballots:vote-show", vote.pk)


@require_GET
def vote_show(request: HttpRequest, pk: int) -> HttpResponse:
    """State, next step, progress, equations, cards, confirmations, results."""
    return _show(request, seen_vote(request, pk))


@require_GET
def vote_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the panel that renews itself; it does not keep the session alive."""
    vote = seen_vote(request, pk)
    return render(request, "ballots/vote_show.html#progress", panel.context(vote, request))


@require_POST
def card_sheet(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """Make the cards and stream them once; the codes exist in this answer and nowhere else."""
    vote = seen_vote(request, pk, access.may_print_cards)
    form = control.CardsForm(request.POST)
    if not form.is_valid():
        return _show(request, vote, 422, cards_form=form)
    try:
        codes = preparing.make_cards(actor=acting_user(request), vote=vote, n=form.cleaned_data["n"])
    except moves.VoteRefused as refusal:
        return _refused(request, vote, refusal)
    pieces = documents.card_sheets(vote, codes, form.cleaned_data["per_sheet"])
    response = StreamingHttpResponse(pieces, content_type="application/pdf")
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = content_disposition_header(True, f"选票卡-{vote.pk}.pdf")
    return response


def _step(
    request: HttpRequest, pk: int, may: Predicate, service: Callable[..., object], words: str
) -> HttpResponse:
    vote = seen_vote(request, pk, may)
    try:
        service(actor=acting_user(request), vote=vote)
    except moves.VoteRefused as refusal:
        return _refused(request, vote, refusal)
    return _done(request, vote, words)


@require_POST
def vote_void_batch(request: HttpRequest, pk: int) -> HttpResponse:
    words = "这批卡已全部作废，可以重新制卡。请当场销毁已印的卡。"
    return _step(request, pk, access.may_print_cards, preparing.void_batch, words)


@require_POST
def vote_zero_report(request: HttpRequest, pk: int) -> HttpResponse:
    words = "零票检验通过：检验票全部如数计出，票箱已清空。"
    return _step(request, pk, access.may_run_vote, zero_report.run_zero_report, words)


@require_POST
def vote_closing(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, access.may_run_vote, opening.begin_closing, "已停止发起新的投票。")


@require_POST
def vote_close(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, access.may_run_vote, opening.close_vote, "投票已截止。")


@require_POST
def vote_count(request: HttpRequest, pk: int) -> HttpResponse:
    words = "两个计数器各自计票，结果一致。"
    return _step(request, pk, access.may_count_vote, sealing.count_vote, words)


@require_POST
def vote_seal(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, access.may_count_vote, sealing.seal_vote, "已封存，票箱已销毁。")


@require_POST
def vote_wipe(request: HttpRequest, pk: int) -> HttpResponse:
    vote = seen_vote(request, pk, access.may_count_vote)
    if sealing.finish_wipe(vote=vote):
        return _done(request, vote, "清除已完成。")
    return _refused(request, vote, moves.VoteRefused("数据库正被使用，清除没有完成，请稍候再试。"))


@require_POST
def vote_void_card(request: HttpRequest, pk: int) -> HttpResponse:
    """One leftover or spoilt card, scanned; what was typed is not kept beyond this answer."""
    vote = seen_vote(request, pk, access.may_attend_vote)
    form = control.VoidCardForm(request.POST)
    if not form.is_valid():
        return _show(request, vote, 422, void_card_form=form)
    card, reason = form.cleaned_data["card"], form.cleaned_data["reason"]
    try:
        cards.void_card(actor=acting_user(request), vote=vote, code=card, reason=reason)
    except moves.VoteRefused as refusal:
        form.add_error("card", str(refusal))
        return _show(request, vote, 422, void_card_form=form)
    return _done(request, vote, "已登记一张卡，这张卡不能再投票。")


@require_POST
def vote_leftovers(request: HttpRequest, pk: int) -> HttpResponse:
    vote = seen_vote(request, pk, access.may_attend_vote)
    form = control.LeftoversForm(request.POST, paper=bool(vote.paper_made))
    if not form.is_valid():
        return _show(request, vote, 422, leftovers_form=form)
    try:
        cards.record_leftovers(actor=acting_user(request), vote=vote, **form.cleaned_data)
    except moves.VoteRefused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, vote, 422, leftovers_form=form)
    return _done(request, vote, "张数已登记。")


@require_POST
def vote_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the second person; the form, if the action has one, says why."""
    vote = seen_vote(request, pk, access.may_run_vote)
    action = request.POST.get("action", "")
    bound: dict[str, Any] = {}
    if action == votes.CLOSE_WITH_EXCEPTION:
        bound["exception_form"] = control.ExceptionForm(request.POST)
    elif action == votes.VOID_VOTE:
        bound["void_vote_form"] = control.VoidVoteForm(request.POST)
    elif action == votes.DESTROY_BOX:
        bound["destroy_form"] = boxes.DestroyBoxForm(request.POST)
    given: dict[str, Any] = {}
    for form in bound.values():
        if not form.is_valid():
            return _show(request, vote, 422, **bound)
        given = form.cleaned_data
    try:
        confirming.ask_step(actor=acting_user(request), vote=vote, action=action, **given)
    except moves.VoteRefused as refusal:
        return _refused(request, vote, refusal)
    return _done(request, vote, "已提出，请市纪委监督员在十分钟内确认。")


@require_POST
def vote_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person, on the own session or by name and password on the screen of who runs the vote."""
    vote = seen_vote(request, pk, access.may_attend_vote)
    pending = votes.pending_confirmation(vote)
    if pending is None:
        return _refused(request, vote, moves.VoteRefused("没有待确认的操作，或已超过十分钟。"))
    loud = pending.action in panel.SIGNED_FOR and bool(preflight.preflight(vote))
    own = pending.asked_by_id != request.user.pk and access.may_confirm_vote(request.user, vote)
    form: Any = (
        control.SignSettingsForm(request.POST) if own else control.SecondPersonForm(request.POST, loud=loud)
    )
    if (loud or not own) and not form.is_valid():
        return _show(request, vote, 422, person_form=form)
    second = acting_user(request) if own else _identify(request, form)
    if second is None or not access.may_confirm_vote(second, vote):
        form.add_error(None, "用户名、密码或动态码不对，或此人不是本单位的市纪委监督员。")
        return _show(request, vote, 422, person_form=form)
    try:
        words = confirming.confirm_step(
            actor=second,
            vote=vote,
            confirmation=pending,
            accept_preflight=loud,
            seen=request.POST.get("seen", ""),
        )
    except moves.VoteRefused as refusal:
        return _refused(request, vote, refusal)
    return _done(request, vote, f"{words}：两人已确认，已办理。")


def _identify(request: HttpRequest, form: control.SecondPersonForm) -> "User | None":
    given = form.cleaned_data
    return identify_on_same_screen(
        request, username=given["username"], password=given["password"], token=given["token"]
    )


def identified_watcher(request: HttpRequest, vote: "Vote", form: control.SecondPersonForm) -> "User | None":
    """The watcher who gave name and password on this screen, another than the session's user; else the form says so."""
    second = _identify(request, form)
    if second is None or second.pk == request.user.pk or not access.may_confirm_vote(second, vote):
        form.add_error(None, "用户名、密码或动态码不对，或此人不是本单位的市纪委监督员。")
        return None
    return second


@require_POST
def vote_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, access.may_run_vote, confirming.withdraw_step, "已撤回。")


@require_GET
@never_cache
def vote_counts(request: HttpRequest, pk: int) -> HttpResponse:
    """The internal count: every subject and criterion; each opening is audited."""
    vote = seen_vote(request, pk, access.may_view_internal_count)
    if not votes.has_counts(vote):
        raise Http404
    sealing.open_internal_count(actor=acting_user(request), vote=vote)
    context = {
        "vote": vote,
        "subjects": votes.shown_counts(vote),
        "strata": [
            (panel.label, panel.counts.ballots, votes.shown_counts(vote, panel.counts))
            for panel in strata.edition_panels(vote)
            if vote.by_batches
        ],
    }
    return render(request, "ballots/vote_counts.html", context)
