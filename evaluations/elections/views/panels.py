"""The panels of an election: leaders entered, supervisors designated, the draw, the votes (S3-04 … S3-06, S3-17)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.elections import access as doors
from evaluations.elections.documents import papers
from evaluations.elections.forms import DesignateForm, LeadersForm
from evaluations.elections.queries import panels as queries
from evaluations.elections.queries import scores as election_queries
from evaluations.elections.services import panel_votes as votes
from evaluations.elections.services import panels as services
from evaluations.elections.services.refusals import ElectionRefused
from evaluations.elections.views.elections import election_crumbs, run_election
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.steps import act, refusal
from rulebook.election.score import PANEL_LABELS, Panel
from rulebook.lifecycle.election import ElectionState as S

PANELS = "elections:election-panels"
MOST_COPIES = 300
FILLING = (S.PREPARING, S.VOTING)


@require_GET
def election_panels(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is designated, what is drawn, which panel votes."""
    user, election = acting_user(request), run_election(request, pk)
    pool, found = queries.panel_pool(election), queries.panel_votes(election)
    designated = [
        (
            unit,
            [
                (group, len(queries.designated_of(election, unit, group)))
                for group in queries.designating_groups(unit)
            ],
        )
        for unit in election_queries.election_units(election)
    ]
    context = {
        "election": election,
        "standings": [(each, found.get(each.panel)) for each in queries.panel_standings(election)],
        "designated": designated,
        "quotas": pool.quotas,
        "pool_problems": pool.problems,
        "warning": queries.mutual_warning(election),
        "may_fill": doors.may_manage_election(user, election, *FILLING),
        "may_prepare": doors.may_prepare_panel_vote(user, election),
        "crumbs": election_crumbs(election, ("参评层面", "")),
    }
    return render(request, "elections/election_panels.html", context)


@require_GET
def election_members(request: HttpRequest, pk: int, panel: str) -> HttpResponse:
    """The members of one panel by unit."""
    election = run_election(request, pk)
    if panel not in list(Panel):
        raise Http404
    context = {
        "election": election,
        "label": PANEL_LABELS[Panel(panel)],
        "members": queries.panel_members(election, Panel(panel)),
        "crumbs": election_crumbs(
            election, ("参评层面", reverse(PANELS, args=[pk])), (PANEL_LABELS[Panel(panel)], "")
        ),
    }
    return render(request, "elections/election_members.html", context)


@require_GET
def election_paper(request: HttpRequest, pk: int, panel: str) -> HttpResponse:
    """The form on paper, as many sheets as asked for: of a panel whose members rate all units, or of the one ``unit``."""
    election = run_election(request, pk)
    if panel not in list(Panel):
        raise Http404
    units = [unit.name for unit in election_queries.election_units(election)]
    chosen = request.GET.get("unit", "")
    names = [name for name in units if name == chosen] or units
    copies = request.GET.get("copies", "")
    n = min(int(copies), MOST_COPIES) if copies.isascii() and copies.isdigit() and int(copies) else 1
    content = papers.panel_paper(election, Panel(panel), names, n)
    return download(content, f"{election.title}评议表（{PANEL_LABELS[Panel(panel)]}）.pdf")


def election_leaders(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the leaders who vote; the posts of the bureau are proposed."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_manage_election(user, election, *FILLING), PANELS, pk):
        return no
    known = [member.label for member in queries.panel_members(election, Panel.LEADERS)]
    names = known or queries.leader_names(election.bureau)
    form = LeadersForm(posted(request), initial={"names": "\n".join(names)})
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_leaders(actor=user, election=election, names=form.cleaned_data["names"])
        except ElectionRefused as refused:
            form.add_error("names", str(refused))
        else:
            messages.success(request, "分局领导已登记。")
            return redirect(PANELS, pk)
    crumbs = election_crumbs(election, ("参评层面", reverse(PANELS, args=[pk])), ("分局领导", ""))
    context = {"election": election, "form": form, "crumbs": crumbs, "title": "登记分局领导"}
    return render(request, "elections/election_form.html", context, status=422 if form.errors else 200)


def election_designate(request: HttpRequest, pk: int, unit: int, group: int) -> HttpResponse:
    """Fix the supervisors of one group of a unit; ``group`` counts from 0 in the unit's order."""
    user, election = acting_user(request), run_election(request, pk)
    row = doors.unit_of(election, unit)
    groups = queries.designating_groups(row) if row else []
    if row is None or group >= len(groups):
        raise Http404
    if no := refusal(request, doors.may_manage_election(user, election, *FILLING), PANELS, pk):
        return no
    name = groups[group]
    chosen = [member.person_id for member in queries.designated_of(election, row, name)]
    form = DesignateForm(posted(request), initial={"persons": chosen}, people=queries.candidates(row, name))
    if request.method == "POST" and form.is_valid():
        people = list(form.cleaned_data["persons"])
        try:
            services.designate(actor=user, election=election, unit=row, group=name, persons=people)
        except ElectionRefused as refused:
            form.add_error("persons", str(refused))
        else:
            messages.success(request, f"{row.name}的{name}已指定 {len(people)} 名。")
            return redirect(PANELS, pk)
    crumbs = election_crumbs(election, ("参评层面", reverse(PANELS, args=[pk])), (f"{row.name}{name}", ""))
    context = {"election": election, "form": form, "crumbs": crumbs, "title": f"{row.name}：指定{name}"}
    return render(request, "elections/election_form.html", context, status=422 if form.errors else 200)


@require_POST
def election_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the one draw, or give its draft the present registry."""
    user, election = acting_user(request), run_election(request, pk)
    if no := refusal(request, doors.may_manage_election(user, election, *FILLING), PANELS, pk):
        return no
    act(
        request,
        lambda: services.prepare_election_draw(actor=user, election=election),
        "抽取名册已编好，请到抽取页由抽取主体锁定。",
    )
    return redirect(PANELS, pk)


@require_POST
def election_vote(request: HttpRequest, pk: int, panel: str) -> HttpResponse:
    """Prepare the vote of one panel."""
    user, election = acting_user(request), run_election(request, pk)
    if panel not in list(Panel):
        raise Http404
    if no := refusal(request, doors.may_prepare_panel_vote(user, election), PANELS, pk):
        return no
    act(
        request,
        lambda: votes.prepare_panel_vote(actor=user, election=election, panel=Panel(panel)),
        f"{PANEL_LABELS[Panel(panel)]}的投票已准备，请到投票页制卡。",
    )
    return redirect(PANELS, pk)
