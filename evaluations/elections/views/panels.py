"""The panels of an election: leaders entered, supervisors designated, the draw, the votes (S3-04 … S3-06, S3-17)."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from evaluations.elections import access as doors
from evaluations.elections.documents import papers
from evaluations.elections.forms import AbsentRatersForm, DesignateForm, LeadersForm, WindowForm
from evaluations.elections.queries import panels as queries
from evaluations.elections.queries import scores as election_queries
from evaluations.elections.services import panel_votes as votes
from evaluations.elections.services import panels as services
from evaluations.elections.views.elections import election_crumbs, run_election
from registry.views.acting import acting_user, posted
from registry.views.attachments import download
from registry.views.editing import form_page
from registry.views.steps import take_step
from rulebook.election.score import PANEL_LABELS, Panel
from rulebook.lifecycle.election import ElectionState as S

if TYPE_CHECKING:
    from evaluations.elections.models import Election

FORM = "elections/election_form.html"
PANELS = "elections:election-panels"
MOST_COPIES = 300


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
        "absent": [unit.name for unit in election_queries.election_units(election) if unit.rater_absent],
        "may_absent": doors.may_manage_election(user, election, S.VOTING),
        "may_fill": doors.may_fill_panels(user, election),
        "may_prepare": doors.may_prepare_panel_vote(user, election),
        "may_keys": doors.may_make_panel_keys(user, election),
        "may_count": doors.may_count_panels(user, election),
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
    """The form on paper, as many sheets as asked for: one for all units, or one for each (or the one ``unit``)."""
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
    known = [member.label for member in queries.panel_members(election, Panel.LEADERS)]
    names = known or queries.leader_names(election.bureau)
    form = LeadersForm(posted(request), initial={"names": "\n".join(names)})
    return form_page(
        request,
        form=form,
        may=doors.may_fill_panels(user, election),
        run=lambda: services.enter_leaders(actor=user, election=election, names=form.cleaned_data["names"]),
        said="分局领导已登记。",
        to=reverse(PANELS, args=[pk]),
        at="names",
        template=FORM,
        context=_form_context(election, "分局领导", title="登记分局领导"),
    )


def election_raters(request: HttpRequest, pk: int) -> HttpResponse:
    """Which units sent nobody to the mutual panel: without it nobody could say whether somebody rated his own unit."""
    user, election = acting_user(request), run_election(request, pk)
    rating = election_queries.rating_units(election, election_queries.election_units(election))
    form = AbsentRatersForm(
        posted(request),
        initial={"units": [unit.pk for unit in rating if unit.rater_absent]},
        units=queries.rows_of(rating),
    )
    return form_page(
        request,
        form=form,
        may=doors.may_manage_election(user, election, S.VOTING),
        run=lambda: services.record_absent_raters(
            actor=user, election=election, units=list(form.cleaned_data["units"])
        ),
        said="互评缺席单位已登记。",
        to=reverse(PANELS, args=[pk]),
        at="units",
        template=FORM,
        context=_form_context(election, "互评缺席", title="登记互评缺席单位"),
    )


def election_designate(request: HttpRequest, pk: int, unit: int, group: int) -> HttpResponse:
    """Fix the supervisors of one group of a unit; ``group`` counts from 0 in the unit's order."""
    user, election = acting_user(request), run_election(request, pk)
    row = doors.unit_of(election, unit)
    groups = queries.designating_groups(row) if row else []
    if row is None or group >= len(groups):
        raise Http404
    name = groups[group]
    chosen = [member.person_id for member in queries.designated_of(election, row, name)]
    form = DesignateForm(posted(request), initial={"persons": chosen}, people=queries.candidates(row, name))

    def run() -> int:
        people = list(form.cleaned_data["persons"])
        services.designate(actor=user, election=election, unit=row, group=name, persons=people)
        return len(people)

    return form_page(
        request,
        form=form,
        may=doors.may_fill_panels(user, election),
        run=run,
        said=lambda number: f"{row.name}的{name}已指定 {number} 名。",
        to=reverse(PANELS, args=[pk]),
        at="persons",
        template=FORM,
        context=_form_context(election, f"{row.name}{name}", title=f"{row.name}：指定{name}"),
    )


def _form_context(election: "Election", here: str, *, title: str) -> dict[str, Any]:
    crumbs = election_crumbs(election, ("参评层面", reverse(PANELS, args=[election.pk])), (here, ""))
    return {"election": election, "crumbs": crumbs, "title": title}


@require_POST
def election_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the one draw, or give its draft the present registry."""
    user, election = acting_user(request), run_election(request, pk)
    return take_step(
        request,
        may=doors.may_fill_panels(user, election),
        run=lambda: services.prepare_election_draw(actor=user, election=election),
        said="抽取名册已编好，请到抽取页由抽取主体锁定。",
        to=reverse(PANELS, args=[pk]),
    )


def election_window(request: HttpRequest, pk: int, panel: str) -> HttpResponse:
    """The time in which a panel votes; it ends by itself, and what comes later does not count."""
    user, election = acting_user(request), run_election(request, pk)
    row = queries.panel_votes(election).get(panel)
    if row is None:
        raise Http404
    times = {"opens": localtime(row.opens_at), "closes": localtime(row.closes_at)}
    form = WindowForm(posted(request), initial=times)
    label = PANEL_LABELS[Panel(panel)]
    return form_page(
        request,
        form=form,
        may=doors.may_manage_election(user, election, S.VOTING),
        run=lambda: votes.set_panel_window(actor=user, panel_vote=row, **form.cleaned_data),
        said=f"{label}的投票时间已设定。",
        to=reverse(PANELS, args=[pk]),
        at="closes",
        template=FORM,
        context=_form_context(election, f"{label}投票时间", title=f"{label}：投票时间"),
    )


@require_POST
def election_vote(request: HttpRequest, pk: int, panel: str) -> HttpResponse:
    """Prepare the vote of one panel."""
    user, election = acting_user(request), run_election(request, pk)
    if panel not in list(Panel):
        raise Http404
    return take_step(
        request,
        may=doors.may_prepare_panel_vote(user, election),
        run=lambda: votes.prepare_panel_vote(actor=user, election=election, panel=Panel(panel)),
        said=f"{PANEL_LABELS[Panel(panel)]}的投票已准备，请到投票页制卡。",
        to=reverse(PANELS, args=[pk]),
    )
