"""Staff pages that read a draw: list, show, roster, result, papers, roster codes."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from draws import access
from draws.documents.certificate import certificate_pdf, verify_address
from draws.forms import CodeFilterForm, DrawFilterForm, RosterFilterForm
from draws.queries import facts, pages, records, results
from draws.services import moving, openings, substitution
from registry.queries.listing import order_of, page_of
from registry.views.acting import acting_user
from registry.views.attachments import ZIP, download
from rulebook.draw.bundle import zip_bundle

if TYPE_CHECKING:
    from draws.models import Draw

ROWS = 20


def seen_draw(request: HttpRequest, pk: int) -> "Draw":
    """The draw, or 404 for one that the user may not see."""
    draw = access.draw_for(acting_user(request), pk)
    if draw is None:
        raise Http404
    return draw


def head(draw: "Draw", here: str = "") -> dict[str, Any]:
    """Context of every page of one draw."""
    crumbs = [("抽取", reverse("draws:draw-list")), (draw.number, reverse("draws:draw-show", args=[draw.pk]))]
    return {
        "draw": draw,
        "tone": pages.tone(draw.state),
        "sentence": pages.sentence(draw),
        "crumbs": [*crumbs, (here, "")] if here else crumbs,
    }


@require_safe
def draw_list(request: HttpRequest) -> HttpResponse:
    """Every draw the user may see."""
    form = DrawFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = pages.filtered_draws(
        access.draws_for(request.user),
        given.get("state", ""),
        given.get("q", ""),
    )
    order = order_of(request.GET.get("sort", ""), pages.ORDERS, default="-made")
    page = page_of(rows, order, request.GET.get("page", ""), read=pages.with_unit)
    shown = [
        {"draw": draw, "tone": pages.tone(draw.state)}
        for draw in page
        if access.sees_draw(acting_user(request), draw)
    ]
    context = {"form": form, "page": page, "rows": shown, "crumbs": [("抽取", "")]}
    return render(request, "draws/draw_list.html", context)


@require_safe
def draw_show(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draw is, what state it is in, what comes next."""
    draw = seen_draw(request, pk)
    context = head(draw) | {
        "rail": pages.rail(draw),
        "step": pages.next_step(acting_user(request), draw),
        "waiting": pages.waiting_steps(draw),
        "lines": facts.stage_lines(draw),
        **pages.sizes(draw),
        "parties": pages.digit_parties(draw),
        "origin_url": pages.origin_url(draw),
        "verify_address": verify_address(draw),
        "may_void": access.may_run_draw(request.user, draw),
        "may_open_codes": access.may_open_codes(request.user, draw),
        "may_record": access.may_record_ceremony(request.user, draw),
    }
    return render(request, "draws/draw_show.html", context)


@require_safe
def draw_roster(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster with its counts."""
    draw = seen_draw(request, pk)
    sizes = facts.stratum_sizes(draw)
    form = RosterFilterForm(request.GET, strata=list(sizes))
    given = form.cleaned_data if form.is_valid() else {}
    rows = pages.filtered_roster(draw, given.get("stratum", ""), given.get("q", ""))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = head(draw, "名册") | {"form": form, "page": page, "sizes": sizes.items()}
    return render(request, "draws/draw_roster.html", context)


@require_safe
def draw_exclusions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is not in, and why."""
    draw = seen_draw(request, pk)
    page = Paginator(pages.exclusions(draw), ROWS).get_page(request.GET.get("page"))
    return render(request, "draws/draw_exclusions.html", head(draw, "排除名单") | {"page": page})


@require_safe
def draw_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was drawn, who stands by, who stepped in."""
    draw = seen_draw(request, pk)
    if not draw.drawn_at:
        raise Http404
    context = head(draw, "结果") | {
        "strata": results.results_by_stratum(draw),
        "events": pages.substitution_events(draw),
        "step": pages.next_step(acting_user(request), draw),
        "may_substitute": access.may_substitute(request.user, draw)
        and draw.state in substitution.SUBSTITUTION_STATES,
        "may_archive": access.may_run_draw(request.user, draw) or pages.NOT_ITS_BODY,
    }
    return render(request, "draws/draw_result.html", context)


@require_safe
def draw_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, or before the draw the sheet of the commitment."""
    draw = seen_draw(request, pk)
    if not draw.commitment_hash:
        raise Http404
    return download(certificate_pdf(draw), f"抽取证书-{draw.number}.pdf")


@require_safe
def draw_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything needed to redo the draw."""
    draw = seen_draw(request, pk)
    if not draw.drawn_at:
        raise Http404
    return download(zip_bundle(records.bundle_of(draw)), f"抽取包-{draw.number}.zip", ZIP)


@require_safe
def draw_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """The persons of the roster, to open a code to one of them."""
    draw = seen_draw(request, pk)
    if not access.may_open_codes(request.user, draw):
        raise Http404
    form = CodeFilterForm(request.GET)
    rows = pages.person_entries(draw, form.cleaned_data["q"] if form.is_valid() else "")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "draws/draw_codes.html", head(draw, "核对名册编号") | {"form": form, "page": page})


@require_POST
def draw_code_open(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """One person's code, opened to him; the opening is audited."""
    draw = seen_draw(request, pk)
    entry = pages.entry_of(draw, entry_pk)
    if entry is None or not access.may_open_codes(request.user, draw):
        raise Http404
    context = head(draw, "核对名册编号") | {"entry": entry}
    try:
        context["salt"] = openings.open_roster_code(actor=acting_user(request), entry=entry)
    except moving.DrawRefused as refusal:
        context["refusal"] = str(refusal)
    return render(request, "draws/draw_code_open.html", context)
