"""Members are told: letters, list, call list; told anew when date or place changes (S0-06, S0-07, S0-09)."""

from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl import load_workbook
from pytest_django import Settings

from desk.services.jobs import perform_job
from draws.queries.results import alternates, substitutions
from evaluations.meetings.access.notices import reply_token
from evaluations.meetings.models import Meeting, MeetingNotice, Representative
from evaluations.meetings.queries import notices as notices_queries
from evaluations.meetings.queries.attendance import by_state, current_members, present, strata_at_the_door
from evaluations.meetings.services import meetings, refusals, representatives
from evaluations.meetings.services.attendance import check_in, undo_check_in
from evaluations.meetings.services.notices import answer_by_link, record_unreached, request_letters
from registry.models import AuditEvent, Business, User
from rulebook.lifecycle.representative import OUT
from tests.evaluations.meetings.stage import Stage, arrive, drawn_meeting, met_meeting, pooled_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.printing.reading import pages


def told_meeting(stage: Stage) -> Meeting:
    meeting = drawn_meeting(stage)
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def stratum_of(member: Representative) -> str:
    assert member.entry is not None
    return str(member.entry.stratum)


def made_letters(stage: Stage, meeting: Meeting) -> bytes:
    """The letters, made by the job, as the inspectorate downloads them."""
    client = signed_in(stage.inspector)
    client.post(reverse("meetings:letters-make", args=[meeting.pk]), {"contact": "监察室 12345678"})
    job = notices_queries.letters_job(meeting)
    assert job is not None
    perform_job(job.pk)
    content: bytes = client.get(reverse("meetings:letters-file", args=[meeting.pk])).content
    return content


def moved(stage: Stage, meeting: Meeting, **changes: Any) -> Meeting:
    meeting.refresh_from_db()
    now = {"held_on": meeting.held_on, "held_at": meeting.held_at, "place": meeting.place} | changes
    meetings.update_meeting(actor=stage.inspector, meeting=meeting, version=meeting.version, **now)
    meeting.refresh_from_db()
    return meeting


def test_s0_09_notices_keep_what_each_member_was_told(stage: Stage) -> None:
    meeting = told_meeting(stage)
    kept = MeetingNotice.objects.filter(representative__meeting=meeting)
    assert set(kept.values_list("edition", "told_on", "unreached", "reply_channel")) == {
        (1, localdate(), 0, "")
    }
    assert kept.count() == 90


@pytest.mark.parametrize(
    "change", [{"held_on": date(2026, 10, 21)}, {"held_at": time(14, 0)}, {"place": "镇政府三楼"}]
)
def test_s0_09_a_changed_date_time_or_place_is_told_anew_and_the_draw_stays(
    stage: Stage, change: dict[str, Any]
) -> None:
    meeting = told_meeting(stage)
    draw, member = meeting.draw, meeting.representatives.order_by("pk")[0]
    representatives.confirm_representative(actor=stage.inspector, representative=member)
    meeting = moved(stage, meeting, **change)
    assert (meeting.state, meeting.edition, meeting.draw) == ("drawn", 2, draw)
    assert by_state(meeting) == {"待通知": 90}
    page = signed_in(stage.inspector).get(reverse("meetings:notice-show", args=[meeting.pk]))
    assert "全体代表都须重新通知" in page.content.decode()
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    assert meeting.state == "notified"
    assert set(MeetingNotice.objects.values_list("edition", flat=True)) == {2}


def test_saving_the_same_date_and_place_tells_nobody_anew(stage: Stage) -> None:
    meeting = moved(stage, told_meeting(stage))
    assert (meeting.state, meeting.edition) == ("notified", 1)


def test_before_anybody_was_told_a_change_makes_no_new_edition(stage: Stage) -> None:
    meeting = moved(stage, drawn_meeting(stage), place="别处")
    assert (meeting.state, meeting.edition) == ("drawn", 1)


def test_letters_that_were_made_count_as_told(stage: Stage, settings: Settings) -> None:
    meeting = drawn_meeting(stage)
    notices_page = reverse("meetings:notice-show", args=[meeting.pk])
    assert "在家里、用手机流量打不开" in signed_in(stage.inspector).get(notices_page).content.decode()
    settings.PUBLIC_URL = "https://pingyi.example"
    assert "在家里、用手机流量打不开" not in signed_in(stage.inspector).get(notices_page).content.decode()
    letters = made_letters(stage, meeting)
    assert "https://pingyi.example/" in "".join(pages(letters)[0].split())
    meeting = moved(stage, meeting, place="别处")
    assert meeting.edition == 2
    assert notices_queries.letters_of(meeting) is None
    gone = signed_in(stage.inspector).get(reverse("meetings:letters-file", args=[meeting.pk]))
    assert gone.status_code == 404


def test_during_check_in_only_postponement_changes_the_place(stage: Stage) -> None:
    meeting = met_meeting(stage)
    with pytest.raises(refusals.MeetingRefused, match="只能通过延期"):
        moved(stage, meeting, place="别处")
    url = reverse("meetings:meeting-edit", args=[meeting.pk])
    assert "才能办理" in signed_in(stage.inspector).get(url, follow=True).content.decode()


@pytest.mark.parametrize("state", ["drawn", "notified", "check_in"])
def test_a_meeting_is_postponed_at_any_time_after_the_draw(stage: Stage, state: str) -> None:
    meeting = {"drawn": drawn_meeting, "notified": told_meeting, "check_in": met_meeting}[state](stage)
    meeting.refresh_from_db()
    draw = meeting.draw
    assert meeting.state == state
    day = localdate() + timedelta(days=9)
    data = {"reason": "台风", "held_on": day.isoformat(), "held_at": "09:00", "place": "礼堂"}
    signed_in(stage.inspector).post(reverse("meetings:meeting-postpone", args=[meeting.pk]), data)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on, meeting.draw) == ("drawn", day, draw)
    assert meeting.edition == (1 if state == "drawn" else 2)
    assert by_state(meeting) == {"待通知": 90}


def test_a_meeting_is_not_postponed_before_the_draw(stage: Stage) -> None:
    with pytest.raises(refusals.MeetingRefused, match="抽出代表之后"):
        meetings.postpone_meeting(
            actor=stage.inspector,
            meeting=pooled_meeting(stage),
            held_on=localdate(),
            held_at=time(9),
            place="礼堂",
            reason="台风",
        )


def test_s0_06_each_member_gets_one_page_that_names_source_and_category(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    found = pages(made_letters(stage, meeting))
    texts = [text.replace(" ", "").replace("\n", "") for text in found]
    assert len(texts) == 90
    assert sum("评议代表通知书" in text for text in texts) == 75
    assert sum("评议员聘请函" in text for text in texts) == 15
    engaged = meeting.representatives.filter(source="engaged", category="congress_deputy")[0]
    letter = next(text for text in texts if f"{engaged.label}：" in text or f"{engaged.label}:" in text)
    assert "聘请的评议员（人大代表）" in letter
    assert reply_token(engaged.pk, 1) in letter


def test_s0_07_a_letter_says_that_coming_is_voluntary_and_needs_no_reason(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    text = pages(made_letters(stage, meeting))[0].replace(" ", "").replace("\n", "")
    for words in (
        "参加完全自愿",
        "不用说明理由",
        "2026年10月20日（星期二）09:00",
        "城关镇礼堂",
        "监察室12345678",
    ):
        assert words in text


def test_letters_of_equal_facts_are_equal_files(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    assert made_letters(stage, meeting) == made_letters(stage, meeting)


def test_letters_are_for_those_who_see_contacts_and_every_download_is_on_record(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    made_letters(stage, meeting)
    url = reverse("meetings:letters-file", args=[meeting.pk])
    assert signed_in(stage.receptionist).get(url).status_code == 403
    assert signed_in(stage.head_user).get(url).status_code == 404
    assert AuditEvent.objects.filter(verb="open_letters").count() == 1


def test_letters_need_a_published_draw_a_contact_and_somebody_who_waits(stage: Stage) -> None:
    meeting = told_meeting(stage)
    url = reverse("meetings:letters-make", args=[meeting.pk])
    page = signed_in(stage.inspector).post(url, {"contact": "监察室"})
    assert "没有待通知的代表，不必制作通知书" in page.content.decode()
    with pytest.raises(refusals.MeetingRefused, match="没有待通知的代表"):
        request_letters(actor=stage.inspector, meeting=meeting, contact="监察室")
    meeting = moved(stage, meeting, place="别处")
    assert "这个字段" in signed_in(stage.inspector).post(url, {"contact": ""}).content.decode()
    meeting = moved(stage, meeting, place="")
    with pytest.raises(refusals.MeetingRefused, match="日期、时间和地点"):
        request_letters(actor=stage.inspector, meeting=meeting, contact="监察室")


def test_letters_of_an_edition_that_passed_meanwhile_are_not_kept(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    job = request_letters(actor=stage.inspector, meeting=meeting, contact="监察室")
    assert request_letters(actor=stage.inspector, meeting=meeting, contact="监察室") == job
    moved(stage, meeting, place="别处")
    perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "会议的时间或地点有变，请重新制作通知书。")


def sheet(user: User, meeting: Meeting) -> list[list[Any]]:
    response = signed_in(user).get(reverse("meetings:notice-workbook", args=[meeting.pk]))
    rows = load_workbook(BytesIO(response.content)).active
    assert rows is not None
    return [[cell.value for cell in row] for row in rows.iter_rows()]


def test_the_list_shows_telephones_to_few_is_on_record_and_computes_nothing(stage: Stage) -> None:
    Business.objects.update(responsible="=1+1")
    meeting = told_meeting(stage)
    member = meeting.representatives.filter(business__isnull=False)[0]
    for user, phone in (
        (stage.inspector, member.phone),
        (stage.receptionist, f"{member.phone[:3]}****{member.phone[-4:]}"),
    ):
        row = next(row for row in sheet(user, meeting) if row[1] == member.label)
        assert row[2:] == [
            "抽取", stratum_of(member), "=1+1", phone, "已通知", 1, row[8], None,
        ]  # fmt: skip
        assert row[8].date() == localdate()
    response = signed_in(stage.inspector).get(reverse("meetings:notice-workbook", args=[meeting.pk]))
    book = load_workbook(BytesIO(response.content)).active
    assert book is not None
    assert {cell.data_type for row in book.iter_rows() for cell in row if cell.value == "=1+1"} == {"s"}
    looks = AuditEvent.objects.filter(verb="export_members").order_by("number")
    assert [event.payload["contacts"] for event in looks] == [True, False, True]
    url = reverse("meetings:notice-workbook", args=[meeting.pk])
    assert signed_in(stage.head_user).get(url).status_code == 404


def link_declines(meeting: Meeting, member: Representative) -> None:
    answer_by_link(representative=member, edition=meeting.edition, comes=False)


def test_s0_07_the_call_list_begins_with_open_seats_then_least_tried(stage: Stage) -> None:
    meeting = told_meeting(stage)
    first, second, third = meeting.representatives.filter(source="drawn").order_by("pk")[:3]
    representatives.confirm_representative(actor=stage.inspector, representative=first)
    record_unreached(actor=stage.inspector, representative=second)
    link_declines(meeting, third)
    calls = notices_queries.calls(meeting)
    assert len(calls) == 89
    assert (calls[0].member, calls[0].pending) == (third, True)
    assert (calls[-1].member, calls[-1].unreached) == (second, 1)
    assert first not in [call.member for call in calls]
    middle = [(call.member.source, call.stratum) for call in calls[1:-1]]
    assert middle == sorted(middle)


def test_the_call_list_shows_telephones_to_few_and_every_opening_is_on_record(stage: Stage) -> None:
    meeting = told_meeting(stage)
    url = reverse("meetings:call-list", args=[meeting.pk])
    member = notices_queries.calls(meeting)[0].member
    page = signed_in(stage.inspector).get(url).content.decode()
    assert f'href="tel:{member.phone}"' in page
    assert AuditEvent.objects.filter(verb="open_member_contacts").count() == 1
    masked = signed_in(stage.receptionist).get(url).content.decode()
    assert member.label in masked
    assert member.phone not in masked
    assert AuditEvent.objects.filter(verb="open_member_contacts").count() == 1
    assert signed_in(stage.head_user).get(url).status_code == 404


def test_the_call_list_is_shared_by_stratum_and_printed_whole(stage: Stage) -> None:
    meeting = told_meeting(stage)
    client = signed_in(stage.inspector)
    url = reverse("meetings:call-list", args=[meeting.pk])
    only = client.get(url, {"group": "消费者"}).context["page"]
    assert {call.stratum for call in only} == {"消费者"}
    assert len(client.get(url).context["page"]) == 20
    assert len(client.get(url, {"all": 1}).context["page"]) == 90
    assert len(client.get(url, {"group": "没有这层"}).context["page"]) == 20


def test_s0_07_one_tap_confirms_counts_or_lets_the_next_step_in(stage: Stage) -> None:
    meeting = told_meeting(stage)
    client = signed_in(stage.inspector)
    first, second, third = meeting.representatives.filter(source="drawn").order_by("pk")[:3]

    def tap(name: str, member: Representative) -> str:
        url = reverse(f"meetings:call-{name}", args=[meeting.pk, member.pk])
        response = client.post(f"{url}?group=x", follow=True)
        member.refresh_from_db()
        return str(response.redirect_chain[0][0])

    back = tap("confirm", first)
    assert back == reverse("meetings:call-list", args=[meeting.pk]) + "?group=x"
    assert (first.state, first.notice.reply_channel) == ("confirmed", "call")
    tap("unreached", second)
    tap("unreached", second)
    assert (second.state, second.notice.unreached) == ("notified", 2)
    assert meeting.draw is not None
    expected = next(each for each in alternates(meeting.draw) if each.stratum == stratum_of(third))
    tap("decline", third)
    assert third.state == "declined"
    assert meeting.representatives.get(entry=expected).state == "named"


def test_s0_07_who_declined_by_link_is_replaced_by_one_tap_and_stays_on_record(stage: Stage) -> None:
    meeting = told_meeting(stage)
    member = meeting.representatives.filter(source="drawn").order_by("pk")[0]
    link_declines(meeting, member)
    assert meeting.draw is not None
    assert not substitutions(meeting.draw).exists()
    assert notices_queries.open_seats(meeting) == 1
    assert current_members(meeting).count() == 89
    page = signed_in(stage.watcher).get(reverse("meetings:member-list", args=[meeting.pk]))
    assert "还没有递补" in page.content.decode()
    url = reverse("meetings:call-decline", args=[meeting.pk, member.pk])
    client = signed_in(stage.watcher)
    client.post(url)
    step = substitutions(meeting.draw).get()
    assert (step.reason, step.withdrawn) == ("declined", member.entry)
    member.refresh_from_db()
    assert (member.state, member.notice.reply_channel) == ("declined", "link")
    assert current_members(meeting).count() == 90
    assert "不必重复登记" in client.post(url, follow=True).content.decode()
    assert substitutions(meeting.draw).count() == 1


def test_s0_07_another_reason_given_for_an_open_seat_is_still_a_decline(stage: Stage) -> None:
    meeting = told_meeting(stage)
    member = meeting.representatives.filter(source="drawn").order_by("pk")[0]
    link_declines(meeting, member)
    representatives.withdraw_representative(
        actor=stage.watcher, representative=member, reason="unreachable", evidence="电话记录第3号"
    )
    assert meeting.draw is not None
    step = substitutions(meeting.draw).get()
    assert (step.reason, step.evidence) == ("declined", "")


def test_s0_05_a_member_who_declines_at_the_door_leaves_the_gauges(stage: Stage) -> None:
    meeting = met_meeting(stage)
    arrive(meeting, 60, 15)
    member = current_members(meeting).filter(source="drawn", attended=True).order_by("pk")[0]
    with pytest.raises(refusals.MeetingRefused, match="先撤销签到"):
        representatives.withdraw_representative(
            actor=stage.inspector, representative=member, reason="declined"
        )
    undo_check_in(meeting=meeting, representative=member)
    representatives.withdraw_representative(actor=stage.inspector, representative=member, reason="declined")
    page = signed_in(stage.receptionist).get(reverse("meetings:check-in", args=[meeting.pk]))
    assert page.context["gauges"].attendance.numerator == 74
    stratum = next(each for each in strata_at_the_door(meeting) if each.name == stratum_of(member))
    assert member not in stratum.absent
    waiting = meeting.representatives.exclude(state__in=OUT).filter(state="named")
    assert waiting.count() == 1
    check_in(meeting=meeting, representative=waiting.get())
    assert present(meeting).total == 75


def test_the_last_to_be_told_by_telephone_makes_the_meeting_notified(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    last = meeting.representatives.order_by("pk")[0]
    meeting.representatives.exclude(pk=last.pk).update(state="confirmed")
    representatives.confirm_representative(actor=stage.inspector, representative=last)
    meeting.refresh_from_db()
    assert meeting.state == "notified"
    assert last.notice.edition == 1


def test_calling_in_vain_tells_nobody(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    member = meeting.representatives.order_by("pk")[0]
    record_unreached(actor=stage.inspector, representative=member)
    assert (member.notice.edition, member.notice.told_on, member.notice.unreached) == (0, None, 1)
    representatives.withdraw_representative(actor=stage.watcher, representative=member, reason="declined")
    with pytest.raises(refusals.MeetingRefused, match="不在待联系之列"):
        record_unreached(actor=stage.inspector, representative=member)
