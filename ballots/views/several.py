"""Several votes of one owner on one page: their keys made in one act, their counts begun in one act.

A wing that holds several votes gives them with their names, and the page on which they stand::

    @require_http_methods(["GET", "POST"])
    def election_keys(request: HttpRequest, pk: int) -> HttpResponse:
        election = run_election(request, pk)
        return keys_page(request, _panels(election), _place(election, "一并制作密钥"))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ballots import access, documents, jobs
from ballots.forms.keys import CountForm, KeyForm, typed
from ballots.queries.several import Standing, count_standings, key_standings
from ballots.services.moves import VoteRefused
from ballots.services.several import MadeKey, make_keys
from ballots.views.control import SECRETS, identified_watcher
from registry.access import Answer, first_no
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page

if TYPE_CHECKING:
    from ballots.forms.keys import WatcherForm
    from ballots.models import Vote
    from registry.models import User

Named = Sequence[tuple[str, "Vote | None"]]
NOTHING_READY = "现在没有可以办理的投票，原因见表。"


@dataclass(frozen=True)
class Place:
    """Where the page stands: its crumbs, whether the user may come, the page to go back to and what that is called."""

    crumbs: Sequence[tuple[str, str]]
    may: Answer
    back_url: str
    back: str


@never_cache
@sensitive_post_parameters(*SECRETS)
def keys_page(request: HttpRequest, named: Named, place: Place) -> HttpResponse:
    """Both persons make the keys of all votes that are ready; the recovery sheets are in this answer and nowhere else."""
    user, form = acting_user(request), KeyForm(posted(request))
    standings = key_standings(named)
    ready = _ready(standings)
    may = _may(request, place, ready, access.may_run_vote)
    watcher = _watcher(request, form, may, ready)
    context = _context(place, standings, ready)

    def made(outcomes: list[MadeKey]) -> HttpResponse:
        found = {outcome.vote.pk: outcome for outcome in outcomes}
        rows = [(each.label, found.get(each.vote.pk if each.vote else 0), each.why) for each in standings]
        good = [(outcome.vote, outcome.recovery) for outcome in outcomes if outcome.recovery]
        sheets = documents.recovery_sheets(good)
        left = any(outcome.refused for outcome in outcomes)
        more = {"sheets": sheets, "outcomes": rows, "again_url": request.path if left else ""}
        return render(request, "ballots/key_made.html", context | more)

    return _page(
        request,
        form,
        may,
        place,
        run=lambda: make_keys(actor=user, watcher=watcher, votes=ready, passphrases=typed(form)),
        to=place.back_url,
        answer=made,
        template="ballots/keys_make.html",
        context=context,
    )


@never_cache
@sensitive_post_parameters(*SECRETS)
def counts_page(request: HttpRequest, named: Named, place: Place, poll_url: str) -> HttpResponse:
    """Both passphrases open all urns that are closed; one process counts them one after another, the page says how far it is."""
    user, form = acting_user(request), CountForm(posted(request))
    standings = count_standings(named)
    busy = any(each.counting for each in standings)
    ready = [] if busy else _ready(standings)
    may = _may(request, place, ready, access.may_count_vote)
    watcher = _watcher(request, form, may, ready)

    def run() -> None:
        _begin(request, user, watcher, ready, form)

    return _page(
        request,
        form,
        may,
        place,
        run=run,
        to=request.path,
        template="ballots/counts_begin.html",
        context=_context(place, standings, ready) | {"busy": busy, "poll_url": poll_url},
    )


def counts_progress(request: HttpRequest, named: Named, poll_url: str, page_url: str) -> HttpResponse:
    """The part of the page that renews itself while a process counts; the whole page once it is done."""
    standings = count_standings(named)
    busy = any(each.counting for each in standings)
    answer = render(
        request,
        "ballots/counts_progress.html",
        {"standings": standings, "busy": busy, "poll_url": poll_url, "page_url": page_url},
    )
    if not busy:
        answer["HX-Refresh"] = "true"
    return answer


def _begin(
    request: HttpRequest, user: "User", watcher: "User | None", votes: Sequence["Vote"], form: CountForm
) -> None:
    """Begin what can be begun and say why the others were not. Raises ``VoteRefused`` where it is none."""
    outcomes = jobs.start_counts(actor=user, watcher=watcher, votes=votes, passphrases=typed(form))
    refused = [(vote, why) for vote, why in outcomes if why]
    if len(refused) == len(outcomes):
        raise VoteRefused("".join(dict.fromkeys(why for _, why in refused)))
    for vote, why in refused:
        messages.warning(request, f"{vote.title}没有计票：{why}")


def _ready(standings: Sequence[Standing]) -> list["Vote"]:
    return [each.vote for each in standings if each.vote and not each.why]


def _may(
    request: HttpRequest, place: Place, votes: Sequence["Vote"], may: Callable[["User", "Vote"], Answer]
) -> Answer:
    """Whether the user may come, and do it for each of the votes; nothing is sent for none at all."""
    user = acting_user(request)
    there = Answer(bool(votes) or request.method == "GET", NOTHING_READY)
    return first_no(place.may, *(may(user, vote) for vote in votes), there)


def _watcher(
    request: HttpRequest, form: "WatcherForm", may: Answer, votes: Sequence["Vote"]
) -> "User | None":
    if not votes or not may or not form.is_valid():
        return None
    return identified_watcher(request, form, *votes)


def _context(place: Place, standings: Sequence[Standing], ready: Sequence["Vote"]) -> dict[str, Any]:
    return {
        "crumbs": place.crumbs,
        "standings": standings,
        "ready": ready,
        "back_url": place.back_url,
        "back": place.back,
        "demo_words": settings.DEMO_PASSPHRASES if settings.DEMO else {},
    }


def _page(
    request: HttpRequest,
    form: "WatcherForm",
    may: Answer,
    place: Place,
    *,
    run: Callable[[], Any],
    **more: Any,
) -> HttpResponse:
    return form_page(request, form=form, may=may, run=run, said="", back=place.back_url, **more)
