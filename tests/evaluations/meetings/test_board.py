"""The round board: who sees what of it, and that it costs the same for two offices and for eight."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from draws.queries.facts import LOCK
from draws.services import confirming
from evaluations.meetings.access.board import board_meetings, waiting_meetings
from evaluations.meetings.models import Activity, Meeting
from evaluations.meetings.queries.board import board_lines
from evaluations.meetings.services import meeting_draws, meetings, representatives
from registry.models import Role, Unit, User
from rulebook.meeting.board import Step
from tests.evaluations.meetings.stage import (
    Stage,
    drawn_meeting,
    new_activity,
    new_meeting,
    pooled_meeting,
    set_stage,
)
from tests.factories import UnitFactory, user_with

pytestmark = pytest.mark.django_db
"""The stage's round is of 2026; ``today`` is asked for where a day matters."""


@pytest.fixture
def stage(bureau: Unit, office: Unit) -> Stage:
    return set_stage(bureau, office)


def seen(user: User, activity: Activity) -> dict[str, Any]:
    """What the board page was given."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("meetings:board-show", args=[activity.pk]))
    assert page.status_code == 200
    given = {name: page.context[name] for name in ("lines", "late", "mine", "others", "whole", "number")}
    return given | {"text": page.content.decode()}


def texts(items: list[Any]) -> list[str]:
    return [item.text for item in items]


def figure(meeting: Meeting, step: Step) -> tuple[str, str]:
    (line,) = board_lines(board_meetings(everybody(meeting), meeting.activity))
    cell = next(each for each in line.cells if each.step == step)
    return cell.state.value, cell.figure


def everybody(meeting: Meeting) -> User:
    return user_with(Role.LEADER, meeting.activity.bureau)


def test_the_inspectorate_sees_its_own_duties_and_those_of_others(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    found = seen(stage.inspector, meeting.activity)
    assert [line.meeting for line in found["lines"]] == [meeting]
    assert texts(found["mine"]) == ["还没有征求到意见。"]
    assert [(whom, texts(items)) for whom, items in found["others"]] == [
        ("被评议单位", ["述职报告应交 2 份，还差 2 份。", "请申报本所人员的亲属；没有的也请说明。"]),
        ("市纪委监督员", ["请锁定名册。"]),
    ]


def test_the_watcher_sees_only_what_needs_him(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    draw = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    found = seen(stage.watcher, meeting.activity)
    assert (found["lines"], found["late"], found["others"]) == ([], [], [])
    assert texts(found["mine"]) == ["请锁定名册。"]
    confirming.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    assert texts(seen(stage.watcher, meeting.activity)["mine"]) == []
    assert "请确认锁定名册。" in texts(seen(stage.chair, meeting.activity)["mine"])


def test_s0_03_an_office_sees_its_own_line_and_nothing_of_pool_and_members(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    other = UnitFactory(code="SO77", name="东湖工商所", kind="office", parent=stage.bureau)
    meetings.create_meetings(actor=stage.inspector, activity=meeting.activity, offices=[other])
    members = meeting.representatives.count()
    assert f"0/{members}" in seen(stage.inspector, meeting.activity)["text"]
    found = seen(stage.head_user, meeting.activity)
    assert [line.meeting for line in found["lines"]] == [meeting]
    assert found["others"] == []
    assert "东湖工商所" not in found["text"]
    assert f"/{members}" not in found["text"]
    for name in ("pool-show", "member-list", "meeting-show"):
        assert f'"{reverse(f"meetings:{name}", args=[meeting.pk])}"' not in found["text"]
    assert reverse("draws:draw-show", args=[meeting.draw_id]) not in found["text"]
    assert texts(found["mine"]) == ["述职报告应交 2 份，还差 2 份。"]


def test_a_leader_sees_the_matrix_and_no_waiting_list(stage: Stage) -> None:
    meeting = new_meeting(stage)
    found = seen(user_with(Role.LEADER, stage.bureau), meeting.activity)
    assert [line.meeting for line in found["lines"]] == [meeting]
    assert (found["mine"], found["others"]) == ([], [])


def test_a_head_of_another_office_does_not_find_the_board(stage: Stage) -> None:
    activity = new_meeting(stage).activity
    other = UnitFactory(code="SO78", name="西山工商所", kind="office", parent=stage.bureau)
    client = Client()
    client.force_login(user_with(Role.HEAD, other), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("meetings:board-show", args=[activity.pk])).status_code == 404


def test_figures_follow_the_rows(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    n = meeting.representatives.count()
    assert figure(meeting, Step.PLACE) == ("done", "10-20")
    assert figure(meeting, Step.NOTICE)[1] == f"0/{n}"
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    member = meeting.representatives.filter(source="drawn").first()
    assert member is not None
    representatives.confirm_representative(actor=stage.inspector, representative=member)
    assert figure(meeting, Step.NOTICE) == ("done", f"1/{n}")


def test_a_rehearsal_waits_on_nobodys_home_page(stage: Stage) -> None:
    meeting = new_meeting(stage)
    assert list(waiting_meetings(stage.inspector)) == [meeting]
    Activity.objects.filter(pk=meeting.activity_id).update(marking="rehearsal", rehearsal_of=meeting)
    assert list(waiting_meetings(stage.inspector)) == []


@pytest.mark.parametrize("role", [Role.INSPECTORATE, Role.WATCHER, Role.LEADER])
def test_the_board_asks_the_same_for_two_offices_and_for_eight(stage: Stage, role: Role) -> None:
    activity = new_activity(stage)
    user = user_with(role, stage.bureau)
    costs = []
    for first, last in ((0, 2), (2, 8)):
        offices = [
            UnitFactory(code=f"SX{n}", name=f"第{n}工商所", kind="office", parent=stage.bureau)
            for n in range(first, last)
        ]
        meetings.create_meetings(actor=stage.inspector, activity=activity, offices=offices)
        with CaptureQueriesContext(connection) as asked:
            found = seen(user, activity)
        assert found["number"] == last
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_s0_18_late_steps_say_since_when(stage: Stage) -> None:
    meeting = new_meeting(stage)
    Meeting.objects.filter(pk=meeting.pk).update(place="")
    with time_machine.travel(datetime(2026, 10, 16, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        (office,) = seen(stage.inspector, meeting.activity)["late"]
    late = [(item.text, item.due, item.days) for item in office.items]
    assert late[0] == ("时间地点", date(2026, 10, 15), 1)
    assert office.longest.late == "逾期 1 天"


def test_s0_18_the_summary_of_the_round_stands_under_the_offices(stage: Stage) -> None:
    meeting = new_meeting(stage)
    with time_machine.travel(datetime(2026, 10, 16, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        whole = [(title, word) for title, word, _ in seen(stage.inspector, meeting.activity)["whole"]]
    assert whole == [("本轮总结", "未报送"), ("档案包", "未生成")]
    assert seen(stage.head_user, meeting.activity)["whole"] == []
