"""The draw as a ceremony: the room's screen, where it is held and before whom, the minutes."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from draws import access
from draws.documents.certificate import verify_address
from draws.documents.minutes import minutes_pdf
from draws.forms import CeremonyForm
from draws.queries import projector, records
from draws.services import ceremony
from draws.views.records import head, seen_draw
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.gates import hall_screen
from rulebook.draw.bundle import manifest_hash
from rulebook.meeting.slides import seconds, showing

if TYPE_CHECKING:
    from draws.models import Draw


@require_safe
@hall_screen
def draw_projector(request: HttpRequest, pk: int) -> HttpResponse:
    """The room's screen. It asks again every few seconds; 204 says that nothing has changed."""
    draw = seen_draw(request, pk)
    asked, polled = request.GET, "HX-Request" in request.headers
    found = projector.sheets(draw)
    paused = "paused" in asked
    show = showing(
        [sheet.key for sheet in found],
        at=asked.get("sheet", ""),
        start=projector.first_sheet(draw),
        since=seconds(asked.get("since", "")),
        now=int(timezone.now().timestamp()),
        paused=paused,
    )
    sheet = found[show.index]
    mark = projector.mark(draw, found, sheet)
    if polled and asked.get("mark") == mark:
        return HttpResponse(status=204)
    context = {
        "draw": draw,
        "sheet": sheet,
        "rail": projector.rail(found, sheet),
        "number": show.index + 1,
        "total": len(found),
        "paused": paused,
        "rehearsal": draw.marking == "rehearsal",
        "poll": urlencode({"sheet": sheet.key, "since": show.since, "mark": mark} | pause(paused)),
        **_addresses([each.key for each in found], show.index, paused),
        **projector.sheet_context(draw, sheet),
        **_to_check(draw, sheet.scene),
    } | ({"demo": True} if draw.marking == "demo" else {})
    response = render(request, f"draws/draw_projector.html{'#screen' if polled else ''}", context)
    if polled:
        response["HX-Replace-Url"] = f"{request.path}?{urlencode({'sheet': sheet.key} | pause(paused))}"
    return response


def pause(paused: bool) -> dict[str, str]:
    """The part of the address that keeps a sheet where it is."""
    return {"paused": "1"} if paused else {}


def _addresses(keys: list[str], index: int, paused: bool) -> dict[str, str]:
    """Targets of the three buttons. Going back pauses: who goes back wants to say something."""

    def to(place: int, still: bool) -> str:
        return f"?{urlencode({'sheet': keys[place]} | pause(still))}" if 0 <= place < len(keys) else ""

    return {
        "back_url": to(index - 1, True),
        "next_url": to(index + 1, paused),
        "pause_url": to(index, not paused),
        "pause_word": "继续" if paused else "暂停",
    }


def _to_check(draw: "Draw", scene: str) -> dict[str, str]:
    """Where anybody checks the draw, as a picture for telephones; for the check on this screen what must come out."""
    if scene not in ("promise", "check"):
        return {}
    address = verify_address(draw)
    found = {"address": address, "picture": segno.make(address, error="m").svg_data_uri(scale=8, border=2)}
    return found | ({"manifest": manifest_hash(records.bundle_of(draw))} if scene == "check" else {})


@require_http_methods(["GET", "HEAD", "POST"])
def draw_ceremony(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the draw is held and before whom, before or after it."""
    draw, user = seen_draw(request, pk), acting_user(request)
    form = CeremonyForm(posted(request), initial=CeremonyForm.initial_for(draw))
    return form_page(
        request,
        may=access.may_record_ceremony(user, draw),
        form=form,
        run=lambda: ceremony.record_ceremony(actor=user, draw=draw, **form.cleaned_data),
        said="已登记，抽取记录会印上这些内容。",
        to=reverse("draws:draw-show", args=[pk]),
        template="draws/draw_ceremony.html",
        context=head(draw, "抽取仪式"),
    )


@require_safe
def draw_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes, once something is committed to."""
    draw = seen_draw(request, pk)
    if not draw.commitment_hash:
        raise Http404
    return download(minutes_pdf(draw), f"抽取记录-{draw.number}.pdf")
