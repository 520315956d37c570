"""Opinions and reply slips on tablets and phones: in the lane of the ballot, never in one request with it (S0-19)."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ballots.queries import votes
from ballots.services import casting, opinions, slips
from ballots.views.lane import (
    UNREADABLE,
    as_json,
    fresh_id,
    lane_view,
    no_such_vote,
    read_json,
    render_lane,
    wants_json,
)

if TYPE_CHECKING:
    from ballots.models import Vote

LATER = "投票进行中，联系单要隔一段时间才能送出，而本页没有运行脚本，做不到。请在投票截止后再填。"


def _say(request: HttpRequest, outcome: casting.Outcome) -> HttpResponse:
    if wants_json(request):
        return as_json(outcome)
    return HttpResponse(render_lane("ballots/opinion_done.html", {"outcome": outcome}), status=outcome.status)


opinion_view = lane_view(_say)


@require_GET
@opinion_view
def ballot_state(request: HttpRequest, vote: int) -> HttpResponse:
    """Whether a tablet should deliver now what it keeps; asked only while it keeps something."""
    return JsonResponse({"hurry": votes.hurry(vote)})


@require_http_methods(["GET", "POST"])
@opinion_view
def ballot_opinion(request: HttpRequest, vote: int) -> HttpResponse:
    """One opinion: as JSON from the page's script, later than the ballot; or from a form on which the card is typed again."""
    if request.method == "POST" and wants_json(request):
        sent = _texts(request, "hash", "id", "subject", "text")
        if sent is None:
            return _say(request, UNREADABLE)
        digest, opinion, subject, text = sent
        return _say(
            request, opinions.opine(vote=vote, digest=digest, opinion=opinion, subject=subject, text=text)
        )
    found = votes.vote_on_tablets(vote)
    shape = votes.form_of_vote(vote)
    if found is None or shape is None:
        return no_such_vote()
    fields = {name: request.POST.get(name, "") for name in ("card", "id", "subject", "text")}
    context = {
        "vote": found,
        "taking": votes.takes_opinions(found),
        "subjects": shape.subjects,
    }
    if request.method == "GET":
        return _page("ballots/opinion.html", context | {"fields": {"id": fresh_id()}})
    outcome = opinions.opine_with_card(
        vote=vote,
        card=fields["card"],
        opinion=fields["id"],
        subject=fields["subject"],
        text=fields["text"],
    )
    return _answer("ballots/opinion.html", context, fields, outcome)


@require_POST
@opinion_view
def ballot_slip_token(request: HttpRequest, vote: int) -> HttpResponse:
    """For who still knows his card: what lets the slip of this id in. Nothing is kept."""
    sent = _texts(request, "hash", "id")
    if sent is None:
        return _say(request, UNREADABLE)
    outcome, token = slips.slip_token(vote=vote, digest=sent[0], slip=sent[1])
    return as_json(outcome, token=token)


@require_http_methods(["GET", "POST"])
@opinion_view
def ballot_slip(request: HttpRequest, vote: int) -> HttpResponse:
    """A reply slip; while ballots are cast only from the page's script, which sends it later."""
    if request.method == "POST" and wants_json(request):
        sent = _texts(request, "id", "name", "contact", "text", "token")
        if sent is None:
            return _say(request, UNREADABLE)
        return _say(request, _leave(vote, *sent))
    found = votes.vote_on_tablets(vote)
    if found is None:
        return no_such_vote()
    running = found.state in votes.RUNNING
    context = {
        "vote": found,
        "taking": slips.takes_slips(found),
        "running": running,
        "notes": _slip_notes(found, request.path),
    }
    if request.method == "GET":
        return _page("ballots/slip.html", context | {"fields": {"id": fresh_id()}})
    names = ("id", "name", "contact", "text")
    fields = {name: request.POST.get(name, "") for name in names}
    outcome = casting.Outcome(403, LATER) if running else _leave(vote, *(fields[name] for name in names))
    return _answer("ballots/slip.html", context, fields, outcome)


def _slip_notes(vote: "Vote", path: str) -> list[str]:
    """Where the page is, until when it takes slips, whom to call."""
    last = slips.last_day(vote)
    ends = f"{localtime(last):%Y年%-m月%-d日}截止" if last else "投票结束后三十天截止"
    called = [f"咨询电话 {vote.phone}"] if vote.phone else []
    return [f"本页网址 {settings.PUBLIC_URL.rstrip('/')}{path}", ends, *called]


def _leave(vote: int, slip: str, name: str, contact: str, text: str, token: str = "") -> casting.Outcome:
    return slips.leave_slip(vote=vote, slip=slip, name=name, contact=contact, text=text, token=token)


def _texts(request: HttpRequest, *names: str) -> list[str] | None:
    """The named texts of a JSON object, or None if one is missing or no text."""
    sent = read_json(request) or {}
    found = [sent.get(name) for name in names]
    return found if all(isinstance(value, str) for value in found) else None  # type: ignore[return-value]  # just asked


def _page(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(render_lane(template, context), status=status)


def _answer(
    template: str, context: dict[str, Any], fields: dict[str, str], outcome: casting.Outcome
) -> HttpResponse:
    """Done, or the same page with what was typed and what is wrong with it."""
    if outcome.accepted:
        return _page("ballots/opinion_done.html", context | {"outcome": outcome}, outcome.status)
    fields = fields | {"id": fields["id"] or fresh_id()}
    return _page(template, context | {"fields": fields, "error": outcome.message}, outcome.status)
