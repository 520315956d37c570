"""The one task of rounds; what it does stands in ``services``."""

from celery import shared_task

from evaluations.meetings.services import limits


@shared_task(name="meetings.keep_limits")
def keep_limits() -> None:
    """Bring the clocks of places and summaries in line with the plan (see ``settings`` for how often)."""
    limits.keep_limits()
