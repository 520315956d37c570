"""Tasks of votes; what they do stands in ``services`` (see ``settings`` for how often)."""

from celery import shared_task

from ballots.services import schedule, sealing


@shared_task(name="ballots.run_due_moves")
def run_due_moves() -> None:
    """Open and end surveys whose time has come."""
    schedule.run_due_moves()


@shared_task(name="ballots.finish_wipes")
def finish_wipes() -> None:
    """Leave no key behind, whichever process was killed."""
    sealing.finish_wipes()
