"""The control page of a vote and its steps; every step is one POST, one service."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from ballots import access, documents
from ballots.forms import boxes, control
from ballots.queries import strata, votes
from ballots.queries.differences import found_differences
from ballots.queries.turnout import turnout_of
from ballots.services import cards, confirming, moves, opening, preparing, sealing
from ballots.views import control_page
from registry.access import Answer, first_no
from registry.services.confirmations import VALID_WORDS
from registry.views.acting import acting_user
from registry.views.attachments import download
from registry.views.gates import refuse_unless
from registry.views.second_person import PendingConfirmation, confirm, identify
from registry.views.steps import take_step

if TYPE_CHECKING:
    from ballots.models import Vote
    from registry.models import User

SECRETS = ("inspectorate", "inspectorate_again", "watcher", "watcher_again", "password", "token")
"""What is typed and must stand in no report of an error."""

Predicate = Callable[[Any, "Vote"], Answer]


def seen_vote(request: HttpRequest, pk: int, may: Predicate | None = None) -> "Vote":
    """The vote, if the user may see it (else 404) and ``may`` allows it (else 403)."""
    vote = access.visible_vote(request.user, pk)
    if vote is None:
        raise Http404
    if may:
        refuse_unless(may(request.user, vote))
    return vote


def control_address(vote: "Vote") -> str:
    """The control page of the vote."""
    return reverse("ballots:vote-show", args=[vote.pk])


def _show(request: HttpRequest, vote: "Vote", **bound: Any) -> HttpResponse:
    return render(request, "ballots/vote_show.html", control_page.context(vote, request, **bound))


@require_GET
def vote_show(request: HttpRequest, pk: int) -> HttpResponse:
    """State, next step, progress, equations, cards, confirmations, results."""
    return _show(request, seen_vote(request, pk))


@require_GET
def vote_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that renews itself; it does not keep the session alive."""
    vote = seen_vote(request, pk)
    return render(request, "ballots/vote_progress.html", control_page.context(vote, request))


@require_POST
def card_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the cards and stream them once; the codes exist in this answer and nowhere else."""
    vote, user, form = seen_vote(request, pk), acting_user(request), control.CardsForm(request.POST)
    return take_step(
        request,
        may=access.may_print_cards(user, vote),
        form=form,
        page=lambda: _show(request, vote, cards_form=form),
        run=lambda: preparing.make_cards(
            actor=user, vote=vote, n=form.cleaned_data["n"], phone=form.cleaned_data["phone"]
        ),
        to=control_address(vote),
        answer=lambda codes: download(
            documents.card_sheets(vote, codes, form.cleaned_data["per_sheet"]), f"选票卡-{vote.pk}.pdf"
        ),
    )


def _step(
    request: HttpRequest, pk: int, may: Predicate, service: Callable[..., object], words: str
) -> HttpResponse:
    vote, user = seen_vote(request, pk), acting_user(request)
    return take_step(
        request,
        may=may(user, vote),
        run=lambda: service(actor=user, vote=vote),
        said=words,
        to=control_address(vote),
    )


@require_POST
def vote_void_batch(request: HttpRequest, pk: int) -> HttpResponse:
    words = "这批卡已全部作废，可以重新制卡。请当场销毁已印的卡。"
    return _step(request, pk, access.may_print_cards, preparing.void_batch, words)


@require_POST
def vote_closing(request: HttpRequest, pk: int) -> HttpResponse:
    vote, user = seen_vote(request, pk), acting_user(request)

    def said(_: object) -> str:
        found = turnout_of(vote)
        return (
            f"已停止发起新的投票。{found.words}还有人要投的，可以撤回截止。"
            if found
            else "已停止发起新的投票。"
        )

    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        run=lambda: opening.begin_closing(actor=user, vote=vote),
        said=said,
        to=control_address(vote),
    )


@require_POST
def vote_resume(request: HttpRequest, pk: int) -> HttpResponse:
    words = "截止已撤回，可以继续发起新的投票。"
    return _step(request, pk, access.may_run_vote, opening.resume_voting, words)


@require_POST
def vote_close(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, access.may_run_vote, opening.close_vote, "投票已截止。")


@require_POST
def vote_wipe(request: HttpRequest, pk: int) -> HttpResponse:
    vote = seen_vote(request, pk)

    def run() -> None:
        if not sealing.finish_wipe(vote=vote):
            raise moves.VoteRefused("数据库正被使用，清除没有完成，请稍候再试。")

    return take_step(
        request,
        may=access.may_count_vote(request.user, vote),
        run=run,
        said="清除已完成。",
        to=control_address(vote),
    )


@require_POST
def vote_void_card(request: HttpRequest, pk: int) -> HttpResponse:
    """One leftover or spoilt card, scanned; what was typed is not kept beyond this answer."""
    vote, user, form = seen_vote(request, pk), acting_user(request), control.VoidCardForm(request.POST)

    def run() -> str:
        given = form.cleaned_data
        return cards.void_card(actor=user, vote=vote, code=given["card"], reason=given["reason"])

    def said(sheet: str) -> str:
        give = f"请当面给一张“{sheet}”的纸质票。" if sheet else ""
        return f"已登记一张卡，这张卡不能再投票。{give}"

    return take_step(
        request,
        may=access.may_attend_vote(user, vote),
        form=form,
        page=lambda: _show(request, vote, void_card_form=form),
        at="card",
        run=run,
        said=said,
        to=control_address(vote),
    )


@require_POST
def vote_leftovers(request: HttpRequest, pk: int) -> HttpResponse:
    vote, user = seen_vote(request, pk), acting_user(request)
    form = control.LeftoversForm(request.POST, paper=bool(vote.paper_made))
    return take_step(
        request,
        may=access.may_attend_vote(user, vote),
        form=form,
        page=lambda: _show(request, vote, leftovers_form=form),
        run=lambda: cards.record_leftovers(actor=user, vote=vote, **form.cleaned_data),
        said="张数已登记。",
        to=control_address(vote),
    )


ASKING_FORMS: dict[str, tuple[str, type[Form]]] = {
    votes.CLOSE_WITH_EXCEPTION: ("exception_form", control.ExceptionForm),
    votes.VOID_VOTE: ("void_vote_form", control.VoidVoteForm),
    votes.DESTROY_BOX: ("destroy_form", boxes.DestroyBoxForm),
}
"""Actions of which the asker must say something, and where the form stands on the panel."""


@require_POST
def vote_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the second person; the form, if the action has one, says why."""
    vote, user = seen_vote(request, pk), acting_user(request)
    action = request.POST.get("action", "")
    name, kind = ASKING_FORMS.get(action, ("", None))
    form = kind(request.POST) if kind else None
    return take_step(
        request,
        may=access.may_run_vote(user, vote),
        form=form,
        page=lambda: _show(request, vote, **{name: form}),
        at="note",
        run=lambda: confirming.ask_step(
            actor=user, vote=vote, action=action, **(form.cleaned_data if form else {})
        ),
        said=f"已提出，请市纪委监督员在{VALID_WORDS}内确认。",
        to=control_address(vote),
    )


@require_POST
@sensitive_post_parameters("password", "token")
def vote_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person, on the own session or by name and password on the screen of who runs the vote."""
    vote = seen_vote(request, pk, access.may_attend_vote)

    def run(person: "User", asked: PendingConfirmation, seen: str) -> str:
        words = confirming.confirm_step(
            actor=person,
            vote=vote,
            confirmation=asked.pending,
            accept_preflight=bool(asked.sign),
            seen=seen,
        )
        return f"{words}：两人已确认，已办理。"

    return confirm(
        request,
        control_page.waiting(request, vote),
        run=run,
        to=control_address(vote),
        page=lambda form: _show(request, vote, person_form=form),
    )


def identified_watcher(request: HttpRequest, form: Form, vote: "Vote", *more: "Vote") -> "User | None":
    """The watcher of these votes who gave name and password on this screen, another than the session's user; else the form
    says so."""
    return identify(
        request,
        form,
        may_confirm=lambda user: first_no(*(access.may_confirm_vote(user, each) for each in (vote, *more))),
        who=control_page.WATCHER,
        asked_by=acting_user(request),
    )


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
        "subjects": votes.shown_counts(votes.counts(vote)),
        "strata": [
            (panel.label, panel.counts.ballots, votes.shown_counts(panel.counts))
            for panel in strata.edition_panels(vote)
            if vote.by_batches
        ],
        "differences": found_differences(vote),
    }
    return render(request, "ballots/vote_counts.html", context)
