"""What follows from an election, decided by a named leader, and the assessment ledger of units and years (S3-14, S3-15)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.elections import access as doors
from evaluations.elections.forms import ProposalForm
from evaluations.elections.queries import years as queries
from evaluations.elections.queries.decisions import standing_decision
from evaluations.elections.services import decisions as services
from evaluations.elections.views.decisions import decision_address
from evaluations.elections.views.elections import LIST, election_crumbs, run_election
from registry.views.acting import acting_user
from registry.views.gates import refuse_unless
from registry.views.steps import take_step

USES = "elections:election-uses"


@require_GET
def election_uses(request: HttpRequest, pk: int) -> HttpResponse:
    """Every proposal with its decision."""
    election = run_election(request, pk)
    refuse_unless(doors.may_view_ledger(request.user, election.bureau))
    context = {
        "election": election,
        "proposals": [
            (each, standing_decision(each), ProposalForm(auto_id=f"p{each.pk}-%s"))
            for each in queries.proposals(election)
        ],
        "may_decide": doors.may_decide_consequences(request.user, election),
        "crumbs": election_crumbs(election, ("结果运用", "")),
    }
    return render(request, "elections/election_uses.html", context)


@require_POST
def election_use_decide(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """The leader confirms or declines one."""
    user, election = acting_user(request), run_election(request, pk)
    row = doors.proposal_of(election, proposal)
    if row is None:
        raise Http404
    form = ProposalForm(request.POST, request.FILES)
    return take_step(
        request,
        may=doors.may_decide_consequences(user, election),
        form=form,
        run=lambda: services.decide_proposal(actor=user, proposal=row, **form.decided()),
        said="决定已登记，待第二人确认后生效。",
        to=decision_address,
        back=reverse(USES, args=[pk]),
    )


@require_GET
def election_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Points, bonus and standing of every unit, year by year."""
    election = run_election(request, pk)
    refuse_unless(doors.may_view_ledger(request.user, election.bureau))
    context = {
        "election": election,
        "ledger": queries.ledger(election.bureau),
        "crumbs": [("科室评选", reverse(LIST)), ("考核台账", "")],
    }
    return render(request, "elections/election_ledger.html", context)
