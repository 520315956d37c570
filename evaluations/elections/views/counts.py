"""The count report of an election: made by a job, downloaded, signed by hand, its scan uploaded."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from desk.forms.signing import SignCountForm
from desk.tasks import nudge
from evaluations.elections import access as doors
from evaluations.elections.queries import scores as queries
from evaluations.elections.services import reports as services
from evaluations.elections.services.looks import open_election_count
from evaluations.elections.services.refusals import ElectionRefused
from evaluations.elections.views.elections import SHOW, election_crumbs, run_election
from registry.services.refusals import REFUSALS
from registry.views.acting import acting_user
from registry.views.attachments import attachment_response
from registry.views.steps import refusal

COUNT = "elections:election-count"
PARTS = {"pdf": "计票报告", "workbook": "计票计分表", "signed_scan": "签字扫描件"}


@require_GET
def election_count(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents with their hashes, and the form of the signed scan."""
    return _page(request, pk, SignCountForm())


def _page(request: HttpRequest, pk: int, form: SignCountForm) -> HttpResponse:
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_view_scores(user, election), SHOW, pk):
        return no
    report = queries.report_of_election(election)
    context = {
        "election": election,
        "report": report,
        "parts": [(key, title, getattr(report, key, None)) for key, title in PARTS.items()],
        "signature": queries.signature_text(queries.score_table(election)),
        "form": form,
        "may_make": doors.may_make_election_report(user, election),
        "may_sign": doors.may_sign_election_count(user, election),
        "crumbs": election_crumbs(election, ("计票报告", "")),
    }
    return render(request, "elections/election_count.html", context, status=422 if form.errors else 200)


@require_POST
def election_count_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the making; its progress has a page of its own."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_make_election_report(user, election), COUNT, pk):
        return no
    try:
        job = services.request_election_report(actor=user, election=election)
    except ElectionRefused as refused:
        messages.error(request, str(refused))
        return redirect(COUNT, pk)
    nudge(job)
    return redirect("desk:job-show", job.pk) if job.created_by_id == user.pk else redirect(COUNT, pk)


@require_GET
@never_cache
def election_count_file(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One document; every look is on record."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_view_scores(user, election), SHOW, pk):
        return no
    file = getattr(queries.report_of_election(election), part, None) if part in PARTS else None
    if file is None:
        raise Http404
    open_election_count(actor=user, election=election)
    return attachment_response(file)


@require_POST
def election_count_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the scan of the signed report."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_sign_election_count(user, election), COUNT, pk):
        return no
    form = SignCountForm(request.POST, request.FILES)
    if form.is_valid():
        scan = form.cleaned_data["scan"]
        try:
            services.sign_election_count(
                actor=user,
                election=election,
                teller=form.cleaned_data["teller"],
                scrutineer=form.cleaned_data["scrutineer"],
                file_name=scan.name,
                content=scan.read(),
            )
        except REFUSALS as refused:
            form.add_error("scan", str(refused))
        else:
            messages.success(request, "签字扫描件已保存。")
            return redirect(COUNT, pk)
    return _page(request, pk, form)
