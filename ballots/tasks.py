"""The one task of votes; what it does stands in ``services``."""

from celery import shared_task

from ballots.services import schedule


@shared_task(name="ballots.run_due_moves")
def run_due_moves() -> None:
    """Open and end surveys whose time has come (see ``settings`` for how often)."""
    schedule.run_due_moves()
