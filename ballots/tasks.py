"""The one task of votes; what it does stands in ``services``."""

from celery import shared_task

from ballots import services


@shared_task(name="ballots.run_due_moves")
def run_due_moves() -> None:
    """Open and end surveys whose time has come (see ``settings`` for how often)."""
    services.run_due_moves()
