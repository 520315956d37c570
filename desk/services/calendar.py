"""Entering the working calendar: from public sources, from a notice that was typed in, and for single days of this place."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from desk.models import CalendarDay, CalendarYear, LocalDay
from desk.services.clocks import recompute_clocks
from registry.models import User
from registry.services.audit import change
from registry.services.refusals import Refused
from rulebook.desk import workdays
from rulebook.desk.published_calendar import published_year
from rulebook.registry.messy import MessyCell, clean_text, parse_date

LONGEST_SPAN = 31
_SPAN = re.compile(r"^(\S+?)(?:\s*(?:至|到|—|~)\s*(\S+))?(?:\s+(.+))?$")


class CalendarRefused(Refused):
    """A calendar that cannot be entered; the text is Chinese and fit for the page."""


def load_year(*, actor: User | None, year: int) -> CalendarYear:
    """Enter a year from the public sources: official if both agree and its notice is out, else provisional.

    A year whose notice was typed in stays as it is. Raises ``CalendarRefused``.
    """
    try:
        found, differing = published_year(year)
    except ValueError as error:
        raise CalendarRefused(f"{error}。") from error
    with change(actor, "load_calendar_year", CalendarYear(year=year)) as log:
        row = CalendarYear.objects.select_for_update().filter(pk=year).first()
        if row is not None and row.notice:
            raise CalendarRefused(f"{year} 年已按通知录入，不再从公开数据读取。")
        row = row or CalendarYear(year=year)
        row.status = found.status.value
        row.differences = [f"{day:%Y-%m-%d}：两个来源是否上班不一致" for day in differing]
        _write(row, found)
        log.note(status=row.status, days=len(found.off) + len(found.makeup))
        recompute_clocks(actor=actor)
    return row


def enter_notice(
    *,
    actor: User,
    year: int,
    version: int,
    notice: str,
    off: Sequence[workdays.DayOff],
    makeup: Sequence[workdays.MakeupDay],
) -> CalendarYear:
    """Enter a year as its official notice has it; ``version`` is of the year that was shown, 0 for none.

    Raises ``CalendarRefused`` for contradicting days or when somebody else saved the year meanwhile.
    """
    found = workdays.CalendarYear(year, workdays.YearStatus.OFFICIAL, tuple(off), tuple(makeup))
    try:
        workdays.Calendar((found,))
    except workdays.CalendarError as error:
        raise CalendarRefused(f"{error}。") from error
    with change(actor, "enter_calendar_notice", CalendarYear(year=year)) as log:
        row = CalendarYear.objects.select_for_update().filter(pk=year).first()
        if (row.version if row else 0) != version:
            raise CalendarRefused("这一年的日历刚被别人改过，请核对后再保存。")
        row = row or CalendarYear(year=year)
        row.status, row.notice, row.differences = "official", notice, []
        _write(row, found)
        log.note(notice=notice, days=len(off) + len(makeup))
        recompute_clocks(actor=actor)
    return row


def _write(row: CalendarYear, found: workdays.CalendarYear) -> None:
    row.version = row.version + 1 if CalendarYear.objects.filter(pk=row.year).exists() else 1
    row.save()
    row.days.all().delete()
    rows = [
        CalendarDay(year=row, day=day.day, kind="in_lieu" if day.in_lieu else "off", name=day.name)
        for day in found.off
    ]
    rows += [CalendarDay(year=row, day=day.day, kind="makeup", name=day.name) for day in found.makeup]
    CalendarDay.objects.bulk_create(rows)


def read_days(text: str, year: int) -> list[tuple[date, str]]:
    """The days of lines such as “2027-02-05 至 2027-02-11 春节”, each with its name. Raises ``CalendarRefused`` with the line."""
    found: list[tuple[date, str]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        if not (line := clean_text(raw)):
            continue
        parts = _SPAN.fullmatch(line)
        try:
            if parts is None:
                raise MessyCell("应写日期，或“日期 至 日期”，后面可写节日名称")
            first = _day(parts[1])
            last = _day(parts[2]) if parts[2] else first
            if not first <= last <= first + timedelta(days=LONGEST_SPAN):
                raise MessyCell("止日早于起日，或相隔超过一个月")
        except MessyCell as problem:
            raise CalendarRefused(f"第 {number} 行“{line}”：{problem}。") from problem
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        if wrong := next((day for day in days if day.year != year), None):
            raise CalendarRefused(f"第 {number} 行“{line}”：{wrong:%Y-%m-%d}不在 {year} 年。")
        found += [(day, parts[3] or "") for day in days]
    return found


def _day(text: str) -> date:
    day = parse_date(text)
    if day is None:
        raise MessyCell("没有日期")
    return day


def set_local_day(*, actor: User, day: date, works: bool, reason: str) -> LocalDay:
    """Work or rest on one day against the national calendar. Raises ``CalendarRefused`` for a second decision on one day."""
    row = LocalDay(day=day, works=works, reason=reason, entered_by=actor)
    with change(actor, "set_local_day", row) as log:
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise CalendarRefused(f"{day:%Y-%m-%d}已有本地安排，请先撤销。") from error
        log.note(day=day.isoformat(), works=works)
        recompute_clocks(actor=actor)
    return row


def remove_local_day(*, actor: User, row: LocalDay) -> None:
    """Take a decision for one day back."""
    with change(actor, "remove_local_day", row) as log:
        log.note(day=row.day.isoformat(), works=row.works)
        row.delete()
        recompute_clocks(actor=actor)


def keep_calendar() -> int:
    """Enter what is missing of last year, this year and the next; run each day. How many years were entered or became official."""
    today, done = localdate().year, 0
    known = dict(CalendarYear.objects.values_list("year", "status"))
    for year in range(today - 1, today + 2):
        if known.get(year) == "official" or CalendarYear.objects.filter(pk=year).exclude(notice="").exists():
            continue
        found, _ = published_year(year)
        if year not in known or found.status.value != known[year]:
            load_year(actor=None, year=year)
            done += 1
    return done
