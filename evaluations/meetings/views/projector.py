"""The hall's screen on the meeting day. It follows the meeting by itself unless a view is fixed in the address."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.meetings.access import seeing
from evaluations.meetings.queries import projector
from registry.views.acting import acting_user
from registry.views.gates import hall_screen
from rulebook.meeting.slides import Showing, seconds, showing

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting


@require_safe
@hall_screen
def meeting_projector(request: HttpRequest, pk: int) -> HttpResponse:
    """Welcome, agenda, attendance, progress of the vote, result. Polled by the page; 204 says that nothing has changed."""
    meeting = get_object_or_404(seeing.meetings_for(acting_user(request)), pk=pk)
    asked, polled = request.GET, "HX-Request" in request.headers
    fixed = asked.get("view", "") if asked.get("view", "") in projector.VIEWS else ""
    sheets, show, sheet = _sheet(request, meeting, fixed)
    body = render_to_string("meetings/projector_sheet.html", sheet)
    kept = ({"view": fixed} if fixed else {}) | ({"paused": "1"} if "paused" in asked else {})
    mark = sha256(f"{sheets[show.index]}{urlencode(kept)}{body}".encode()).hexdigest()[:16]
    if polled and asked.get("mark") == mark:
        return HttpResponse(status=204)
    here = urlencode(kept | {"sheet": sheets[show.index]})
    views = projector.VIEWS.items()
    context = sheet | {
        "body": body,
        "fixed": fixed,
        "rail": [{"view": name, "title": title, "now": name == sheet["view"]} for name, title in views],
        "poll": f"{here}&{urlencode({'since': show.since, 'mark': mark})}",
        **_marks(meeting),
        **_addresses(kept, sheets, show.index),
    }
    response = render(request, f"meetings/meeting_projector.html{'#screen' if polled else ''}", context)
    if polled:
        response["HX-Replace-Url"] = f"{request.path}?{here}"
    return response


def _sheet(request: HttpRequest, meeting: "Meeting", fixed: str) -> tuple[list[str], Showing, dict[str, Any]]:
    """All sheets of the view that is due (or ``fixed``), which of them is due, and what stands on it."""
    asked, found = request.GET, projector.hall(meeting)
    view = fixed or projector.view_by_state(found)
    results = projector.hall_results(meeting) if view == "result" else []
    sheets = [f"{view}-{number}" for number in range(1, max(len(results), 1) + 1)]
    show = showing(
        sheets,
        at=asked.get("sheet", ""),
        start=sheets[0],
        since=seconds(asked.get("since", "")),
        now=int(timezone.now().timestamp()),
        paused="paused" in asked,
    )
    sheet = {
        "meeting": meeting,
        "view": view,
        "result": results[show.index] if results else None,
        "number": show.index + 1,
        "total": len(sheets),
        **projector.view_context(found, view),
    }
    return sheets, show, sheet


def _marks(meeting: "Meeting") -> dict[str, bool]:
    """What stands large on every sheet of a meeting that is not in earnest."""
    marking = meeting.activity.marking
    found = {"rehearsal": marking == "rehearsal"}
    return found | ({"demo": True} if marking == "demo" else {})


def _addresses(kept: dict[str, str], sheets: list[str], index: int) -> dict[str, str]:
    """Targets of the buttons, where there is more than one sheet. Going back pauses."""
    if len(sheets) == 1:
        return {}
    still, moving = kept | {"paused": "1"}, {name: kept[name] for name in kept if name != "paused"}

    def to(place: int, rest: dict[str, str]) -> str:
        return f"?{urlencode(rest | {'sheet': sheets[place]})}" if 0 <= place < len(sheets) else ""

    paused = "paused" in kept
    return {
        "back_url": to(index - 1, still),
        "next_url": to(index + 1, kept),
        "pause_url": to(index, moving if paused else still),
        "pause_word": "继续" if paused else "暂停",
    }
