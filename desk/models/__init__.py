"""Rows of the desk."""

from desk.models.calendar import CalendarDay, CalendarYear, LocalDay
from desk.models.clocks import Clock, ClockPolicy, ClockSegment, FeedToken, Notice
from desk.models.jobs import Job

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Clock",
    "ClockPolicy",
    "ClockSegment",
    "FeedToken",
    "Job",
    "LocalDay",
    "Notice",
]
