"""A panel from outside that votes partly on paper: from the sheet that is given to the score and the bulletin (S3-17, S3-19)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from ballots.models import PaperSheet, Vote
from ballots.queries import votes as vote_queries
from ballots.services import opening, paper
from ballots.services.cards import void_card
from evaluations.elections.models import Election, PanelCount
from evaluations.elections.queries.published import published_table
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import elections
from registry.models import Role, Unit
from rulebook.election.score import Panel, PanelRule
from tests.evaluations.elections.stage import (
    SMALL,
    SMALL_SCHEME,
    ElectionStage,
    count_panel,
    fill_designated,
    new_election,
    open_panel,
    publish,
    put,
    run_election_draw,
    seal_panel,
    set_election_stage,
    units_of,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import user_with

pytestmark = pytest.mark.django_db
SEATS, ON_PAPER = 10, 4
"""The fewest cards of a unit of which some may be exchanged for paper, and how many are."""
TEN = replace(SMALL, office_firms=6, office_traders=3, office_townships=1, department_firms=8)
TEN_SCHEME = replace(
    SMALL_SCHEME,
    panels=tuple(
        PanelRule(Panel.SERVICE_OBJECTS, SEATS, rule.weight) if rule.panel == Panel.SERVICE_OBJECTS else rule
        for rule in SMALL_SCHEME.panels
    ),
)


@pytest.fixture
def stage(bureau: Unit) -> ElectionStage:
    return set_election_stage(bureau, firms=8)


def voting_election(stage: ElectionStage) -> Election:
    election = new_election(stage, quotas=TEN, scheme=TEN_SCHEME)
    fill_designated(stage, election)
    run_election_draw(stage, election)
    return elections.begin_voting(actor=stage.inspector, election=election)


def vote_on_tablets(stage: ElectionStage, election: Election, panel: Panel) -> None:
    """Every unit gets the grade of its place: the first 满意 from everybody, the second 较满意, and so on."""
    keys = [unit.key for unit in units_of(election)]
    vote, cards = open_panel(stage, election, panel)
    for number, (group, card) in enumerate(cards):
        marks = list(range(1, len(keys) + 1))
        if panel == Panel.MUTUAL:
            marks[number] = 0
        assert put(vote, card, [keys.index(group) + 1] if group in keys else marks, number) == 201
    seal_panel(stage, vote)


def vote_with_paper(stage: ElectionStage, election: Election) -> Vote:
    """The service objects: of each unit six on tablets as its place, four on paper 不满意; closed, two clerks have read all."""
    keys = [unit.key for unit in units_of(election)]
    vote, cards = open_panel(stage, election, Panel.SERVICE_OBJECTS)
    for place, key in enumerate(keys, start=1):
        paper.print_paper(actor=stage.inspector, vote=vote, n=ON_PAPER + 1, stratum=key)
        codes = [code for group, code in cards if group == key]
        for code in codes[:ON_PAPER]:
            assert void_card(actor=stage.watcher, vote=vote, code=code, reason="paper")
        for number, code in enumerate(codes[ON_PAPER:]):
            assert put(vote, code, [place], 100 * place + number) == 201
    opening.begin_closing(actor=stage.inspector, vote=vote)
    opening.close_vote(actor=stage.inspector, vote=vote)
    clerks = [user_with(Role.TELLER, stage.bureau) for _ in range(2)]
    for key in keys:
        paper.stamp_sheets(actor=clerks[0], vote=vote, n=ON_PAPER, stratum=key, left=1)
    for sheet in PaperSheet.objects.filter(vote=vote):
        for clerk in clerks:
            paper.enter_sheet(actor=clerk, vote=vote, stamp=sheet.stamp, marks=[5])
    vote.refresh_from_db()
    return vote


def test_s3_17_paper_of_a_panel_goes_unit_by_unit_into_score_and_bulletin(stage: ElectionStage) -> None:
    election = voting_election(stage)
    for panel in (Panel.MUTUAL, Panel.LEADERS, Panel.SUPERVISORS):
        vote_on_tablets(stage, election, panel)
    vote = vote_with_paper(stage, election)
    count_panel(stage, vote)
    vote.refresh_from_db()
    assert (vote.paper_valid, vote.kept_urn, vote.paper_left) == (4 * ON_PAPER, 4 * (SEATS - ON_PAPER), 4)
    assert [line.breach for line in vote_queries.equations(vote) if not line.holds] == []
    election.refresh_from_db()
    assert election.state == "scored"
    counted = PanelCount.objects.filter(panel=Panel.SERVICE_OBJECTS).select_related("unit")
    assert {count.unit.name: count.votes for count in counted} == {
        "第1所": [6, 0, 0, 0, 4],
        "第2所": [0, 6, 0, 0, 4],
        "第1科": [0, 0, 6, 0, 4],
        "第2科": [0, 0, 0, 6, 4],
    }
    table = score_table(election)
    points = table.scheme.points
    weight = Fraction(30, 100)
    of_paper = {
        row.unit.name: (1 - weight) * points[place]
        + weight * Fraction((SEATS - ON_PAPER) * points[place] + ON_PAPER * points[4], SEATS)
        for place, row in enumerate(table.rows)
    }
    assert {row.unit.name: row.score.score for row in table.rows} == of_paper
    assert table.problems == []
    publish(stage, election)
    election.refresh_from_db()
    shown = {row.name: row.score for row in published_table(election).rows}
    assert shown == {"第1所": "85 分以上", "第2所": "70—80 分", "第1科": "50—60 分", "第2科": "30—40 分"}
    page = signed_in(stage.head).get(f"/evaluations/elections/{election.pk}/published/").content.decode()
    assert [words for words in (*shown, *shown.values()) if words not in page] == []
    assert "88.00" not in page
    assert (
        "88.00"
        in signed_in(stage.inspector).get(f"/evaluations/elections/{election.pk}/scores/").content.decode()
    )
