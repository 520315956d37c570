"""Clocks against the design's vectors, then their properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.desk.clocks import (
    DEFAULT_LADDER,
    Due,
    LadderStep,
    Lamp,
    Limit,
    LimitUnit,
    Segment,
    SegmentError,
    SegmentKind,
    StepKind,
    due,
    lamp,
    step_day,
    steps_reached,
    steps_to_tell,
)
from rulebook.desk.workdays import CalendarGap, count_workdays, is_workday
from tests.rulebook.desk.test_workdays import CALENDAR, WITH_2027

D = date.fromisoformat
TWENTY = Limit(20, LimitUnit.WORKDAYS)


def suspend(first: str, last: str | None) -> Segment:
    return Segment(SegmentKind.SUSPEND, D(first), D(last) if last else None)


def extend(on: str, amount: int) -> Segment:
    return Segment(SegmentKind.EXTEND, D(on), amount=amount)


def reset(on: str) -> Segment:
    return Segment(SegmentKind.RESET, D(on))


@pytest.mark.parametrize(
    ("start", "segments", "on"),
    [
        pytest.param("2026-03-02", [], "2026-03-30", id="plain"),
        pytest.param("2026-03-02", [suspend("2026-03-09", "2026-03-20")], "2026-04-13", id="consultation"),
        pytest.param("2026-03-02", [reset("2026-03-16")], "2026-04-14", id="corrected"),
        pytest.param("2026-03-02", [suspend("2026-03-04", "2026-03-06"), reset("2026-03-16")], "2026-04-14", id="a restart forgets"),
        pytest.param("2026-10-30", [extend("2026-11-20", 20)], "2026-12-25", id="extension"),
        pytest.param("2026-02-06", [], "2026-03-12", id="spring festival"),
    ],
)  # fmt: skip
def test_the_due_day_follows_from_limit_start_and_segments(
    start: str, segments: list[Segment], on: str
) -> None:
    assert due(TWENTY, D(start), segments, CALENDAR, D(start)) == Due(D(on), False, False)


def test_a_limit_of_natural_days_counts_them_all() -> None:
    limit = Limit(15, LimitUnit.DAYS)
    stopped = [suspend("2026-10-02", "2026-10-05")]
    assert due(limit, D("2026-09-28"), [], CALENDAR, D("2026-09-28")).on == D("2026-10-13")
    assert due(limit, D("2026-09-28"), stopped, CALENDAR, D("2026-09-28")).on == D("2026-10-16")


def test_a_fixed_day_neither_moves_nor_is_moved() -> None:
    limit = Limit(0, LimitUnit.FIXED)
    assert due(limit, D("2026-10-31"), [], CALENDAR, D("2026-11-27")) == Due(D("2026-10-31"), False, False)
    with pytest.raises(SegmentError, match="固定日期"):
        due(limit, D("2026-10-31"), [extend("2026-10-31", 5)], CALENDAR, D("2026-11-01"))


def test_a_year_without_a_notice_gives_a_provisional_day_and_a_missing_year_none() -> None:
    assert due(TWENTY, D("2026-12-04"), [], WITH_2027, D("2026-12-04")) == Due(D("2027-01-04"), True, False)
    with pytest.raises(CalendarGap):
        due(TWENTY, D("2026-12-04"), [], CALENDAR, D("2026-12-04"))


def test_a_clock_that_stands_still_ends_later_with_every_day() -> None:
    open_ended = [suspend("2026-03-09", None)]
    assert due(TWENTY, D("2026-03-02"), open_ended, CALENDAR, D("2026-03-09")) == Due(
        D("2026-03-30"), False, True
    )
    assert due(TWENTY, D("2026-03-02"), open_ended, CALENDAR, D("2026-03-20")).on == D("2026-04-13")


@pytest.mark.parametrize(
    ("segments", "words"),
    [
        ([suspend("2026-03-01", "2026-03-05")], "早于起算日期"),
        ([suspend("2026-03-09", "2026-03-05")], "恢复日期不能早于中止日期"),
        ([suspend("2026-03-09", "2026-03-20"), suspend("2026-03-12", "2026-03-25")], "不能重叠"),
        ([suspend("2026-03-09", None), suspend("2026-03-12", "2026-03-25")], "不能重叠"),
        ([extend("2026-03-09", 0)], "应大于零"),
        ([reset("2026-02-27")], "不能早于起算日期"),
    ],
)
def test_segments_that_cannot_be_are_refused_in_words(segments: list[Segment], words: str) -> None:
    with pytest.raises(SegmentError, match=words):
        due(TWENTY, D("2026-03-02"), segments, CALENDAR, D("2026-03-30"))


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        ("2026-03-24", Lamp.GREEN),
        ("2026-03-25", Lamp.NEAR),
        ("2026-03-28", Lamp.NEAR),
        ("2026-03-30", Lamp.AMBER),
        ("2026-03-31", Lamp.RED),
    ],
)
def test_the_lamp_is_amber_on_the_last_day_and_red_after_it(today: str, shown: Lamp) -> None:
    assert lamp(D("2026-03-30"), D(today), CALENDAR) == shown


@pytest.mark.parametrize(
    ("offset", "day"),
    [
        (-5, "2026-02-05"),
        (-3, "2026-02-09"),
        (-1, "2026-02-11"),
        (0, "2026-02-12"),
        (1, "2026-02-13"),
        (3, "2026-02-24"),  # 02-14 is a make-up Saturday, then the Spring Festival until the 23rd
        (5, "2026-02-26"),
        (10, "2026-03-04"),
    ],
)
def test_the_ladder_counts_working_days_over_the_spring_festival(offset: int, day: str) -> None:
    assert step_day(LadderStep(offset, StepKind.REMIND), D("2026-02-12"), CALENDAR) == D(day)


def test_a_fixed_day_on_a_saturday_has_its_last_steps_on_the_working_days_before() -> None:
    assert step_day(LadderStep(0, StepKind.AMBER), D("2026-10-31"), CALENDAR) == D("2026-10-30")
    assert step_day(LadderStep(-1, StepKind.REMIND), D("2026-10-31"), CALENDAR) == D("2026-10-30")


def test_a_sweep_after_days_of_silence_finds_every_step_that_was_missed() -> None:
    found = steps_reached(DEFAULT_LADDER, D("2026-03-30"), D("2026-04-02"), CALENDAR)
    assert [step.key for step in found] == [
        "remind-5", "remind-3", "remind-1", "amber+0", "red+1", "blue_sheet+3",
    ]  # fmt: skip
    assert steps_reached(DEFAULT_LADDER, D("2026-03-30"), D("2026-03-20"), CALENDAR) == []


days = st.dates(date(2024, 1, 2), date(2026, 6, 1))


@given(days, st.integers(1, 60))
def test_a_due_day_of_working_days_is_one_and_the_limit_lies_between(start: date, amount: int) -> None:
    found = due(Limit(amount, LimitUnit.WORKDAYS), start, [], CALENDAR, start)
    assert is_workday(CALENDAR, found.on)
    assert count_workdays(CALENDAR, start, found.on) == amount


@given(days, st.integers(0, 20), st.integers(0, 15), st.integers(1, 20))
def test_suspension_and_extension_commute_and_an_empty_suspension_changes_nothing(
    start: date, wait: int, length: int, more: int
) -> None:
    first = start + timedelta(days=wait)
    stopped = Segment(SegmentKind.SUSPEND, first, first + timedelta(days=length))
    longer = Segment(SegmentKind.EXTEND, first, amount=more)
    both = due(TWENTY, start, [stopped, longer], CALENDAR, start)
    assert both == due(TWENTY, start, [longer, stopped], CALENDAR, start)
    none = Segment(SegmentKind.SUSPEND, first, first)
    assert due(TWENTY, start, [none], CALENDAR, start) == due(TWENTY, start, [], CALENDAR, start)


due_days = st.dates(date(2024, 2, 1), date(2026, 11, 20))


@given(due_days, st.integers(-60, 60))
def test_a_step_is_reached_from_its_day_on(due_on: date, away: int) -> None:
    today = due_on + timedelta(days=away)
    try:
        days = [step_day(step, due_on, WITH_2027) for step in DEFAULT_LADDER]
        expected = [step for step, day in zip(DEFAULT_LADDER, days, strict=True) if day <= today]
        assert steps_reached(DEFAULT_LADDER, due_on, today, WITH_2027) == expected
    except CalendarGap:
        assert today.year not in (2024, 2025, 2026, 2027)


def test_a_next_year_without_a_calendar_stops_no_sweep() -> None:
    found = steps_reached(DEFAULT_LADDER, D("2026-12-28"), D("2026-12-31"), CALENDAR)
    assert [step.key for step in found][-2:] == ["red+1", "blue_sheet+3"]


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("2026-03-23", ["remind-5"]),
        ("2026-03-27", ["remind-1"]),
        ("2026-03-30", ["amber+0"]),
        ("2026-04-02", ["red+1", "blue_sheet+3"]),
    ],
)
def test_only_what_is_still_true_is_told_after_a_silence(today: str, told: list[str]) -> None:
    reached = steps_reached(DEFAULT_LADDER, D("2026-03-30"), D(today), CALENDAR)
    assert [step.key for step in steps_to_tell(reached, D("2026-03-30"), D(today))] == told
