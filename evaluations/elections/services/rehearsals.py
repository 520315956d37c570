"""Rehearsals: the panels' votes walked through before their day, with stand-ins. An election of its own that is never published."""

from dataclasses import replace

from evaluations.elections.models import Election, ElectionUnit, PanelMember
from evaluations.elections.queries.panels import LEADERS
from evaluations.elections.queries.scores import election_units
from evaluations.elections.services.elections import locked, move
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import User
from registry.services.audit import change
from rulebook.election.panels import RATE_ALL, figures_dict, read_figures
from rulebook.election.score import FEWEST_RATERS, PANEL_LABELS, Panel
from rulebook.lifecycle.election import ElectionState as S

STAND_IN = "演练代表"


def start_election_rehearsal(*, actor: User, election: Election) -> Election:
    """Copy the election for stand-ins, its panels filled, up to the votes: two stand-ins a unit in the panels from outside.

    No draw is held: nobody is called for a rehearsal. Raises ``ElectionRefused`` once a panel of the election has voted, and
    while another rehearsal of it is under way.
    """
    with change(actor, "start_election_rehearsal", election) as log:
        row = locked(election)
        if row.rehearsal_of_id is not None:
            raise ElectionRefused("演练不能再演练。")
        if (
            row.state not in (S.PREPARING, S.VOTING)
            or row.votes.filter(vote__opened_at__isnull=False).exists()
        ):
            raise ElectionRefused("已有层面投票或计票，投票开始之前才能演练。")
        if row.rehearsals.exclude(state=S.VOID).exists():
            raise ElectionRefused("本次评选的演练还没有结束，作废后才能再次演练。")
        copy = _copy(row)
        log.note(rehearsal=copy.pk)
    return copy


def _copy(row: Election) -> Election:
    scheme, quotas = read_figures(row.figures)
    panels = tuple(
        rule if rule.panel in RATE_ALL else replace(rule, seats=FEWEST_RATERS) for rule in scheme.panels
    )
    copy = Election.objects.create(
        title=f"演练：{row.title}",
        year=row.year,
        bureau=row.bureau,
        figures=figures_dict(replace(scheme, panels=panels), quotas),
        topics=row.topics,
        stages=row.stages,
        drawing_body=row.drawing_body,
        rehearsal_of=row,
    )
    units = ElectionUnit.objects.bulk_create(
        ElectionUnit(election=copy, unit=unit.unit, name=unit.name, kind=unit.kind, position=unit.position)
        for unit in election_units(row)
    )
    leaders = row.members.filter(panel=Panel.LEADERS).count() or FEWEST_RATERS
    for rule in panels:
        if rule.panel == Panel.LEADERS:
            _stand_in(copy, rule.panel, None, leaders)
        elif rule.panel not in RATE_ALL:
            for unit in units:
                _stand_in(copy, rule.panel, unit, rule.seats)
    move(copy, S.VOTING)
    return copy


def _stand_in(copy: Election, panel: Panel, unit: ElectionUnit | None, number: int) -> None:
    PanelMember.objects.bulk_create(
        PanelMember(
            election=copy,
            panel=panel,
            unit=unit,
            source="designated",
            group=LEADERS if panel == Panel.LEADERS else PANEL_LABELS[panel],
            label=f"{STAND_IN}{place}",
        )
        for place in range(1, number + 1)
    )
