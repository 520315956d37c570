"""Rows of the desk."""

from desk.models.calendar import CalendarDay, CalendarYear, LocalDay
from desk.models.clocks import Clock, ClockPolicy, ClockSegment, Notice
from desk.models.jobs import Job

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Clock",
    "ClockPolicy",
    "ClockSegment",
    "Job",
    "LocalDay",
    "Notice",
]
