"""Members: notified, confirmed, declined and replaced; the door and its gauges."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from ballots.ports import origins
from ballots.queries.turnout import turnout_of
from ballots.services import casting, moves, opening, preparing
from ballots.services.cards import record_leftovers
from draws.queries.results import alternates, substitutions
from draws.services import confirming
from evaluations.meetings.models import Meeting
from evaluations.meetings.queries.attendance import (
    by_state,
    current_members,
    gauges,
    present,
    strata_at_the_door,
)
from evaluations.meetings.services import meetings, pools, refusals, representatives
from evaluations.meetings.services.attendance import check_in, open_check_in, undo_check_in
from registry.models import AuditEvent
from rulebook.lifecycle.table import IllegalMove
from tests.ballots.keys import prove
from tests.evaluations.meetings.stage import (
    Stage,
    arrive,
    confirm_vote_step,
    drawn_meeting,
    met_meeting,
    pooled_meeting,
)
from tests.evaluations.meetings.test_activities import signed_in


def test_nobody_is_notified_before_the_draw(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    url = reverse("meetings:members-notify", args=[meeting.pk])
    page = signed_in(stage.inspector).post(url, follow=True)
    assert "在“代表已抽取”" in page.content.decode()
    assert by_state(meeting) == {"待通知": 15}


def test_s0_03_members_come_from_the_published_draw(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    url = reverse("meetings:members-notify", args=[meeting.pk])
    client = signed_in(stage.inspector)
    client.post(url)
    client.post(url)
    meeting.refresh_from_db()
    assert meeting.state == "notified"
    assert by_state(meeting) == {"已通知": 90}


def test_s0_07_a_drawn_member_declines_without_a_reason_and_the_next_steps_in(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    member = meeting.representatives.filter(source="drawn").order_by("pk")[0]
    assert member.entry is not None
    assert meeting.draw is not None
    expected = next(each for each in alternates(meeting.draw) if each.stratum == member.entry.stratum)
    url = reverse("meetings:member-decline", args=[meeting.pk, member.pk])
    client = signed_in(stage.inspector)
    client.post(url)
    page = client.post(url, follow=True)
    assert "不必重复登记" in page.content.decode()
    member.refresh_from_db()
    assert member.state == "declined"
    step = substitutions(meeting.draw).get()
    assert (step.reason, step.replacement) == ("declined", expected)
    new = meeting.representatives.get(entry=expected)
    assert new.state == "named"
    assert current_members(meeting).filter(source="drawn").count() == 75


def test_s0_07_alternates_used_up_are_said(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    consumers = meeting.representatives.filter(category="consumer").order_by("pk")
    for member in consumers[:5]:
        representatives.withdraw_representative(actor=stage.watcher, representative=member, reason="declined")
    page = signed_in(stage.watcher).post(
        reverse("meetings:member-decline", args=[meeting.pk, consumers[5].pk]), follow=True
    )
    assert "候补已经用完" in page.content.decode()
    consumers[5].refresh_from_db()
    assert consumers[5].state == "named"


def test_an_engaged_member_declines_and_nobody_steps_in(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    member = meeting.representatives.filter(source="engaged")[0]
    assert (
        representatives.withdraw_representative(
            actor=stage.inspector, representative=member, reason="declined"
        )
        is None
    )
    assert current_members(meeting).filter(source="engaged").count() == 14
    pools.engage_assessors(actor=stage.inspector, meeting=meeting, persons=[member.person])
    assert current_members(meeting).filter(source="engaged").count() == 15


def test_other_reasons_stand_in_a_form_and_evidence_names_nobody(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    member = meeting.representatives.filter(category="consumer")[0]
    url = reverse("meetings:member-withdraw", args=[meeting.pk, member.pk])
    client = signed_in(stage.inspector)
    assert client.get(url).status_code == 200
    page = client.post(url, {"reason": "unreachable", "evidence": f"{member.label}不接电话"}, follow=True)
    assert "不要写姓名" in page.content.decode()
    client.post(url, {"reason": "unreachable", "evidence": "电话记录第3号"})
    member.refresh_from_db()
    assert member.state == "replaced"


def test_s0_19_check_in_leaves_neither_time_nor_order_nor_event(stage: Stage) -> None:
    meeting = met_meeting(stage)
    before = AuditEvent.objects.count()
    client = signed_in(stage.receptionist)
    member = meeting.representatives.filter(source="drawn")[0]
    url = reverse("meetings:member-arrived", args=[meeting.pk, member.pk])
    client.post(url)
    client.post(url)
    member.refresh_from_db()
    assert member.attended
    client.post(reverse("meetings:member-not-arrived", args=[meeting.pk, member.pk]))
    member.refresh_from_db()
    assert not member.attended
    assert AuditEvent.objects.count() == before
    kept = {field.name for field in member._meta.get_fields()}
    assert kept == {
        "id", "meeting", "source", "category", "label", "business", "person", "entry", "state", "attended", "notice",
    }  # fmt: skip


def test_s0_04_and_s0_05_gauges_say_what_is_missing_and_refuse_to_open(stage: Stage) -> None:
    meeting = met_meeting(stage)
    arrive(meeting, 40, 15)
    now = gauges(meeting)
    assert now.attendance.text == "到会 55 人，应不少于 60 人，还差 5 人"
    assert now.share.met
    vote = meeting.vote
    assert vote is not None
    preparing.make_cards(actor=stage.inspector, vote=vote, n=80)
    prove(actor=stage.inspector, vote=vote)
    with pytest.raises(moves.VoteRefused, match="还差 5 人"):
        confirm_vote_step(stage, meeting, "ballots.open")
    arrive_more(meeting, 5)
    confirm_vote_step(stage, meeting, "ballots.open")
    assert meeting.state == "voting"
    assert meeting.gauges_at_open == {
        "total": 60,
        "drawn": 45,
        "engaged": 15,
        "needed": 60,
        "service_objects": 45,
        "service_needed": 36,
    }


def arrive_more(meeting: Meeting, n: int) -> None:
    waiting = current_members(meeting).filter(source="drawn", attended=False)[:n]
    for member in waiting:
        check_in(meeting=meeting, representative=member)


def test_s0_05_too_few_service_objects_are_named_with_their_number(stage: Stage) -> None:
    meeting = met_meeting(stage)
    arrive(meeting, 22, 15)
    assert (
        gauges(meeting).share.text
        == "到会 37 人中管理服务对象 22 人，应不少于 23 人，还须再到 1 名管理服务对象"
    )


def test_s0_12_late_arrivals_enter_until_closing_and_the_gauge_is_kept_again(stage: Stage) -> None:
    meeting = met_meeting(stage)
    arrive(meeting, 50, 15)
    vote = meeting.vote
    assert vote is not None
    preparing.make_cards(actor=stage.inspector, vote=vote, n=66)
    prove(actor=stage.inspector, vote=vote)
    confirm_vote_step(stage, meeting, "ballots.open")
    arrive_more(meeting, 1)
    here = meeting.representatives.filter(attended=True)[0]
    with pytest.raises(refusals.MeetingRefused, match="签到不能再撤销"):
        undo_check_in(meeting=meeting, representative=here)
    record_leftovers(actor=stage.inspector, vote=vote, leftover=0, spoilt=0)
    opening.begin_closing(actor=stage.inspector, vote=vote)
    late = current_members(meeting).filter(attended=False)[0]
    with pytest.raises(refusals.MeetingRefused, match="现在不能签到"):
        check_in(meeting=meeting, representative=late)
    page = signed_in(stage.receptionist).get(reverse("meetings:check-in", args=[meeting.pk]))
    assert "投票已截止，签到结束" in page.content.decode()
    found = turnout_of(vote)
    assert found is not None
    assert found.words == "到会 66 人，已收回不少于 0 张，最多还有 66 人没有投票。"
    opening.resume_voting(actor=stage.inspector, vote=vote)
    check_in(meeting=meeting, representative=late)
    meeting.refresh_from_db()
    assert (meeting.state, turnout_of(vote).present) == ("voting", 67)
    opening.begin_closing(actor=stage.inspector, vote=vote)
    opening.close_vote(actor=stage.inspector, vote=vote)
    meeting.refresh_from_db()
    vote.refresh_from_db()
    assert (meeting.gauges_at_open["total"], meeting.gauges_at_close["total"]) == (65, 67)
    assert vote.checked_in == 67


def test_s0_05_a_short_stratum_is_topped_up_from_its_alternates(stage: Stage) -> None:
    meeting = met_meeting(stage)
    short = strata_at_the_door(meeting)[0]
    assert (short.seats, short.present, len(short.standby)) == (20, 0, 3)
    absent, following = short.absent[0], short.standby[0]
    client = signed_in(stage.watcher)
    page = client.get(reverse("meetings:door-shortfall", args=[meeting.pk]))
    assert following.label in page.content.decode()
    client.post(reverse("meetings:member-absent", args=[meeting.pk, absent.pk]))
    new = meeting.representatives.get(entry=following)
    check_in(meeting=meeting, representative=new)
    with pytest.raises(refusals.MeetingRefused, match="已由他人递补，不能签到"):
        check_in(meeting=meeting, representative=absent)
    with pytest.raises(refusals.MeetingRefused, match="先撤销签到"):
        representatives.withdraw_representative(actor=stage.watcher, representative=new, reason="absent")


def test_no_override_only_postponement(stage: Stage) -> None:
    meeting = met_meeting(stage)
    arrive(meeting, 10, 3)
    url = reverse("meetings:meeting-postpone", args=[meeting.pk])
    client = signed_in(stage.inspector)
    day = localdate() + timedelta(days=7)
    past = {"reason": "人数不足", "held_on": "2020-01-01", "held_at": "09:00", "place": "礼堂"}
    assert "不能早于今天" in client.post(url, past).content.decode()
    client.post(url, past | {"held_on": day.isoformat()})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on, meeting.postponed_reason) == ("drawn", day, "人数不足")
    assert present(meeting).total == 0
    vote = meeting.vote
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    open_check_in(actor=stage.receptionist, meeting=meeting)
    meeting.refresh_from_db()
    assert meeting.vote == vote


def test_postponing_voids_cards_that_were_given_out(stage: Stage) -> None:
    meeting = met_meeting(stage)
    vote = meeting.vote
    assert vote is not None
    cards = preparing.make_cards(actor=stage.inspector, vote=vote, n=20)
    prove(actor=stage.inspector, vote=vote)
    arrive(meeting, 10, 3)
    meetings.postpone_meeting(
        actor=stage.inspector, meeting=meeting, held_on=localdate(), held_at=time(9), place="礼堂", reason="人数不足"
    )  # fmt: skip
    vote.refresh_from_db()
    assert (vote.state, vote.made) == ("ready", 0)
    assert casting.check_card(vote=vote.pk, card=cards[0]).status in (403, 404)
    assert len(preparing.make_cards(actor=stage.inspector, vote=vote, n=15)) == 15


def test_s0_04_an_arrival_taken_back_at_the_moment_of_opening_stops_it(stage: Stage) -> None:
    meeting = met_meeting(stage)
    arrive(meeting, 50, 15)
    vote = meeting.vote
    assert vote is not None
    vote.state = "open"
    meeting.representatives.filter(source="drawn").update(attended=False)
    with pytest.raises(moves.VoteRefused, match="还差"):
        origins["meetings.meeting_vote"].moved(vote, stage.inspector)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.gauges_at_open) == ("check_in", {})


def test_s0_20_a_vote_that_outlived_a_postponement_keeps_its_officers(stage: Stage) -> None:
    meeting = met_meeting(stage)
    vote, draw = meeting.vote, meeting.draw
    assert vote is not None
    assert draw is not None
    meetings.postpone_meeting(
        actor=stage.inspector, meeting=meeting, held_on=localdate(), held_at=time(9), place="礼堂", reason="人数不足"
    )  # fmt: skip
    confirming.ask_step(actor=stage.watcher, draw=draw, action="draws.void", reason="名册有误")
    confirming.confirm_step(actor=stage.inspector, draw=draw, action="draws.void")
    meeting.refresh_from_db()
    with pytest.raises(refusals.MeetingRefused, match="投票已按现有述职人员准备"):
        meetings.close_pool(actor=stage.inspector, meeting=meeting)
    confirm_vote_step(stage, meeting, "ballots.void", note="述职人员变动")
    assert (meeting.state, meeting.vote) == ("pool", None)
    assert meetings.close_pool(actor=stage.inspector, meeting=meeting).state == "draft"


def test_check_in_needs_date_and_place_and_the_right_state(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    with pytest.raises(IllegalMove, match="代表已抽取"):
        open_check_in(actor=stage.receptionist, meeting=meeting)
    Meeting.objects.filter(pk=meeting.pk).update(place="")
    with pytest.raises(refusals.MeetingRefused, match="日期、时间和地点"):
        representatives.notify_representatives(actor=stage.inspector, meeting=meeting)


def test_the_receptionist_finds_by_name_and_stratum(stage: Stage) -> None:
    meeting = met_meeting(stage)
    member = meeting.representatives.filter(source="engaged")[0]
    client = signed_in(stage.receptionist)
    url = reverse("meetings:check-in", args=[meeting.pk])
    assert next(row.label for row in client.get(url, {"q": member.label}).context["page"]) == member.label
    consumers = client.get(url, {"group": "消费者"}).context["page"]
    assert {row.category for row in consumers} == {"consumer"}
    assert client.get(url, {"group": "没有这层", "show": "?"}).status_code == 200
    check_in(meeting=meeting, representative=member)
    assert member not in client.get(url).context["page"].paginator.object_list
    assert list(client.get(url, {"show": "here"}).context["page"]) == [member]


def test_full_telephone_numbers_are_for_few_and_every_look_is_on_record(stage: Stage) -> None:
    meeting = met_meeting(stage)
    url = reverse("meetings:member-list", args=[meeting.pk])
    row = current_members(meeting).filter(source="drawn").order_by("entry__stratum", "label")[0]
    assert row.phone not in signed_in(stage.receptionist).get(url, {"phones": 1}).content.decode()
    before = AuditEvent.objects.filter(verb="open_member_contacts").count()
    assert row.phone in signed_in(stage.inspector).get(url, {"phones": 1}).content.decode()
    assert AuditEvent.objects.filter(verb="open_member_contacts").count() == before + 1


def test_s0_19_the_assessed_office_sees_no_member(stage: Stage) -> None:
    meeting = met_meeting(stage)
    for name in ("member-list", "check-in", "door-shortfall", "meeting-show", "pool-show"):
        url = reverse(f"meetings:{name}", args=[meeting.pk])
        assert signed_in(stage.head_user).get(url).status_code == 404


def test_the_door_sends_its_origin_and_the_ballot_page_sends_nothing(stage: Stage) -> None:
    meeting = met_meeting(stage)
    door = signed_in(stage.receptionist).get(reverse("meetings:check-in", args=[meeting.pk]))
    ballot = signed_in(stage.receptionist).get(reverse("ballots:ballot"))
    tag = '<meta name="referrer" content="no-referrer">'
    assert [tag in page.content.decode() for page in (door, ballot)] == [False, True]
