"""The personal page: signed, voluntary, without a reason (S0-07)."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ballots.models import Vote
from evaluations.meetings.access import notices
from evaluations.meetings.models import Meeting, Representative
from evaluations.meetings.services import attendance
from registry.models import AuditEvent
from tests.evaluations.meetings.stage import Stage, met_meeting, voted_meeting
from tests.evaluations.meetings.test_notices import moved, told_meeting

pytestmark = pytest.mark.django_db


def someone(meeting: Meeting, source: str = "drawn") -> Representative:
    return meeting.representatives.filter(source=source).order_by("pk")[0]


def address(member: Representative, name: str = "reply", edition: int = 1) -> str:
    return reverse(f"meetings:{name}", args=[notices.reply_token(member.pk, edition)])


def shown(member: Representative, edition: int = 1) -> str:
    response = Client().get(address(member, edition=edition))
    assert response.status_code == 200
    return response.content.decode()


def test_the_address_is_short_and_stands_in_no_table(stage: Stage) -> None:
    member = someone(told_meeting(stage))
    assert address(member).startswith("/r/")
    assert len(address(member)) <= 34
    assert {field.name for field in member.notice._meta.get_fields()} == {
        "id", "representative", "edition", "told_on", "unreached", "reply_channel",
    }  # fmt: skip


@pytest.mark.parametrize("source", ["drawn", "engaged"])
def test_s0_07_a_member_confirms_on_the_page(stage: Stage, source: str) -> None:
    meeting = told_meeting(stage)
    member = someone(meeting, source)
    page = shown(member)
    for words in (meeting.office.name, member.label, "城关镇礼堂", "2026年10月20日", "09:00", "参加完全自愿"):
        assert words in page
    client = Client()
    after = client.post(address(member, "reply-accept"), follow=True).content.decode()
    assert "请按时到会" in after
    member.refresh_from_db()
    assert (member.state, member.notice.reply_channel) == ("confirmed", "link")


def test_s0_07_a_member_declines_after_one_question_and_without_a_reason(stage: Stage) -> None:
    member = someone(told_meeting(stage))
    client = Client()
    asked = client.get(address(member, "reply-decline")).content.decode()
    assert "确定不参加" in asked
    assert "<textarea" not in asked
    assert 'type="text"' not in asked
    member.refresh_from_db()
    assert member.state == "notified"
    after = client.post(address(member, "reply-decline"), follow=True).content.decode()
    assert "谢谢您告诉我们" in after
    assert "我能参加" not in after
    member.refresh_from_db()
    assert member.state == "declined"
    client.post(address(member, "reply-decline"))
    refused = client.post(address(member, "reply-accept"), follow=True).content.decode()
    assert "不能再改" in refused
    assert client.get(address(member, "reply-decline")).status_code == 302


def test_who_confirmed_may_still_decline(stage: Stage) -> None:
    member = someone(told_meeting(stage))
    client = Client()
    client.post(address(member, "reply-accept"))
    client.post(address(member, "reply-decline"))
    member.refresh_from_db()
    assert member.state == "declined"


def test_s0_07_after_a_change_the_old_address_shows_nothing_but_that(stage: Stage) -> None:
    meeting = told_meeting(stage)
    member = someone(meeting)
    assert member.label in shown(member)
    moved(stage, meeting, place="镇政府三楼")
    page = shown(member)
    assert "请以新的通知为准" in page
    for words in (member.label, "镇政府三楼", meeting.office.name, "我能参加"):
        assert words not in page
    refused = Client().post(address(member, "reply-accept"), follow=True)
    assert "请以新的通知为准" in refused.content.decode()
    member.refresh_from_db()
    assert member.state == "named"
    assert "镇政府三楼" in shown(member, edition=2)


def test_a_forged_address_is_not_there(stage: Stage) -> None:
    meeting = told_meeting(stage)
    member, other = meeting.representatives.order_by("pk")[:2]
    token = notices.reply_token(member.pk, 1)
    tail = token.rpartition("-")[2]
    forged = [
        f"{other.pk}-1-{tail}",
        f"{member.pk}-2-{tail}",
        f"{member.pk}-1-{'a' * 16}",
        "x",
        f"{'9' * 18}-1-{tail}",
    ]
    for text in forged:
        for name in ("reply", "reply-decline"):
            response = Client().get(reverse(f"meetings:{name}", args=[text]))
            assert response.status_code == 404
            assert "没有找到" in response.content.decode()
        assert Client().post(reverse("meetings:reply-accept", args=[text])).status_code == 404


def test_an_address_typed_in_capitals_is_understood(stage: Stage) -> None:
    member = someone(told_meeting(stage))
    typed = notices.reply_token(member.pk, 1).upper().replace("L", "1").replace("O", "0")
    assert notices.member_of_token(typed) == (member, 1)


def test_an_address_outlives_a_change_of_the_secret_key(stage: Stage, settings: Settings) -> None:
    member = someone(told_meeting(stage))
    token = notices.reply_token(member.pk, 1)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert notices.member_of_token(token) == (member, 1)
    settings.SECRET_KEY_FALLBACKS = []
    assert notices.member_of_token(token) is None


def test_the_page_is_kept_by_nobody(stage: Stage) -> None:
    response = Client().get(address(someone(told_meeting(stage))))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response.cookies.get("sessionid") is None


def test_an_answer_is_recorded_without_a_name(stage: Stage) -> None:
    meeting = told_meeting(stage)
    member = someone(meeting)
    Client().post(address(member, "reply-accept"))
    event = AuditEvent.objects.filter(verb="answer_by_link").get()
    assert (event.actor_id, event.payload) == (None, {"meeting": meeting.pk, "answer": "confirmed"})


def test_a_void_meeting_is_said_and_nothing_else(stage: Stage) -> None:
    meeting = told_meeting(stage)
    member = someone(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state="void")
    page = shown(member)
    assert "本场会议已取消" in page
    assert member.label not in page


def test_at_the_door_the_page_still_takes_a_decline_but_not_from_who_has_arrived(stage: Stage) -> None:
    meeting = met_meeting(stage)
    there, missing = meeting.representatives.filter(source="drawn").order_by("pk")[:2]
    attendance.check_in(meeting=meeting, representative=there)
    refused = Client().post(address(there, "reply-decline"), follow=True).content.decode()
    assert "已在会场签到" in refused
    Client().post(address(missing, "reply-decline"))
    there.refresh_from_db()
    missing.refresh_from_db()
    assert (there.state, missing.state) == ("notified", "declined")


def test_s0_15_after_the_meeting_the_page_leads_to_the_published_result(stage: Stage) -> None:
    meeting = voted_meeting(stage, [5] * 60)
    member = someone(meeting)
    page = shown(member)
    assert "会议已经开过" in page
    assert "查看公布的结果" not in page
    refused = Client().post(address(member, "reply-decline"), follow=True).content.decode()
    assert "现在不能再答复" in refused
    assert meeting.vote_id is not None
    Vote.objects.filter(pk=meeting.vote_id).update(state="published")
    assert reverse("ballots:vote-result", args=[meeting.vote_id]) in shown(member)
