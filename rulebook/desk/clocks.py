"""Clocks: when a limit ends, what suspends, extends or restarts it, and what is sent at which distance from its end.

A clock is a policy, the day it started, and segments. Its due day follows from these and the calendar at any time; whether it is
overdue is a comparison of two days and is never kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from rulebook.desk.workdays import Calendar, DueDay, add_workdays, count_workdays, is_workday


class LimitUnit(StrEnum):
    """What a limit is counted in. A ``FIXED`` day stands by itself: it neither moves nor rolls over."""

    WORKDAYS = "workdays"
    DAYS = "days"
    FIXED = "fixed"


class SegmentKind(StrEnum):
    SUSPEND = "suspend"
    EXTEND = "extend"
    RESET = "reset"


class SegmentError(ValueError):
    """Segments that cannot be; the text is Chinese, without a full stop."""


@dataclass(frozen=True, slots=True)
class Segment:
    """SUSPEND: the limit stands still in (``first``, ``last``], ``last`` None while it still does. EXTEND: ``amount`` more of the limit's unit. RESET: counted anew from ``first``."""

    kind: SegmentKind
    first: date
    last: date | None = None
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """``amount`` of ``unit``, none for a fixed day."""

    amount: int
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class Due:
    """Where a clock ends; ``suspended`` while it stands still: then the day is as if it went on today."""

    on: date
    provisional: bool
    suspended: bool


def due(limit: Limit, started_on: date, segments: Sequence[Segment], calendar: Calendar, today: date) -> Due:
    """The due day. Raises SegmentError, and CalendarGap when a needed year is not entered.

    The day of the event is not counted, the due day is. A suspension takes out the days in (first, last], counted by the
    same calendar as the limit; a restart forgets what lies before it; extensions add to the rest, in whatever order.
    """
    _check(segments, started_on)
    if limit.unit == LimitUnit.FIXED:
        if segments:
            raise SegmentError("固定日期的期限不能中止、延长或重新起算")
        return Due(started_on, provisional=False, suspended=False)
    resets = [each.first for each in segments if each.kind == SegmentKind.RESET]
    start = max(resets, default=started_on)
    amount, suspended = limit.amount, False
    for each in segments:
        if each.first < start:
            continue
        if each.kind == SegmentKind.EXTEND:
            amount += each.amount
        elif each.kind == SegmentKind.SUSPEND:
            last = max(each.first, each.last or today)
            amount += _between(limit.unit, calendar, each.first, last)
            suspended = suspended or each.last is None
    found = _after(limit.unit, calendar, start, amount)
    return Due(found.on, found.provisional, suspended)


def _between(unit: LimitUnit, calendar: Calendar, first: date, last: date) -> int:
    return count_workdays(calendar, first, last) if unit == LimitUnit.WORKDAYS else (last - first).days


def _after(unit: LimitUnit, calendar: Calendar, start: date, amount: int) -> DueDay:
    if unit == LimitUnit.WORKDAYS:
        return add_workdays(calendar, start, amount)
    return DueDay(start + timedelta(days=amount), provisional=False)


def _check(segments: Sequence[Segment], started_on: date) -> None:
    until: date | None = started_on
    for each in sorted(
        (each for each in segments if each.kind == SegmentKind.SUSPEND), key=lambda each: each.first
    ):
        if until is None or each.first < until:
            raise SegmentError("中止的时间不能重叠，也不能早于起算日期")
        if each.last is not None and each.last < each.first:
            raise SegmentError("恢复日期不能早于中止日期")
        until = each.last
    for each in segments:
        if each.first < started_on:
            raise SegmentError("日期不能早于起算日期")
        if each.kind == SegmentKind.EXTEND and each.amount <= 0:
            raise SegmentError("延长的天数应大于零")


class Lamp(StrEnum):
    """What is shown beside a clock: far from its end, near it, on the last day, past it."""

    GREEN = "green"
    NEAR = "near"
    AMBER = "amber"
    RED = "red"


NEAR_DAYS = 3


def lamp(due_on: date, today: date, calendar: Calendar) -> Lamp:
    """Red from the day after the due day; amber on it; near from ``NEAR_DAYS`` working days before."""
    if today > due_on:
        return Lamp.RED
    if today == due_on:
        return Lamp.AMBER
    return Lamp.NEAR if count_workdays(calendar, today, due_on) <= NEAR_DAYS else Lamp.GREEN


class StepKind(StrEnum):
    """What happens at a step of a ladder."""

    REMIND = "remind"
    AMBER = "amber"
    RED = "red"
    BLUE_SHEET = "blue_sheet"
    ORANGE_SHEET = "orange_sheet"
    RED_SHEET = "red_sheet"


class Audience(StrEnum):
    """Who hears of a step: whoever handles the matter, the unit's deputies, its head, the inspectorate, the bureau's leaders."""

    HANDLER = "handler"
    DEPUTY = "deputy"
    HEAD = "head"
    INSPECTORATE = "inspectorate"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class LadderStep:
    """``offset`` in working days from the due day, before it when negative; ``to`` hears of it."""

    offset: int
    kind: StepKind
    to: tuple[Audience, ...] = (Audience.HANDLER, Audience.HEAD)

    @property
    def key(self) -> str:
        """Names the step in the ledger of what was sent."""
        return f"{self.kind.value}{self.offset:+d}"


_UNIT = (Audience.HANDLER, Audience.DEPUTY)
_WHOLE_UNIT = (Audience.HANDLER, Audience.HEAD)
_UNIT_AND_OFFICE = (Audience.HANDLER, Audience.HEAD, Audience.INSPECTORATE)
DEFAULT_LADDER = (
    LadderStep(-5, StepKind.REMIND, (Audience.HANDLER, Audience.DEPUTY)),
    LadderStep(-3, StepKind.REMIND, (Audience.HANDLER, Audience.DEPUTY)),
    LadderStep(-1, StepKind.REMIND),
    LadderStep(0, StepKind.AMBER),
    LadderStep(1, StepKind.RED),
    LadderStep(3, StepKind.BLUE_SHEET, _UNIT_AND_OFFICE),
    LadderStep(5, StepKind.ORANGE_SHEET, _UNIT_AND_OFFICE),
    LadderStep(10, StepKind.RED_SHEET, (*_UNIT_AND_OFFICE, Audience.LEADER)),
)
"""Reminders five, three and one working days before; amber on the day; red the day after, when the head gives a reason; the
three sheets three, five and ten working days late. Our default, a policy may have another."""


MOST_AHEAD = 10
MOST_LATE = 60


@dataclass(frozen=True, slots=True)
class LadderDays:
    """A ladder in working days, as people set it: reminders before the end, the three sheets after it."""

    reminders: tuple[int, ...]
    blue: int
    orange: int
    red: int


def ladder_problems(days: LadderDays) -> dict[str, str]:
    """What is wrong with the days, in Chinese, by field."""
    found: dict[str, str] = {}
    if not all(1 <= day <= MOST_AHEAD for day in days.reminders):
        found["reminders"] = f"提醒应在期限前 1 至 {MOST_AHEAD} 个工作日。"
    elif len(set(days.reminders)) != len(days.reminders):
        found["reminders"] = "同一天不重复提醒。"
    if not 1 < days.blue < days.orange < days.red <= MOST_LATE:
        found["blue"] = f"三色督办单应依次在逾期第 2 至 {MOST_LATE} 个工作日，蓝色最早，红色最晚。"
    return found


def ladder_of(days: LadderDays) -> tuple[LadderStep, ...]:
    """The ladder with these days; who hears of each step is as in ``DEFAULT_LADDER``."""
    near = min(days.reminders, default=0)
    return (
        *(
            LadderStep(-day, StepKind.REMIND, _WHOLE_UNIT if day == near else _UNIT)
            for day in sorted(days.reminders, reverse=True)
        ),
        LadderStep(0, StepKind.AMBER),
        LadderStep(1, StepKind.RED),
        LadderStep(days.blue, StepKind.BLUE_SHEET, _UNIT_AND_OFFICE),
        LadderStep(days.orange, StepKind.ORANGE_SHEET, _UNIT_AND_OFFICE),
        LadderStep(days.red, StepKind.RED_SHEET, (*_UNIT_AND_OFFICE, Audience.LEADER)),
    )


def days_of(ladder: Sequence[LadderStep]) -> LadderDays:
    """The days of a ladder that has all three sheets. Raises ValueError for another."""
    late = {step.kind: step.offset for step in ladder if step.offset > 1}
    try:
        sheets = [late[kind] for kind in (StepKind.BLUE_SHEET, StepKind.ORANGE_SHEET, StepKind.RED_SHEET)]
    except KeyError as missing:
        raise ValueError(missing.args[0]) from missing
    return LadderDays(
        tuple(sorted((-step.offset for step in ladder if step.offset < 0), reverse=True)), *sheets
    )


def ladder_to_plain(ladder: Sequence[LadderStep]) -> list[dict[str, Any]]:
    """Plain data, ready for JSON."""
    return [
        {"offset": step.offset, "kind": step.kind.value, "to": [each.value for each in step.to]}
        for step in ladder
    ]


def ladder_from_plain(plain: Sequence[Mapping[str, Any]]) -> tuple[LadderStep, ...]:
    """The ladder back. Raises ValueError, KeyError for what is none."""
    return tuple(
        LadderStep(int(each["offset"]), StepKind(each["kind"]), tuple(Audience(name) for name in each["to"]))
        for each in plain
    )


def step_day(step: LadderStep, due_on: date, calendar: Calendar) -> date:
    """The working day on which a step is due. A due day that is no working day has its own step on the last one before."""
    if step.offset:
        return add_workdays(calendar, due_on, step.offset).on
    return due_on if is_workday(calendar, due_on) else add_workdays(calendar, due_on, -1).on


def steps_reached(
    ladder: Sequence[LadderStep], due_on: date, today: date, calendar: Calendar
) -> list[LadderStep]:
    """The steps whose ``step_day`` has come, the earliest first; a range and no equality, so that days without a sweep lose nothing.

    Only the days between the due day and today are counted, so that a missing next year stops nothing.
    """
    if not is_workday(calendar, today):
        today = add_workdays(calendar, today, -1).on
    distance = count_workdays(calendar, due_on, today)
    return [
        step
        for step in sorted(ladder, key=lambda each: each.offset)
        if (distance >= step.offset if step.offset else today >= step_day(step, due_on, calendar))
    ]


def steps_to_tell(reached: Sequence[LadderStep], due_on: date, today: date) -> list[LadderStep]:
    """Of the steps reached, those that still say something true: before the end only the latest, after it no reminder any more.

    After days without a sweep nobody is told that five days are left when one is.
    """
    before = [step for step in reached if step.offset <= 0]
    after = [step for step in reached if step.offset > 0]
    return [*(before[-1:] if today <= due_on else []), *after]
