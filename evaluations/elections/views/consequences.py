"""What follows from an election, decided by a named leader, and the assessment ledger of units and years (S3-14, S3-15)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.elections import access as doors
from evaluations.elections.forms import ProposalForm
from evaluations.elections.queries import years as queries
from evaluations.elections.services import consequences as services
from evaluations.elections.views.elections import LIST, election_crumbs, run_election
from registry.views.acting import acting_user
from registry.views.steps import act, refusal

USES = "elections:election-uses"


@require_GET
def election_uses(request: HttpRequest, pk: int) -> HttpResponse:
    """Every proposal with its decision."""
    user, election = acting_user(request), run_election(request, pk)
    if not doors.may_view_ledger(user, election.bureau):
        raise PermissionDenied
    context = {
        "election": election,
        "proposals": [(each, ProposalForm(auto_id=f"p{each.pk}-%s")) for each in queries.proposals(election)],
        "may_decide": doors.may_decide_consequences(user, election),
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
    if no := refusal(request, doors.may_decide_consequences(user, election), USES, pk):
        return no
    form = ProposalForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择确认或不予执行；说明不超过 200 字。")
        return redirect(USES, pk)
    given = form.cleaned_data
    act(
        request,
        lambda: services.decide_proposal(
            actor=user, proposal=row, confirm=given["confirm"], note=given["note"]
        ),
        "决定已登记。",
    )
    return redirect(USES, pk)


@require_GET
def election_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Points, bonus and standing of every unit, year by year."""
    user, election = acting_user(request), run_election(request, pk)
    if not doors.may_view_ledger(user, election.bureau):
        raise PermissionDenied
    context = {
        "election": election,
        "ledger": queries.ledger(election.bureau),
        "crumbs": [("科室评选", reverse(LIST)), ("考核台账", "")],
    }
    return render(request, "elections/election_ledger.html", context)
