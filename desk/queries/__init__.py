"""What the pages of the desk show."""

from desk.queries.calendar import calendar, local_day, local_days, year_row, years
from desk.queries.clocks import audience_of, clocks_to_sweep, inbox, told

__all__ = [
    "audience_of",
    "calendar",
    "clocks_to_sweep",
    "inbox",
    "local_day",
    "local_days",
    "told",
    "year_row",
    "years",
]
