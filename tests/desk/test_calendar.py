"""The working calendar: entered from public sources or a notice, and shown day by day to everybody."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from desk.models import CalendarDay, CalendarYear, LocalDay
from desk.queries.calendar import working_calendar
from desk.services.calendar import CalendarRefused, enter_notice, keep_calendar, load_year
from registry.models import AuditEvent, Role, Unit, User
from rulebook.desk.workdays import add_workdays
from tests.factories import user_with

pytestmark = pytest.mark.django_db
SHOW = "/workdays/"


@pytest.fixture
def manager(bureau: Unit) -> User:
    return user_with(Role.ADMINISTRATOR, bureau, name="管理员")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def count(start: str, days: object) -> Any:
    return Client().get(reverse("desk:workday-show"), {"start": start, "days": days})


def test_everybody_sees_every_day_as_counted_or_skipped_and_why() -> None:
    load_year(actor=None, year=2026)
    page = count("2026-02-06", 20)
    explanation = page.context["explanation"]
    assert (explanation.due.on, explanation.due.provisional) == (date(2026, 3, 12), False)
    shown = {line.day: (line.number, line.reason) for line in explanation.lines}
    assert shown[date(2026, 2, 6)] == (None, "起算当天，不计入")
    assert shown[date(2026, 2, 14)] == (6, "调休上班")
    assert shown[date(2026, 2, 17)] == (None, "法定节假日（春节）")
    assert shown[date(2026, 2, 20)] == (None, "调休放假（与 2026-02-14 对调）")
    assert shown[date(2026, 3, 12)] == (20, "工作日")
    assert "2026年3月12日" in page.content.decode()


def test_a_year_that_is_not_entered_is_not_guessed() -> None:
    load_year(actor=None, year=2026)
    page = count("2026-12-04", 20)
    assert "该年日历未录入：2027 年" in page.content.decode()
    assert "explanation" not in page.context
    load_year(actor=None, year=2027)
    page = count("2026-12-04", 20)
    assert page.context["explanation"].due == (date(2027, 1, 4), True)
    assert "暂定" in page.content.decode()


@pytest.mark.parametrize(
    ("start", "days", "words"),
    [("昨天", 5, "输入一个有效的日期"), ("2026-02-06", "二十", "输入整数"), ("2026-02-06", 4000, "400")],
)
def test_a_count_typed_wrongly_is_refused_in_words(start: str, days: object, words: str) -> None:
    page = count(start, days)
    assert (page.status_code, words in page.content.decode()) == (200, True)


def test_a_day_at_the_end_of_time_is_refused_in_words() -> None:
    assert count("9999-12-31", 20).status_code == 200
    assert count("0001-01-01", -20).status_code == 200


def test_a_notice_makes_the_year_official_and_moves_what_is_counted(manager: User) -> None:
    load_year(actor=manager, year=2027)
    client = signed_in(manager)
    page = client.get(reverse("desk:calendar-edit", args=[2027]))
    assert "2027-01-01 元旦" in page.context["form"]["off"].value()
    data = {
        "notice": "国办发明电〔2026〕5号",
        "off": "2027-01-01 至 2027-01-04 元旦\n2027年2月5日 至 2027-2-11　春节",
        "makeup": "2027-01-09",
        "version": 1,
    }
    assert client.post(reverse("desk:calendar-edit", args=[2027]), data).status_code == 302
    row = CalendarYear.objects.get(pk=2027)
    assert (row.status, row.notice, row.version) == ("official", "国办发明电〔2026〕5号", 2)
    assert row.days.count() == 12
    load_year(actor=manager, year=2026)
    assert add_workdays(working_calendar(), date(2026, 12, 4), 20) == (date(2027, 1, 5), False)
    with pytest.raises(CalendarRefused, match="2027 年已按通知录入"):
        load_year(actor=manager, year=2027)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"off": "2027-02-30 春节"}, "第 1 行“2027-02-30 春节”"),
        ({"off": "2026-12-31 元旦"}, "2026-12-31不在 2027 年"),
        ({"off": "2027-02-11 至 2027-02-05"}, "止日早于起日"),
        ({"off": "2027-01-01\n2027-01-01"}, "重复"),
        ({"makeup": "2027-02-03"}, "不是周末，不能列为调休上班"),
        ({"notice": ""}, "必填"),
        ({"version": 7}, "刚被别人改过"),
    ],
)
def test_a_notice_typed_wrongly_is_refused_and_stays_on_the_page(
    manager: User, changes: dict[str, Any], words: str
) -> None:
    data = {"notice": "国办发明电〔2026〕5号", "off": "2027-01-01 元旦", "makeup": "", "version": 0} | changes
    page = signed_in(manager).post(reverse("desk:calendar-edit", args=[2027]), data)
    text = page.content.decode()
    assert (page.status_code, words in text) == (422, True), text
    assert page.context["form"]["off"].value() == data["off"]
    assert CalendarYear.objects.count() == 0


def test_a_local_day_overrides_the_calendar_until_it_is_taken_back(manager: User) -> None:
    load_year(actor=manager, year=2026)
    client = signed_in(manager)
    data = {"day": "2026-03-12", "works": "0", "reason": "市庆"}
    assert client.post(reverse("desk:local-day-create"), data).status_code == 302
    assert add_workdays(working_calendar(), date(2026, 2, 6), 20).on == date(2026, 3, 13)
    again = client.post(reverse("desk:local-day-create"), data)
    assert (again.status_code, "已有本地安排，请先撤销" in again.content.decode()) == (422, True)
    row = LocalDay.objects.get()
    client.post(reverse("desk:local-day-remove", args=[row.pk]))
    assert add_workdays(working_calendar(), date(2026, 2, 6), 20).on == date(2026, 3, 12)
    assert client.post(reverse("desk:local-day-remove", args=[row.pk])).status_code == 404
    verbs = AuditEvent.objects.filter(verb__contains="local_day").order_by("number")
    assert list(verbs.values_list("verb", flat=True)) == ["set_local_day", "remove_local_day"]


def test_only_who_manages_the_settings_enters_the_calendar(bureau: Unit, manager: User) -> None:
    load_year(actor=None, year=2026)
    page = signed_in(manager).get(reverse("desk:calendar-show"))
    assert "2026-02-14" in page.content.decode()
    other = signed_in(user_with(Role.INSPECTORATE, bureau))
    assert other.get(reverse("desk:calendar-show")).status_code == 403
    assert other.post(reverse("desk:calendar-load"), {"year": 2025}).status_code == 403
    assert list(CalendarYear.objects.values_list("pk", flat=True)) == [2026]


def test_what_is_missing_is_entered_each_day_and_what_was_typed_stays(manager: User) -> None:
    with time_machine.travel("2026-11-27T09:00:00+08:00"):
        enter_notice(actor=manager, year=2025, version=0, notice="国办发明电〔2024〕12号", off=(), makeup=())
        assert keep_calendar() == 2
        assert keep_calendar() == 0
    assert dict(CalendarYear.objects.values_list("year", "status")) == {
        2025: "official",
        2026: "official",
        2027: "provisional",
    }
    assert CalendarDay.objects.filter(year=2025).count() == 0
    call_command("tick")


def test_reading_a_year_twice_changes_nothing_but_its_version(manager: User) -> None:
    client = signed_in(manager)
    for _ in range(2):
        assert client.post(reverse("desk:calendar-load"), {"year": 2026}).status_code == 302
    row = CalendarYear.objects.get()
    assert (row.version, row.days.count()) == (2, 28)
    refused = client.post(reverse("desk:calendar-load"), {"year": 1999})
    assert (refused.status_code, refused.context["year_form"]["year"].value()) == (422, "1999")
