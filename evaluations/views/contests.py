"""The departments' election: list, set-up, its page, begun, summarised, given up (S3-01 … S3-08, S3-16)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.access import contests as doors
from evaluations.access import seeing
from evaluations.documents import contest_papers
from evaluations.forms.contests import ContestForm, ContestSummaryForm, VoidContestForm
from evaluations.queries import contest_years as years
from evaluations.queries import contests as queries
from evaluations.queries import panels
from evaluations.services import contests as services
from evaluations.services.refusals import MeetingRefused
from evaluations.views.acting import act, posted, refusal, signed_in
from registry.services.refusals import VersionConflict
from registry.views.attachments import download
from rulebook.lifecycle.contest import ContestState

if TYPE_CHECKING:
    from ballots.models import Vote
    from draws.models import Draw
    from evaluations.models import Contest
    from registry.models import User

PAGE = 20
LIST = "evaluations:contest-list"
SHOW = "evaluations:contest-show"
TONES = {
    ContestState.PREPARING: "neutral",
    ContestState.VOTING: "waiting",
    ContestState.SCORED: "due",
    ContestState.PUBLISHED: "done",
    ContestState.VOID: "overdue",
}


def contest_draw_url(draw: "Draw") -> str:
    """The panels page of the election that a draw fills."""
    pk = panels.contest_of_draw(draw.pk)
    return reverse("evaluations:contest-panels", args=[pk]) if pk else reverse(LIST)


def panel_vote_url(vote: "Vote") -> str:
    """The panels page of the election that a vote belongs to."""
    pk = panels.contest_of_vote(vote.pk)
    return reverse("evaluations:contest-panels", args=[pk]) if pk else reverse(LIST)


def run_contest(request: HttpRequest, pk: int) -> "Contest":
    """An election whose preparation the user may follow; 404 otherwise."""
    return get_object_or_404(doors.run_contests_for(signed_in(request)), pk=pk)


def contest_crumbs(contest: "Contest", *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of an election."""
    return [("科室评选", reverse(LIST)), (contest.title, reverse(SHOW, args=[contest.pk])), *more]


def home_contests(user: "User") -> dict[str, Any] | None:
    """What of an election waits for this user: a leader's decisions; for the units, the newest bulletin."""
    waiting = years.waiting_proposals(doors.contests_to_decide(user))
    published = years.newest_published(doors.contests_for(user))
    if not waiting and published is None:
        return None
    return {"waiting": waiting, "published": published}


@require_GET
def contest_list(request: HttpRequest) -> HttpResponse:
    """Elections, newest first."""
    user = signed_in(request)
    if not doors.may_follow_contests(user):
        raise PermissionDenied
    page = Paginator(doors.contests_for(user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [
            (contest, TONES[ContestState(contest.state)], doors.runs_contest(user, contest))
            for contest in page
        ],
        "may_create": doors.may_create_contest(user),
        "crumbs": [("科室评选", "")],
    }
    return render(request, "evaluations/contest_list.html", context)


def contest_create(request: HttpRequest) -> HttpResponse:
    """Set up an election with the document's figures, every one of which may be changed."""
    user = signed_in(request)
    if no := refusal(request, doors.may_create_contest(user), LIST):
        return no
    bureaus = seeing.bureaus_managed(user)
    units = queries.units_for_contest(bureaus)
    initial = ContestForm.initial_for(None, localdate().year) | {"units": [unit.pk for unit in units]}
    form = ContestForm(posted(request), initial=initial, bureaus=bureaus, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            contest = services.create_contest(actor=user, data=form.contest_data())
        except MeetingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已建立。")
            return redirect(SHOW, contest.pk)
    crumbs = [("科室评选", reverse(LIST)), ("建立", "")]
    context = {"form": form, "crumbs": crumbs, "title": "建立科室评选"}
    return render(request, "evaluations/contest_edit.html", context, status=422 if form.errors else 200)


def contest_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change it before the vote; afterwards every figure is frozen."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(request, doors.may_manage_contest(user, contest, ContestState.PREPARING), SHOW, pk):
        return no
    bureaus = seeing.bureaus_managed(user)
    form = ContestForm(
        posted(request),
        initial=ContestForm.initial_for(contest, contest.year),
        bureaus=bureaus,
        units=queries.units_for_contest(bureaus),
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or contest.version
        try:
            services.update_contest(actor=user, contest=contest, version=version, data=form.contest_data())
        except (MeetingRefused, VersionConflict) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。")
            return redirect(SHOW, pk)
    context = {
        "form": form,
        "contest": contest,
        "crumbs": contest_crumbs(contest, ("修改", "")),
        "title": "修改评选",
    }
    return render(request, "evaluations/contest_edit.html", context, status=422 if form.errors else 200)


@require_GET
def contest_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the election stands, to those who run and follow it."""
    user = signed_in(request)
    contest = run_contest(request, pk)
    table = queries.score_table(contest)
    context = {
        "contest": contest,
        "tone": TONES[ContestState(contest.state)],
        "table": table,
        "panels": panels.panel_standings(contest),
        "warning": panels.mutual_warning(contest),
        "may_manage": doors.may_manage_contest(user, contest),
        "may_edit": doors.may_manage_contest(user, contest, ContestState.PREPARING),
        "may_import": doors.may_manage_contest(
            user, contest, ContestState.PREPARING, ContestState.VOTING, ContestState.SCORED
        ),
        "may_view_scores": doors.may_view_scores(user, contest),
        "may_publish": doors.may_manage_contest(user, contest, ContestState.SCORED),
        "void_form": VoidContestForm(),
        "crumbs": [("科室评选", reverse(LIST)), (contest.title, "")],
    }
    return render(request, "evaluations/contest_show.html", context)


@require_POST
def contest_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the figures and let the panels vote."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(request, doors.may_manage_contest(user, contest, ContestState.PREPARING), SHOW, pk):
        return no
    act(
        request,
        lambda: services.begin_voting(actor=user, contest=contest),
        "数字已冻结，可以准备各层面投票。",
    )
    return redirect("evaluations:contest-panels", pk)


@require_POST
def contest_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up with a reason."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(request, doors.may_manage_contest(user, contest), SHOW, pk):
        return no
    form = VoidContestForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写作废原因，不超过 200 字。")
        return redirect(SHOW, pk)
    reason = form.cleaned_data["reason"]
    act(request, lambda: services.void_contest(actor=user, contest=contest, reason=reason), "已作废。")
    return redirect(SHOW, pk)


def contest_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the summary; what was typed stays when somebody else saved in between."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(request, doors.may_manage_contest(user, contest), SHOW, pk):
        return no
    form = ContestSummaryForm(posted(request), initial={"text": contest.summary, "version": contest.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.save_contest_summary(
                actor=user, contest=contest, version=given["version"], text=given["text"]
            )
        except VersionConflict as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。")
            return redirect("evaluations:contest-summary", pk)
    crumbs = contest_crumbs(contest, ("工作总结", ""))
    context = {"form": form, "contest": contest, "crumbs": crumbs}
    return render(request, "evaluations/contest_summary.html", context, status=422 if form.errors else 200)


@require_GET
def contest_summary_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The summary as PDF."""
    contest = run_contest(request, pk)
    if not contest.summary:
        messages.info(request, "总结还没有写。")
        return redirect(SHOW, pk)
    content = contest_papers.contest_summary_pdf(contest, localdate())
    return download(content, f"{contest.title}工作总结.pdf")
