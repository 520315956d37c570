"""The score of an election, its papers and files, what the leading group decides, and the bulletin (S3-09 … S3-19)."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from draws.forms import SecondPersonForm
from evaluations.access import contests as doors
from evaluations.documents import contest_papers, contest_workbook
from evaluations.forms.contests import CountsFileForm, DecisionForm, PublishForm
from evaluations.queries import contest_years as years
from evaluations.queries import contests as queries
from evaluations.services import consequences as consequence_services
from evaluations.services import contests as services
from evaluations.services.contest_counts import import_counts
from evaluations.services.contest_looks import open_contest_count
from evaluations.services.outside_surveys import RatingsRefused
from evaluations.services.refusals import MeetingRefused
from evaluations.views.acting import act, posted, refusal, signed_in
from evaluations.views.contests import LIST, SHOW, contest_crumbs, run_contest
from registry.services.attachments import AttachmentRefused
from registry.services.importing.files import ImportRefused
from registry.views.attachments import XLSX, attachment_response, download
from rulebook.department_score import GRADES, PANEL_LABELS
from rulebook.lifecycle.contest import ContestState as S

if TYPE_CHECKING:
    from evaluations.models import Contest

SCORES = "evaluations:contest-scores"


def contest_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Counted votes of paper rounds and earlier years; a file with wrong lines is refused as a whole."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(
        request, doors.may_manage_contest(user, contest, S.PREPARING, S.VOTING, S.SCORED), SHOW, pk
    ):
        return no
    sent = request.method == "POST"
    form = CountsFileForm(*((request.POST, request.FILES) if sent else ()))
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            found = import_counts(actor=user, contest=contest, name=upload.name, content=upload.read())
        except RatingsRefused as refused:
            for problem in refused.problems:
                form.add_error("file", problem)
        except (ImportRefused, AttachmentRefused, MeetingRefused) as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, f"已导入 {len(found.votes)} 个单位的票数。")
            for gap in found.missing:
                messages.warning(request, gap)
            return redirect(SHOW, pk)
    context = {"form": form, "contest": contest, "crumbs": contest_crumbs(contest, ("导入计票结果", ""))}
    return render(request, "evaluations/contest_import.html", context, status=422 if form.errors else 200)


@require_GET
def contest_template(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty file with a line for each unit and panel."""
    contest = run_contest(request, pk)
    table = queries.score_table(contest)
    content = contest_workbook.counts_template(
        [(unit.unit.code, unit.name) for unit in table.units],
        [PANEL_LABELS[rule.panel] for rule in table.scheme.panels],
    )
    return download(content, "计票结果（空表）.xlsx", XLSX)


def _opened(request: HttpRequest, pk: int) -> queries.ScoreTable | HttpResponse:
    """The internal edition, its opening on record; or why not."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(request, doors.may_view_scores(user, contest), SHOW, pk):
        return no
    table = queries.score_table(contest)
    if not table.counts:
        messages.info(request, "还没有计票结果。")
        return redirect(SHOW, pk)
    open_contest_count(actor=user, contest=contest)
    return table


@require_GET
def contest_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Rank list, both schemes, what blocks the publication, year over year."""
    table = _opened(request, pk)
    if isinstance(table, HttpResponse):
        return table
    user, contest = signed_in(request), table.contest
    context = {
        "contest": contest,
        "table": table,
        "years": years.year_over_year(table),
        "may_decide": doors.may_manage_contest(user, contest, S.SCORED, S.VOTING),
        "may_publish": doors.may_manage_contest(user, contest, S.SCORED),
        "crumbs": contest_crumbs(contest, ("内部计分", "")),
    }
    return render(request, "evaluations/contest_scores.html", context)


@require_GET
def contest_unit(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """One unit's three steps: votes, rates, averages, score."""
    table = _opened(request, pk)
    if isinstance(table, HttpResponse):
        return table
    row = next((each for each in table.rows if each.unit.pk == unit), None)
    if row is None:
        raise Http404
    crumbs = contest_crumbs(table.contest, ("内部计分", reverse(SCORES, args=[pk])), (row.unit.name, ""))
    context = {
        "contest": table.contest,
        "row": row,
        "steps": years.worked_steps(table, row),
        "grades": GRADES,
        "points": list(zip(GRADES, table.scheme.points, table.scheme.second_points, strict=True)),
        "crumbs": crumbs,
    }
    return render(request, "evaluations/contest_unit.html", context)


@require_GET
def contest_workbook_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The internal edition in Excel, with live formulas."""
    table = _opened(request, pk)
    if isinstance(table, HttpResponse):
        return table
    return download(contest_workbook.contest_workbook(table), f"{table.contest.title}计票计分.xlsx", XLSX)


def contest_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a decision of the leading group on record."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(request, doors.may_manage_contest(user, contest, S.SCORED, S.VOTING), SHOW, pk):
        return no
    table = queries.score_table(contest)
    tied = "\n".join(table.names[key] for key in (table.outcome.undecided or ((),))[0])
    initial = {"decided_on": localdate(), "order": tied, "kind": "tie" if tied else "spread"}
    form = DecisionForm(posted(request), initial=initial, table=table)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_decision(actor=user, contest=contest, decision=form.decision())
        except MeetingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "决定已登记。")
            return redirect(SCORES, pk)
    crumbs = contest_crumbs(contest, ("内部计分", reverse(SCORES, args=[pk])), ("领导小组决定", ""))
    context = {"contest": contest, "form": form, "crumbs": crumbs, "title": "登记领导小组决定"}
    return render(request, "evaluations/contest_form.html", context, status=422 if form.errors else 200)


def contest_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the second person of the bulletin; what blocks it stands on the page."""
    user, contest = signed_in(request), run_contest(request, pk)
    pending = queries.pending_publication(contest)
    confirms = pending is not None and doors.may_confirm_publication(user, contest, pending.asked_by)
    if not confirms and (no := refusal(request, doors.may_manage_contest(user, contest, S.SCORED), SHOW, pk)):
        return no
    form = PublishForm(
        posted(request) if not confirms else None,
        initial={"published_on": contest.published_on or localdate(), "number": contest.bulletin_number},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            consequence_services.ask_publication(
                actor=user, contest=contest, number=given["number"], published_on=given["published_on"]
            )
        except MeetingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已提请，待第二人确认。")
            return redirect("evaluations:contest-publish", pk)
    return _publish_page(request, contest, form)


def _publish_page(
    request: HttpRequest, contest: "Contest", form: PublishForm, second: SecondPersonForm | None = None
) -> HttpResponse:
    user, table = signed_in(request), queries.score_table(contest)
    pending = queries.pending_publication(contest)
    confirms = pending is not None and doors.may_confirm_publication(user, contest, pending.asked_by)
    context = {
        "contest": contest,
        "table": table,
        "form": form,
        "pending": pending,
        "signature": queries.signature_text(table),
        "facts": queries.publication_facts(table).items() if pending else (),
        "confirms": confirms,
        "second": None if confirms else second or SecondPersonForm(request=request),
        "crumbs": contest_crumbs(contest, ("通报", "")),
    }
    failed = form.errors or (second is not None and second.errors)
    return render(request, "evaluations/contest_publish.html", context, status=422 if failed else 200)


@require_POST
def contest_publish_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person confirms, on his own session or by name and password on this screen; then it is published."""
    user, contest = signed_in(request), run_contest(request, pk)
    pending = queries.pending_publication(contest)
    if pending is None:
        messages.error(request, "没有待确认的提请，或提请已超过十分钟，请重新提出。")
        return redirect(SHOW, pk)
    if not doors.may_confirm_publication(user, contest, pending.asked_by):
        if no := refusal(request, doors.may_manage_contest(user, contest, S.SCORED), SHOW, pk):
            return no
        second = SecondPersonForm(request.POST, request=request)
        if not second.is_valid() or second.user is None:
            return _publish_page(request, contest, PublishForm(), second)
        if not doors.may_confirm_publication(second.user, contest, pending.asked_by):
            second.add_error("username", "须由市纪委监督员或局领导确认，且不能是提请人本人。")
            return _publish_page(request, contest, PublishForm(), second)
        user = second.user
    bulletin = contest_papers.contest_bulletin(
        queries.score_table(contest),
        number=contest.bulletin_number,
        day=contest.published_on or localdate(),
        draft=False,
    )
    done = act(
        request,
        lambda: consequence_services.confirm_publication(
            actor=user,
            contest=contest,
            confirmation=pending,
            bulletin=bulletin,
            seen=request.POST.get("seen", ""),
        ),
        f"已由{user.name}确认并通报，结果运用建议已提交局领导决定。",
    )
    return redirect("evaluations:contest-published" if done else "evaluations:contest-publish", pk)


@require_GET
def contest_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The bulletin as published, or, to the inspectorate, its draft."""
    user = signed_in(request)
    contest = get_object_or_404(doors.contests_for(user), pk=pk)
    if contest.bulletin:
        return attachment_response(contest.bulletin)
    if no := refusal(request, doors.may_manage_contest(user, contest, S.SCORED), SHOW, pk):
        return no
    table = queries.score_table(contest)
    content = contest_papers.contest_bulletin(
        table, number=contest.bulletin_number, day=localdate(), draft=True
    )
    return download(content, f"{contest.title}通报（草稿）.pdf")


@require_GET
def contest_published(request: HttpRequest, pk: int) -> HttpResponse:
    """The published edition: rank, score, combined distribution; no panel."""
    user = signed_in(request)
    contest = get_object_or_404(doors.contests_for(user), pk=pk)
    if contest.state != S.PUBLISHED:
        messages.info(request, "结果通报后才能查看。")
        return redirect(SHOW, pk)
    runs = doors.runs_contest(user, contest)
    context = {
        "contest": contest,
        "table": queries.score_table(contest),
        "grades": GRADES,
        "crumbs": contest_crumbs(contest, ("通报结果", ""))
        if runs
        else [("科室评选", reverse(LIST)), (contest.title, "")],
    }
    return render(request, "evaluations/contest_published.html", context)
