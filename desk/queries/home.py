"""What waits for a user, from everything that is registered: one list, what is overdue first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.timezone import localdate

from desk.ports import Waiting, waiting_kinds
from desk.queries.calendar import working_calendar
from registry.models import User
from registry.queries.listing import bounded_count
from rulebook.desk.clocks import Lamp, lamp
from rulebook.desk.workdays import Calendar, CalendarGap, count_workdays

LIMITS = "desk.limits"
"""The kind of the limits themselves, which step back behind the duty that they watch over."""
MOST = 100
"""Lines that one kind tells one by one."""
COUNTED = 1000
"""How far the rest of a kind is counted."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class WaitingRow:
    """A line of the home page: what waits, the name of its kind, its day in words with their tone ("" for a day far off)."""

    waiting: Waiting
    label: str
    word: str
    tone: str

    @property
    def overdue(self) -> bool:
        return self.tone == "overdue"


def waiting_rows(user: User) -> list[WaitingRow]:
    """Everything that waits for the user: overdue first, then by day, then what has no day.

    A limit and the duty behind it are one line, the duty's: it names the next step and leads to where it is done. The
    limit's day counts, since a limit can be moved.
    """
    found = [(kind, each) for kind in waiting_kinds.values() for each in kind.find(user)]
    limits = {each.clock: each.due_on for kind, each in found if kind.kind == LIMITS}
    doubled = {each.clock for kind, each in found if kind.kind != LIMITS and each.clock in limits}
    told = [
        (kind, replace(each, due_on=limits[each.clock]) if each.clock in doubled else each)
        for kind, each in found
        if kind.kind != LIMITS or each.clock not in doubled
    ]
    told.sort(key=lambda pair: (pair[1].due_on is None, pair[1].due_on or date.max))
    days = working_calendar() if any(each.due_on for _, each in told) else None
    today = localdate()
    return [WaitingRow(each, kind.label, *_word(each.due_on, today, days)) for kind, each in told]


def _word(due_on: date | None, today: date, days: Calendar | None) -> tuple[str, str]:
    """How late or near a day is, counted in working days; in calendar days where a year is not entered."""
    if due_on is None or days is None:
        return ("", "neutral")
    if due_on == today:
        return ("今天到期", "due")
    try:
        left = count_workdays(days, today, due_on) if due_on > today else -count_workdays(days, due_on, today)
        near = lamp(due_on, today, days) == Lamp.NEAR
        unit = "个工作日"
    except CalendarGap:
        left, near, unit = (due_on - today).days, False, "天"
    if due_on < today:
        return (f"已逾期 {-left} {unit}" if left else "已逾期", "overdue")
    return (f"还有 {left} {unit}", "due") if near else ("", "neutral")


def earliest(
    rows: QuerySet[Row], tell: Callable[[Row], Waiting], *, title: str, url: str
) -> Iterator[Waiting]:
    """The first ``MOST`` of ordered rows one by one; the rest in one line that leads to the list ``title`` at ``url``.

    The rest is counted up to ``COUNTED``: whoever has more is told that it is more.
    """
    shown = list(rows[: MOST + 1])
    yield from (tell(row) for row in shown[:MOST])
    if len(shown) > MOST:
        rest = bounded_count(rows, COUNTED) - MOST
        more = rest > COUNTED - MOST
        words = f"另有 {COUNTED - MOST} 件以上等您办理" if more else f"另有 {rest} 件等您办理"
        yield Waiting(title, words, url, number=rest)
