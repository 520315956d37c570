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
    segment_document,
    told,
    unread,
)
from desk.queries.health import health, unit_digests
from desk.queries.policies import editions, rule, rules

__all__ = [
    "ClockFacts",
    "audience_of",
    "calendar",
    "clock_facts",
    "clock_rows",
    "clocks_shown",
    "clocks_to_sweep",
    "editions",
    "has_feed",
    "health",
    "inbox",
    "local_day",
    "local_days",
    "rule",
    "rules",
    "segment_document",
    "told",
    "unit_digests",
    "unread",
    "year_row",
    "years",
]
