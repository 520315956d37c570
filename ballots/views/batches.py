"""Slips of a mass survey: batches made and printed once, counted by hand, made void; return rates by batch only (S4-11)."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from ballots import access, documents
from ballots.forms.batches import BatchForm, HandedOutForm
from ballots.queries import votes
from ballots.queries.batches import batch_rates
from ballots.services import moves
from ballots.services.batches import (
    BEFORE_OPENING,
    COUNTED_BY_HAND,
    PanelCards,
    make_batch,
    make_panel_cards,
    record_handed_out,
    void_misprinted,
    void_unsent,
)
from ballots.views.control import Predicate, acting_user, seen_vote
from registry import ports

if TYPE_CHECKING:
    from ballots.models import Vote


PANEL_CARDS_A_SHEET = 8


def _in_batches(request: HttpRequest, pk: int, may: Predicate | None = None) -> "Vote":
    vote = seen_vote(request, pk, may)
    if not vote.by_batches:
        raise Http404
    return vote


def _new_form(request: HttpRequest, vote: "Vote") -> BatchForm:
    strata = ports.origins[vote.origin_kind].strata(vote)
    return BatchForm(request.POST or None, strata=strata)


def _show(
    request: HttpRequest,
    vote: "Vote",
    form: BatchForm,
    refused: dict[int, HandedOutForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    origin, user = ports.origins[vote.origin_kind], request.user
    counts_hands = access.may_attend_vote(user, vote) and vote.state in COUNTED_BY_HAND
    rows = []
    for rate in batch_rates(vote):
        number = rate.batch.number
        fresh = HandedOutForm(initial={"n": rate.batch.handed_out}, auto_id=f"batch-{number}-%s")
        rows.append((rate, (refused or {}).get(number, fresh) if counts_hands and rate.batch.made else None))
    may_make = access.may_print_cards(user, vote) and vote.state in BEFORE_OPENING
    context = {
        "vote": vote,
        "form": form if may_make and vote.front == "survey" else None,
        "groups": origin.groups(vote) if may_make and vote.front == "panel" and not vote.made else [],
        "rows": rows,
        "may_void_misprinted": may_make,
        "may_void_unsent": access.may_attend_vote(user, vote) and vote.state in votes.RUNNING,
        "crumbs": [
            (vote.origin_label, origin.url(vote)),
            ("投票", reverse("ballots:vote-show", args=[vote.pk])),
            ("评议码", ""),
        ],
    }
    return render(request, "ballots/batch_list.html", context, status=status)


@require_GET
def batch_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every batch with what was made, sent and came back."""
    vote = _in_batches(request, pk)
    return _show(request, vote, BatchForm(strata=ports.origins[vote.origin_kind].strata(vote)))


@require_POST
def batch_make(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """Make one batch and stream its slips once; the codes exist in this answer and nowhere else."""
    vote = _in_batches(request, pk, access.may_print_cards)
    form = _new_form(request, vote)
    if not form.is_valid():
        return _show(request, vote, form, status=422)
    given = form.cleaned_data
    label = dict(ports.origins[vote.origin_kind].strata(vote))[given["stratum"]]
    try:
        batch, codes = make_batch(
            actor=acting_user(request),
            vote=vote,
            stratum=given["stratum"],
            label=label,
            n=given["n"],
            sender=given["sender"],
        )
    except moves.VoteRefused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, vote, form, status=422)
    pieces = documents.card_sheets(vote, codes, given["per_sheet"], batch)
    return _once(pieces, f"评议码-{vote.pk}-第{batch.number}批-{label}.pdf")


@require_POST
def panel_cards(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """Make the cards of every group of a panel and stream them once, in one file."""
    vote = _in_batches(request, pk, access.may_print_cards)
    groups = [PanelCards(*group) for group in ports.origins[vote.origin_kind].groups(vote)]
    try:
        made = make_panel_cards(actor=acting_user(request), vote=vote, groups=groups)
    except moves.VoteRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("ballots:batch-list", pk)
    return _once(documents.panel_sheets(vote, made, PANEL_CARDS_A_SHEET), f"评议卡-{vote.pk}.pdf")


def _once(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type="application/pdf")
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_POST
def batch_handed_out(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """How many of a batch were given out, counted by hand."""
    vote = _in_batches(request, pk, access.may_attend_vote)
    form = HandedOutForm(request.POST, auto_id=f"batch-{number}-%s")
    fresh = BatchForm(strata=ports.origins[vote.origin_kind].strata(vote))
    if form.is_valid():
        try:
            record_handed_out(actor=acting_user(request), vote=vote, number=number, n=form.cleaned_data["n"])
        except moves.VoteRefused as refusal:
            form.add_error("n", str(refusal))
    if form.errors:
        return _show(request, vote, fresh, {number: form}, status=422)
    messages.success(request, f"第 {number} 批的发出张数已登记。")
    return redirect("ballots:batch-list", pk)


def _void(
    request: HttpRequest, pk: int, number: int, may: Predicate, service: Callable[..., None], words: str
) -> HttpResponse:
    vote = _in_batches(request, pk, may)
    try:
        service(actor=acting_user(request), vote=vote, number=number)
    except moves.VoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("ballots:batch-list", pk)


@require_POST
def batch_misprinted(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    words = f"第 {number} 批已整批作废。请当场销毁已印的码单。"
    return _void(request, pk, number, access.may_print_cards, void_misprinted, words)


@require_POST
def batch_unsent(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    words = f"第 {number} 批没有发出，已整批作废。"
    return _void(request, pk, number, access.may_attend_vote, void_unsent, words)
