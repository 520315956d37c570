"""What the pages of the desk show."""

from desk.queries.calendar import calendar, local_day, local_days, year_row, years

__all__ = ["calendar", "local_day", "local_days", "year_row", "years"]
