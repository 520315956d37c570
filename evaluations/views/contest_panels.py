"""The panels of an election: leaders entered, supervisors designated, the draw, the votes (S3-04 … S3-06, S3-17)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.access import contests as doors
from evaluations.documents import contest_papers
from evaluations.forms.contests import DesignateForm, LeadersForm
from evaluations.queries import contests as contest_queries
from evaluations.queries import panels as queries
from evaluations.services import panel_votes as votes
from evaluations.services import panels as services
from evaluations.services.refusals import MeetingRefused
from evaluations.views.acting import act, posted, refusal, signed_in
from evaluations.views.contests import contest_crumbs, run_contest
from registry.views.attachments import download
from rulebook.department_score import PANEL_LABELS, Panel
from rulebook.lifecycle.contest import ContestState as S

PANELS = "evaluations:contest-panels"
MOST_COPIES = 300
FILLING = (S.PREPARING, S.VOTING)


@require_GET
def contest_panels(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is designated, what is drawn, which panel votes."""
    user, contest = signed_in(request), run_contest(request, pk)
    pool, found = queries.panel_pool(contest), queries.panel_votes(contest)
    designated = [
        (
            unit,
            [
                (group, len(queries.designated_of(contest, unit, group)))
                for group in queries.designating_groups(unit)
            ],
        )
        for unit in contest_queries.contest_units(contest)
    ]
    context = {
        "contest": contest,
        "standings": [(each, found.get(each.panel)) for each in queries.panel_standings(contest)],
        "designated": designated,
        "quotas": pool.quotas,
        "pool_problems": pool.problems,
        "warning": queries.mutual_warning(contest),
        "may_fill": doors.may_manage_contest(user, contest, *FILLING),
        "may_prepare": doors.may_prepare_panel_vote(user, contest),
        "crumbs": contest_crumbs(contest, ("参评层面", "")),
    }
    return render(request, "evaluations/contest_panels.html", context)


@require_GET
def contest_members(request: HttpRequest, pk: int, panel: str) -> HttpResponse:
    """The members of one panel by unit."""
    contest = run_contest(request, pk)
    if panel not in list(Panel):
        raise Http404
    context = {
        "contest": contest,
        "label": PANEL_LABELS[Panel(panel)],
        "members": queries.panel_members(contest, Panel(panel)),
        "crumbs": contest_crumbs(
            contest, ("参评层面", reverse(PANELS, args=[pk])), (PANEL_LABELS[Panel(panel)], "")
        ),
    }
    return render(request, "evaluations/contest_members.html", context)


@require_GET
def contest_paper(request: HttpRequest, pk: int, panel: str) -> HttpResponse:
    """The form on paper, as many sheets as asked for: of a panel whose members rate all units, or of the one ``unit``."""
    contest = run_contest(request, pk)
    if panel not in list(Panel):
        raise Http404
    units = [unit.name for unit in contest_queries.contest_units(contest)]
    chosen = request.GET.get("unit", "")
    names = [name for name in units if name == chosen] or units
    copies = request.GET.get("copies", "")
    n = min(int(copies), MOST_COPIES) if copies.isascii() and copies.isdigit() and int(copies) else 1
    content = contest_papers.panel_paper(contest, Panel(panel), names, n)
    return download(content, f"{contest.title}评议表（{PANEL_LABELS[Panel(panel)]}）.pdf")


def contest_leaders(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the leaders who vote; the posts of the bureau are proposed."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(request, doors.may_manage_contest(user, contest, *FILLING), PANELS, pk):
        return no
    known = [member.label for member in queries.panel_members(contest, Panel.LEADERS)]
    names = known or queries.leader_names(contest.bureau)
    form = LeadersForm(posted(request), initial={"names": "\n".join(names)})
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_leaders(actor=user, contest=contest, names=form.cleaned_data["names"])
        except MeetingRefused as refused:
            form.add_error("names", str(refused))
        else:
            messages.success(request, "分局领导已登记。")
            return redirect(PANELS, pk)
    crumbs = contest_crumbs(contest, ("参评层面", reverse(PANELS, args=[pk])), ("分局领导", ""))
    context = {"contest": contest, "form": form, "crumbs": crumbs, "title": "登记分局领导"}
    return render(request, "evaluations/contest_form.html", context, status=422 if form.errors else 200)


def contest_designate(request: HttpRequest, pk: int, unit: int, group: int) -> HttpResponse:
    """Fix the supervisors of one group of a unit; ``group`` counts from 0 in the unit's order."""
    user, contest = signed_in(request), run_contest(request, pk)
    row = doors.unit_of(contest, unit)
    groups = queries.designating_groups(row) if row else []
    if row is None or group >= len(groups):
        raise Http404
    if no := refusal(request, doors.may_manage_contest(user, contest, *FILLING), PANELS, pk):
        return no
    name = groups[group]
    chosen = [member.person_id for member in queries.designated_of(contest, row, name)]
    form = DesignateForm(posted(request), initial={"persons": chosen}, people=queries.candidates(row, name))
    if request.method == "POST" and form.is_valid():
        people = list(form.cleaned_data["persons"])
        try:
            services.designate(actor=user, contest=contest, unit=row, group=name, persons=people)
        except MeetingRefused as refused:
            form.add_error("persons", str(refused))
        else:
            messages.success(request, f"{row.name}的{name}已指定 {len(people)} 名。")
            return redirect(PANELS, pk)
    crumbs = contest_crumbs(contest, ("参评层面", reverse(PANELS, args=[pk])), (f"{row.name}{name}", ""))
    context = {"contest": contest, "form": form, "crumbs": crumbs, "title": f"{row.name}：指定{name}"}
    return render(request, "evaluations/contest_form.html", context, status=422 if form.errors else 200)


@require_POST
def contest_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the one draw, or give its draft the present registry."""
    user, contest = signed_in(request), run_contest(request, pk)
    if no := refusal(request, doors.may_manage_contest(user, contest, *FILLING), PANELS, pk):
        return no
    act(
        request,
        lambda: services.prepare_contest_draw(actor=user, contest=contest),
        "抽取名册已编好，请到抽取页由抽取主体锁定。",
    )
    return redirect(PANELS, pk)


@require_POST
def contest_vote(request: HttpRequest, pk: int, panel: str) -> HttpResponse:
    """Prepare the vote of one panel."""
    user, contest = signed_in(request), run_contest(request, pk)
    if panel not in list(Panel):
        raise Http404
    if no := refusal(request, doors.may_prepare_panel_vote(user, contest), PANELS, pk):
        return no
    act(
        request,
        lambda: votes.prepare_panel_vote(actor=user, contest=contest, panel=Panel(panel)),
        f"{PANEL_LABELS[Panel(panel)]}的投票已准备，请到投票页制卡。",
    )
    return redirect(PANELS, pk)
