"""What an enrolled tablet asks for: its token, the cards it may take, where the vote stands; and the worker that keeps the page.

In the lane of the ballot: no session, no user, no trace.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from ballots.queries import votes
from ballots.queries.tablets import issued_by_unit, issued_digests, tablet_of_token
from ballots.services import casting
from ballots.services.tablets import enrol_tablet, report_tablet
from ballots.views.lane import (
    UNREADABLE,
    as_json,
    lane_view,
    no_such_vote,
    read_json,
    render_lane,
)
from rulebook.lifecycle.vote import VoteState as S

NO_TABLET = casting.Outcome(404, "本机没有登记为本次投票的平板，或登记已失效。")
SHUT = casting.Outcome(403, "投票已经截止，选票卡名册不再提供。")
RETIRED = casting.Outcome(403, "本机已停用，不再发起新的投票。")
BEFORE_CLOSED = frozenset({S.PREPARING, S.TESTING, S.READY, S.OPEN, S.CLOSING})


def _say(request: HttpRequest, outcome: casting.Outcome) -> HttpResponse:
    return as_json(outcome)


tablet_view = lane_view(_say)


@require_GET
@tablet_view
def tablet_page(request: HttpRequest, vote: int) -> HttpResponse:
    """Where a tablet enrols and later shows to staff what it has still to deliver."""
    found = votes.vote_on_tablets(vote)
    if found is None:
        return no_such_vote()
    return HttpResponse(render_lane("ballots/tablet.html", {"vote": found}))


@require_POST
@tablet_view
def tablet_enrol(request: HttpRequest, vote: int) -> HttpResponse:
    """The one-time code for a token; with it the key to which a file of last resort is sealed."""
    sent = read_json(request) or {}
    code, former = sent.get("code"), sent.get("former", "")
    if not (isinstance(code, str) and isinstance(former, str)):
        return as_json(UNREADABLE)
    outcome, tablet, token = enrol_tablet(vote=vote, code=code, former=former)
    if tablet is None:
        return as_json(outcome)
    found = tablet.vote
    answer = {
        "message": outcome.message,
        "token": token,
        "number": tablet.number,
        "key": found.wrap_public,
        "state": found.state,
        "title": found.title,
    }
    return JsonResponse(answer, status=outcome.status)


@require_POST
@tablet_view
def tablet_issued(request: HttpRequest, vote: int) -> HttpResponse:
    """The digests of all cards, and which of them name which unit, for a tablet that holds a token; not once the vote is closed."""
    sent = read_json(request) or {}
    token = sent.get("token")
    tablet = tablet_of_token(vote, token) if isinstance(token, str) else None
    if tablet is None:
        return as_json(NO_TABLET)
    if tablet.vote.state not in BEFORE_CLOSED:
        return as_json(SHUT)
    if tablet.retired:
        return as_json(RETIRED)
    return JsonResponse({"hashes": issued_digests(vote), "units": issued_by_unit(vote)})


@require_POST
@tablet_view
def tablet_report(request: HttpRequest, vote: int) -> HttpResponse:
    """What the tablet has still to deliver; the answer says where the vote stands and whether it is retired."""
    sent = read_json(request) or {}
    token, knows, busy = sent.get("token"), sent.get("knows", ""), sent.get("busy", False)
    unsent, conflicts = _count(sent.get("unsent")), _count(sent.get("conflicts"))
    if not (isinstance(token, str) and isinstance(knows, str) and isinstance(busy, bool)):
        return as_json(UNREADABLE)
    if unsent is None or conflicts is None:
        return as_json(UNREADABLE)
    tablet = report_tablet(vote=vote, token=token, unsent=unsent, conflicts=conflicts, busy=busy, knows=knows)
    if tablet is None:
        return as_json(NO_TABLET)
    return JsonResponse({"state": tablet.vote.state, "number": tablet.number, "retired": tablet.retired})


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


@require_GET
@tablet_view
def ballot_worker(request: HttpRequest) -> HttpResponse:
    """The service worker: a script of one line, so that its scope is ``/b/`` while the code lies with the other files."""
    return HttpResponse(render_lane("ballots/worker.js", {}), content_type="text/javascript; charset=utf-8")
