"""Rows of the desk."""

from desk.models.calendar import CalendarDay, CalendarYear, LocalDay
from desk.models.jobs import Job

__all__ = ["CalendarDay", "CalendarYear", "Job", "LocalDay"]
