"""The meeting day: chair and watcher on record, the order of S0-13 kept, statements before feedback (S0-10, S0-13, S0-21)."""

from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from pypdf import PdfReader

from ballots.services import confirming, preparing
from ballots.services.moves import VoteRefused
from evaluations.meetings.access import steps
from evaluations.meetings.models import AgendaItem, Meeting, Sitting
from evaluations.meetings.services import attendance, meetings, refusals, representatives, sittings
from registry.models import AuditEvent, Role
from tests.ballots.keys import prove
from tests.evaluations.meetings.stage import (
    Stage,
    arrive,
    begin,
    confirm_vote_step,
    hold_reports,
    met_meeting,
    open_ballot,
    voted_meeting,
    walk,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import user_with

SMALL = {"attendance_min": 3, "drawn_seats": 4, "absence_percent": 0, "consumer_percent": 0}
NAMES = {
    "chair_name": "书记",
    "chair_title": "局纪委书记",
    "watcher_name": "监督员",
    "watcher_title": "市纪委监督员",
}


def states(meeting: Meeting) -> list[tuple[str, str]]:
    sitting = meeting.sitting
    assert sitting is not None
    return [(item.kind, item.state) for item in sitting.agenda.all()]


def item(meeting: Meeting, position: int) -> AgendaItem:
    sitting = meeting.sitting
    assert sitting is not None
    return sitting.agenda.get(position=position)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def test_s0_10_chair_and_watcher_are_on_record_when_the_meeting_begins(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    client, url = signed_in(stage.inspector), reverse("meetings:sitting-begin", args=[meeting.pk])
    page = client.get(url)
    assert page.context["form"].initial == {
        "chair_name": "书记",
        "chair_title": Role.CHAIR.label,
        "watcher_name": "监督员",
        "watcher_title": Role.WATCHER.label,
    }
    assert "会议可以开始，但投票须等条件达到：到会 0 人，应不少于 3 人，还差 3 人。" in page.content.decode()
    client.post(url, NAMES)
    sitting = Sitting.objects.get(meeting=meeting)
    assert (sitting.chair_name, sitting.watcher_name, sitting.edition) == ("书记", "监督员", meeting.edition)
    assert states(meeting) == [
        ("report", "todo"),
        ("report", "todo"),
        ("questions", "todo"),
        ("ballot", "todo"),
        ("count", "todo"),
        ("statement", "todo"),
        ("statement", "todo"),
        ("statement", "todo"),
    ]
    shown = client.get(reverse("meetings:sitting-show", args=[meeting.pk])).content.decode()
    shown = " ".join(shown.split())
    assert "局纪委书记 书记" in shown
    assert "市纪委监督员 监督员" in shown


def test_s0_10_without_a_watcher_the_meeting_cannot_begin(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    client, url = signed_in(stage.inspector), reverse("meetings:sitting-begin", args=[meeting.pk])
    page = client.post(url, NAMES | {"watcher_name": ""})
    assert list(page.context["form"].errors) == ["watcher_name"]
    assert page.context["form"].data["chair_name"] == "书记", "what was typed stays"
    with pytest.raises(refusals.MeetingRefused, match="没有市纪委派出的监督人"):
        sittings.begin_meeting(actor=stage.inspector, meeting=meeting, **NAMES | {"watcher_name": ""})
    assert meeting.sitting is None


def test_s0_10_with_the_chair_absent_somebody_else_takes_the_chair_for_a_reason(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    client, url = signed_in(stage.inspector), reverse("meetings:sitting-begin", args=[meeting.pk])
    acting = NAMES | {"chair_name": "副书记", "chair_title": "局纪委副书记"}
    page = client.post(url, acting)
    assert page.context["form"].errors["acting_reason"] == ["局纪委书记：书记。由副书记主持的，请写明原因。"]
    with pytest.raises(refusals.MeetingRefused, match="请写明代为主持的原因"):
        sittings.begin_meeting(actor=stage.inspector, meeting=meeting, **acting)
    client.post(url, acting | {"acting_reason": "书记因公出差"})
    sitting = meeting.sitting
    assert sitting is not None
    assert (sitting.chair_name, sitting.acting_reason) == ("副书记", "书记因公出差")
    event = AuditEvent.objects.get(verb="begin_meeting")
    assert event.payload == {"edition": 1, "acting": True}, "no names, no free text"


def test_the_chair_does_not_watch_himself(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    with pytest.raises(refusals.MeetingRefused, match="不能是同一人"):
        sittings.begin_meeting(actor=stage.inspector, meeting=meeting, **NAMES | {"watcher_name": "书记"})


def test_beginning_twice_begins_once(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    assert begin(stage, meeting).pk == begin(stage, meeting).pk
    assert Sitting.objects.filter(meeting=meeting).count() == 1


def test_s0_13_a_step_does_not_begin_before_the_earlier_one_is_done(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    client = signed_in(stage.inspector)
    second = item(meeting, 2)
    url = reverse("meetings:sitting-item-begin", args=[meeting.pk, second.pk])
    page = client.post(url, follow=True)
    assert "“所长 王海述职述廉”还没有完成，不能开始“副所长 李岚述职述廉”。" in page.content.decode()
    assert states(meeting)[1] == ("report", "todo")
    first = item(meeting, 1)
    page = client.post(reverse("meetings:sitting-item-begin", args=[meeting.pk, first.pk]), follow=True)
    assert "结束：所长 王海述职述廉" in page.content.decode(), "the one next button"
    finish = reverse("meetings:sitting-item-finish", args=[meeting.pk, first.pk])
    page = client.post(finish, {"note": "讲了十分钟"}, follow=True)
    assert page.context["next"]["label"] == "开始：副所长 李岚述职述廉"
    first.refresh_from_db()
    assert (first.state, first.note) == ("done", "讲了十分钟")
    assert first.begun_at is not None
    assert first.ended_at is not None


def test_s0_13_the_vote_does_not_open_before_reports_and_questions_are_done(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    arrive(meeting, 3, 0)
    vote = meeting.vote
    assert vote is not None
    preparing.make_cards(actor=stage.inspector, vote=vote, n=5)
    prove(actor=stage.inspector, vote=vote)
    with pytest.raises(VoteRefused, match="会议还没有开始"):
        confirming.ask_step(actor=stage.inspector, vote=vote, action="ballots.open")
    begin(stage, meeting)
    walk(stage, meeting, "report")
    with pytest.raises(VoteRefused, match="“代表问询和述职人员解答”还没有完成"):
        confirming.ask_step(actor=stage.inspector, vote=vote, action="ballots.open")
    walk(stage, meeting, "questions")
    confirm_vote_step(stage, meeting, "ballots.open")
    assert states(meeting)[2:5] == [("questions", "done"), ("ballot", "current"), ("count", "todo")]


def test_s0_13_ballot_and_count_follow_the_vote_by_themselves(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 1, 1], **SMALL)
    assert states(meeting)[3:6] == [("ballot", "done"), ("count", "done"), ("statement", "todo")]
    ballot, count = item(meeting, 4), item(meeting, 5)
    vote = meeting.vote
    assert vote is not None
    assert (ballot.begun_at, ballot.ended_at) == (vote.opened_at, vote.closed_at)
    assert count.begun_at == vote.closed_at
    for by_hand in (sittings.begin_item, sittings.finish_item):
        with pytest.raises(refusals.MeetingRefused, match="评议"):
            by_hand(actor=stage.inspector, meeting=meeting, item=ballot)


def test_a_vote_voided_while_open_takes_ballot_back_and_leaves_the_reports_done(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    arrive(meeting, 3, 0)
    open_ballot(stage, meeting, 5)
    confirm_vote_step(stage, meeting, "ballots.void", note="平板故障")
    assert meeting.state == "check_in"
    assert states(meeting)[2:5] == [("questions", "done"), ("ballot", "todo"), ("count", "todo")]


def test_a_mistaken_press_is_taken_back_by_one_step_and_no_further_than_the_vote(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    client, back = signed_in(stage.inspector), reverse("meetings:sitting-back", args=[meeting.pk])
    assert "没有可以退回的环节" in client.post(back, follow=True).content.decode()
    first = item(meeting, 1)
    sittings.begin_item(actor=stage.inspector, meeting=meeting, item=first)
    sittings.finish_item(actor=stage.inspector, meeting=meeting, item=first, note="要点")
    client.post(back)
    first.refresh_from_db()
    assert (first.state, first.ended_at, first.note) == ("current", None, "要点")
    client.post(back)
    first.refresh_from_db()
    assert (first.state, first.begun_at, first.note) == ("todo", None, "要点")
    walk(stage, meeting, "report", "questions")
    arrive(meeting, 3, 0)
    vote = meeting.vote
    assert vote is not None
    preparing.make_cards(actor=stage.inspector, vote=vote, n=5)
    prove(actor=stage.inspector, vote=vote)
    confirm_vote_step(stage, meeting, "ballots.open")
    with pytest.raises(refusals.MeetingRefused, match="投票和计票随投票页"):
        sittings.take_back_item(actor=stage.inspector, meeting=meeting)


def test_s0_13_feedback_waits_for_every_statement_and_the_end(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 1, 1], **SMALL)
    Meeting.objects.filter(pk=meeting.pk).update(state="count_signed", held_on=date(2026, 10, 20))
    meeting.refresh_from_db()
    fields: dict[str, Any] = {"fed_back_on": localdate(), "note": "书面"}
    assert steps.may_feed_back(stage.inspector, meeting).reason == (
        "“所长 王海代表城关工商所表态”还没有完成，表态发言全部记录后才能反馈。"
    )
    with pytest.raises(refusals.MeetingRefused, match="表态发言全部记录后才能反馈"):
        meetings.feed_back(actor=stage.inspector, meeting=meeting, **fields)
    walk(stage, meeting, "statement", note="认真整改。")
    with pytest.raises(refusals.MeetingRefused, match="还没有散会"):
        meetings.feed_back(actor=stage.inspector, meeting=meeting, **fields)
    sittings.end_meeting(actor=stage.inspector, meeting=meeting, watched_throughout=True)
    assert steps.may_feed_back(stage.inspector, meeting).allowed


def test_s0_13_a_statement_is_on_record_with_what_was_said(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 1, 1], **SMALL)
    client, office = signed_in(stage.inspector), item(meeting, 6)
    sittings.begin_item(actor=stage.inspector, meeting=meeting, item=office)
    url = reverse("meetings:sitting-item-finish", args=[meeting.pk, office.pk])
    page = client.post(url, {"note": " "})
    assert page.context["form"].errors["note"] == ["请记录表态发言的要点。"]
    client.post(url, {"note": "代表全所接受评议。"})
    office.refresh_from_db()
    assert (office.state, office.note, office.joint) == ("done", "代表全所接受评议。", False)
    assert item(meeting, 7).state == "todo", "by default each speaks"


def test_s0_13_a_joint_statement_of_the_director_counts_for_office_and_himself(
    stage: Stage,
) -> None:
    meeting = voted_meeting(stage, [1, 1, 1], **SMALL)
    client, office = signed_in(stage.inspector), item(meeting, 6)
    sittings.begin_item(actor=stage.inspector, meeting=meeting, item=office)
    url = reverse("meetings:sitting-item-finish", args=[meeting.pk, office.pk])
    client.post(url, {"note": "代表全所和本人表态。", "joint": "on"})
    own, deputy = item(meeting, 7), item(meeting, 8)
    assert (own.state, own.joint, deputy.state) == ("done", True, "todo")
    sittings.begin_item(actor=stage.inspector, meeting=meeting, item=deputy)
    sittings.finish_item(actor=stage.inspector, meeting=meeting, item=deputy, joint=True)
    deputy.refresh_from_db()
    assert (deputy.state, deputy.joint) == ("done", True), "the director spoke for the deputy too"


def test_s0_10_the_end_says_whether_it_was_watched_throughout(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 1, 1], **SMALL)
    client, url = signed_in(stage.inspector), reverse("meetings:sitting-end", args=[meeting.pk])
    assert "还没有完成，不能散会" in client.get(url, follow=True).content.decode()
    walk(stage, meeting, "statement", note="认真整改。")
    page = client.post(url, {"watched": "no", "note": ""})
    assert page.context["form"].errors["note"] == ["监督人没有全程在场的，请写明情况。"]
    client.post(url, {"watched": "no", "note": "计票时离场二十分钟"})
    sitting = meeting.sitting
    assert sitting is not None
    assert (sitting.watched_throughout, sitting.note) == (False, "计票时离场二十分钟")
    report = client.get(reverse("meetings:report-show", args=[meeting.pk])).content.decode()
    assert "监督人没有全程在场：计票时离场二十分钟" in report


def test_a_meeting_postponed_after_it_began_begins_anew_and_keeps_what_was(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    walk(stage, meeting, "report")
    meetings.postpone_meeting(
        actor=stage.inspector,
        meeting=meeting,
        held_on=localdate(),
        held_at=time(15, 0),
        place="二楼会议室",
        reason="到会不足",
    )
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert meeting.sitting is None
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    attendance.open_check_in(actor=stage.receptionist, meeting=meeting)
    meeting.refresh_from_db()
    again = begin(stage, meeting)
    first, second = Sitting.objects.filter(meeting=meeting)
    assert (first.broken_off, first.note, second.pk) == (True, "会议延期：到会不足", again.pk)
    assert second.edition > first.edition
    assert [each.state for each in first.agenda.filter(kind="report")] == ["done", "done"]
    assert {state for _, state in states(meeting)} == {"todo"}
    page = signed_in(stage.inspector).get(reverse("meetings:sitting-show", args=[meeting.pk]))
    assert "会议延期：到会不足" in page.content.decode()
    with pytest.raises(refusals.MeetingRefused, match="已经延期的一场"):
        sittings.begin_item(actor=stage.inspector, meeting=meeting, item=first.agenda.get(position=3))


def test_two_who_amend_a_note_see_both_texts(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    hold_reports(stage, meeting)
    first = item(meeting, 1)
    client = signed_in(stage.inspector)
    url = reverse("meetings:sitting-item-note", args=[meeting.pk, first.pk])
    client.post(url, {"note": "甲记的", "seen": ""})
    page = client.post(url, {"note": "乙记的", "seen": ""})
    assert page.context["conflict"]["rows"] == [{"label": "记录", "theirs": "甲记的", "yours": "乙记的"}]
    client.post(url, {"note": "甲记的，乙记的", "seen": "甲记的"})
    first.refresh_from_db()
    assert first.note == "甲记的，乙记的"


def test_two_clerks_who_end_a_step_lose_neither_text(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    first = item(meeting, 1)
    sittings.begin_item(actor=stage.inspector, meeting=meeting, item=first)
    client = signed_in(stage.inspector)
    url = reverse("meetings:sitting-item-finish", args=[meeting.pk, first.pk])
    client.post(url, {"note": "甲记的"})
    page = client.post(url, {"note": "乙记的"})
    assert page.context["item"] == first
    assert page.context["conflict"]["rows"] == [{"label": "记录", "theirs": "甲记的", "yours": "乙记的"}]
    assert "已经完成" in page.content.decode()
    again = client.post(url, {"note": ""})
    assert (again.status_code, "已经完成" in again.content.decode()) == (422, True)
    first.refresh_from_db()
    assert first.note == "甲记的"


def test_the_last_step_ended_twice_keeps_what_was_typed(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    AgendaItem.objects.filter(sitting__meeting=meeting).update(state="done")
    last = AgendaItem.objects.filter(sitting__meeting=meeting).order_by("-position")[0]
    url = reverse("meetings:sitting-item-finish", args=[meeting.pk, last.pk])
    page = signed_in(stage.inspector).post(url, {"note": "表态要点"})
    assert page.status_code == 422
    assert page.context["form"].initial["note"] == "表态要点"


def test_who_records_and_who_does_not(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    clerk = user_with(Role.ENTRY_CLERK, stage.bureau, name="录入员")
    own_clerk = user_with(Role.ENTRY_CLERK, stage.office, name="本所录入员")
    url = reverse("meetings:sitting-begin", args=[meeting.pk])
    assert signed_in(stage.watcher).get(url).status_code == 403
    assert signed_in(stage.receptionist).get(url).status_code == 403
    assert signed_in(stage.head_user).get(url).status_code == 404
    assert signed_in(own_clerk).get(url).status_code == 403, "nobody of the assessed office"
    assert signed_in(stage.chair).get(url).status_code == 200
    assert signed_in(clerk).get(url).status_code == 200


def test_the_meetings_page_leads_to_the_sitting(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    arrive(meeting, 3, 0)
    client, url = signed_in(stage.inspector), reverse("meetings:meeting-show", args=[meeting.pk])
    assert client.get(url).context["step"].label == "开始会议"
    begin(stage, meeting)
    step = client.get(url).context["step"]
    assert (step.label, step.url) == (
        "进入会议流程",
        reverse("meetings:sitting-show", args=[meeting.pk]),
    )
    walk(stage, meeting, "report", "questions")
    assert client.get(url).context["step"].label == "进入投票"
