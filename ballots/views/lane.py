"""The ballot page ``/b/``: no session, no user, no trace. ``evalsite.middleware.ballot_lane`` answers these views itself,
before session, sign-in, CSRF and lockout middleware, so they must not rely on any of those.
"""

import json
import re
import secrets
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from ballots.forms import control
from ballots.queries.votes import RUNNING, known_form, vote_on_tablets, votes_on_tablets
from ballots.services import casting
from ballots.services.casting import MESSAGES
from ballots.sql.secrecy import note_failure
from rulebook.ballot.form import BallotForm, new_ballot_id
from rulebook.ballot.receipts import display_receipt

if TYPE_CHECKING:
    from ballots.models import Vote

JSON = "application/json"
MOST_BYTES = 16 * 1024
SPACE = re.compile(r"[ \n]+")
"""The template's indentation is a third of the page; nothing on it is preformatted."""
REHEARSAL = "rehearsal"
CACHEABLE = "public, max-age=60"
"""A closed survey's page lives on in caches for a minute; the cast says that it is over."""
ID_PLACE = "BALLOTIDBALLOTIDBALLOTIDBALLOTID"
CAST_STEPS = ("cast", "sure")
"""The buttons of the review without JavaScript that cast; ``sure`` says that blanks are meant."""
UNREADABLE = casting.Outcome(400, "提交的内容无法识别。")
View = Callable[..., HttpResponse]


def lane_view(say: Callable[[HttpRequest, casting.Outcome], HttpResponse]) -> Callable[[View], View]:
    """What every page of the lane is: open to all, uncached unless the view says otherwise, and answering in words (``say``) when it takes nothing.

    Refused are what is too large, what comes from elsewhere and a body that is not what it says (400); 503 when the
    database is busy.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refused = refused_unread(request) if request.method == "POST" else None
            try:
                response = say(request, refused) if refused else view(request, *args, **kwargs)
            except MultiPartParserError:
                response = say(request, UNREADABLE)
            except OperationalError as error:
                note_failure(error)
                response = say(request, casting.Outcome(503, MESSAGES[503]))
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return csrf_exempt(login_not_required(wrapped))

    return decorated


def refused_unread(request: HttpRequest) -> casting.Outcome | None:
    """What is turned away before it is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return casting.Outcome(413, MESSAGES[413])
    if not _same_origin(request):
        return casting.Outcome(403, "请求来自别的网站，没有受理。")
    return None


def _same_origin(request: HttpRequest) -> bool:
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        return True
    return origin.partition("://")[2] == request.get_host() or origin in settings.CSRF_TRUSTED_ORIGINS


def wants_json(request: HttpRequest) -> bool:
    return request.content_type == JSON


def _say(request: HttpRequest, outcome: casting.Outcome) -> HttpResponse:
    """The outcome as JSON or, without JavaScript, as a page."""
    if wants_json(request):
        return HttpResponse(told(outcome), content_type=JSON, status=outcome.status)
    return HttpResponse(done_page(outcome), status=outcome.status)


def told(outcome: casting.Outcome) -> bytes:
    """The outcome of a check or a cast for the page's script."""
    about = {"about": outcome.about} if outcome.about else {}
    return _dumped({"message": outcome.message, "receipt": outcome.receipt, **about})


def as_json(outcome: casting.Outcome, **more: str) -> HttpResponse:
    """The outcome for the page's script."""
    body = _dumped({"message": outcome.message, **more})
    return HttpResponse(body, content_type=JSON, status=outcome.status)


def _dumped(body: dict[str, str]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


ballot_view = lane_view(_say)


def done_page(outcome: casting.Outcome, *, vote: int | None = None, practice: bool = False) -> str:
    """The last page without JavaScript: the receipt and the way to an opinion, or why the ballot is not in."""
    receipt = display_receipt(outcome.receipt) if outcome.receipt else ""
    return render_lane(
        "ballots/ballot_done.html",
        {"outcome": outcome, "receipt": receipt, "vote": vote, "practice": practice},
    )


def render_lane(template: str, context: dict[str, Any]) -> str:
    """A page of the lane: it has no request, hence no user and nothing of the frame."""
    return render_to_string(template, context | {"demo": settings.DEMO})


@lru_cache(maxsize=16)
def _blank_page(
    vote: int, title: str, digest: str, demo: bool, rehearsal: bool, survey: bool
) -> tuple[str, str]:
    """The page before and after the fresh id; the form of an open vote is frozen, so this never grows old."""
    shape = known_form(digest)
    if shape is None:
        raise LookupError(digest)
    page = filled_page(vote, title, digest, shape, rehearsal=rehearsal, survey=survey)
    before, after = page.split(ID_PLACE)
    return before, after


def filled_page(
    vote: int,
    title: str,
    digest: str,
    shape: BallotForm,
    *,
    ballot: str = ID_PLACE,
    card: str = "",
    marks: Sequence[object] = (),
    error: str = "",
    practice: bool = False,
    rehearsal: bool = False,
    survey: bool = False,
) -> str:
    """The ballot page with what was already typed; ``practice`` for the page that casts nothing, ``survey`` for phones."""
    context = {
        "vote": vote,
        "title": title,
        "digest": digest,
        "ballot": ballot,
        "card": card,
        "error": error,
        "practice": practice,
        "rehearsal": rehearsal,
        "survey": survey,
        "mutual": shape.mutual,
        "unmarked": shape.unmarked_label,
        "screens": control.ballot_screens(shape, list(marks)),
    }
    return SPACE.sub(" ", render_lane("ballots/ballot.html", context))


def fresh_id() -> str:
    """An id for a tablet without JavaScript; it is stored nowhere until the ballot comes back with it."""
    return new_ballot_id(secrets.token_bytes)


@require_GET
@ballot_view
def ballot(request: HttpRequest) -> HttpResponse:
    """The one vote that is open, or the choice among several, or a page that waits."""
    votes = votes_on_tablets()
    if len(votes) == 1:
        return _page_of(votes[0])
    return HttpResponse(render_lane("ballots/ballot_choose.html", {"votes": votes}))


@require_GET
@ballot_view
def ballot_vote(request: HttpRequest, vote: int) -> HttpResponse:
    """The ballot page of one vote, or in words why it cannot be voted in now."""
    found = vote_on_tablets(vote)
    if found is None:
        return no_such_vote()
    if found.state in RUNNING:
        return _page_of(found)
    return HttpResponse(render_lane("ballots/ballot_choose.html", {"votes": [], "shut": found}))


def no_such_vote() -> HttpResponse:
    return HttpResponse(render_lane("ballots/ballot_choose.html", {"votes": [], "unknown": True}), status=404)


def _page_of(vote: "Vote") -> HttpResponse:
    rehearsal, survey = vote.marking == REHEARSAL, vote.by_batches
    if known_form(vote.form_hash) is None:
        return HttpResponse(
            render_lane("ballots/ballot_choose.html", {"votes": [], "altered": vote}), status=503
        )
    before, after = _blank_page(vote.pk, vote.title, vote.form_hash, settings.DEMO, rehearsal, survey)
    if not survey:
        return HttpResponse(before + fresh_id() + after)
    # The same bytes for everybody: the phone makes the id, or, without scripts, the review does.
    return HttpResponse(before + after, headers={"Cache-Control": CACHEABLE})


@require_GET
@ballot_view
def ballot_rules(request: HttpRequest) -> HttpResponse:
    """How to vote, in large print, to be read aloud by the tablet or printed and posted."""
    return HttpResponse(render_lane("ballots/ballot_rules.html", {}))


@require_POST
@ballot_view
def ballot_check(request: HttpRequest, vote: int) -> HttpResponse:
    """Whether a card may vote now, asked before the form is filled in; nothing is kept."""
    sent = read_json(request)
    card = sent.get("card") if sent else None
    if not isinstance(card, str):
        return _say(request, UNREADABLE)
    return _say(request, casting.check_card(vote=vote, card=card))


@require_POST
@ballot_view
def ballot_cast(request: HttpRequest, vote: int) -> HttpResponse:
    """A ballot, as JSON from the page's script or as one urlencoded form without it."""
    if not wants_json(request):
        return _cast_posted(request, vote)
    return _say(request, cast_sent(request, vote))


def cast_sent(request: HttpRequest, vote: int) -> casting.Outcome:
    """What comes of a ballot that was sent as JSON."""
    sent = read_json(request) or {}
    card, given, digest, marks = (sent.get(name) for name in ("card", "id", "form", "marks"))
    if not (isinstance(card, str) and isinstance(given, str) and isinstance(digest, str)):
        return UNREADABLE
    if not isinstance(marks, list):
        return casting.Outcome(400, "提交的内容不是一张评议表。")
    return casting.cast(vote=vote, card=card, ballot=given, form=digest, marks=marks)


def read_json(request: HttpRequest) -> dict[str, Any] | None:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return sent if isinstance(sent, dict) else None


def _cast_posted(request: HttpRequest, vote: int) -> HttpResponse:
    """Without JavaScript: review from the posted fields, then the cast; sending the page again is the retry."""
    posted = request.POST
    card, given, digest = (posted.get(name, "").strip() for name in ("card", "id", "form"))
    found = vote_on_tablets(vote)
    shape = known_form(digest)
    if found is None or shape is None:
        return _say(request, casting.Outcome(400, "评议表与本次投票不符，请重新打开本页。"))
    marks, survey, step = control.posted_marks(shape, posted), found.by_batches, posted.get("step")
    if asks_about_blanks(step, marks):
        ballot = given or fresh_id()
        return HttpResponse(review_page(vote, found.title, digest, shape, ballot, card, marks, asking=True))
    if step in CAST_STEPS:
        cast_marks = control.counted_marks(marks)
        outcome = casting.cast(vote=vote, card=card, ballot=given, form=digest, marks=cast_marks)
        if outcome.status == casting.TAKEN:
            # The card lives: the same review once more, under another id.
            ballot = fresh_id()
            again = review_page(vote, found.title, digest, shape, ballot, card, marks, said=outcome.message)
            return HttpResponse(again, status=outcome.status)
        page = done_page(outcome, vote=None if survey else vote)
        return HttpResponse(page, status=outcome.status)
    given = given or fresh_id()
    if step == "review":
        outcome = casting.check_card(vote=vote, card=card, begun=True)
        if outcome.accepted:
            return HttpResponse(review_page(vote, found.title, digest, shape, given, card, marks))
        error, status = outcome.message, outcome.status
    else:
        error, status = "", 200
    page = filled_page(
        vote,
        found.title,
        digest,
        shape,
        ballot=given,
        card=card,
        marks=marks,
        error=error,
        survey=survey,
    )
    return HttpResponse(page, status=status)


def asks_about_blanks(step: str | None, marks: list[object]) -> bool:
    """Whether the voter confirms with blanks and has not been asked yet."""
    return step == "cast" and control.blanks_among(marks) > 0


def review_page(
    vote: int,
    title: str,
    digest: str,
    shape: BallotForm,
    ballot: str,
    card: str,
    marks: list[object],
    *,
    practice: bool = False,
    asking: bool = False,
    said: str = "",
) -> str:
    """Everything the voter marked, once more, without storing any of it; ``asking`` whether blanks are meant, ``said``: why it comes again."""
    context = {
        "vote": vote,
        "title": title,
        "digest": digest,
        "ballot": ballot,
        "card": card,
        "practice": practice,
        "asking": asking,
        "said": said,
        "blanks": control.blanks_among(marks),
        "unmarked": shape.unmarked_label,
        "screens": control.ballot_screens(shape, marks),
    }
    return render_lane("ballots/ballot_review.html", context)
