"""The round's plan and the schedule annexed to it."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from pypdf import PdfReader

from evaluations.meetings.models import Activity, Meeting
from evaluations.meetings.queries import attendance
from evaluations.meetings.queries.plans import schedule_rows
from evaluations.meetings.services import meetings, representatives
from evaluations.meetings.services.plans import update_plan
from registry.models import Role, Unit
from tests.evaluations.meetings.stage import Stage, drawn_meeting, met_meeting, new_activity, new_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import user_with

PLAN = {
    "document_number": "安工商〔2026〕30号",
    "purpose": "推进党风廉政建设。\n严防打击报复。",
    "place_due": "2026-10-15",
    "summary_due": "2026-10-31",
    "version": 1,
}


def soon(days: int) -> date:
    return localdate() + timedelta(days=days)


def line(meeting: Meeting, **changes: Any) -> dict[str, str]:
    """What a browser posts for one office's line."""
    values = {"held_on": meeting.held_on, "held_at": meeting.held_at, "version": meeting.version} | changes
    return {f"{meeting.pk}-{name}": str(value) if value else "" for name, value in values.items()}


@pytest.fixture
def pair(stage: Stage, other_office: Unit) -> list[Meeting]:
    offices = [stage.office, other_office]
    return meetings.create_meetings(actor=stage.inspector, activity=new_activity(stage), offices=offices)


def schedule(stage: Stage, activity: Activity, *lines: dict[str, str]) -> Any:
    data = {name: value for each in lines for name, value in each.items()}
    return signed_in(stage.inspector).post(reverse("meetings:plan-schedule", args=[activity.pk]), data)


def test_s0_18_a_new_round_has_the_document_s_days_and_they_can_be_changed(stage: Stage) -> None:
    activity = new_activity(stage)
    assert (activity.place_due, activity.summary_due) == (date(2026, 10, 15), date(2026, 10, 31))
    url = reverse("meetings:plan-edit", args=[activity.pk])
    client = signed_in(stage.inspector)
    page = client.get(url)
    assert "面向监管服务对象代表述职述廉社会评议" in page.context["form"].initial["purpose"]
    assert client.post(url, PLAN | {"place_due": "2026-10-10"}).status_code == 302
    activity.refresh_from_db()
    assert (activity.place_due, activity.document_number, activity.version) == (
        date(2026, 10, 10),
        "安工商〔2026〕30号",
        2,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"place_due": "十月"}, "place_due"), ({"summary_due": "2026-10-01"}, "summary_due")],
)
def test_a_bad_plan_is_refused_beside_its_field_and_kept(
    stage: Stage, changes: dict[str, str], field: str
) -> None:
    activity = new_activity(stage)
    page = signed_in(stage.inspector).post(reverse("meetings:plan-edit", args=[activity.pk]), PLAN | changes)
    assert list(page.context["form"].errors) == [field]
    assert "严防打击报复" in page.content.decode()


def test_two_editors_of_a_plan_see_both_texts(stage: Stage) -> None:
    activity = new_activity(stage)
    url, client = reverse("meetings:plan-edit", args=[activity.pk]), signed_in(stage.inspector)
    client.post(url, PLAN | {"document_number": "一号"})
    page = client.post(url, PLAN | {"document_number": "二号"})
    assert page.context["conflict"]["rows"] == [{"label": "发文字号", "theirs": "一号", "yours": "二号"}]
    assert client.post(url, PLAN | {"document_number": "二号", "version": 2}).status_code == 302


def test_s0_18_the_schedule_sets_every_office_at_once(stage: Stage, pair: list[Meeting]) -> None:
    first, second = pair
    done = schedule(
        stage,
        first.activity,
        line(first, held_on=soon(3), held_at="09:00"),
        line(second, held_on=soon(4), held_at="14:30"),
    )
    assert done.status_code == 302
    for meeting, day, time in ((first, soon(3), "09:00"), (second, soon(4), "14:30")):
        meeting.refresh_from_db()
        assert (meeting.held_on, f"{meeting.held_at:%H:%M}") == (day, time)


def test_a_line_with_an_error_stays_and_the_others_are_saved(stage: Stage, pair: list[Meeting]) -> None:
    first, second = pair
    page = schedule(
        stage,
        first.activity,
        line(first, held_on="昨天", held_at="09:00"),
        line(second, held_on=soon(4), held_at="14:30"),
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert "已保存 1 个单位的时间" in text
    assert 'value="昨天"' in text
    second.refresh_from_db()
    assert second.held_on == soon(4)
    first.refresh_from_db()
    assert first.held_on is None


def test_a_line_that_somebody_else_changed_shows_both(stage: Stage, pair: list[Meeting]) -> None:
    first, second = pair
    mine = line(first, held_on=soon(3), held_at="09:00")
    schedule(stage, first.activity, line(first, held_on=soon(5), held_at="10:00"), line(second))
    page = schedule(stage, first.activity, mine, line(second))
    text = page.content.decode()
    assert f"刚被他人改为 {soon(5)} 10:00" in text
    assert f'value="{soon(3)}"' in text
    again = schedule(stage, first.activity, mine | {f"{first.pk}-version": "2"}, line(second))
    assert again.status_code == 302
    first.refresh_from_db()
    assert first.held_on == soon(3)


def test_a_line_left_as_it_was_is_not_saved(stage: Stage, pair: list[Meeting]) -> None:
    first, second = pair
    schedule(stage, first.activity, line(first), line(second, held_on=soon(4), held_at="09:00"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.version, second.version) == (1, 2)


def test_a_day_changed_after_members_were_told_makes_new_notices_due(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    schedule(stage, meeting.activity, line(meeting, held_on=soon(400)))
    edition = meeting.edition
    meeting.refresh_from_db()
    assert (meeting.edition, meeting.state) == (edition + 1, "drawn")
    assert attendance.waiting_for_notice(meeting)


def test_a_meeting_that_began_keeps_its_day(stage: Stage) -> None:
    meeting = met_meeting(stage)
    before = meeting.held_on
    schedule(stage, meeting.activity, line(meeting, held_on=soon(5), held_at="09:00"))
    meeting.refresh_from_db()
    assert meeting.held_on == before


def test_s0_18_remarks_name_what_does_not_fit(stage: Stage, pair: list[Meeting]) -> None:
    same = [line(each, held_on=soon(400), held_at="09:00") for each in pair]
    schedule(stage, pair[0].activity, *same)
    for row in schedule_rows(pair[0].activity):
        assert row.remarks == [
            "晚于实施阶段截止日 2026-10-31。",
            "与另一单位同一时间，主持人和监督人不能兼顾。",
        ]


def test_x_01_the_plan_as_a_document_names_group_days_and_schedule(stage: Stage) -> None:
    meeting = new_meeting(stage)
    update_plan(
        actor=stage.inspector,
        activity=meeting.activity,
        version=1,
        document_number="安工商〔2026〕30号",
        purpose="推进党风廉政建设。",
        place_due=date(2026, 10, 15),
        summary_due=date(2026, 10, 31),
    )
    file = signed_in(stage.inspector).get(reverse("meetings:plan-file", args=[meeting.activity.pk]))
    assert file["Content-Type"] == "application/pdf"
    pages = [page.extract_text().replace("\n", "") for page in PdfReader(BytesIO(file.content)).pages]
    assert "安工商〔2026〕30号" in pages[0]
    assert "推进党风廉政建设。" in pages[0]
    assert "王建国局长" in pages[0].replace(" ", "")
    assert "监察室" in pages[0]
    assert "2026年10月15日前" in "".join(pages)
    assert "城关工商所" in pages[-1]
    assert "10月20日" in pages[-1]
    assert "城关镇礼堂" in pages[-1]


def test_the_plan_is_read_by_the_office_and_edited_by_the_inspectorate_only(
    stage: Stage, other_office: Unit
) -> None:
    meeting = new_meeting(stage)
    show = reverse("meetings:plan-show", args=[meeting.activity.pk])
    edit = reverse("meetings:plan-edit", args=[meeting.activity.pk])
    assert "城关镇礼堂" in signed_in(stage.head_user).get(show).content.decode()
    assert signed_in(stage.head_user).get(edit).status_code == 403
    assert signed_in(user_with(Role.HEAD, other_office)).get(show).status_code == 404
