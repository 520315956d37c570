"""Plain dates after a meeting: what was asked for, what came, how late (S0-15, S0-18)."""

from dataclasses import dataclass
from datetime import date, timedelta

USUAL_DAYS = 15
"""Days from the feedback until measures and what was done are due, unless the round says otherwise (our default)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something due stands, in words; ``late`` in days, ``open`` while something is still to come."""

    word: str
    late: int
    open: bool

    @property
    def sentence(self) -> str:
        return f"{self.word}，逾期 {self.late} 天" if self.late else self.word


def usual_due(from_day: date) -> date:
    """When measures are due after a feedback of that day."""
    return from_day + timedelta(days=USUAL_DAYS)


def days_late(due_on: date | None, came_on: date | None, today: date) -> int:
    """Days past the due day, the day itself being in time; what has not come grows late by the day."""
    if due_on is None:
        return 0
    return max(0, ((came_on or today) - due_on).days)


def feedback_standing(
    *, due_on: date, submitted_on: date | None, done_on: date | None, today: date
) -> Standing:
    """A feedback form: measures first, then what was done, both by the same day (S0-15)."""
    late = days_late(due_on, done_on, today)
    if done_on:
        return Standing("落实情况已报", late, open=False)
    if submitted_on:
        return Standing("措施已报，待报落实情况", late, open=True)
    return Standing("待报措施", late, open=True)


def summary_standing(*, due_on: date | None, submitted_on: date | None, today: date) -> Standing:
    """A written summary, due on the round's day (S0-18: 31 October)."""
    late = days_late(due_on, submitted_on, today)
    return Standing("已报送" if submitted_on else "未报送", late, open=submitted_on is None)
