"""The panels of an election: designated, and drawn under one seed (S3-04 … S3-06)."""

import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from draws.models import Draw
from draws.queries.facts import LOCK
from draws.queries.results import results_by_stratum
from draws.services import confirming, moving, substitution
from evaluations.elections.models import Election, PanelMember
from evaluations.elections.queries.panels import candidates, panel_gaps, panel_pool
from evaluations.elections.services import elections, panels
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import Business, Township, Unit
from rulebook.election.score import Panel
from tests.evaluations.elections.stage import (
    SMALL,
    ElectionStage,
    drawn_election,
    election_data,
    fill_designated,
    new_election,
    open_panel,
    run_election_draw,
    set_election_stage,
    units_of,
)
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = pytest.mark.django_db


def of(election: object, panel: Panel, unit: str) -> list[PanelMember]:
    return list(
        PanelMember.objects.filter(election=election, panel=panel, unit__name=unit).select_related(
            "entry", "person"
        )
    )


def test_s3_05_offices_draw_from_their_own_area_and_departments_from_what_they_drew(
    stage: ElectionStage,
) -> None:
    election = drawn_election(stage)
    own = of(election, Panel.SERVICE_OBJECTS, "第1所")
    assert sorted(member.group for member in own) == ["个体工商户", "乡镇街道", "重点企业", "重点企业"]
    assert all(member.label.startswith("第1所") for member in own)
    assert not any("注销" in member.label for member in PanelMember.objects.all())
    drawn = {
        member.label
        for office in ("第1所", "第2所")
        for member in of(election, Panel.SERVICE_OBJECTS, office)
        if member.group == "重点企业"
    }
    for department in ("第1科", "第2科"):
        members = of(election, Panel.SERVICE_OBJECTS, department)
        firms = {member.label for member in members if member.group == "重点企业"}
        assert len(firms) == 2
        assert firms <= drawn
        assert sum(member.group == "乡镇街道" for member in members) == 2


def test_s3_06_departments_draw_supervisors_from_those_the_offices_fixed(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    fixed = {
        member.person_id
        for office in ("第1所", "第2所")
        for member in of(election, Panel.SUPERVISORS, office)
        if member.group == "工作监督员"
    }
    assert len(fixed) == 6
    for office in ("第1所", "第2所"):
        sources = [member.source for member in of(election, Panel.SUPERVISORS, office)]
        assert sources == ["designated"] * 4
    for department in ("第1科", "第2科"):
        members = of(election, Panel.SUPERVISORS, department)
        assert sorted(member.source for member in members) == ["designated", "drawn", "drawn", "drawn"]
        assert {member.person_id for member in members if member.source == "drawn"} <= fixed
        invited = [member.person for member in members if member.source == "designated"]
        assert [person.specially_invited for person in invited if person] == [True]


def test_one_bundle_of_all_stages_is_accepted_by_the_pocket_script(
    stage: ElectionStage, tmp_path: Path
) -> None:
    election = drawn_election(stage)
    answer = signed_in(stage.watcher).get(f"/draws/{election.draw.pk}/bundle.zip")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    zipfile.ZipFile(BytesIO(content)).extractall(tmp_path)
    script = next(tmp_path.rglob("verify.py"))
    done = subprocess.run(
        [sys.executable, script.name], cwd=script.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown = results_by_stratum(Draw.objects.get(pk=election.draw_id))
    assert [(each.name, len(each.seats)) for each in shown][:4] == [
        ("第1所：重点企业", 2),
        ("第1所：个体工商户", 1),
        ("第1所：乡镇街道", 1),
        ("第2所：重点企业", 2),
    ]
    assert sum(len(each.seats) for each in shown) == 2 * 4 + 2 * (2 + 2 + 3)


def test_a_stratum_too_small_is_refused_with_numbers_before_and_at_the_lock(stage: ElectionStage) -> None:
    election = new_election(stage)
    Township.objects.filter(office=stage.offices[0]).delete()
    Business.objects.filter(area__office=stage.offices[1], kind="firm", status="active").update(
        scale="ordinary"
    )
    with pytest.raises(ElectionRefused) as refused:
        panels.prepare_election_draw(actor=stage.inspector, election=election)
    assert str(refused.value) == (
        "第1所的乡镇街道应抽 1 名，辖区内只有 0 名。第2所的重点企业应抽 2 名，辖区内只有 0 名。"
        "科室应抽工作监督员 3 名，全市只有 0 名。第1所应指定代表委员 3 名，已指定 0 名。第2所应指定代表委员 3 名，已指定 0 名。"
    )
    page = signed_in(stage.inspector).get(f"/evaluations/elections/{election.pk}/panels/").content.decode()
    assert "第1所的乡镇街道应抽 1 名，辖区内只有 0 名。" in page


def test_what_changed_after_the_roster_was_made_keeps_it_from_being_locked(stage: ElectionStage) -> None:
    election = new_election(stage)
    fill_designated(stage, election)
    draw = panels.prepare_election_draw(actor=stage.inspector, election=election)
    unit = units_of(election)[0]
    people = list(candidates(unit, "工作监督员").order_by("-pk")[:3])
    panels.designate(actor=stage.inspector, election=election, unit=unit, group="工作监督员", persons=people)
    with pytest.raises(moving.DrawRefused, match="指定的人员在编制名册之后有变动"):
        confirming.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    panels.prepare_election_draw(actor=stage.inspector, election=election)
    elections.update_election(
        actor=stage.inspector,
        election=election,
        version=1,
        data=election_data(stage, quotas=replace(SMALL, office_firms=1, office_traders=2)),
    )
    with pytest.raises(moving.DrawRefused, match="名额或参评单位在编制名册之后有变动"):
        confirming.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    panels.prepare_election_draw(actor=stage.inspector, election=election)
    confirming.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    confirming.confirm_step(actor=stage.inspector, draw=draw, action=LOCK)
    draw.refresh_from_db()
    assert draw.state == "locked"


def test_the_same_person_in_two_panels_and_a_wrong_number_are_refused(stage: ElectionStage) -> None:
    election = new_election(stage)
    unit = units_of(election)[0]
    people = list(stage.offices[0].people.order_by("pk")[:4])
    with pytest.raises(ElectionRefused, match="第1所应指定工作监督员 3 名，选了 4 名。"):
        panels.designate(
            actor=stage.inspector, election=election, unit=unit, group="工作监督员", persons=people
        )
    stranger = stage.offices[1].people.first()
    assert stranger is not None
    with pytest.raises(ElectionRefused, match=f"{stranger.name}不在第1所可指定的工作监督员之内。"):
        panels.designate(
            actor=stage.inspector,
            election=election,
            unit=unit,
            group="工作监督员",
            persons=[*people[:2], stranger],
        )
    PanelMember.objects.create(
        election=election,
        panel=Panel.LEADERS,
        source="designated",
        group="分局领导",
        label=people[0].name,
        person=people[0],
    )
    with pytest.raises(ElectionRefused, match=f"{people[0].name}已在分局领导（分局领导）中，不能重复参评。"):
        panels.designate(
            actor=stage.inspector, election=election, unit=unit, group="工作监督员", persons=people[:3]
        )


def seats_of(election: Election, code: str) -> list[str]:
    """The units whose panels a roster entry sits in."""
    members = PanelMember.objects.filter(election=election, entry__code=code).select_related("unit")
    return sorted(member.unit.name for member in members if member.unit)


def test_s0_07_who_declines_is_replaced_in_every_panel_by_the_next_of_its_order(
    stage: ElectionStage, tmp_path: Path
) -> None:
    election = drawn_election(stage)
    draw = Draw.objects.get(pk=election.draw_id)
    firms = draw.entries.filter(outcome="selected", stratum__endswith="重点企业")
    leaving = max(firms, key=lambda entry: len(seats_of(election, entry.code)))
    seats, before = seats_of(election, leaving.code), election.members.count()
    assert len(seats) > 1
    url = f"/draws/{draw.pk}/substitute/{leaving.pk}/"
    page = signed_in(stage.watcher).post(url, {"reason": "declined"}, follow=True).content.decode()
    assert f"{leaving.label}退出，由" in page
    assert seats_of(election, leaving.code) == []
    assert election.members.count() == before
    steps = list(draw.substitutions.select_related("replacement").order_by("number"))
    assert len(steps) == len(seats)
    assert set(seats) <= {name for step in steps for name in seats_of(election, step.replacement.code)}
    shown = {each.name: each for each in results_by_stratum(draw)}
    assert [len(each.seats) for each in shown.values()][:1] == [2]
    assert sum(entry == leaving for each in shown.values() for entry in each.withdrawn) == len(seats)
    with pytest.raises(moving.DrawRefused, match="这一名已经退出"):
        substitution.substitute(actor=stage.watcher, draw=draw, withdrawn=leaving, reason="declined")
    answer = signed_in(stage.watcher).get(f"/draws/{draw.pk}/bundle.zip")
    zipfile.ZipFile(BytesIO(answer.getvalue())).extractall(tmp_path)
    script = next(tmp_path.rglob("verify.py"))
    done = subprocess.run(
        [sys.executable, script.name], cwd=script.parent, capture_output=True, text=True, check=False
    )
    assert f"递补 {len(seats)} 次，全部按签号顺序" in done.stdout


def let_firms_leave(stage: ElectionStage, draw: Draw, left: list[str]) -> None:
    """The firms of the first office, one after the other, as long as somebody steps in."""
    while True:
        leaving = draw.entries.filter(outcome="selected", stratum="SO01/重点企业").order_by("code")[0]
        substitution.substitute(actor=stage.watcher, draw=draw, withdrawn=leaving, reason="declined")
        left.append(leaving.code)


def test_s0_07_who_left_before_is_passed_over_on_record(stage: ElectionStage) -> None:
    """All firms of the first office decline one after the other, until nobody is left to step in."""
    election = drawn_election(stage)
    draw = Draw.objects.get(pk=election.draw_id)
    left: list[str] = []
    with pytest.raises(moving.DrawRefused, match="候补已经用完"):
        let_firms_leave(stage, draw, left)
    assert left
    assert not PanelMember.objects.filter(entry__code__in=left).exists()
    assert draw.entries.filter(code__in=left, outcome="withdrawn").count() == len(left)


def test_s0_07_nobody_steps_in_once_a_panel_votes(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    draw = Draw.objects.get(pk=election.draw_id)
    open_panel(stage, election, Panel.LEADERS)
    seated = draw.entries.filter(outcome="selected")[0]
    with pytest.raises(moving.DrawRefused, match="已有层面开启投票，不能再递补；缺席的按实到计票。"):
        substitution.substitute(actor=stage.watcher, draw=draw, withdrawn=seated, reason="declined")


def test_a_void_draw_empties_the_panels(stage: ElectionStage) -> None:
    election = drawn_election(stage)
    draw = Draw.objects.get(pk=election.draw_id)
    confirming.ask_step(actor=stage.watcher, draw=draw, action="draws.void", reason="名册有误")
    confirming.confirm_step(actor=stage.inspector, draw=draw, action="draws.void")
    election.refresh_from_db()
    assert election.draw is None
    assert not election.members.filter(source="drawn").exists()
    assert election.members.filter(source="designated").count() == 2 * 3 + 4 * 1 + 3
    run_election_draw(stage, election)
    assert election.draw is not None
    assert election.draw.number == "PX-2026-002"


def test_s3_04_more_raters_than_seats_are_drawn(bureau: Unit) -> None:
    stage = set_election_stage(bureau, offices=2, departments=4)
    election = new_election(stage)
    election.figures["scheme"]["panels"][0]["seats"] = 3
    election.save()
    fill_designated(stage, election)
    assert panel_gaps(election, Panel.MUTUAL) == ["互评单位还没有抽取。"]
    run_election_draw(stage, election)
    assert election.members.filter(panel=Panel.MUTUAL).count() == 3
    assert panel_gaps(election, Panel.MUTUAL) == []
    assert panel_pool(election).draws_raters
