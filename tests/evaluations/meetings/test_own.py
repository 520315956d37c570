"""The office's own page: what it has to do, by when, and reporting the place."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from evaluations.meetings.models import Activity, Meeting
from evaluations.meetings.queries import own_tasks
from evaluations.meetings.services import meetings, plans, refusals, representatives
from registry.models import Role, Unit
from tests.evaluations.meetings.stage import Stage, drawn_meeting, met_meeting, new_activity, new_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import user_with


@pytest.fixture
def meeting(stage: Stage) -> Meeting:
    activity = new_activity(stage)
    return meetings.create_meetings(actor=stage.inspector, activity=activity, offices=[stage.office])[0]


def due_in(meeting: Meeting, days: int) -> None:
    Activity.objects.filter(pk=meeting.activity_id).update(place_due=localdate() + timedelta(days=days))
    meeting.refresh_from_db()


def post_place(user: Any, meeting: Meeting, place: str, **more: Any) -> Any:
    url = reverse("meetings:own-place", args=[meeting.pk])
    return signed_in(user).post(url, {"place": place, "version": meeting.version} | more)


def words(user: Any, meeting: Meeting) -> dict[str, str]:
    return {task.title: task.word for task in own_tasks.tasks_for(user, meeting)}


def test_s0_18_the_office_reports_its_place(stage: Stage, meeting: Meeting) -> None:
    due_in(meeting, 3)
    assert words(stage.head_user, meeting)["上报会议地点"] == "未上报"
    assert post_place(stage.deputy_user, meeting, "二楼会议室").status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.place_reported_on) == ("二楼会议室", localdate())
    assert words(stage.head_user, meeting)["上报会议地点"] == "已上报"


def test_s0_18_a_late_place_is_said_and_still_accepted(stage: Stage, meeting: Meeting) -> None:
    due_in(meeting, -1)
    assert words(stage.head_user, meeting)["上报会议地点"] == "逾期未报"
    page = signed_in(stage.head_user).get(reverse("meetings:own-place", args=[meeting.pk]))
    assert "现已逾期，会议开始前仍可上报" in page.content.decode()
    post_place(stage.head_user, meeting, "二楼会议室")
    meeting.refresh_from_db()
    assert meeting.place == "二楼会议室"
    assert words(stage.head_user, meeting)["上报会议地点"] == "已上报（逾期）"


def test_s0_18_the_inspectorate_may_report_in_the_office_s_name(stage: Stage) -> None:
    assert new_meeting(stage).place_reported_on == localdate()


def test_s0_18_a_place_moved_after_members_were_told_has_everybody_told_anew(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    page = post_place(stage.head_user, meeting, "新礼堂")
    assert list(page.context["form"].errors) == ["tell_again"]
    assert 'value="新礼堂"' in page.content.decode()
    with pytest.raises(refusals.MeetingRefused, match="须逐人重新通知"):
        plans.report_place(actor=stage.head_user, meeting=meeting, version=meeting.version, place="新礼堂")
    edition, reported = meeting.edition, meeting.place_reported_on
    assert post_place(stage.head_user, meeting, "新礼堂", tell_again="on").status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.edition, meeting.state) == ("新礼堂", edition + 1, "drawn")
    assert meeting.place_reported_on == reported


def test_a_place_is_fixed_once_the_meeting_began(stage: Stage) -> None:
    meeting = met_meeting(stage)
    page = post_place(stage.head_user, meeting, "新礼堂")
    assert page.status_code == 422
    assert "会议已经开始，地点不能再改" in page.content.decode()
    assert 'value="新礼堂"' in page.content.decode()
    meeting.refresh_from_db()
    assert meeting.place == "城关镇礼堂"


def test_two_who_report_a_place_see_both(stage: Stage, meeting: Meeting) -> None:
    post_place(stage.head_user, meeting, "二楼")
    page = post_place(stage.deputy_user, meeting, "三楼")
    assert page.context["conflict"]["rows"] == [{"label": "会议地点", "theirs": "二楼", "yours": "三楼"}]
    assert post_place(stage.deputy_user, meeting, "三楼", version=2).status_code == 302


def test_own_tasks_are_those_of_the_user(stage: Stage, meeting: Meeting) -> None:
    reports = ["所长王海的述职述廉报告", "副所长李岚的述职述廉报告"]
    head, deputy = words(stage.head_user, meeting), words(stage.deputy_user, meeting)
    assert [title for title in head if title.endswith("报告")] == reports
    assert [title for title in deputy if title.endswith("报告")] == reports[1:]
    assert head["征集意见"] == "未开始"
    assert head["亲属申报"] == "待申报"


def test_own_pages_show_only_the_own_office(stage: Stage, meeting: Meeting, other_office: Unit) -> None:
    stranger = user_with(Role.HEAD, other_office)
    show = reverse("meetings:own-show", args=[meeting.pk])
    assert "上报会议地点" in signed_in(stage.head_user).get(show).content.decode()
    assert signed_in(stranger).get(show).status_code == 404
    assert signed_in(stage.inspector).get(show).status_code == 404
    listed = reverse("meetings:own-list")
    assert meeting.activity.title in signed_in(stage.head_user).get(listed).content.decode()
    assert meeting.activity.title not in signed_in(stranger).get(listed).content.decode()
    assert signed_in(stage.inspector).get(listed).status_code == 403


def test_home_lists_what_the_office_has_to_do(stage: Stage, meeting: Meeting) -> None:
    text = signed_in(stage.head_user).get(reverse("home")).content.decode()
    assert "本单位述职述廉" in text
    assert "上报会议地点" in text
    assert "本单位述职述廉" not in signed_in(stage.inspector).get(reverse("home")).content.decode()
