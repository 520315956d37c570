"""The score of an election, its files, what the leading group decides, the published edition (S3-09 … S3-19)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from desk.queries.corrections import corrections_of
from desk.queries.made_documents import is_as_kept
from evaluations.elections import access as doors
from evaluations.elections.documents import workbook
from evaluations.elections.forms import CountsFileForm
from evaluations.elections.queries import scores as queries
from evaluations.elections.queries import years
from evaluations.elections.queries.decisions import decisions_of, what
from evaluations.elections.queries.published import published_table
from evaluations.elections.services.counts import import_counts
from evaluations.elections.services.looks import open_election_count
from evaluations.elections.views.elections import LIST, SHOW, election_crumbs, run_election
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, download
from registry.views.editing import form_page
from registry.views.steps import refusal
from rulebook.election.score import GRADES, PANEL_LABELS
from rulebook.lifecycle.election import ElectionState as S

if TYPE_CHECKING:
    from rulebook.election.counted_votes import VotesTable

SCORES = "elections:election-scores"


def election_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Counted votes of paper rounds and earlier years; a file with wrong lines is refused as a whole."""
    user, election = acting_user(request), run_election(request, pk)
    form = CountsFileForm(posted(request), request.FILES or None)

    def run() -> "VotesTable":
        upload = form.cleaned_data["file"]
        return import_counts(actor=user, election=election, name=upload.name, content=upload.read())

    def imported(found: "VotesTable") -> HttpResponse:
        messages.success(request, f"已导入 {len(found.votes)} 个单位的票数。")
        for gap in found.missing:
            messages.warning(request, gap)
        return redirect(SHOW, pk)

    show = reverse(SHOW, args=[pk])
    return form_page(
        request,
        form=form,
        may=doors.may_manage_election(user, election, S.PREPARING, S.VOTING, S.SCORED),
        run=run,
        said="",
        to=show,
        answer=imported,
        at="file",
        template="elections/election_import.html",
        context={"election": election, "crumbs": election_crumbs(election, ("导入计票结果", ""))},
    )


@require_GET
def election_template(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty file with a line for each unit and panel."""
    election = run_election(request, pk)
    table = queries.score_table(election)
    content = workbook.counts_template(
        [(unit.unit.code, unit.name) for unit in table.units],
        [PANEL_LABELS[rule.panel] for rule in table.scheme.panels],
    )
    return download(content, "计票结果（空表）.xlsx", XLSX)


def _opened(request: HttpRequest, pk: int) -> queries.ScoreTable | HttpResponse:
    """The internal edition, its opening on record; or why not."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_view_scores(user, election), SHOW, pk):
        return no
    table = queries.score_table(election)
    if not table.counts:
        messages.info(request, "还没有计票结果。")
        return redirect(SHOW, pk)
    open_election_count(actor=user, election=election)
    return table


@require_GET
def election_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Rank list, both schemes, what blocks the publication, year over year."""
    table = _opened(request, pk)
    if isinstance(table, HttpResponse):
        return table
    user, election = acting_user(request), table.election
    context = {
        "election": election,
        "table": table,
        "years": years.year_over_year(table),
        "may_decide": doors.may_record_decision(user, election),
        "decisions": [(each, what(each)) for each in decisions_of(election)],
        "may_publish": doors.may_publish(user, election),
        "crumbs": election_crumbs(election, ("内部计分", "")),
    }
    return render(request, "elections/election_scores.html", context)


@require_GET
def election_unit(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """One unit's three steps: votes, rates, averages, score."""
    table = _opened(request, pk)
    if isinstance(table, HttpResponse):
        return table
    row = next((each for each in table.rows if each.unit.pk == unit), None)
    if row is None:
        raise Http404
    crumbs = election_crumbs(table.election, ("内部计分", reverse(SCORES, args=[pk])), (row.unit.name, ""))
    context = {
        "election": table.election,
        "row": row,
        "steps": years.worked_steps(table, row),
        "grades": GRADES,
        "points": list(zip(GRADES, table.scheme.points, table.scheme.second_points, strict=True)),
        "crumbs": crumbs,
    }
    return render(request, "elections/election_unit.html", context)


@require_GET
def election_workbook_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The internal edition in Excel, with live formulas."""
    table = _opened(request, pk)
    if isinstance(table, HttpResponse):
        return table
    return download(workbook.election_workbook(table), f"{table.election.title}计票计分.xlsx", XLSX)


@require_GET
def election_published(request: HttpRequest, pk: int) -> HttpResponse:
    """The published edition: rank, and the scores and votes that the bulletin showed; no panel."""
    user = acting_user(request)
    election = get_object_or_404(doors.elections_for(user), pk=pk)
    if election.state != S.PUBLISHED:
        messages.info(request, "结果通报后才能查看。")
        return redirect(SHOW, pk)
    runs = doors.runs_election(user, election)
    context = {
        "election": election,
        "table": published_table(election),
        "corrections": corrections_of(election),
        "bulletin_intact": election.bulletin is not None and is_as_kept(election.bulletin),
        "may_correct": doors.may_correct_bulletin(user, election),
        "crumbs": election_crumbs(election, ("通报结果", ""))
        if runs
        else [("科室评选", reverse(LIST)), (election.title, "")],
    }
    return render(request, "elections/election_published.html", context)
