"""The bulletin 通报 of an election: asked for, confirmed by the second person, on paper (S3-19)."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.elections import access as doors
from evaluations.elections.documents import papers
from evaluations.elections.forms import PublishForm
from evaluations.elections.queries import scores as queries
from evaluations.elections.queries.published import publication_facts, publishable_table
from evaluations.elections.queries.reports import signature_text
from evaluations.elections.services import consequences as services
from evaluations.elections.views.elections import SHOW, election_crumbs, run_election
from registry.views.acting import acting_user
from registry.views.attachments import attachment_response, download
from registry.views.second_person import PendingConfirmation, confirm
from registry.views.steps import refusal, take_step
from rulebook.lifecycle.election import ElectionState as S

if TYPE_CHECKING:
    from evaluations.elections.models import Election
    from registry.forms.second_person import SignForm
    from registry.models import User

PUBLISH = "elections:election-publish"


def _waiting(
    request: HttpRequest, election: "Election", table: queries.ScoreTable
) -> PendingConfirmation | None:
    pending = queries.pending_publication(election)
    if pending is None:
        return None
    return PendingConfirmation(
        pending,
        title="通报结果",
        facts=publication_facts(table),
        may_confirm=lambda user: doors.may_confirm_publication(user, election, pending.asked_by),
        who="市纪委监督员或局领导",
        may_offer=doors.may_manage_election(request.user, election, S.SCORED),
        confirm_url=reverse("elections:election-publish-confirm", args=[election.pk]),
        submit="核对无误，通报",
    )


def election_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the second person of the bulletin; what blocks it stands on the page."""
    user, election = acting_user(request), run_election(request, pk)
    waiting = _waiting(request, election, queries.score_table(election))
    confirms = waiting is not None and waiting.is_own(user)
    may, show = doors.may_publish(user, election), reverse(SHOW, args=[pk])
    if confirms or request.method != "POST":
        return (None if confirms else refusal(request, may, show)) or _page(
            request, election, _asking(election)
        )
    form = PublishForm(request.POST)
    return take_step(
        request,
        may=may,
        form=form,
        page=lambda: _page(request, election, form),
        run=lambda: services.ask_publication(actor=user, election=election, **form.cleaned_data),
        said="已提请，待第二人确认。",
        to=reverse(PUBLISH, args=[pk]),
        back=show,
    )


def _asking(election: "Election") -> PublishForm:
    return PublishForm(
        initial={"published_on": election.published_on or localdate(), "number": election.bulletin_number}
    )


def _page(
    request: HttpRequest, election: "Election", form: PublishForm, refused: "SignForm | None" = None
) -> HttpResponse:
    table = queries.score_table(election)
    waiting = _waiting(request, election, table)
    context = {
        "election": election,
        "table": table,
        "form": form,
        "reasons": () if table.problems else publishable_table(table).reasons,
        "signature": signature_text(table),
        "panel": waiting and waiting.panel(request, refused),
        "confirms": waiting is not None and waiting.is_own(request.user),
        "crumbs": election_crumbs(election, ("通报", "")),
    }
    return render(request, "elections/election_publish.html", context)


@require_POST
def election_publish_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person confirms, on his own session or by name and password on this screen; then it is published."""
    election = run_election(request, pk)
    table = queries.score_table(election)
    waiting = _waiting(request, election, table)

    def run(person: "User", asked: PendingConfirmation, seen: str) -> str:
        number, day = election.bulletin_number, election.published_on or localdate()
        services.confirm_publication(
            actor=person,
            election=election,
            confirmation=asked.pending,
            bulletin=papers.election_bulletin(table, number=number, day=day, draft=False),
            seen=seen,
        )
        return f"已由{person.name}确认并通报，结果运用建议已提交局领导决定。"

    return confirm(
        request,
        waiting,
        run=run,
        to=reverse("elections:election-published", args=[pk]),
        page=lambda form: _page(request, election, _asking(election), form),
        # Whoever may only confirm has no page to ask from.
        back=reverse(PUBLISH if waiting else SHOW, args=[pk]),
    )


@require_GET
def election_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The bulletin as published, or, to the inspectorate, its draft."""
    user = acting_user(request)
    election = get_object_or_404(doors.elections_for(user), pk=pk)
    if election.bulletin:
        return attachment_response(election.bulletin)
    if no := refusal(request, doors.may_manage_election(user, election, S.SCORED), SHOW, pk):
        return no
    table = queries.score_table(election)
    content = papers.election_bulletin(table, number=election.bulletin_number, day=localdate(), draft=True)
    return download(content, f"{election.title}通报（草稿）.pdf")
