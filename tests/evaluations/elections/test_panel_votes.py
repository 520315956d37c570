"""The secret votes of the panels, from their cards to the score (S3-03, S3-04, S3-17)."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from ballots.models import UrnBallot, Vote
from ballots.services import confirming, moves
from ballots.services.moves import VoteRefused
from ballots.services.schedule import withdraw_schedule
from evaluations.elections.models import PanelCount
from evaluations.elections.queries.panels import panel_gaps
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import counts, elections, panel_votes
from evaluations.elections.services.refusals import ElectionRefused
from rulebook.ballot.publication import Edition
from rulebook.election.score import Panel
from tests.ballots.keys import bodies
from tests.ballots.survey_steps import recount
from tests.evaluations.elections.stage import (
    ElectionStage,
    all_lines,
    counts_file,
    drawn_election,
    new_election,
    open_panel,
    put,
    ranked_votes,
    seal_panel,
    units_of,
    vote_everything,
)
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = pytest.mark.django_db


def test_s3_03_s3_17_the_whole_vote_gives_the_score_of_its_cards(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    vote_everything(stage, election)
    assert election.state == "scored"
    table = score_table(election)
    assert table.problems == []
    votes = {
        (count.unit.name, count.panel): count.votes for count in PanelCount.objects.select_related("unit")
    }
    assert votes["第1所", "mutual"] == [3, 0, 0, 0, 0]
    assert votes["第2所", "mutual"] == [0, 3, 0, 0, 0]
    assert votes["第1科", "leaders"] == [0, 0, 3, 0, 0]
    assert votes["第1科", "service_objects"] == [0, 0, 4, 0, 0]
    assert votes["第2科", "supervisors"] == [0, 0, 0, 4, 0]
    assert [(row.unit.name, row.score.score) for row in table.rows] == [
        ("第1所", 100),
        ("第2所", 80),
        ("第1科", 60),
        ("第2科", 40),
    ]
    assert "科所互评应有 12 票：第1所 3 票、第2所 3 票、第1科 3 票、第2科 3 票。" in table.warnings()


def test_s3_04_a_mutual_ballot_leaves_exactly_one_unit_unmarked(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    vote, cards = open_panel(stage, election, Panel.MUTUAL)
    assert len(cards) == 4
    assert put(vote, cards[0][1], [1, 1, 1, 1], 0) == 400
    assert put(vote, cards[0][1], [0, 0, 1, 1], 0) == 400
    answer = Client().post(
        f"/b/{vote.pk}/cast",
        json.dumps({"card": cards[0][1], "id": "0" * 32, "form": vote.form_hash, "marks": [1, 1, 1, 1]}),
        content_type="application/json",
    )
    assert answer.json()["message"] == "互评时只有本单位不评，其余单位都要评：现有 0 个单位没有评，应为 1 个"
    assert put(vote, cards[0][1], [0, 1, 1, 1], 0) == 201
    assert (UrnBallot.objects.get(vote=vote).stratum, bodies(vote)) == ("all", ["[0,1,1,1]"])
    page = Client().get(f"/b/{vote.pk}/").content.decode()
    assert "本单位（不评）" in page
    assert "data-mutual" in page


def test_a_unit_with_too_many_mutual_votes_blocks_the_panel_until_it_votes_anew(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    for panel in (Panel.LEADERS, Panel.SERVICE_OBJECTS, Panel.SUPERVISORS):
        vote, cards = open_panel(stage, election, panel)
        for number, (group, card) in enumerate(cards):
            marks = [1, 2, 3, 4]
            keys = [unit.key for unit in units_of(election)]
            put(vote, card, marks if panel == Panel.LEADERS else [marks[keys.index(group)]], number)
        seal_panel(stage, vote)
    election.figures["scheme"]["panels"][0]["seats"] = 3
    election.save()
    vote, cards = open_panel(stage, election, Panel.MUTUAL)
    for number, (_, card) in enumerate(cards):
        # Everybody claims to be of the fourth unit: the first gets four votes of three seats.
        assert put(vote, card, [1, 1, 1, 0], number) == 201
    seal_panel(stage, vote)
    election.refresh_from_db()
    said = "第1所：科所互评共 3 票，现有 4 票，多出 1 票。该层面须重新投票。"
    assert said in score_table(election).problems
    asked = confirming.ask_step(
        actor=stage.inspector, vote=vote, action="ballots.void", note="互评票数超过席位"
    )
    confirming.confirm_step(actor=stage.watcher, vote=vote, confirmation=asked)
    election.refresh_from_db()
    assert election.state == "voting"
    assert not PanelCount.objects.filter(panel="mutual").exists()
    again, cards = open_panel(stage, election, Panel.MUTUAL)
    assert again.repeat_of == vote
    for number, (_, card) in enumerate(cards):
        assert put(again, card, [0 if place == number else 2 for place in range(4)], number) == 201
    seal_panel(stage, again)
    election.refresh_from_db()
    assert election.state == "scored"
    assert score_table(election).problems == []


def test_the_mutual_panel_ends_by_itself_after_thirty_minutes(
    stage: ElectionStage, time_machine: object
) -> None:
    election = drawn_election(stage)
    vote, _ = open_panel(stage, election, Panel.MUTUAL)
    planned = vote.scheduled.get()
    assert (planned.step, round((planned.due_at - vote.opened_at).total_seconds() / 60)) == ("closing", 30)
    time_machine.move_to(planned.due_at)  # type: ignore[attr-defined]
    call_command("tick")
    vote.refresh_from_db()
    assert vote.state == "closing"


def test_a_card_names_the_unit_it_rates_and_only_on_the_card(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    vote, cards = open_panel(stage, election, Panel.SUPERVISORS)
    stratum, card = cards[0]
    unit = next(unit for unit in units_of(election) if unit.key == stratum)
    checked = Client().post(
        f"/b/{vote.pk}/check", json.dumps({"card": card}), content_type="application/json"
    )
    assert checked.json() == {"message": "", "receipt": "", "about": unit.name}
    mutual, others = open_panel(stage, election, Panel.MUTUAL)
    answer = Client().post(
        f"/b/{mutual.pk}/check", json.dumps({"card": others[0][1]}), content_type="application/json"
    )
    assert answer.json() == {"message": "", "receipt": ""}


def test_no_group_of_a_panel_shows_how_many_came_back_before_the_urn_is_emptied(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    vote, cards = open_panel(stage, election, Panel.SUPERVISORS)
    client = signed_in(stage.inspector)
    for number, (_, card) in enumerate(cards[:5]):
        put(vote, card, [1], number)
    page = client.get(f"/votes/{vote.pk}/batches/").content.decode()
    assert "第1所" in page
    assert "不少于" not in page
    seal_panel(stage, vote)
    assert "4\n" in client.get(f"/votes/{vote.pk}/batches/").content.decode()


def test_a_panels_count_is_never_published_by_itself(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    vote, cards = open_panel(stage, election, Panel.LEADERS)
    for number, (_, card) in enumerate(cards):
        put(vote, card, [1, 2, 3, 4], number)
    seal_panel(stage, vote)
    vote.refresh_from_db()
    with pytest.raises(moves.VoteRefused, match="评选结果由通报统一公布"):
        confirming.ask_step(actor=stage.inspector, vote=vote, action="ballots.publish")
    for page in ("result/", "counts.json", "publication.json"):
        assert Client().get(f"/votes/{vote.pk}/{page}").status_code == 404


def test_votes_cannot_be_imported_over_a_panel_that_votes_here(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    open_panel(stage, election, Panel.LEADERS)
    with pytest.raises(ElectionRefused, match="分局领导已准备投票，票数由投票产生，不能导入"):
        counts.import_counts(
            actor=stage.inspector,
            election=election,
            name="票.xlsx",
            content=counts_file(all_lines(stage, ranked_votes(stage))),
        )


def test_a_panel_without_members_cannot_vote(stage: ElectionStage) -> None:
    election = elections.begin_voting(actor=stage.inspector, election=new_election(stage))
    assert panel_gaps(election, Panel.LEADERS) == ["应登记分局领导 2 至 5 名，现有 0 名。"]
    with pytest.raises(ElectionRefused, match="服务对象每个单位应有 4 名，请先抽取和指定：第1所 0 名"):
        panel_votes.prepare_panel_vote(actor=stage.inspector, election=election, panel=Panel.SERVICE_OBJECTS)


def test_cards_of_a_panel_are_printed_once_by_the_page(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    client = signed_in(stage.inspector)
    assert client.post(f"/evaluations/elections/{election.pk}/panels/leaders/vote/").status_code == 302
    vote = Vote.objects.get()
    page = client.get(f"/votes/{vote.pk}/batches/").content.decode()
    assert "分局领导：3 张" in page
    answer = client.post(f"/votes/{vote.pk}/batches/panel/")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    again = client.post(f"/votes/{vote.pk}/batches/panel/", follow=True)
    assert "已制卡 3 张。" in again.content.decode()


def test_the_internal_count_of_a_panel_is_recounted_by_the_pocket_script(
    stage: ElectionStage, tmp_path: Path
) -> None:
    election = drawn_election(stage)
    for panel, marks in ((Panel.MUTUAL, [2, 3, 1, 5]), (Panel.SUPERVISORS, [2])):
        vote, cards = open_panel(stage, election, panel)
        for number, (_, card) in enumerate(cards):
            own = [0 if place == number else mark for place, mark in enumerate(marks)]
            assert put(vote, card, own if panel == Panel.MUTUAL else marks, number) == 201
        seal_panel(stage, vote)
        vote.refresh_from_db()
        content, said = recount(tmp_path, vote, Edition.INTERNAL)
        assert content["ballots"] == len(cards)
        assert "核验通过，全部一致" in said


def test_the_time_limit_names_both_who_opened_and_one_does_not_lift_it(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    vote, _ = open_panel(stage, election, Panel.MUTUAL)
    end = vote.scheduled.get(step="closing", withdrawn=False)
    assert (end.asked_by, end.confirmed_by) == (stage.inspector, stage.watcher)
    page = signed_in(stage.inspector).get(reverse("ballots:vote-show", args=[vote.pk])).content.decode()
    assert ("截止收票" in page, "撤回定时" in page) == (True, False)
    vote.refresh_from_db()
    with pytest.raises(VoteRefused, match="两人一起确认的"):
        withdraw_schedule(actor=stage.inspector, vote=vote)
    signed_in(stage.inspector).post(reverse("ballots:vote-unschedule", args=[vote.pk]))
    assert vote.scheduled.filter(step="closing", withdrawn=False).exists()
