"""Slips of a mass survey: batches made and printed once, counted by hand, made void; return rates by batch only (S4-11)."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ballots import access, documents
from ballots.forms.batches import BatchForm, HandedOutForm
from ballots.ports import origin_of
from ballots.queries import votes
from ballots.queries.batches import batch_rates
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
from ballots.views.control import Predicate, seen_vote
from registry.queries.reach import out_of_reach
from registry.views.acting import acting_user
from registry.views.attachments import download
from registry.views.steps import take_step

if TYPE_CHECKING:
    from ballots.models import Vote


PANEL_CARDS_A_SHEET = 8


def _in_batches(request: HttpRequest, pk: int) -> "Vote":
    vote = seen_vote(request, pk)
    if not vote.by_batches:
        raise Http404
    return vote


def _new_form(request: HttpRequest, vote: "Vote") -> BatchForm:
    said = {"phone": vote.phone, "announced_close": vote.announced_close}
    return BatchForm(request.POST or None, strata=origin_of(vote).strata(vote), initial=said)


def _show(
    request: HttpRequest,
    vote: "Vote",
    form: BatchForm,
    refused: dict[int, HandedOutForm] | None = None,
) -> HttpResponse:
    origin, user = origin_of(vote), request.user
    counts_hands = access.may_attend_vote(user, vote) and vote.state in COUNTED_BY_HAND
    rows = []
    for rate in batch_rates(vote):
        number = rate.batch.number
        fresh = HandedOutForm(initial={"n": rate.batch.handed_out}, auto_id=f"batch-{number}-%s")
        rows.append((rate, (refused or {}).get(number, fresh) if counts_hands and rate.batch.made else None))
    may_make = access.may_print_cards(user, vote) and vote.state in BEFORE_OPENING
    coded = {rate.batch.stratum for rate, _ in rows if rate.batch.made}
    context = {
        "vote": vote,
        "out_of_reach": out_of_reach() if may_make else "",
        "without_codes": [label for key, label in origin.strata(vote) if key not in coded],
        "form": form if may_make and vote.by_slips else None,
        "groups": origin.groups(vote) if may_make and vote.by_groups and not vote.made else [],
        "rows": rows,
        "may_void_misprinted": may_make,
        "may_void_unsent": access.may_attend_vote(user, vote) and vote.state in votes.RUNNING,
        "crumbs": [
            (vote.origin_label, origin.url(vote)),
            ("投票", reverse("ballots:vote-show", args=[vote.pk])),
            ("选票卡", ""),
        ],
    }
    return render(request, "ballots/batch_list.html", context)


@require_GET
def batch_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every batch with what was made, sent and came back."""
    vote = _in_batches(request, pk)
    return _show(request, vote, _new_form(request, vote))


def _list_address(vote: "Vote") -> str:
    return reverse("ballots:batch-list", args=[vote.pk])


@require_POST
def batch_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one batch and stream its slips once; the codes exist in this answer and nowhere else."""
    vote, user = _in_batches(request, pk), acting_user(request)
    strata, form = dict(origin_of(vote).strata(vote)), _new_form(request, vote)

    def run() -> tuple[str, Iterator[bytes]]:
        given = dict(form.cleaned_data)
        per_sheet, label = given.pop("per_sheet"), strata[given["stratum"]]
        batch, codes = make_batch(actor=user, vote=vote, label=label, **given)
        pieces = documents.card_sheets(vote, codes, per_sheet, batch)
        return f"选票卡-{vote.pk}-第{batch.number}批-{label}.pdf", pieces

    return take_step(
        request,
        may=access.may_print_cards(user, vote),
        form=form,
        page=lambda: _show(request, vote, form),
        run=run,
        to=_list_address(vote),
        answer=lambda made: download(made[1], made[0]),
    )


@require_POST
def panel_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the cards of every group of a panel and stream them once, in one file."""
    vote, user = _in_batches(request, pk), acting_user(request)
    groups = [PanelCards(*group) for group in origin_of(vote).groups(vote)]
    return take_step(
        request,
        may=access.may_print_cards(user, vote),
        run=lambda: make_panel_cards(actor=user, vote=vote, groups=groups),
        to=_list_address(vote),
        answer=lambda made: download(
            documents.panel_sheets(vote, made, PANEL_CARDS_A_SHEET), f"选票卡-{vote.pk}.pdf"
        ),
    )


@require_POST
def batch_handed_out(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """How many of a batch were given out, counted by hand."""
    vote, user = _in_batches(request, pk), acting_user(request)
    form = HandedOutForm(request.POST, auto_id=f"batch-{number}-%s")
    fresh = BatchForm(strata=origin_of(vote).strata(vote))
    return take_step(
        request,
        may=access.may_attend_vote(user, vote),
        form=form,
        page=lambda: _show(request, vote, fresh, {number: form}),
        at="n",
        run=lambda: record_handed_out(actor=user, vote=vote, number=number, n=form.cleaned_data["n"]),
        said=f"第 {number} 批的发出张数已登记。",
        to=_list_address(vote),
    )


def _void(
    request: HttpRequest, pk: int, number: int, may: Predicate, service: Callable[..., None], words: str
) -> HttpResponse:
    vote, user = _in_batches(request, pk), acting_user(request)
    return take_step(
        request,
        may=may(user, vote),
        run=lambda: service(actor=user, vote=vote, number=number),
        said=words,
        to=_list_address(vote),
    )


@require_POST
def batch_misprinted(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    words = f"第 {number} 批已整批作废。请当场销毁已印的选票卡。"
    return _void(request, pk, number, access.may_print_cards, void_misprinted, words)


@require_POST
def batch_unsent(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    words = f"第 {number} 批没有发出，已整批作废。"
    return _void(request, pk, number, access.may_attend_vote, void_unsent, words)
