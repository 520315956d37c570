"""The departments' election: list, set-up, its page, begun, summarised, given up (S3-01 … S3-08, S3-16)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.access import bureaus_managed
from evaluations.elections import access as doors
from evaluations.elections.documents import papers
from evaluations.elections.forms import ElectionForm, ElectionSummaryForm, VoidElectionForm
from evaluations.elections.queries import panels, years
from evaluations.elections.queries import scores as queries
from evaluations.elections.services import elections as services
from evaluations.elections.services import rehearsals
from registry.forms.conflict import differences
from registry.queries.listing import page_of
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.gates import needs
from registry.views.steps import take_step
from rulebook.lifecycle.election import ElectionState

if TYPE_CHECKING:
    from ballots.models import Vote
    from draws.models import Draw
    from evaluations.elections.models import Election
    from registry.models import User

LIST = "elections:election-list"
SHOW = "elections:election-show"
TONES = {
    ElectionState.PREPARING: "neutral",
    ElectionState.VOTING: "waiting",
    ElectionState.SCORED: "due",
    ElectionState.PUBLISHED: "done",
    ElectionState.VOID: "overdue",
}


def election_draw_url(draw: "Draw") -> str:
    """The panels page of the election that a draw fills."""
    pk = panels.election_of_draw(draw.pk)
    return reverse("elections:election-panels", args=[pk]) if pk else reverse(LIST)


def panel_vote_url(vote: "Vote") -> str:
    """The panels page of the election that a vote belongs to."""
    pk = panels.election_of_vote(vote.pk)
    return reverse("elections:election-panels", args=[pk]) if pk else reverse(LIST)


def run_election(request: HttpRequest, pk: int) -> "Election":
    """An election whose preparation the user may follow; 404 otherwise."""
    return get_object_or_404(doors.run_elections_for(acting_user(request)), pk=pk)


def election_crumbs(election: "Election", *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of an election."""
    return [("科室评选", reverse(LIST)), (election.title, reverse(SHOW, args=[election.pk])), *more]


def home_elections(user: "User") -> dict[str, Any] | None:
    """The newest bulletin that the user may read."""
    published = years.newest_published(doors.elections_for(user))
    return {"published": published} if published else None


@require_GET
@needs(doors.may_follow_elections)
def election_list(request: HttpRequest) -> HttpResponse:
    """Elections, newest first."""
    user = acting_user(request)
    page = page_of(
        doors.elections_for(user), years.NEWEST, request.GET.get("page", ""), read=years.with_bureau
    )
    context = {
        "page": page,
        "rows": [
            (election, TONES[ElectionState(election.state)], doors.runs_election(user, election))
            for election in page
        ],
        "may_create": doors.may_create_election(user),
        "crumbs": [("科室评选", "")],
    }
    return render(request, "elections/election_list.html", context)


def election_create(request: HttpRequest) -> HttpResponse:
    """Set up an election with the document's figures, every one of which may be changed."""
    user = acting_user(request)
    bureaus = bureaus_managed(user)
    units = queries.units_for_election(bureaus)
    initial = ElectionForm.initial_for(None, localdate().year) | {"units": [unit.pk for unit in units]}
    form = ElectionForm(posted(request), initial=initial, bureaus=bureaus, units=units)
    return form_page(
        request,
        form=form,
        may=doors.may_create_election(user),
        run=lambda: services.create_election(actor=user, data=form.election_data()),
        said="已建立。",
        to=lambda election: reverse(SHOW, args=[election.pk]),
        back=reverse(LIST),
        template="elections/election_edit.html",
        context={"crumbs": [("科室评选", reverse(LIST)), ("建立", "")], "title": "建立科室评选"},
    )


def election_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it before the vote; afterwards every figure is frozen."""
    user, election = acting_user(request), run_election(request, pk)
    bureaus = bureaus_managed(user)
    form = ElectionForm(
        posted(request),
        initial=ElectionForm.initial_for(election, election.year),
        bureaus=bureaus,
        units=queries.units_for_election(bureaus),
    )
    return form_page(
        request,
        form=form,
        may=doors.may_manage_election(user, election, ElectionState.PREPARING),
        run=lambda: services.update_election(
            actor=user,
            election=election,
            version=form.cleaned_data["version"] or 0,
            data=form.election_data(),
        ),
        theirs=lambda: form.differences(run_election(request, pk)),
        to=reverse(SHOW, args=[pk]),
        template="elections/election_edit.html",
        context={
            "election": election,
            "crumbs": election_crumbs(election, ("修改", "")),
            "title": "修改评选",
        },
    )


@require_GET
def election_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the election stands, to those who run and follow it."""
    return _page(request, run_election(request, pk), VoidElectionForm())


def _page(request: HttpRequest, election: "Election", form: VoidElectionForm) -> HttpResponse:
    user = acting_user(request)
    table = queries.score_table(election)
    context = {
        "election": election,
        "tone": TONES[ElectionState(election.state)],
        "table": table,
        "panels": panels.panel_standings(election),
        "warning": panels.mutual_warning(election),
        "may_manage": doors.may_manage_election(user, election),
        "may_edit": doors.may_manage_election(user, election, ElectionState.PREPARING),
        "may_import": doors.may_manage_election(
            user, election, ElectionState.PREPARING, ElectionState.VOTING, ElectionState.SCORED
        ),
        "may_view_scores": doors.may_view_scores(user, election),
        "may_publish": doors.may_publish(user, election),
        "may_rehearse": doors.may_rehearse(user, election),
        "void_form": form,
        "crumbs": [("科室评选", reverse(LIST)), (election.title, "")],
    }
    return render(request, "elections/election_show.html", context)


@require_POST
def election_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the figures and let the panels vote."""
    user, election = acting_user(request), run_election(request, pk)
    return take_step(
        request,
        may=doors.may_manage_election(user, election, ElectionState.PREPARING),
        run=lambda: services.begin_voting(actor=user, election=election),
        said="数字已冻结，可以准备各层面投票。",
        to=reverse("elections:election-panels", args=[pk]),
        back=reverse(SHOW, args=[pk]),
    )


@require_POST
def election_rehearsal(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy with stand-ins, to walk through the panels' votes."""
    user, election = acting_user(request), run_election(request, pk)
    return take_step(
        request,
        may=doors.may_rehearse(user, election),
        run=lambda: rehearsals.start_election_rehearsal(actor=user, election=election),
        said="演练已建立，可以准备各层面投票；演练完请作废。",
        to=lambda copy: reverse("elections:election-panels", args=[copy.pk]),
        back=reverse(SHOW, args=[pk]),
    )


@require_POST
def election_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up with a reason."""
    user, election = acting_user(request), run_election(request, pk)
    form = VoidElectionForm(request.POST)
    return take_step(
        request,
        may=doors.may_manage_election(user, election),
        form=form,
        run=lambda: services.void_election(actor=user, election=election, reason=form.cleaned_data["reason"]),
        said="已作废。",
        to=reverse(SHOW, args=[pk]),
        page=lambda: _page(request, election, form),
    )


def election_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the summary; what was typed stays when somebody else saved in between."""
    user, election = acting_user(request), run_election(request, pk)
    form = ElectionSummaryForm(posted(request), initial=ElectionSummaryForm.stored(election))
    return form_page(
        request,
        form=form,
        may=doors.may_manage_election(user, election),
        run=lambda: services.save_election_summary(actor=user, election=election, **form.cleaned_data),
        theirs=lambda: differences(form, form.stored(run_election(request, pk))),
        to=reverse("elections:election-summary", args=[pk]),
        back=reverse(SHOW, args=[pk]),
        template="elections/election_summary.html",
        context={"election": election, "crumbs": election_crumbs(election, ("工作总结", ""))},
    )


@require_GET
def election_summary_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary as PDF."""
    election = run_election(request, pk)
    if not election.summary:
        messages.info(request, "总结还没有写。")
        return redirect(SHOW, pk)
    content = papers.election_summary_pdf(election, localdate())
    return download(content, f"{election.title}工作总结.pdf")
