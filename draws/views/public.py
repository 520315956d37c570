"""Pages without sign-in: what was locked, what was drawn, and the means to redo it.

Before publication, and while the wing keeps the result closed, only the commitment and hashes are public; of persons never
more than their roster codes.
"""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.queries.corrections import corrections_of
from draws import access
from draws.queries import facts, pages, records, results
from registry.queries.listing import page_of
from registry.views.attachments import ZIP, download
from rulebook.draw.bundle import manifest_hash, page_data, zip_bundle

if TYPE_CHECKING:
    from draws.models import Draw


def public_draw(number: str) -> "Draw":
    """A draw that was locked at some time, or 404."""
    draw = access.public_draw(number)
    if draw is None:
        raise Http404
    return draw


def published_draw(number: str) -> "Draw":
    """A published draw whose result is open, or 404."""
    draw = public_draw(number)
    if draw.state not in access.OPEN_STATES or access.result_closed(draw):
        raise Http404
    return draw


@login_not_required
@require_safe
def draw_public(request: HttpRequest) -> HttpResponse:
    """Every draw that was ever locked, newest first."""
    page = page_of(
        access.public_draws(), pages.LATEST_LOCKED, request.GET.get("page", ""), read=pages.with_unit
    )
    rows = [{"draw": draw, "tone": pages.tone(draw.state)} for draw in page]
    return render(request, "draws/draw_public.html", {"page": page, "rows": rows})


@login_not_required
@require_safe
def draw_verify(request: HttpRequest, number: str) -> HttpResponse:
    """The commitment; once published also seed, result and the check in the browser."""
    draw = public_draw(number)
    closed = access.result_closed(draw)
    context = {
        "draw": draw,
        "tone": pages.tone(draw.state),
        "sentence": closed or pages.sentence(draw),
        "lines": facts.stage_lines(draw),
        "parties": pages.digit_parties(draw),
        "is_open": draw.state in access.OPEN_STATES and not closed,
        "closed": closed,
    }
    if context["is_open"]:
        context |= {
            "corrections": corrections_of(draw),
            "strata": results.results_by_stratum(draw),
            "substitutions": results.substitutions(draw),
            "manifest": manifest_hash(records.bundle_of(draw)),
        }
    return render(request, "draws/draw_verify.html", context)


@login_not_required
@require_safe
def draw_files(request: HttpRequest, number: str) -> HttpResponse:
    """The files of the bundle as text, for the check in the browser."""
    return JsonResponse(page_data(records.bundle_of(published_draw(number))))


@login_not_required
@require_safe
def draw_public_bundle(request: HttpRequest, number: str) -> HttpResponse:
    """The bundle, for the pocket script."""
    bundle = zip_bundle(records.bundle_of(published_draw(number)))
    return download(bundle, f"抽取包-{number}.zip", ZIP)
