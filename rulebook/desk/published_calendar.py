"""What two public sources say of a year's holidays, compared day by day.

``holidays`` gives names and make-up days, and answers for years without a notice too; ``chinesecalendar`` only knows
years whose notice is out. A year counts as official when the second covers it and both agree on every day.
"""

import re
from datetime import date, timedelta

from rulebook.desk.workdays import Calendar, CalendarYear, DayOff, MakeupDay, YearStatus, is_workday

FIRST_YEAR = 2004
"""Before it the sources do not agree on what a make-up day is."""
_IN_LIEU = re.compile(r"休息日（由 (\d{4}-\d{2}-\d{2}) 调休）")


def published_year(year: int) -> tuple[CalendarYear, list[date]]:
    """The year by ``holidays``, and the days on which ``chinesecalendar`` says otherwise.

    Status is OFFICIAL when both cover the year and agree, else PROVISIONAL. Raises ValueError before ``FIRST_YEAR``.
    """
    # Loaded by who asks once a year, not by every process at its start.
    import holidays

    if year < FIRST_YEAR:
        raise ValueError(f"{year} 年早于 {FIRST_YEAR} 年，没有可用的来源")
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    off = tuple(_day_off(day, name) for day, name in sorted(found.items()) if day.year == year)
    makeup = tuple(MakeupDay(day) for day in sorted(found.weekend_workdays) if day.year == year)
    differing = _differing(CalendarYear(year, YearStatus.OFFICIAL, off, makeup))
    status = YearStatus.PROVISIONAL if differing is None or differing else YearStatus.OFFICIAL
    return CalendarYear(year, status, off, makeup), differing or []


def _day_off(day: date, name: str) -> DayOff:
    if lieu := _IN_LIEU.fullmatch(name):
        return DayOff(day, f"与 {lieu[1]} 对调", in_lieu=True)
    return DayOff(day, name.replace("; ", "、"))


def _differing(entered: CalendarYear) -> list[date] | None:
    """None when the second source does not know the year."""
    import chinese_calendar

    calendar = Calendar((entered,))
    day, found = date(entered.year, 1, 1), []
    try:
        while day.year == entered.year:
            if chinese_calendar.is_workday(day) != is_workday(calendar, day):
                found.append(day)
            day += timedelta(days=1)
    except NotImplementedError:
        return None
    return found
