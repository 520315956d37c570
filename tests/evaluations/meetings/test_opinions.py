"""Opinions collected before the meeting: entered, sorted, come to measures, exported."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl import load_workbook

from evaluations.meetings.models import CollectedOpinion, Meeting, ProposedMeasure
from evaluations.meetings.queries.opinions import opinion_overview, unsorted_opinions
from evaluations.meetings.services import meetings, refusals
from evaluations.meetings.services.opinions import (
    MeasureData,
    collect_opinion,
    edit_collected_opinion,
    remove_collected_opinion,
    remove_measure,
    sort_collected_opinions,
    update_measure,
)
from evaluations.meetings.services.refusals import MeetingRefused
from registry.models import AuditEvent, Role, Unit
from tests.evaluations.meetings.stage import Stage, met_meeting, new_activity
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import user_with

MEASURE = {"heading": "efficiency", "problem": "窗口排队", "analysis": "人手少", "measure": "增开窗口"}


@pytest.fixture
def meeting(stage: Stage) -> Meeting:
    activity = new_activity(stage)
    return meetings.create_meetings(actor=stage.inspector, activity=activity, offices=[stage.office])[0]


def collect(stage: Stage, meeting: Meeting, text: str, channel: str = "visit") -> CollectedOpinion:
    return collect_opinion(
        actor=stage.inspector, meeting=meeting, channel=channel, collected_on=localdate(), text=text
    )


def sort(stage: Stage, meeting: Meeting, *opinions: CollectedOpinion, **changes: str) -> ProposedMeasure:
    return sort_collected_opinions(
        actor=stage.inspector,
        meeting=meeting,
        opinions=opinions,
        measure=MeasureData(**(MEASURE | changes)),
    )


def url(name: str, *args: Any) -> str:
    return reverse(f"meetings:{name}", args=args)


def test_s0_09_opinions_are_entered_one_after_the_other_by_channel(stage: Stage, meeting: Meeting) -> None:
    client = signed_in(stage.deputy_user)
    day = localdate() - timedelta(days=2)
    data = {"channel": "forum", "collected_on": day.isoformat(), "text": "办证要排队"}
    page = client.post(url("opinion-create", meeting.pk), data, follow=True)
    form = page.context["form"]
    assert (form["channel"].value(), str(form["collected_on"].value())) == ("forum", day.isoformat())
    assert not form["text"].value()
    row = meeting.collected_opinions.get()
    assert (row.channel, row.collected_on, row.text) == ("forum", day, "办证要排队")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"text": " "}, "text", ""),
        ({"text": "店主电话13912345678，说检查太多"}, "text", "不记录谁提的意见"),
        ({"channel": "猜"}, "channel", ""),
        ({"collected_on": (localdate() + timedelta(days=1)).isoformat()}, "collected_on", "不能晚于今天"),
    ],
)
def test_s0_19_a_bad_entry_is_refused_beside_its_field_and_kept(
    stage: Stage, meeting: Meeting, changes: dict[str, str], field: str, words: str
) -> None:
    data = {"channel": "forum", "collected_on": localdate().isoformat(), "text": "检查太多"} | changes
    page = signed_in(stage.inspector).post(url("opinion-create", meeting.pk), data)
    assert list(page.context["form"].errors) == [field]
    assert words in str(page.context["form"].errors)
    assert page.context["form"]["text"].value() == data["text"]
    assert not meeting.collected_opinions.exists()


def test_s0_09_opinions_are_sorted_into_a_new_and_then_a_standing_measure(
    stage: Stage, meeting: Meeting
) -> None:
    first, second, third = (collect(stage, meeting, text) for text in ("排队", "中午关门", "检查太多"))
    client = signed_in(stage.inspector)
    client.post(url("opinion-sort", meeting.pk), MEASURE | {"opinions": [first.pk]})
    measure = meeting.measures.get()
    assert (measure.heading, measure.problem, measure.analysis, measure.measure) == tuple(MEASURE.values())
    client.post(
        url("opinion-sort", meeting.pk),
        {"existing": measure.pk, "opinions": [second.pk], "heading": "duty"},
    )
    assert list(measure.opinions.order_by("pk")) == [first, second]
    assert list(unsorted_opinions(meeting)) == [third]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (MEASURE, ["opinions"]),
        ({"ticked": True, "heading": "duty"}, ["problem", "measure"]),
        ({"ticked": True, "standing": True} | MEASURE, ["existing"]),
    ],
)
def test_sorting_asks_for_opinions_and_one_measure(
    stage: Stage, meeting: Meeting, data: dict[str, Any], fields: list[str]
) -> None:
    opinion = collect(stage, meeting, "排队")
    standing = sort(stage, meeting)
    sent = {key: value for key, value in data.items() if key not in ("ticked", "standing")}
    if data.get("ticked"):
        sent["opinions"] = [opinion.pk]
    if data.get("standing"):
        sent["existing"] = standing.pk
    page = signed_in(stage.inspector).post(url("opinion-sort", meeting.pk), sent)
    assert list(page.context["form"].errors) == fields
    assert [ticked for _, ticked in page.context["rows"]] == [bool(data.get("ticked"))]
    assert unsorted_opinions(meeting).count() == 1


def test_a_key_that_no_database_holds_is_no_choice(stage: Stage, meeting: Meeting) -> None:
    opinion = collect(stage, meeting, "排队太久")
    client = signed_in(stage.inspector)
    for key in ("9" * 19, "9" * 30, "9" * 5000):
        page = client.post(url("opinion-sort", meeting.pk), MEASURE | {"opinions": [opinion.pk, key]})
        assert page.status_code == 422
        assert "不在可用的选项中" in page.content.decode()
        assert "增开窗口" in page.content.decode(), "what was typed stays"
    assert not ProposedMeasure.objects.exists()


def test_an_opinion_and_its_place_can_be_mended_and_a_measure_removed(stage: Stage, meeting: Meeting) -> None:
    opinion = collect(stage, meeting, "排对")
    measure = sort(stage, meeting, opinion)
    client = signed_in(stage.head_user)
    data = {
        "channel": "box",
        "collected_on": localdate().isoformat(),
        "text": "排队",
        "measure": measure.pk,
        "version": 1,
    }
    client.post(url("opinion-edit", meeting.pk, opinion.pk), data)
    opinion.refresh_from_db()
    assert (opinion.channel, opinion.text, opinion.measure) == ("box", "排队", measure)
    client.post(
        url("measure-edit", meeting.pk, measure.pk), MEASURE | {"measure": "增开两个窗口", "version": 1}
    )
    measure.refresh_from_db()
    assert measure.measure == "增开两个窗口"
    client.post(url("measure-remove", meeting.pk, measure.pk))
    opinion.refresh_from_db()
    assert opinion.measure is None
    client.post(url("opinion-remove", meeting.pk, opinion.pk))
    assert not meeting.collected_opinions.exists()


def test_s0_09_the_overview_counts_by_channel_and_heading(stage: Stage, meeting: Meeting) -> None:
    sort(stage, meeting, collect(stage, meeting, "排队"), collect(stage, meeting, "关门", "box"))
    collect(stage, meeting, "检查太多", "box")
    found = {
        row.channel: (row.total, dict(row.cells)["效率质量与服务态度"], row.unsorted)
        for row in opinion_overview(meeting)
    }
    assert found == {"走访": (1, 1, 0), "意见箱": (2, 1, 1), "合计": (3, 2, 1)}


def test_s0_09_fewer_than_two_channels_are_pointed_at(stage: Stage, meeting: Meeting) -> None:
    collect(stage, meeting, "排队")
    client, words = signed_in(stage.inspector), "只用了不到两种征集渠道"
    assert words in client.get(url("opinion-list", meeting.pk)).content.decode()
    collect(stage, meeting, "关门", "box")
    assert words not in client.get(url("opinion-list", meeting.pk)).content.decode()


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ({}, {"排队", "=1+1", "检查太多"}),
        ({"channel": "box"}, {"=1+1", "检查太多"}),
        ({"state": "loose"}, {"检查太多"}),
        ({"state": "sorted", "channel": "box"}, {"=1+1"}),
        ({"q": "排"}, {"排队"}),
        ({"state": "不懂"}, {"排队", "=1+1", "检查太多"}),
    ],
)
def test_list_and_workbook_hold_exactly_what_is_filtered(
    stage: Stage, meeting: Meeting, query: dict[str, str], texts: set[str]
) -> None:
    sort(stage, meeting, collect(stage, meeting, "排队"), collect(stage, meeting, "=1+1", "box"))
    collect(stage, meeting, "检查太多", "box")
    client = signed_in(stage.inspector)
    page = client.get(url("opinion-list", meeting.pk), query).context["page"]
    assert {row.text for row in page} == texts
    file = client.get(url("opinion-export", meeting.pk), query)
    sheet = load_workbook(BytesIO(file.content)).active
    cells = [row[3] for row in sheet.iter_rows(min_row=3, max_row=2 + len(texts))]
    assert {str(cell.value).lstrip("'") for cell in cells} == texts
    assert {cell.data_type for cell in cells} == {"s"}


def test_s0_22_opinions_are_frozen_once_the_meeting_began(stage: Stage) -> None:
    meeting = met_meeting(stage)
    sentence = "会议已经开始，征集的意见和述职述廉报告不能再改"
    data = {"channel": "forum", "collected_on": localdate().isoformat(), "text": "来晚了的意见"}
    page = signed_in(stage.inspector).post(url("opinion-create", meeting.pk), data)
    assert sentence in page.content.decode()
    assert page.context["form"]["text"].value() == "来晚了的意见"
    with pytest.raises(refusals.MeetingRefused, match=sentence):
        collect(stage, meeting, "来晚了的意见")
    assert not meeting.collected_opinions.exists()
    assert signed_in(stage.inspector).get(url("opinion-create", meeting.pk)).status_code == 302


def test_opinions_are_the_organisers_and_the_own_office_s(
    stage: Stage, meeting: Meeting, other_office: Unit
) -> None:
    collect(stage, meeting, "排队")
    listed = url("opinion-list", meeting.pk)
    for user in (stage.inspector, stage.head_user, stage.deputy_user, stage.watcher, stage.chair):
        assert "排队" in signed_in(user).get(listed).content.decode()
    for user in (stage.receptionist, user_with(Role.HEAD, other_office)):
        assert signed_in(user).get(listed).status_code == 404
    assert signed_in(stage.chair).post(url("opinion-create", meeting.pk)).status_code == 403


def test_a_measure_of_another_meeting_takes_no_opinion(
    stage: Stage, meeting: Meeting, other_office: Unit
) -> None:
    other = meetings.create_meetings(
        actor=stage.inspector, activity=meeting.activity, offices=[other_office]
    )[0]
    foreign, opinion = sort(stage, other), collect(stage, meeting, "排队")
    with pytest.raises(refusals.MeetingRefused, match="另一场会议"):
        sort_collected_opinions(actor=stage.inspector, meeting=meeting, opinions=[opinion], measure=foreign)
    assert signed_in(stage.inspector).get(url("measure-edit", meeting.pk, foreign.pk)).status_code == 404


def test_s0_19_the_audit_keeps_no_words_of_an_opinion(stage: Stage, meeting: Meeting) -> None:
    sort(stage, meeting, collect(stage, meeting, "排队太久了"))
    payloads = {event.verb: str(event.payload) for event in AuditEvent.objects.all()}
    assert {"collect_opinion", "sort_collected_opinions"} <= set(payloads)
    assert "排队" not in "".join(payloads.values())


def test_two_who_mend_one_opinion_or_measure_see_both_texts(stage: Stage, meeting: Meeting) -> None:
    opinion = collect(stage, meeting, "排队")
    measure = sort(stage, meeting, opinion)
    first, second = signed_in(stage.head_user), signed_in(stage.inspector)
    data = {"channel": "visit", "collected_on": localdate().isoformat(), "measure": "", "version": 1}
    first.post(url("opinion-edit", meeting.pk, opinion.pk), data | {"text": "窗口排队太久"})
    page = second.post(url("opinion-edit", meeting.pk, opinion.pk), data | {"text": "中午没有人"})
    assert "窗口排队太久" in page.content.decode()
    assert "中午没有人" in page.content.decode()
    opinion.refresh_from_db()
    assert (opinion.text, opinion.version) == ("窗口排队太久", 2)
    second.post(url("opinion-edit", meeting.pk, opinion.pk), data | {"text": "中午没有人", "version": 2})
    opinion.refresh_from_db()
    assert opinion.text == "中午没有人"
    address = url("measure-edit", meeting.pk, measure.pk)
    first.post(address, MEASURE | {"measure": "增开两个窗口", "version": 1})
    page = second.post(address, MEASURE | {"measure": "中午轮值", "version": 1})
    assert "增开两个窗口" in page.content.decode()
    assert "中午轮值" in page.content.decode()
    measure.refresh_from_db()
    assert measure.measure == "增开两个窗口"


def test_what_was_removed_meanwhile_is_said_and_what_was_typed_stays(stage: Stage, meeting: Meeting) -> None:
    opinion = collect(stage, meeting, "排队")
    measure = sort(stage, meeting, opinion)
    data = MeasureData("duty", "问题", "", "措施")
    measure_gone, opinion_gone = "这项措施刚由别人删除", "这条意见刚由别人删除"
    remove_measure(actor=stage.inspector, measure=type(measure).objects.get(pk=measure.pk))
    with pytest.raises(MeetingRefused, match=measure_gone):
        update_measure(actor=stage.inspector, measure=measure, version=1, data=data)
    remove_collected_opinion(actor=stage.inspector, opinion=type(opinion).objects.get(pk=opinion.pk))
    with pytest.raises(MeetingRefused, match=opinion_gone):
        edit_collected_opinion(
            actor=stage.inspector,
            opinion=opinion,
            version=1,
            channel="box",
            collected_on=localdate(),
            text="排队",
            measure=None,
        )
