"""Rounds: leading group, dates, figures, two editors at once."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.meetings.forms.activities import ActivityForm
from evaluations.meetings.models import Activity
from evaluations.meetings.services import activities, meeting_draws, meetings, refusals
from registry.models import Unit
from rulebook.meeting.rounds import RoundFigures
from tests.evaluations.meetings.stage import (
    Stage,
    lock,
    new_activity,
    new_meeting,
    pooled_meeting,
    voted_meeting,
)
from tests.factories import UnitFactory


def form_data(stage: Stage, activity: Activity | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser posts for the form as it was shown."""
    values = ActivityForm.initial_for(activity, 2026)
    values |= {"bureau": stage.bureau.pk, "group_office": stage.inspectorate.pk} if not activity else {}
    values |= {"leader": "王建国 局长"} if not activity else {}
    return {name: value for name, value in (values | changes).items() if value is not None}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_x_01_leading_group_has_its_office_in_a_chosen_section(stage: Stage) -> None:
    legal = UnitFactory(code="FZ01", name="法制科", kind="department", parent=stage.bureau)
    data = form_data(stage, group_office=legal.pk, deputies="叶明", members="徐书 监察室主任\n仇炀\n")
    response = signed_in(stage.inspector).post(reverse("meetings:activity-create"), data)
    activity = Activity.objects.get()
    assert response.url == reverse("meetings:activity-show", args=[activity.pk])
    assert activity.group_office == legal
    assert [(each.rank, each.name, each.position) for each in activity.group.all()] == [
        ("leader", "王建国", "局长"),
        ("deputy", "叶明", ""),
        ("member", "徐书", "监察室主任"),
        ("member", "仇炀", ""),
    ]


def test_new_round_proposes_the_document_s_figures_and_the_inspectorate(stage: Stage) -> None:
    page = signed_in(stage.inspector).get(reverse("meetings:activity-create"))
    assert page.context["form"].initial["attendance_min"] == 60
    assert page.context["form"].initial["group_office"] == stage.inspectorate


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"attendance_min": 0}, "attendance_min", "最少到会人数应在"),
        ({"share_numerator": 6}, "share_numerator", "管理服务对象比例应大于 0、小于 1"),
        ({"drawn_seats": 10}, "drawn_seats", "管理服务对象至少要有 36 人"),
        ({"absence_percent": "很多"}, "absence_percent", "输入整数"),
        ({"carry_out_last": "2026-09-01"}, "carry_out_last", "早于开始日期"),
        ({"rectify_first": "2026-10-01"}, "rectify_first", "不能早于上一阶段开始"),
        ({"members": "甲乙\n甲乙"}, "members", "重复"),
        ({"title": ""}, "title", ""),
    ],
)
def test_impossible_input_is_refused_beside_its_field_and_kept(
    stage: Stage, changes: dict[str, Any], field: str, words: str
) -> None:
    data = form_data(stage, deputies="叶明", **changes)
    page = signed_in(stage.inspector).post(reverse("meetings:activity-create"), data)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert words in str(page.context["form"].errors[field])
    assert "叶明" in page.content.decode()
    assert not Activity.objects.exists()


def test_a_year_has_one_round(stage: Stage) -> None:
    new_activity(stage)
    page = signed_in(stage.inspector).post(reverse("meetings:activity-create"), form_data(stage))
    assert "2026年的述职述廉活动已经建立" in page.content.decode()


def test_two_editors_see_both_texts_and_lose_nothing(stage: Stage) -> None:
    activity = new_activity(stage)
    mine, url = (
        form_data(stage, activity, title="我的名称"),
        reverse("meetings:activity-edit", args=[activity.pk]),
    )
    theirs = form_data(stage, activity, title="他的名称")
    client = signed_in(stage.inspector)
    assert client.post(url, theirs).status_code == 302
    page = client.post(url, mine)
    assert page.context["conflict"]["rows"] == [{"label": "名称", "theirs": "他的名称", "yours": "我的名称"}]
    assert 'value="我的名称"' in page.content.decode()
    assert client.post(url, mine | {"version": 2}).status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.version) == ("我的名称", 3)
    assert f'name="version" value="{2}"' in page.content.decode()


def test_figures_change_until_the_first_draw_is_locked(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    activity = meeting.activity
    data = activities.ActivityData(
        title=activity.title,
        year=2026,
        bureau=stage.bureau,
        group_office=stage.inspectorate,
        drawing_body="市纪委",
        stages=[],
        figures=RoundFigures(drawn_seats=64),
        group=[],
    )
    activities.update_activity(actor=stage.inspector, activity=activity, version=1, data=data)
    meeting.refresh_from_db()
    meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    lock(stage, meeting)
    with pytest.raises(refusals.MeetingRefused, match="数字不能再改"):
        activities.update_activity(
            actor=stage.inspector,
            activity=activity,
            version=2,
            data=replace(data, figures=RoundFigures(drawn_seats=70)),
        )
    activities.update_activity(actor=stage.inspector, activity=activity, version=2, data=data)
    page = signed_in(stage.inspector).get(reverse("meetings:activity-edit", args=[activity.pk]))
    assert page.context["form"].fields["drawn_seats"].disabled


def test_meetings_for_several_offices_at_once_and_never_twice(stage: Stage, other_office: Unit) -> None:
    activity = new_activity(stage)
    url = reverse("meetings:meeting-create", args=[activity.pk])
    client = signed_in(stage.inspector)
    assert list(client.post(url, {}).context["form"].errors) == ["offices"]
    client.post(url, {"offices": [stage.office.pk, other_office.pk]})
    assert [meeting.office for meeting in activity.meetings.all()] == [stage.office, other_office]
    made = meetings.create_meetings(actor=stage.inspector, activity=activity, offices=[stage.office])
    assert made == []


def test_a_round_shows_only_what_posts_allow(stage: Stage) -> None:
    meeting = new_meeting(stage)
    url = reverse("meetings:activity-show", args=[meeting.activity.pk])
    assert signed_in(stage.receptionist).get(url).status_code == 200
    assert signed_in(stage.head_user).get(url).status_code == 404
    assert signed_in(stage.watcher).get(reverse("meetings:activity-create")).status_code == 403


def test_s0_12_the_round_sets_the_scale_and_the_report_follows(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 2, 2, 3] * 16, grades=3)
    vote = meeting.vote
    assert [grade["label"] for grade in vote.form["grades"]] == ["满意", "基本满意", "不满意"]
    page = signed_in(stage.inspector).get(reverse("meetings:result-internal", args=[meeting.pk]))
    assert "不太满意" not in page.content.decode()
    assert (meeting.activity.figures["grades"], meeting.activity.figures["strata_by"]) == (3, "type_area")


def test_s0_07_strata_and_scale_are_chosen_on_the_page(stage: Stage) -> None:
    data = form_data(stage, strata_by="area", grades=4)
    signed_in(stage.inspector).post(reverse("meetings:activity-create"), data)
    figures = Activity.objects.get().figures
    assert (figures["strata_by"], figures["grades"]) == ("area", 4)
    wrong = signed_in(stage.inspector).post(
        reverse("meetings:activity-create"), form_data(stage, strata_by="moon", grades=9)
    )
    assert {"strata_by", "grades"} <= set(wrong.context["form"].errors)
