"""The calendar that limits are counted by, from its rows."""

from collections.abc import Sequence

from desk.models import CalendarDay, CalendarYear, LocalDay
from rulebook.desk import workdays


def working_calendar() -> workdays.Calendar:
    """Every year and local day as one value; three queries. Take it once for many counts."""
    days: dict[int, list[CalendarDay]] = {}
    for row in CalendarDay.objects.all():
        days.setdefault(row.year_id, []).append(row)
    years = tuple(year_of(row, days.get(row.year, ())) for row in CalendarYear.objects.all())
    local = tuple(workdays.LocalDay(row.day, row.works, row.reason) for row in LocalDay.objects.all())
    return workdays.Calendar(years, local)


def year_of(row: CalendarYear, days: Sequence[CalendarDay]) -> workdays.CalendarYear:
    """A year's rows as the rulebook takes them."""
    return workdays.CalendarYear(
        row.year,
        workdays.YearStatus(row.status),
        tuple(
            workdays.DayOff(day.day, day.name, day.kind == "in_lieu") for day in days if day.kind != "makeup"
        ),
        tuple(workdays.MakeupDay(day.day, day.name) for day in days if day.kind == "makeup"),
    )


def years() -> Sequence[CalendarYear]:
    """Every year that was entered, the latest first, with its days."""
    return list(CalendarYear.objects.prefetch_related("days"))


def local_day(pk: int) -> LocalDay | None:
    return LocalDay.objects.filter(pk=pk).first()


def year_row(year: int) -> CalendarYear | None:
    return CalendarYear.objects.filter(pk=year).prefetch_related("days").first()


def local_days() -> Sequence[LocalDay]:
    return list(LocalDay.objects.select_related("entered_by"))
