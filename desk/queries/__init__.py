"""What the pages of the desk show."""

from desk.queries.calendar import calendar, local_day, local_days, year_row, years
from desk.queries.clocks import (
    ClockFacts,
    audience_of,
    clock_facts,
    clock_rows,
    clocks_shown,
    clocks_to_sweep,
    has_feed,
    inbox,
    told,
    unread,
)

__all__ = [
    "ClockFacts",
    "audience_of",
    "calendar",
    "clock_facts",
    "clock_rows",
    "clocks_shown",
    "clocks_to_sweep",
    "has_feed",
    "inbox",
    "local_day",
    "local_days",
    "told",
    "unread",
    "year_row",
    "years",
]
