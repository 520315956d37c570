"""What is late, and what is only open (S0-15, S0-18)."""

from datetime import date

import pytest

from rulebook.meeting.deadlines import days_late, feedback_standing, summary_standing, usual_due

DUE = date(2026, 11, 4)


def test_s0_15_measures_are_due_fifteen_days_after_the_feedback_unless_set_otherwise() -> None:
    assert usual_due(date(2026, 10, 20)) == DUE


@pytest.mark.parametrize(
    ("came_on", "today", "days"),
    [
        (None, date(2026, 11, 4), 0),
        (None, date(2026, 11, 5), 1),
        (date(2026, 11, 4), date(2026, 12, 1), 0),
        (date(2026, 11, 6), date(2026, 12, 1), 2),
    ],
)
def test_s0_15_the_due_day_itself_is_in_time(came_on: date | None, today: date, days: int) -> None:
    assert days_late(DUE, came_on, today) == days


def test_what_has_no_due_day_is_never_late() -> None:
    assert days_late(None, None, date(2030, 1, 1)) == 0


@pytest.mark.parametrize(
    ("submitted_on", "done_on", "today", "sentence", "still_open"),
    [
        (None, None, date(2026, 11, 1), "待报措施", True),
        (None, None, date(2026, 11, 9), "待报措施，逾期 5 天", True),
        (date(2026, 11, 1), None, date(2026, 11, 4), "措施已报，待报落实情况", True),
        (date(2026, 11, 1), None, date(2026, 11, 6), "措施已报，待报落实情况，逾期 2 天", True),
        (date(2026, 11, 1), date(2026, 11, 3), date(2026, 12, 1), "落实情况已报", False),
        (date(2026, 11, 1), date(2026, 11, 8), date(2026, 12, 1), "落实情况已报，逾期 4 天", False),
    ],
)
def test_s0_15_measures_come_first_then_what_was_done(
    submitted_on: date | None, done_on: date | None, today: date, sentence: str, *, still_open: bool
) -> None:
    found = feedback_standing(due_on=DUE, submitted_on=submitted_on, done_on=done_on, today=today)
    assert (found.sentence, found.open) == (sentence, still_open)


@pytest.mark.parametrize(
    ("submitted_on", "today", "sentence"),
    [
        (None, date(2026, 10, 31), "未报送"),
        (None, date(2026, 11, 1), "未报送，逾期 1 天"),
        (date(2026, 10, 31), date(2026, 11, 30), "已报送"),
        (date(2026, 11, 3), date(2026, 11, 30), "已报送，逾期 3 天"),
    ],
)
def test_s0_18_the_summary_is_due_on_31_october(
    submitted_on: date | None, today: date, sentence: str
) -> None:
    found = summary_standing(due_on=date(2026, 10, 31), submitted_on=submitted_on, today=today)
    assert found.sentence == sentence
