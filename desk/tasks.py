"""The tasks of the desk; what they do stands in ``services``."""

import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import transaction
from kombu.exceptions import OperationalError

from desk.models import Job
from desk.services import calendar, jobs, mailing, sweeping
from desk.services.rhythm import WORKER, beat
from registry.services import handing_over

logger = logging.getLogger(__name__)


@shared_task(name="desk.run_job")
def run_job(job_id: int) -> None:
    """Carry out one job, if it is still to be done."""
    jobs.perform_job(job_id)


@shared_task(name="desk.requeue_unfinished_jobs")
def requeue_unfinished_jobs() -> None:
    """Leave word that a worker is alive, and send every waiting job again: at its start and by the beat (see ``settings``)."""
    beat(WORKER)
    for job_id in jobs.requeue_unfinished():
        run_job.delay(job_id)


@shared_task(name="desk.sweep_clocks")
def sweep_clocks() -> None:
    """Tell what the ladders of open clocks have reached, and mail it where mail is configured."""
    sweeping.sweep_clocks()
    mailing.send_mail()


@shared_task(name="desk.release_exports")
def release_exports() -> None:
    """Let go of exports whose time has passed."""
    jobs.release_exports()


@shared_task(name="desk.hand_over_ended")
def hand_over_ended() -> None:
    """Hand on what lies with people whose posts ended by their day."""
    handing_over.hand_over_ended()


@shared_task(name="desk.keep_calendar")
def keep_calendar() -> None:
    """Enter the years that are missing or became official."""
    calendar.keep_calendar()


@worker_ready.connect
def requeue_at_start(**_: Any) -> None:
    """The embedded broker forgets at a restart what the database remembers; a new installation has no calendar yet."""
    requeue_unfinished_jobs.delay()
    keep_calendar.delay()
    sweep_clocks.delay()


def nudge(job: Job) -> None:
    """Send a job once its row is committed. A broker that cannot be reached only delays it: the beat sends again."""

    def send() -> None:
        try:
            run_job.delay(job.pk)
        except OperationalError:
            logger.exception("job %s waits: the broker cannot be reached", job.pk)

    transaction.on_commit(send)
