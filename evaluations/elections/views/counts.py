"""The count report of an election: made by a job, downloaded, signed by hand, its scan uploaded."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.forms.signing import SeenScanForm, SignCountForm
from desk.views.made_documents import HELD, document_parts, held_preview, is_signed, part_of, queue_making
from evaluations.elections import access as doors
from evaluations.elections.queries import reports as queries
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import reports as services
from evaluations.elections.services.looks import open_election_count
from evaluations.elections.views.elections import SHOW, election_crumbs, run_election
from registry.views.acting import acting_user
from registry.views.attachments import attachment_response, preview_response
from registry.views.steps import refusal, take_step

COUNT = "elections:election-count"


@require_GET
def election_count(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents with their hashes, and the form of the signed scan."""
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, form: SignCountForm | None = None, seen: SeenScanForm | None = None
) -> HttpResponse:
    user, election = acting_user(request), run_election(request, pk)
    may_view = doors.may_view_scores(user, election)
    if no := refusal(request, may_view, SHOW, pk):
        return no
    report = queries.report_of_election(election)
    context = {
        "election": election,
        "report": report,
        "parts": document_parts(
            report,
            url=lambda part: reverse("elections:election-count-file", args=[pk, part]),
            may=lambda _: may_view,
        ),
        "differences": queries.differences_of(election) if report and report.pdf else None,
        "signature": queries.signature_text(score_table(election)),
        "held": held_preview(
            report, lambda part: reverse("elections:election-count-file", args=[pk, part]), seen
        ),
        "form": form or SignCountForm(replaces=is_signed(report)),
        "may_make": doors.may_make_election_report(user, election),
        "may_sign": doors.may_sign_election_count(user, election),
        "crumbs": election_crumbs(election, ("计票报告", "")),
    }
    return render(request, "elections/election_count.html", context)


@require_POST
def election_count_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the making; its progress has a page of its own."""
    user, election = acting_user(request), run_election(request, pk)
    return queue_making(
        request,
        may=doors.may_make_election_report(user, election),
        run=lambda: services.request_election_report(actor=user, election=election),
        here=reverse(COUNT, args=[pk]),
    )


@require_GET
@never_cache
def election_count_file(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One document; every look is on record."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_view_scores(user, election), SHOW, pk):
        return no
    file = part_of(queries.report_of_election(election), part)
    open_election_count(actor=user, election=election)
    return preview_response(file) if part == HELD else attachment_response(file)


@require_POST
def election_count_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the scan of the signed report until it was looked at."""
    user, election = acting_user(request), run_election(request, pk)
    form = SignCountForm(
        request.POST, request.FILES, replaces=is_signed(queries.report_of_election(election))
    )
    return take_step(
        request,
        may=doors.may_sign_election_count(user, election),
        form=form,
        run=lambda: services.hold_election_count(actor=user, election=election, **form.signed()),
        page=lambda: _page(request, pk, form),
        at="scan",
        said="扫描件已上传，请看过之后确认。",
        to=reverse(COUNT, args=[pk]),
    )


@require_POST
def election_count_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan was looked at: it counts from now on."""
    user, election = acting_user(request), run_election(request, pk)
    form = SeenScanForm(request.POST)
    return take_step(
        request,
        may=doors.may_sign_election_count(user, election),
        form=form,
        run=lambda: services.sign_election_count(actor=user, election=election),
        page=lambda: _page(request, pk, seen=form),
        at="seen",
        said="签字扫描件已保存。",
        to=reverse(COUNT, args=[pk]),
    )
