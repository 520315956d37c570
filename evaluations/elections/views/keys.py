"""The votes of all panels in one act: their keys before the opening, their counts after the close."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ballots.views import several
from evaluations.elections import access as doors
from evaluations.elections.queries import panels as queries
from evaluations.elections.views.elections import election_crumbs, run_election
from registry.views.acting import acting_user
from registry.views.gates import refuse_unless

if TYPE_CHECKING:
    from ballots.models import Vote
    from evaluations.elections.models import Election
    from registry.access import Answer


@require_http_methods(["GET", "POST"])
def election_keys(request: HttpRequest, pk: int) -> HttpResponse:
    """Key and zero report of every panel whose cards are made."""
    election = run_election(request, pk)
    may = doors.may_make_panel_keys(acting_user(request), election)
    return several.keys_page(request, _votes(election), _place(election, may, "一并制作密钥"))


@require_http_methods(["GET", "POST"])
def election_counting(request: HttpRequest, pk: int) -> HttpResponse:
    """The count of every panel that is closed."""
    election = run_election(request, pk)
    may = doors.may_count_panels(acting_user(request), election)
    return several.counts_page(request, _votes(election), _place(election, may, "一并计票"), _poll_url(pk))


@require_GET
def election_counting_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the counts are; it does not keep the session alive."""
    election = run_election(request, pk)
    refuse_unless(doors.may_count_panels(acting_user(request), election))
    page_url = reverse("elections:election-counting", args=[pk])
    return several.counts_progress(request, _votes(election), _poll_url(pk), page_url)


def _poll_url(pk: int) -> str:
    return reverse("elections:election-counting-progress", args=[pk])


def _votes(election: "Election") -> "list[tuple[str, Vote | None]]":
    """Every panel of the election by its name, with its vote."""
    found = queries.panel_votes(election)
    named = [(each.label, found.get(each.panel)) for each in queries.panel_standings(election)]
    return [(label, row.vote if row else None) for label, row in named]


def _place(election: "Election", may: "Answer", here: str) -> several.Place:
    panels = reverse("elections:election-panels", args=[election.pk])
    crumbs = election_crumbs(election, ("参评层面", panels), (here, ""))
    return several.Place(crumbs, may, panels, "回到参评层面")
