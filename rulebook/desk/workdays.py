"""Working days: the calendar that every limit is counted by, make-up days included.

Counting follows the regulation: the day of the event is not counted, the due day is. Which days are off comes
in as plain data; a year that nobody entered is never guessed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class CalendarError(ValueError):
    """Days that contradict each other; the message is Chinese and names the day."""


class CalendarGap(LookupError):
    """A count needs ``year``, whose calendar is not entered: 该年日历未录入."""

    def __init__(self, year: int) -> None:
        super().__init__(f"该年日历未录入：{year} 年")
        self.year = year


class YearStatus(StrEnum):
    """How far a year's days can be relied on: not entered, expected, or as the official notice has it."""

    NONE = "none"
    PROVISIONAL = "provisional"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day off of a notice; ``in_lieu`` when it is free only because another day is worked (调休)."""

    day: date
    name: str = ""
    in_lieu: bool = False


@dataclass(frozen=True, slots=True)
class MakeupDay:
    """A Saturday or Sunday that is worked (调休上班), and for which holiday."""

    day: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class LocalDay:
    """What a place decided for one day, against the national calendar."""

    day: date
    works: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year as entered. The days of a year with status ``NONE`` are kept but not used."""

    year: int
    status: YearStatus
    off: tuple[DayOff, ...] = ()
    makeup: tuple[MakeupDay, ...] = ()


class DueDay(NamedTuple):
    """Where a count ends; ``provisional`` when a day on the way lies in a provisional year."""

    on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a count: counted as number ``number`` (None when skipped), and why, in Chinese."""

    day: date
    number: int | None
    reason: str

    @property
    def counted(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A count day by day, the start first; backwards counts list the days backwards."""

    start: date
    n: int
    due: DueDay
    lines: tuple[DayLine, ...]


class _Table(NamedTuple):
    """A usable year: its working days, and how many of them lie in its first k days."""

    first: int
    provisional: bool
    days: tuple[date, ...]
    before: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Years and local days as one immutable value; raises CalendarError when they contradict each other.

    A local day overrides the notice. In a year that is not entered it waits for that year.
    """

    years: tuple[CalendarYear, ...]
    local: tuple[LocalDay, ...] = ()
    _reasons: MappingProxyType[date, tuple[bool, str]] = field(init=False, repr=False, compare=False)
    _tables: MappingProxyType[int, _Table] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _refuse_twice((entered.year for entered in self.years), "{} 年重复录入")
        _refuse_twice((local.day for local in self.local), "{} 的本地安排重复录入")
        reasons: dict[date, tuple[bool, str]] = {}
        for entered in self.years:
            reasons |= _notice(entered)
        for local in self.local:
            reasons[local.day] = (local.works, _named("本地上班" if local.works else "本地放假", local.name))
        tables = {y.year: _table(y, reasons) for y in self.years if y.status != YearStatus.NONE}
        object.__setattr__(self, "_reasons", MappingProxyType(reasons))
        object.__setattr__(self, "_tables", MappingProxyType(tables))

    def table(self, year: int) -> _Table:
        """The year's working days; CalendarGap (该年日历未录入) when it is not entered."""
        table = self._tables.get(year)
        if table is None:
            raise CalendarGap(year)
        return table

    def reason(self, day: date) -> tuple[bool, str]:
        """Whether the day is worked, and why, in Chinese; CalendarGap when its year is not entered."""
        self.table(day.year)
        return self._reasons.get(day) or _by_weekday(day)


def is_workday(calendar: Calendar, day: date) -> bool:
    """Whether the day is worked; CalendarGap (该年日历未录入) when its year is not entered."""
    return calendar.reason(day)[0]


def add_workdays(calendar: Calendar, start: date, n: int) -> DueDay:
    """The n-th working day after ``start``, before it for a negative n; ``start`` itself is not counted.

    With n = 0 nothing is counted and the start is the answer, worked or not. CalendarGap (该年日历未录入) when
    a day on the way lies in a year that is not entered.
    """
    if n > 0:
        return _forward(calendar, start, n)
    return _backward(calendar, start, -n) if n else DueDay(start, provisional=False)


def count_workdays(calendar: Calendar, start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``: the inverse of ``add_workdays``.

    An end before the start gives the working days from it to the day before the start, as a negative number.
    CalendarGap (该年日历未录入) when a day between lies in a year that is not entered.
    """
    if end >= start:
        return _worked(calendar, start.toordinal() + 1, end.toordinal() + 1)
    return -_worked(calendar, end.toordinal(), start.toordinal())


def explain(calendar: Calendar, start: date, n: int) -> Explanation:
    """The count of ``add_workdays`` with every day as counted or skipped, and why; same errors."""
    due = add_workdays(calendar, start, n)
    lines = [DayLine(start, None, "起算当天，不计入")]
    step, number, day = (ONE_DAY if n > 0 else -ONE_DAY), 0, start
    while day != due.on:
        day += step
        works, reason = calendar.reason(day)
        number += works
        lines.append(DayLine(day, number if works else None, reason))
    return Explanation(start, n, due, tuple(lines))


def _forward(calendar: Calendar, start: date, n: int) -> DueDay:
    year = start.year
    if start.month == 12 and start.day == 31:  # the start is not counted, so its year is not needed
        year, wanted = year + 1, n
        table = calendar.table(year)
    else:
        table = calendar.table(year)
        wanted = n + table.before[start.toordinal() - table.first + 1]
    provisional = table.provisional
    while wanted > len(table.days):
        wanted -= len(table.days)
        year += 1
        table = calendar.table(year)
        provisional = provisional or table.provisional
    return DueDay(table.days[wanted - 1], provisional)


def _backward(calendar: Calendar, start: date, n: int) -> DueDay:
    year = start.year
    if start.month == 1 and start.day == 1:
        year -= 1
        table = calendar.table(year)
        left = len(table.days) - n
    else:
        table = calendar.table(year)
        left = table.before[start.toordinal() - table.first] - n
    provisional = table.provisional
    while left < 0:
        year -= 1
        table = calendar.table(year)
        left += len(table.days)
        provisional = provisional or table.provisional
    return DueDay(table.days[left], provisional)


def _worked(calendar: Calendar, first: int, stop: int) -> int:
    """Working days from the ordinal ``first`` to the one before ``stop``."""
    if first >= stop:
        return 0
    total = 0
    for year in range(date.fromordinal(first).year, date.fromordinal(stop - 1).year + 1):
        table = calendar.table(year)
        length = len(table.before) - 1
        low, high = max(0, first - table.first), min(length, stop - table.first)
        total += table.before[high] - table.before[low]
    return total


def _table(entered: CalendarYear, reasons: dict[date, tuple[bool, str]]) -> _Table:
    first = date(entered.year, 1, 1).toordinal()
    length = date(entered.year, 12, 31).toordinal() - first + 1
    days: list[date] = []
    before = [0]
    for day in map(date.fromordinal, range(first, first + length)):
        if (reasons.get(day) or _by_weekday(day))[0]:
            days.append(day)
        before.append(len(days))
    provisional = entered.status == YearStatus.PROVISIONAL
    return _Table(first, provisional, tuple(days), tuple(before))


def _notice(entered: CalendarYear) -> dict[date, tuple[bool, str]]:
    """The days of a year that differ from its weekdays, or have a better reason than those."""
    _refuse_twice(_days(entered), "{} 在日历中重复列出")
    for day in _days(entered):
        if day.year != entered.year:
            raise CalendarError(f"{day} 不在 {entered.year} 年")
    for makeup in entered.makeup:
        if makeup.day.weekday() < SATURDAY:
            raise CalendarError(f"{makeup.day} 不是周末，不能列为调休上班")
    off = {o.day: (False, _named("调休放假" if o.in_lieu else "法定节假日", o.name)) for o in entered.off}
    return off | {m.day: (True, _named("调休上班", m.name)) for m in entered.makeup}


def _days(entered: CalendarYear) -> Iterator[date]:
    yield from (off.day for off in entered.off)
    yield from (makeup.day for makeup in entered.makeup)


def _by_weekday(day: date) -> tuple[bool, str]:
    return (True, "工作日") if day.weekday() < SATURDAY else (False, "周末")


def _named(reason: str, name: str) -> str:
    return f"{reason}（{name}）" if name else reason


def _refuse_twice(values: Iterable[date | int], message: str) -> None:
    seen: set[date | int] = set()
    for value in values:
        if value in seen:
            raise CalendarError(message.format(value))
        seen.add(value)
