"""What of the meetings waits on whose home page; a limit and the task that it watches over are one line."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.access import own_limits
from desk.queries.home import waiting_rows
from desk.services.calendar import load_year
from evaluations.meetings.services import meetings
from evaluations.meetings.services.limits import keep_limits
from evaluations.meetings.views import waiting
from registry.models import Role, Unit
from tests.evaluations.meetings.stage import Stage, new_activity, pooled_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import UnitFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-10-13T09:00:00+08:00", tick=False) as traveller:
        load_year(actor=None, year=2026)
        yield traveller


def test_duties_wait_for_the_post_that_does_them(stage: Stage, other_office: Unit) -> None:
    activity = new_activity(stage)
    meetings.create_meetings(actor=stage.inspector, activity=activity, offices=[stage.office, other_office])
    told = [(row.title, row.of) for row in waiting.duties(stage.inspector) if "开始编制名册" in row.step]
    assert told == [(str(stage.office), activity.title), (str(other_office), activity.title)]
    assert list(waiting.duties(stage.receptionist)) == []
    assert list(waiting.duties(stage.head_user)) == [], "an office has its tasks"
    assert list(waiting.duties(user_with(Role.INSPECTORATE, other_office))) == [], "none of his own office"


def test_tasks_wait_for_the_office_s_own_people_and_nobody_else(stage: Stage, other_office: Unit) -> None:
    meeting = pooled_meeting(stage)
    steps = {row.step: row.url for row in waiting.tasks_of_own_office(stage.head_user)}
    assert steps["亲属申报：待申报"] == reverse("meetings:kin-show", args=[meeting.pk])
    assert list(waiting.tasks_of_own_office(user_with(Role.HEAD, other_office))) == []
    assert list(waiting.tasks_of_own_office(stage.inspector)) == []


def test_a_limit_of_the_round_and_its_task_are_one_line(stage: Stage) -> None:
    meetings.create_meetings(actor=stage.inspector, activity=new_activity(stage), offices=[stage.office])
    keep_limits()
    clocks = [clock.title for clock in own_limits(stage.head_user)]
    assert len([title for title in clocks if "报送会议地点" in title]) == 1
    rows = [
        row for row in waiting_rows(stage.head_user) if "会议地点" in row.waiting.title + row.waiting.step
    ]
    assert [(row.label, row.waiting.step) for row in rows] == [("本单位会议", "上报会议地点：未上报")]


def test_the_same_number_of_questions_for_any_number_of_meetings(stage: Stage) -> None:
    activity = new_activity(stage)
    meetings.create_meetings(actor=stage.inspector, activity=activity, offices=[stage.office])
    client = signed_in(stage.inspector)
    client.get("/")
    with CaptureQueriesContext(connection) as before:
        client.get("/")
    offices = [UnitFactory(kind="office", parent=stage.bureau) for _ in range(19)]
    meetings.create_meetings(actor=stage.inspector, activity=activity, offices=offices)
    with CaptureQueriesContext(connection) as after:
        shown = client.get("/").content.decode()
    assert "另有 8 场，见进度总表。" in shown
    assert len(after) == len(before)
