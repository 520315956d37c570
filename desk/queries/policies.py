"""The rules of limits: what each wing brings, and the editions that were set here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desk.models import ClockPolicy
from desk.ports import clock_policies
from rulebook.desk.clocks import LadderDays, LimitUnit, days_of, ladder_from_plain

FIRST_DAY = date(2000, 1, 1)
"""From when the rules that the wings bring with them are valid."""
UNITS = {LimitUnit.WORKDAYS: "个工作日", LimitUnit.DAYS: "天（自然日）", LimitUnit.FIXED: "按确定的日期"}


@dataclass(frozen=True)
class Rule:
    """A limit as it is on a day. ``valid_from`` None: as the installation brings it."""

    code: str
    title: str
    amount: int
    unit: LimitUnit
    source: str
    days: LadderDays
    valid_from: date | None

    @property
    def fixed(self) -> bool:
        return self.unit == LimitUnit.FIXED

    @property
    def length(self) -> str:
        return UNITS[self.unit] if self.fixed else f"{self.amount} {UNITS[self.unit]}"

    @property
    def ladder(self) -> str:
        """The ladder in words."""
        before = "、".join(str(day) for day in self.days.reminders)
        reminded = f"提前 {before} 个工作日提醒，" if before else ""
        return (
            f"{reminded}到期当天提醒；逾期 1 个工作日说明原因，"
            f"{self.days.blue}、{self.days.orange}、{self.days.red} 个工作日发蓝、橙、红督办单"
        )


def rules(on: date) -> list[Rule]:
    """Every limit that is known, as it is on a day, by title."""
    rows: dict[str, ClockPolicy] = {}
    for row in ClockPolicy.objects.filter(valid_from__lte=on).order_by("valid_from"):
        rows[row.code] = row
    found = [_of_row(rows[code]) if code in rows else _given(code) for code in clock_policies]
    return sorted(found, key=lambda rule: rule.title)


def rule(code: str, on: date) -> Rule | None:
    """One limit as it is on a day; None for a code that nobody registered."""
    return next((each for each in rules(on) if each.code == code), None)


def editions(code: str) -> Sequence[Rule]:
    """What was set of a limit, the newest first, those to come included."""
    rows = ClockPolicy.objects.filter(code=code, valid_from__gt=FIRST_DAY)
    return [_of_row(row) for row in rows.order_by("-valid_from")]


def _given(code: str) -> Rule:
    given = clock_policies[code]
    return Rule(code, given.title, given.amount, given.unit, given.source, days_of(given.ladder), None)


def _of_row(row: ClockPolicy) -> Rule:
    days = days_of(ladder_from_plain(row.ladder))
    since = row.valid_from if row.valid_from != FIRST_DAY else None
    return Rule(row.code, row.title, row.amount, LimitUnit(row.unit), row.source, days, since)
