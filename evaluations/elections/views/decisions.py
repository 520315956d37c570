"""Decisions of the leading group: recorded with a minute, confirmed by the second person, withdrawn (S3-09, S3-13)."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from evaluations.elections import access as doors
from evaluations.elections.forms import DecisionForm, WithdrawDecisionForm
from evaluations.elections.queries import decisions as queries
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import decisions as services
from evaluations.elections.views.elections import SHOW, election_crumbs, run_election
from registry.views.acting import acting_user, posted
from registry.views.attachments import attachment_response
from registry.views.editing import form_page
from registry.views.gates import refuse_unless
from registry.views.second_person import PendingConfirmation, confirm
from registry.views.steps import take_step

if TYPE_CHECKING:
    from evaluations.elections.models import Election, GroupDecision
    from registry.forms.second_person import SignForm
    from registry.models import User


def decision_address(decision: "GroupDecision") -> str:
    """The page of one decision."""
    return reverse("elections:election-decision", args=[decision.election_id, decision.pk])


def election_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a decision of the leading group on record, with its minute."""
    user, election = acting_user(request), run_election(request, pk)
    table = score_table(election)
    tied = "\n".join(table.names[key] for key in (table.outcome.undecided or ((),))[0])
    initial = {"decided_on": localdate(), "order": tied, "kind": "tie" if tied else "spread"}
    form = DecisionForm(posted(request), request.FILES or None, initial=initial, table=table)
    return form_page(
        request,
        form=form,
        may=doors.may_record_decision(user, election),
        run=lambda: services.record_decision(
            actor=user, election=election, decision=form.decision(), **form.minute()
        ),
        said="决定已登记，待第二人确认后生效。",
        to=decision_address,
        back=reverse(SHOW, args=[pk]),
        template="elections/election_form.html",
        context={
            "election": election,
            "crumbs": election_crumbs(election, ("领导小组决定", "")),
            "title": "登记领导小组决定",
        },
    )


def _decision(request: HttpRequest, pk: int, decision: int) -> "GroupDecision":
    election: Election = run_election(request, pk)
    row = doors.decision_of(election, decision)
    if row is None:
        raise Http404
    refuse_unless(doors.may_see_decision(request.user, row))
    return row


def _waiting(request: HttpRequest, row: "GroupDecision") -> PendingConfirmation | None:
    asked = queries.open_request(row)
    if asked is None:
        return None
    return PendingConfirmation(
        asked,
        title=queries.LABELS[asked.action],
        facts=queries.decision_facts(row),
        may_confirm=lambda user: doors.may_confirm_decision(user, row),
        who="市纪委监督员或局领导，且不属于决定涉及的单位",
        may_offer=doors.may_ask_decision(request.user, row),
        confirm_url=reverse("elections:election-decision-confirm", args=[row.election_id, row.pk]),
        submit="看过会议纪要，核对无误，确认",
    )


def _page(
    request: HttpRequest,
    row: "GroupDecision",
    form: WithdrawDecisionForm | None = None,
    second: "SignForm | None" = None,
) -> HttpResponse:
    asked = _waiting(request, row)
    context = {
        "election": row.election,
        "decision": row,
        "what": queries.what(row),
        "facts": queries.decision_facts(row).items(),
        "panel": asked and asked.panel(request, second),
        "may_ask": doors.may_ask_decision(request.user, row),
        "may_withdraw": doors.may_withdraw_decision(request.user, row),
        "form": form or WithdrawDecisionForm(),
        "crumbs": election_crumbs(row.election, ("领导小组决定", "")),
    }
    return render(request, "elections/election_decision.html", context)


@require_safe
def election_decision(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """One decision: what, why, on what minute, by whom, and whether it counts."""
    return _page(request, _decision(request, pk, decision))


@require_safe
def election_decision_minute(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """The signed minute."""
    row = _decision(request, pk, decision)
    if row.minute is None:
        raise Http404
    return attachment_response(row.minute)


@require_POST
def election_decision_ask(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """Ask again for the second person."""
    row, user = _decision(request, pk, decision), acting_user(request)
    return take_step(
        request,
        may=doors.may_ask_decision(user, row),
        run=lambda: services.ask_decision(actor=user, decision=row),
        said="已提请，待第二人确认。",
        to=decision_address(row),
    )


@require_POST
def election_decision_withdraw(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """Ask that the decision no longer counts."""
    row, user = _decision(request, pk, decision), acting_user(request)
    form = WithdrawDecisionForm(request.POST)
    return take_step(
        request,
        may=doors.may_withdraw_decision(user, row),
        form=form,
        page=lambda: _page(request, row, form),
        run=lambda: services.ask_withdrawal(actor=user, decision=row, **form.cleaned_data),
        said="已提请撤回，待第二人确认。",
        to=decision_address(row),
    )


@require_POST
@sensitive_post_parameters("password", "token")
def election_decision_confirm(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """The second person confirms, on his own session or by name and password on this screen."""
    row = _decision(request, pk, decision)

    def run(person: "User", asked: PendingConfirmation, seen: str) -> str:
        done = services.confirm_decision(actor=person, decision=row, seen=seen)
        return f"已由{person.name}确认，决定{done.get_state_display()}。"

    return confirm(
        request,
        _waiting(request, row),
        run=run,
        to=decision_address(row),
        page=lambda form: _page(request, row, second=form),
    )
