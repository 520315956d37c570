"""Working days of 2024 to 2026 as the notices have them, make-up days counted; 2027 as the case needs it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.desk.workdays import (
    Calendar,
    CalendarError,
    CalendarGap,
    CalendarYear,
    DayOff,
    DueDay,
    LocalDay,
    MakeupDay,
    YearStatus,
    add_workdays,
    count_workdays,
    explain,
    is_workday,
)

OFF = {
    2024: "元旦 01-01 01-01;春节 02-10 02-17;清明节 04-04 04-06;劳动节 05-01 05-05;端午节 06-10 06-10;"
    "中秋节 09-15 09-17;国庆节 10-01 10-07",
    2025: "元旦 01-01 01-01;春节 01-28 02-04;清明节 04-04 04-06;劳动节 05-01 05-05;端午节 05-31 06-02;"
    "国庆节、中秋节 10-01 10-08",
    2026: "元旦 01-01 01-03;春节 02-15 02-23;清明节 04-04 04-06;劳动节 05-01 05-05;端午节 06-19 06-21;"
    "中秋节 09-25 09-27;国庆节 10-01 10-07",
    2027: "元旦 01-01 01-01",
}
MAKEUP = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
    2027: "",
}
D = date.fromisoformat


def a_year(year: int, status: YearStatus = YearStatus.OFFICIAL) -> CalendarYear:
    off = []
    for part in OFF[year].split(";"):
        name, first, last = part.split()
        day = D(f"{year}-{first}")
        while day <= D(f"{year}-{last}"):
            off.append(DayOff(day, name))
            day += timedelta(days=1)
    makeup = tuple(MakeupDay(D(f"{year}-{day}")) for day in MAKEUP[year].split())
    return CalendarYear(year, status, tuple(off), makeup)


KNOWN = (a_year(2024), a_year(2025), a_year(2026))
CALENDAR = Calendar(KNOWN)
WITH_2027 = Calendar((*KNOWN, a_year(2027, YearStatus.PROVISIONAL)))


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        pytest.param("2026-02-06", 20, "2026-03-12", id="spring festival 2026"),
        pytest.param("2026-02-14", 20, "2026-03-20", id="received on a make-up Saturday"),
        pytest.param("2026-04-28", 7, "2026-05-11", id="correction over Labour Day"),
        pytest.param("2026-09-18", 20, "2026-10-22", id="national day 2026"),
        pytest.param("2026-09-25", 20, "2026-10-29", id="received on a holiday"),
        pytest.param("2025-09-26", 20, "2025-10-30", id="national day and mid-autumn 2025"),
        pytest.param("2024-02-05", 20, "2024-03-08", id="spring festival 2024"),
        pytest.param("2026-09-10", 20, "2026-10-14", id="proactive"),
        pytest.param("2026-10-30", 20, "2026-11-27", id="plain"),
        pytest.param("2026-11-27", 20, "2026-12-25", id="extension of the plain one"),
        pytest.param("2026-03-02", 20, "2026-03-30", id="without suspension"),
        pytest.param("2026-03-02", 7, "2026-03-11", id="correction notice at latest"),
        pytest.param("2026-03-16", 20, "2026-04-14", id="clock reset by the correction"),
        pytest.param("2026-03-09", 15, "2026-03-30", id="third party"),
        pytest.param("2026-03-20", 15, "2026-04-13", id="five days used before the suspension"),
        pytest.param("2025-12-31", 1, "2026-01-04", id="the year's first working day is a make-up Sunday"),
        pytest.param("2026-03-12", -20, "2026-02-06", id="twenty working days before"),
        pytest.param("2026-01-01", -1, "2025-12-31", id="one before New Year"),
        pytest.param("2026-10-08", -1, "2026-09-30", id="one before the end of the holiday"),
    ],
)
def test_the_day_of_receipt_is_not_counted_and_makeup_days_are(start: str, n: int, due: str) -> None:
    assert add_workdays(CALENDAR, D(start), n) == DueDay(D(due), provisional=False)


@pytest.mark.parametrize(
    ("start", "n", "without_makeup", "weekdays_only"),
    [
        ("2026-02-06", 20, "2026-03-16", "2026-03-06"),
        ("2026-02-14", 20, "2026-03-23", "2026-03-13"),
        ("2026-04-28", 7, "2026-05-12", "2026-05-07"),
        ("2026-09-18", 20, "2026-10-26", "2026-10-16"),
        ("2026-09-25", 20, "2026-10-30", "2026-10-23"),
        ("2025-09-26", 20, "2025-11-03", "2025-10-24"),
        ("2024-02-05", 20, "2024-03-11", "2024-03-04"),
        ("2026-10-30", 20, "2026-11-27", "2026-11-27"),
    ],
)
def test_a_calendar_with_less_in_it_gives_the_dates_that_are_known_to_be_wrong(
    start: str, n: int, without_makeup: str, weekdays_only: str
) -> None:
    no_makeup = Calendar(tuple(replace(year, makeup=()) for year in KNOWN))
    bare = Calendar(tuple(replace(year, makeup=(), off=()) for year in KNOWN))
    assert add_workdays(no_makeup, D(start), n).on == D(without_makeup)
    assert add_workdays(bare, D(start), n).on == D(weekdays_only)


def test_five_working_days_are_used_when_the_consultation_goes_out() -> None:
    assert count_workdays(CALENDAR, D("2026-03-02"), D("2026-03-09")) == 5


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_working_days_of_its_notice(year: int, days: int) -> None:
    assert count_workdays(CALENDAR, date(year, 1, 1), date(year, 12, 31)) == days


def test_twenty_days_from_4_december_2026_need_the_calendar_of_2027() -> None:
    with pytest.raises(CalendarGap, match="该年日历未录入：2027 年") as caught:
        add_workdays(CALENDAR, D("2026-12-04"), 20)
    assert caught.value.year == 2027
    entered = Calendar((*KNOWN, a_year(2027, YearStatus.NONE)))
    with pytest.raises(CalendarGap, match="2027"):
        explain(entered, D("2026-12-04"), 20)
    with pytest.raises(CalendarGap, match="2027"):
        is_workday(entered, D("2027-01-04"))
    with pytest.raises(CalendarGap, match="2027"):
        count_workdays(entered, D("2026-12-04"), D("2027-01-04"))


def test_twenty_days_from_4_december_2026_are_provisional_while_2027_is() -> None:
    assert add_workdays(WITH_2027, D("2026-12-04"), 20) == DueDay(D("2027-01-04"), provisional=True)
    assert add_workdays(WITH_2027, D("2026-12-04"), 19) == DueDay(D("2026-12-31"), provisional=False)


@pytest.mark.parametrize(
    ("start", "n", "provisional"),
    [("2026-12-31", 1, True), ("2027-01-01", -1, False), ("2027-01-02", -1, True)],
)
def test_only_days_walked_make_a_date_provisional(start: str, n: int, provisional: bool) -> None:
    assert add_workdays(WITH_2027, D(start), n).provisional is provisional


def test_the_year_of_the_start_is_not_needed_for_the_start_alone() -> None:
    assert add_workdays(CALENDAR, D("2023-12-31"), 1).on == D("2024-01-02")
    assert add_workdays(CALENDAR, D("2027-01-01"), -1).on == D("2026-12-31")
    assert add_workdays(CALENDAR, D("2031-05-01"), 0) == DueDay(D("2031-05-01"), provisional=False)


def test_every_day_is_counted_or_skipped_with_its_reason() -> None:
    calendar = Calendar(KNOWN, (LocalDay(D("2026-10-09"), works=False, name="区运动会"),))
    told = explain(calendar, D("2026-09-30"), 2)
    assert [(line.day.isoformat()[5:], line.number, line.reason) for line in told.lines] == [
        ("09-30", None, "起算当天，不计入"),
        *((f"10-0{day}", None, "法定节假日（国庆节）") for day in range(1, 8)),
        ("10-08", 1, "工作日"),
        ("10-09", None, "本地放假（区运动会）"),
        ("10-10", 2, "调休上班"),
    ]
    assert told.due == DueDay(D("2026-10-10"), provisional=False)


def test_reasons_of_weekends_days_in_lieu_and_local_work() -> None:
    year = CalendarYear(
        2026,
        YearStatus.PROVISIONAL,
        off=(DayOff(D("2026-05-04"), "劳动节", in_lieu=True), DayOff(D("2026-05-01"))),
        makeup=(MakeupDay(D("2026-05-09"), "劳动节"),),
    )
    calendar = Calendar((year,), (LocalDay(D("2026-05-03"), works=True),))
    told = explain(calendar, D("2026-05-10"), -6)
    assert [line.reason for line in told.lines] == [
        "起算当天，不计入", "调休上班（劳动节）", "工作日", "工作日", "工作日", "工作日", "调休放假（劳动节）", "本地上班",
    ]  # fmt: skip
    assert told.due == DueDay(D("2026-05-03"), provisional=True)
    assert explain(calendar, D("2026-05-03"), 1).lines[1].reason == "调休放假（劳动节）"
    assert calendar.reason(D("2026-05-01")) == (False, "法定节假日")
    assert calendar.reason(D("2026-05-02")) == (False, "周末")


def test_a_local_day_waits_for_its_year() -> None:
    local = (LocalDay(D("2027-01-04"), works=False),)
    with pytest.raises(CalendarGap):
        is_workday(Calendar(KNOWN, local), D("2027-01-04"))
    assert not is_workday(Calendar(WITH_2027.years, local), D("2027-01-04"))


MAY_1 = DayOff(D("2026-05-01"))
SUNDAY = D("2026-05-03")


@pytest.mark.parametrize(
    ("year", "message"),
    [
        (CalendarYear(2026, YearStatus.OFFICIAL, (DayOff(D("2027-05-01")),)), "2027-05-01 不在 2026 年"),
        (CalendarYear(2026, YearStatus.OFFICIAL, (MAY_1, MAY_1)), "2026-05-01 在日历中重复列出"),
        (
            CalendarYear(2026, YearStatus.OFFICIAL, (DayOff(SUNDAY),), (MakeupDay(SUNDAY),)),
            "2026-05-03 在日历中重复列出",
        ),
        (
            CalendarYear(2026, YearStatus.OFFICIAL, (), (MakeupDay(D("2026-05-08")),)),
            "2026-05-08 不是周末，不能列为调休上班",
        ),
    ],
)
def test_a_year_that_contradicts_itself_is_refused(year: CalendarYear, message: str) -> None:
    with pytest.raises(CalendarError, match=message):
        Calendar((year,))


def test_a_year_or_a_local_day_entered_twice_is_refused() -> None:
    with pytest.raises(CalendarError, match="2026 年重复录入"):
        Calendar((*KNOWN, a_year(2026)))
    with pytest.raises(CalendarError, match="2026-05-03 的本地安排重复录入"):
        Calendar(KNOWN, (LocalDay(SUNDAY, works=True), LocalDay(SUNDAY, works=False)))


def test_a_calendar_is_a_value() -> None:
    assert Calendar(KNOWN) == CALENDAR
    assert hash(Calendar(KNOWN)) == hash(CALENDAR)
    assert WITH_2027 != CALENDAR


STARTS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
NUMBERS = st.integers(-150, 150)
LOCALS = st.dictionaries(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=20)


def walked(calendar: Calendar, start: date, n: int) -> date:
    day, left = start, abs(n)
    while left:
        day += timedelta(days=1 if n > 0 else -1)
        left -= is_workday(calendar, day)
    return day


@given(LOCALS, STARTS, NUMBERS)
def test_the_sum_is_that_of_a_walk_day_by_day(locals_: dict[date, bool], start: date, n: int) -> None:
    calendar = Calendar(KNOWN, tuple(LocalDay(day, works) for day, works in locals_.items()))
    due = add_workdays(calendar, start, n)
    assert due == DueDay(walked(calendar, start, n), provisional=False)
    assert n == 0 or is_workday(calendar, due.on)
    assert count_workdays(calendar, start, due.on) == n
    told = explain(calendar, start, n)
    assert told.due == due
    assert sum(line.counted for line in told.lines) == abs(n)


@given(STARTS, STARTS)
def test_the_count_is_that_of_a_walk_day_by_day(one: date, other: date) -> None:
    start, end = sorted((one, other))
    days = [start + timedelta(days=k) for k in range((end - start).days + 1)]
    assert count_workdays(CALENDAR, start, end) == sum(is_workday(CALENDAR, day) for day in days[1:])
    assert count_workdays(CALENDAR, end, start) == -sum(is_workday(CALENDAR, day) for day in days[:-1])


@given(STARTS, st.integers(1, 150))
def test_one_more_working_day_is_later_and_one_more_before_is_earlier(start: date, n: int) -> None:
    assert start < add_workdays(CALENDAR, start, n).on < add_workdays(CALENDAR, start, n + 1).on
    assert start > add_workdays(CALENDAR, start, -n).on > add_workdays(CALENDAR, start, -n - 1).on


@given(STARTS, st.integers(1, 60), st.integers(1, 60))
def test_an_extension_goes_on_from_the_due_day(start: date, n: int, more: int) -> None:
    due = add_workdays(CALENDAR, start, n).on
    assert add_workdays(CALENDAR, due, more) == add_workdays(CALENDAR, start, n + more)
