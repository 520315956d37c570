"""Rows of the desk."""

from desk.models.beats import Heartbeat, UnitDigest
from desk.models.calendar import CalendarDay, CalendarYear, LocalDay
from desk.models.clocks import Clock, ClockMove, ClockPolicy, ClockSegment, FeedToken, Notice
from desk.models.corrections import Correction
from desk.models.jobs import Job

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Clock",
    "ClockMove",
    "ClockPolicy",
    "ClockSegment",
    "Correction",
    "FeedToken",
    "Heartbeat",
    "Job",
    "LocalDay",
    "Notice",
    "UnitDigest",
]
