"""What follows from an election, decided by a named leader, and the assessment ledger of units and years (S3-14, S3-15)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.access import contests as doors
from evaluations.forms.contests import ProposalForm
from evaluations.queries import contest_years as queries
from evaluations.services import consequences as services
from evaluations.views.acting import act, refusal, signed_in
from evaluations.views.contests import LIST, contest_crumbs, run_contest

USES = "evaluations:contest-uses"


@require_GET
def contest_uses(request: HttpRequest, pk: int) -> HttpResponse:
    """Every proposal with its decision."""
    user, contest = signed_in(request), run_contest(request, pk)
    if not doors.may_view_ledger(user, contest.bureau):
        raise PermissionDenied
    context = {
        "contest": contest,
        "proposals": [(each, ProposalForm(auto_id=f"p{each.pk}-%s")) for each in queries.proposals(contest)],
        "may_decide": doors.may_decide_consequences(user, contest),
        "crumbs": contest_crumbs(contest, ("结果运用", "")),
    }
    return render(request, "evaluations/contest_uses.html", context)


@require_POST
def contest_use_decide(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """The leader confirms or declines one."""
    user, contest = signed_in(request), run_contest(request, pk)
    row = doors.proposal_of(contest, proposal)
    if row is None:
        raise Http404
    if no := refusal(request, doors.may_decide_consequences(user, contest), USES, pk):
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
def contest_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Points, bonus and standing of every unit, year by year."""
    user, contest = signed_in(request), run_contest(request, pk)
    if not doors.may_view_ledger(user, contest.bureau):
        raise PermissionDenied
    context = {
        "contest": contest,
        "ledger": queries.ledger(contest.bureau),
        "crumbs": [("科室评选", reverse(LIST)), ("考核台账", "")],
    }
    return render(request, "evaluations/contest_ledger.html", context)
