"""The score of an election, its papers and files, what the leading group decides, and the bulletin (S3-09 … S3-19)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from draws.forms import SecondPersonForm
from evaluations.elections import access as doors
from evaluations.elections.documents import papers, workbook
from evaluations.elections.forms import CountsFileForm, DecisionForm, PublishForm
from evaluations.elections.queries import scores as queries
from evaluations.elections.queries import years
from evaluations.elections.services import consequences as consequence_services
from evaluations.elections.services import elections as services
from evaluations.elections.services.counts import import_counts
from evaluations.elections.services.looks import open_election_count
from evaluations.elections.services.refusals import ElectionRefused
from evaluations.elections.views.elections import LIST, SHOW, election_crumbs, run_election
from registry.services.attachments import AttachmentRefused
from registry.services.importing.files import ImportRefused
from registry.services.refusals import LinesRefused
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, attachment_response, download
from registry.views.steps import act, refusal
from rulebook.election.score import GRADES, PANEL_LABELS
from rulebook.lifecycle.election import ElectionState as S

if TYPE_CHECKING:
    from evaluations.elections.models import Election

SCORES = "elections:election-scores"


def election_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Counted votes of paper rounds and earlier years; a file with wrong lines is refused as a whole."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(
        request, doors.may_manage_election(user, election, S.PREPARING, S.VOTING, S.SCORED), SHOW, pk
    ):
        return no
    sent = request.method == "POST"
    form = CountsFileForm(*((request.POST, request.FILES) if sent else ()))
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            found = import_counts(actor=user, election=election, name=upload.name, content=upload.read())
        except LinesRefused as refused:
            for problem in refused.problems:
                form.add_error("file", problem)
        except (ImportRefused, AttachmentRefused, ElectionRefused) as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, f"已导入 {len(found.votes)} 个单位的票数。")
            for gap in found.missing:
                messages.warning(request, gap)
            return redirect(SHOW, pk)
    context = {"form": form, "election": election, "crumbs": election_crumbs(election, ("导入计票结果", ""))}
    return render(request, "elections/election_import.html", context, status=422 if form.errors else 200)


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
        "may_decide": doors.may_manage_election(user, election, S.SCORED, S.VOTING),
        "may_publish": doors.may_manage_election(user, election, S.SCORED),
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


def election_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a decision of the leading group on record."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_manage_election(user, election, S.SCORED, S.VOTING), SHOW, pk):
        return no
    table = queries.score_table(election)
    tied = "\n".join(table.names[key] for key in (table.outcome.undecided or ((),))[0])
    initial = {"decided_on": localdate(), "order": tied, "kind": "tie" if tied else "spread"}
    form = DecisionForm(posted(request), initial=initial, table=table)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_decision(actor=user, election=election, decision=form.decision())
        except ElectionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "决定已登记。")
            return redirect(SCORES, pk)
    crumbs = election_crumbs(election, ("内部计分", reverse(SCORES, args=[pk])), ("领导小组决定", ""))
    context = {"election": election, "form": form, "crumbs": crumbs, "title": "登记领导小组决定"}
    return render(request, "elections/election_form.html", context, status=422 if form.errors else 200)


def election_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the second person of the bulletin; what blocks it stands on the page."""
    user, election = acting_user(request), run_election(request, pk)
    pending = queries.pending_publication(election)
    confirms = pending is not None and doors.may_confirm_publication(user, election, pending.asked_by)
    if not confirms and (
        no := refusal(request, doors.may_manage_election(user, election, S.SCORED), SHOW, pk)
    ):
        return no
    form = PublishForm(
        posted(request) if not confirms else None,
        initial={"published_on": election.published_on or localdate(), "number": election.bulletin_number},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            consequence_services.ask_publication(
                actor=user, election=election, number=given["number"], published_on=given["published_on"]
            )
        except ElectionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已提请，待第二人确认。")
            return redirect("elections:election-publish", pk)
    return _publish_page(request, election, form)


def _publish_page(
    request: HttpRequest, election: "Election", form: PublishForm, second: SecondPersonForm | None = None
) -> HttpResponse:
    user, table = acting_user(request), queries.score_table(election)
    pending = queries.pending_publication(election)
    confirms = pending is not None and doors.may_confirm_publication(user, election, pending.asked_by)
    context = {
        "election": election,
        "table": table,
        "form": form,
        "pending": pending,
        "signature": queries.signature_text(table),
        "facts": queries.publication_facts(table).items() if pending else (),
        "confirms": confirms,
        "second": None if confirms else second or SecondPersonForm(request=request),
        "crumbs": election_crumbs(election, ("通报", "")),
    }
    failed = form.errors or (second is not None and second.errors)
    return render(request, "elections/election_publish.html", context, status=422 if failed else 200)


@require_POST
def election_publish_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person confirms, on his own session or by name and password on this screen; then it is published."""
    user, election = acting_user(request), run_election(request, pk)
    pending = queries.pending_publication(election)
    if pending is None:
        messages.error(request, "没有待确认的提请，或提请已超过十分钟，请重新提出。")
        return redirect(SHOW, pk)
    if not doors.may_confirm_publication(user, election, pending.asked_by):
        if no := refusal(request, doors.may_manage_election(user, election, S.SCORED), SHOW, pk):
            return no
        second = SecondPersonForm(request.POST, request=request)
        if not second.is_valid() or second.user is None:
            return _publish_page(request, election, PublishForm(), second)
        if not doors.may_confirm_publication(second.user, election, pending.asked_by):
            second.add_error("username", "须由市纪委监督员或局领导确认，且不能是提请人本人。")
            return _publish_page(request, election, PublishForm(), second)
        user = second.user
    bulletin = papers.election_bulletin(
        queries.score_table(election),
        number=election.bulletin_number,
        day=election.published_on or localdate(),
        draft=False,
    )
    done = act(
        request,
        lambda: consequence_services.confirm_publication(
            actor=user,
            election=election,
            confirmation=pending,
            bulletin=bulletin,
            seen=request.POST.get("seen", ""),
        ),
        f"已由{user.name}确认并通报，结果运用建议已提交局领导决定。",
    )
    return redirect("elections:election-published" if done else "elections:election-publish", pk)


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


@require_GET
def election_published(request: HttpRequest, pk: int) -> HttpResponse:
    """The published edition: rank, score, combined distribution; no panel."""
    user = acting_user(request)
    election = get_object_or_404(doors.elections_for(user), pk=pk)
    if election.state != S.PUBLISHED:
        messages.info(request, "结果通报后才能查看。")
        return redirect(SHOW, pk)
    runs = doors.runs_election(user, election)
    context = {
        "election": election,
        "table": queries.score_table(election),
        "grades": GRADES,
        "crumbs": election_crumbs(election, ("通报结果", ""))
        if runs
        else [("科室评选", reverse(LIST)), (election.title, "")],
    }
    return render(request, "elections/election_published.html", context)
