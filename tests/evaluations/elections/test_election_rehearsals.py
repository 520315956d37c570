"""An election walked through with stand-ins: every panel votes and is counted, and nothing of it is ever published."""

import pytest

from ballots.queries.votes import listed_votes
from evaluations.elections.models import Election
from evaluations.elections.queries import years
from evaluations.elections.queries.panels import panel_gaps
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import consequences, elections, rehearsals
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import Unit
from rulebook.election.score import Panel
from tests.evaluations.elections.stage import (
    DAY,
    ElectionStage,
    drawn_election,
    imported_election,
    open_panel,
    set_election_stage,
    vote_everything,
)
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(bureau: Unit) -> ElectionStage:
    return set_election_stage(bureau)


def test_s3_17_a_rehearsal_walks_through_all_panels_with_stand_ins(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    client = signed_in(stage.inspector)
    page = client.post(f"/evaluations/elections/{election.pk}/rehearsal/", follow=True).content.decode()
    assert "演练已建立，可以准备各层面投票；演练完请作废。" in page
    copy = Election.objects.get(rehearsal_of=election)
    assert "参评人员是替身，已经备好" in page
    assert "一、登记和指定" not in page
    refused = client.post(f"/evaluations/elections/{copy.pk}/draw/", follow=True).content.decode()
    assert "演练的参评人员是替身，不登记、不抽取。" in refused
    assert (copy.title, copy.state) == (f"演练：{election.title}", "voting")
    assert [panel_gaps(copy, panel) for panel in Panel] == [[], [], [], []]
    names = set(copy.members.values_list("label", flat=True))
    assert names == {"演练代表1", "演练代表2", "演练代表3"}
    assert not names & set(election.members.values_list("label", flat=True))
    vote_everything(stage, copy)
    assert (copy.state, score_table(copy).problems) == ("scored", [])
    assert set(copy.votes.values_list("vote__marking", flat=True)) == {"rehearsal"}
    assert not listed_votes().exists()
    election.refresh_from_db()
    assert (election.state, score_table(election).counts) == ("voting", {})


def test_a_rehearsal_is_never_published_and_stands_in_no_figure(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    copy = rehearsals.start_election_rehearsal(actor=stage.inspector, election=election)
    vote_everything(stage, copy)
    with pytest.raises(ElectionRefused, match="这是演练，不通报"):
        consequences.ask_publication(actor=stage.inspector, election=copy, number="", published_on=DAY)
    shown = signed_in(stage.inspector).get(f"/evaluations/elections/{copy.pk}/").content.decode()
    assert "这是演练：参评人员是替身" in shown
    assert f"/evaluations/elections/{copy.pk}/publish/" not in shown
    assert "尚未通报" in years.year_sentence(stage.bureau, copy.year)
    elections.void_election(actor=stage.inspector, election=copy, reason="演练完")
    assert rehearsals.start_election_rehearsal(actor=stage.inspector, election=election).state == "voting"


def test_when_a_rehearsal_is_refused_it_says_why(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    copy = rehearsals.start_election_rehearsal(actor=stage.inspector, election=election)
    with pytest.raises(ElectionRefused, match="本次评选的演练还没有结束"):
        rehearsals.start_election_rehearsal(actor=stage.inspector, election=election)
    with pytest.raises(ElectionRefused, match="演练不能再演练"):
        rehearsals.start_election_rehearsal(actor=stage.inspector, election=copy)
    elections.void_election(actor=stage.inspector, election=copy, reason="演练完")
    open_panel(stage, election, Panel.LEADERS)
    with pytest.raises(ElectionRefused, match="已有层面投票或计票"):
        rehearsals.start_election_rehearsal(actor=stage.inspector, election=election)
    scored = imported_election(stage, year=2027)
    with pytest.raises(ElectionRefused, match="已有层面投票或计票"):
        rehearsals.start_election_rehearsal(actor=stage.inspector, election=scored)
