"""The panels of an election: designated, drawn under one seed, voting in secret, counted into the score (S3-03 … S3-06, S3-17)."""

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from ballots import services as ballots
from ballots.models import UrnBallot, Vote
from draws import services as draws
from draws.models import Draw
from draws.queries import results_by_stratum
from evaluations.models import PanelCount, PanelMember
from evaluations.queries.contests import score_table
from evaluations.queries.panels import panel_gaps, panel_pool
from evaluations.services import MeetingRefused, contest_counts, contests, panel_votes, panels
from registry.models import Business, Township, Unit
from rulebook.department_score import Panel
from rulebook.publication import Edition
from tests.ballots.survey_steps import recount
from tests.evaluations.contest_stage import (
    ContestStage,
    all_lines,
    counts_file,
    drawn_contest,
    fill_designated,
    new_contest,
    open_panel,
    put,
    ranked_votes,
    run_contest_draw,
    seal_panel,
    set_contest_stage,
    units_of,
    vote_everything,
)
from tests.evaluations.test_activities import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(bureau: Unit) -> ContestStage:
    return set_contest_stage(bureau)


def of(contest: object, panel: Panel, unit: str) -> list[PanelMember]:
    return list(
        PanelMember.objects.filter(contest=contest, panel=panel, unit__name=unit).select_related(
            "entry", "person"
        )
    )


def test_s3_05_offices_draw_from_their_own_area_and_departments_from_what_they_drew(
    stage: ContestStage,
) -> None:
    contest = drawn_contest(stage)
    own = of(contest, Panel.SERVICE_OBJECTS, "第1所")
    assert sorted(member.group for member in own) == ["个体工商户", "乡镇街道", "重点企业", "重点企业"]
    assert all(member.label.startswith("第1所") for member in own)
    assert not any("注销" in member.label for member in PanelMember.objects.all())
    drawn = {
        member.label
        for office in ("第1所", "第2所")
        for member in of(contest, Panel.SERVICE_OBJECTS, office)
        if member.group == "重点企业"
    }
    for department in ("第1科", "第2科"):
        members = of(contest, Panel.SERVICE_OBJECTS, department)
        firms = {member.label for member in members if member.group == "重点企业"}
        assert len(firms) == 2
        assert firms <= drawn
        assert sum(member.group == "乡镇街道" for member in members) == 2


def test_s3_06_departments_draw_supervisors_from_those_the_offices_fixed(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    fixed = {
        member.person_id
        for office in ("第1所", "第2所")
        for member in of(contest, Panel.SUPERVISORS, office)
        if member.group == "工作监督员"
    }
    assert len(fixed) == 6
    for office in ("第1所", "第2所"):
        sources = [member.source for member in of(contest, Panel.SUPERVISORS, office)]
        assert sources == ["designated"] * 4
    for department in ("第1科", "第2科"):
        members = of(contest, Panel.SUPERVISORS, department)
        assert sorted(member.source for member in members) == ["designated", "drawn", "drawn", "drawn"]
        assert {member.person_id for member in members if member.source == "drawn"} <= fixed
        invited = [member.person for member in members if member.source == "designated"]
        assert [person.specially_invited for person in invited if person] == [True]


def test_one_bundle_of_all_stages_is_accepted_by_the_pocket_script(
    stage: ContestStage, tmp_path: Path
) -> None:
    contest = drawn_contest(stage)
    answer = Client().get(f"/draws/verify/{contest.draw.number}/bundle.zip")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    zipfile.ZipFile(BytesIO(content)).extractall(tmp_path)
    script = next(tmp_path.rglob("verify.py"))
    done = subprocess.run(
        [sys.executable, script.name], cwd=script.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown = results_by_stratum(Draw.objects.get(pk=contest.draw_id))
    assert [(each.name, len(each.seats)) for each in shown][:4] == [
        ("第1所：重点企业", 2),
        ("第1所：个体工商户", 1),
        ("第1所：乡镇街道", 1),
        ("第2所：重点企业", 2),
    ]
    assert sum(len(each.seats) for each in shown) == 2 * 4 + 2 * (2 + 2 + 3)


def test_a_stratum_too_small_is_refused_with_numbers_before_and_at_the_lock(stage: ContestStage) -> None:
    contest = new_contest(stage)
    Township.objects.filter(office=stage.offices[0]).delete()
    Business.objects.filter(area__office=stage.offices[1], kind="firm", status="active").update(
        scale="ordinary"
    )
    with pytest.raises(MeetingRefused) as refused:
        panels.prepare_contest_draw(actor=stage.inspector, contest=contest)
    assert str(refused.value) == (
        "第1所的乡镇街道应抽 1 名，辖区内只有 0 名。第2所的重点企业应抽 2 名，辖区内只有 0 名。"
        "科室应抽工作监督员 3 名，全市只有 0 名。第1所应指定代表委员 3 名，已指定 0 名。第2所应指定代表委员 3 名，已指定 0 名。"
    )
    page = signed_in(stage.inspector).get(f"/evaluations/contests/{contest.pk}/panels/").content.decode()
    assert "第1所的乡镇街道应抽 1 名，辖区内只有 0 名。" in page


def test_the_same_person_in_two_panels_and_a_wrong_number_are_refused(stage: ContestStage) -> None:
    contest = new_contest(stage)
    unit = units_of(contest)[0]
    people = list(stage.offices[0].people.order_by("pk")[:4])
    with pytest.raises(MeetingRefused, match="第1所应指定工作监督员 3 名，选了 4 名。"):
        panels.designate(
            actor=stage.inspector, contest=contest, unit=unit, group="工作监督员", persons=people
        )
    stranger = stage.offices[1].people.first()
    assert stranger is not None
    with pytest.raises(MeetingRefused, match=f"{stranger.name}不在第1所可指定的工作监督员之内。"):
        panels.designate(
            actor=stage.inspector,
            contest=contest,
            unit=unit,
            group="工作监督员",
            persons=[*people[:2], stranger],
        )
    PanelMember.objects.create(
        contest=contest,
        panel=Panel.LEADERS,
        source="designated",
        group="分局领导",
        label=people[0].name,
        person=people[0],
    )
    with pytest.raises(MeetingRefused, match=f"{people[0].name}已在分局领导（分局领导）中，不能重复参评。"):
        panels.designate(
            actor=stage.inspector, contest=contest, unit=unit, group="工作监督员", persons=people[:3]
        )


def test_nobody_steps_in_where_stages_hang_together_and_a_void_draw_empties_the_panels(
    stage: ContestStage,
) -> None:
    contest = drawn_contest(stage)
    draw = Draw.objects.get(pk=contest.draw_id)
    seated = draw.entries.filter(outcome="selected").first()
    assert seated is not None
    with pytest.raises(draws.DrawRefused, match="本次抽取前后环节相互衔接，不能递补"):
        draws.substitute(actor=stage.watcher, draw=draw, withdrawn=seated, reason="declined")
    draws.ask_step(actor=stage.watcher, draw=draw, action="draws.void", reason="名册有误")
    draws.confirm_step(actor=stage.inspector, draw=draw, action="draws.void")
    contest.refresh_from_db()
    assert contest.draw is None
    assert not contest.members.filter(source="drawn").exists()
    assert contest.members.filter(source="designated").count() == 2 * 3 + 4 * 1 + 3
    run_contest_draw(stage, contest)
    assert contest.draw is not None
    assert contest.draw.number == "PX-2026-002"


def test_s3_03_s3_17_the_whole_vote_gives_the_score_of_its_cards(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    vote_everything(stage, contest)
    assert contest.state == "scored"
    table = score_table(contest)
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


def test_s3_04_a_mutual_ballot_leaves_exactly_one_unit_unmarked(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    vote, cards = open_panel(stage, contest, Panel.MUTUAL)
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
    assert UrnBallot.objects.filter(vote=vote).values_list("stratum", "body").get() == ("all", "[0,1,1,1]")
    page = Client().get(f"/b/{vote.pk}/").content.decode()
    assert "本单位（不评）" in page
    assert "data-mutual" in page


def test_a_unit_with_too_many_mutual_votes_blocks_the_panel_until_it_votes_anew(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    for panel in (Panel.LEADERS, Panel.SERVICE_OBJECTS, Panel.SUPERVISORS):
        vote, cards = open_panel(stage, contest, panel)
        for number, (group, card) in enumerate(cards):
            marks = [1, 2, 3, 4]
            keys = [unit.key for unit in units_of(contest)]
            put(vote, card, marks if panel == Panel.LEADERS else [marks[keys.index(group)]], number)
        seal_panel(stage, vote)
    contest.figures["scheme"]["panels"][0]["seats"] = 3
    contest.save()
    vote, cards = open_panel(stage, contest, Panel.MUTUAL)
    for number, (_, card) in enumerate(cards):
        # Everybody claims to be of the fourth unit: the first gets four votes of three seats.
        assert put(vote, card, [1, 1, 1, 0], number) == 201
    seal_panel(stage, vote)
    contest.refresh_from_db()
    said = "第1所：科所互评共 3 票，现有 4 票，多出 1 票。该层面须重新投票。"
    assert said in score_table(contest).problems
    asked = ballots.ask_step(actor=stage.inspector, vote=vote, action="ballots.void", note="互评票数超过席位")
    ballots.confirm_step(actor=stage.watcher, vote=vote, confirmation=asked)
    contest.refresh_from_db()
    assert contest.state == "voting"
    assert not PanelCount.objects.filter(panel="mutual").exists()
    again, cards = open_panel(stage, contest, Panel.MUTUAL)
    assert again.repeat_of == vote
    for number, (_, card) in enumerate(cards):
        assert put(again, card, [0 if place == number else 2 for place in range(4)], number) == 201
    seal_panel(stage, again)
    contest.refresh_from_db()
    assert contest.state == "scored"
    assert score_table(contest).problems == []


def test_the_mutual_panel_ends_by_itself_after_thirty_minutes(
    stage: ContestStage, time_machine: object
) -> None:
    contest = drawn_contest(stage)
    vote, _ = open_panel(stage, contest, Panel.MUTUAL)
    planned = vote.scheduled.get()
    assert (planned.step, round((planned.due_at - vote.opened_at).total_seconds() / 60)) == ("closing", 30)
    time_machine.move_to(planned.due_at)  # type: ignore[attr-defined]
    call_command("tick")
    vote.refresh_from_db()
    assert vote.state == "closing"


def test_a_card_names_the_unit_it_rates_and_only_on_the_card(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    vote, cards = open_panel(stage, contest, Panel.SUPERVISORS)
    stratum, card = cards[0]
    unit = next(unit for unit in units_of(contest) if unit.key == stratum)
    checked = Client().post(
        f"/b/{vote.pk}/check", json.dumps({"card": card}), content_type="application/json"
    )
    assert checked.json() == {"message": "", "receipt": "", "about": unit.name}
    mutual, others = open_panel(stage, contest, Panel.MUTUAL)
    answer = Client().post(
        f"/b/{mutual.pk}/check", json.dumps({"card": others[0][1]}), content_type="application/json"
    )
    assert answer.json() == {"message": "", "receipt": ""}


def test_no_group_of_a_panel_shows_how_many_came_back_before_the_urn_is_emptied(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    vote, cards = open_panel(stage, contest, Panel.SUPERVISORS)
    client = signed_in(stage.inspector)
    for number, (_, card) in enumerate(cards[:5]):
        put(vote, card, [1], number)
    page = client.get(f"/votes/{vote.pk}/batches/").content.decode()
    assert "第1所" in page
    assert "不少于" not in page
    seal_panel(stage, vote)
    assert "4\n" in client.get(f"/votes/{vote.pk}/batches/").content.decode()


def test_a_panels_count_is_never_published_by_itself(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    vote, cards = open_panel(stage, contest, Panel.LEADERS)
    for number, (_, card) in enumerate(cards):
        put(vote, card, [1, 2, 3, 4], number)
    seal_panel(stage, vote)
    vote.refresh_from_db()
    with pytest.raises(ballots.VoteRefused, match="评选结果由通报统一公布"):
        ballots.ask_step(actor=stage.inspector, vote=vote, action="ballots.publish")
    for page in ("result/", "counts.json", "publication.json"):
        assert Client().get(f"/votes/{vote.pk}/{page}").status_code == 404


def test_votes_cannot_be_imported_over_a_panel_that_votes_here(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    open_panel(stage, contest, Panel.LEADERS)
    with pytest.raises(MeetingRefused, match="分局领导已准备投票，票数由投票产生，不能导入"):
        contest_counts.import_counts(
            actor=stage.inspector,
            contest=contest,
            name="票.xlsx",
            content=counts_file(all_lines(stage, ranked_votes(stage))),
        )


def test_a_panel_without_members_cannot_vote(stage: ContestStage) -> None:
    contest = contests.begin_voting(actor=stage.inspector, contest=new_contest(stage))
    assert panel_gaps(contest, Panel.LEADERS) == ["应登记分局领导不超过 5 名，现有 0 名。"]
    with pytest.raises(MeetingRefused, match="服务对象每个单位应有 4 名，请先抽取和指定：第1所 0 名"):
        panel_votes.prepare_panel_vote(actor=stage.inspector, contest=contest, panel=Panel.SERVICE_OBJECTS)


def test_s3_04_more_raters_than_seats_are_drawn(bureau: Unit) -> None:
    stage = set_contest_stage(bureau, offices=2, departments=4)
    contest = new_contest(stage)
    contest.figures["scheme"]["panels"][0]["seats"] = 3
    contest.save()
    fill_designated(stage, contest)
    assert panel_gaps(contest, Panel.MUTUAL) == ["互评单位还没有抽取。"]
    run_contest_draw(stage, contest)
    assert contest.members.filter(panel=Panel.MUTUAL).count() == 3
    assert panel_gaps(contest, Panel.MUTUAL) == []
    assert panel_pool(contest).draws_raters


def test_cards_of_a_panel_are_printed_once_by_the_page(stage: ContestStage) -> None:
    contest = drawn_contest(stage)
    client = signed_in(stage.inspector)
    assert client.post(f"/evaluations/contests/{contest.pk}/panels/leaders/vote/").status_code == 302
    vote = Vote.objects.get()
    page = client.get(f"/votes/{vote.pk}/batches/").content.decode()
    assert "分局领导：3 张" in page
    answer = client.post(f"/votes/{vote.pk}/batches/panel/")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    again = client.post(f"/votes/{vote.pk}/batches/panel/", follow=True)
    assert "已制卡 3 张。" in again.content.decode()


def test_the_internal_count_of_a_panel_is_recounted_by_the_pocket_script(
    stage: ContestStage, tmp_path: Path
) -> None:
    contest = drawn_contest(stage)
    for panel, marks in ((Panel.MUTUAL, [2, 3, 1, 5]), (Panel.SUPERVISORS, [2])):
        vote, cards = open_panel(stage, contest, panel)
        for number, (_, card) in enumerate(cards):
            own = [0 if place == number else mark for place, mark in enumerate(marks)]
            assert put(vote, card, own if panel == Panel.MUTUAL else marks, number) == 201
        seal_panel(stage, vote)
        vote.refresh_from_db()
        content, said = recount(tmp_path, vote, Edition.INTERNAL)
        assert content["ballots"] == len(cards)
        assert "核验通过，全部一致" in said
