"""The life of a job: queued, claimed, working, done or failed; a lost one is queued again."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from desk.models import Job
from desk.ports import JobFailed, job_kinds
from registry.models import User
from registry.services.audit import change
from rulebook.lifecycle.job import JobState
from rulebook.lifecycle.table import IllegalMove

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""How long a worker may be silent before its job counts as lost."""

MAX_ATTEMPTS = 3
"""A job that has lost its worker this often is not tried again by itself."""

UNEXPECTED = "任务未完成，请联系管理员。"
LOST = "任务多次中断，已停止自动重试，请联系管理员。"
UNKNOWN = "系统不认识这种任务，请联系管理员。"


CANCELLED = "已取消。"


class JobStopped(Exception):
    """The worker that hears this stops; it writes nothing more of the job."""


class LeaseLost(JobStopped):
    """Another worker has taken the job over."""


class JobCancelled(JobStopped):
    """Somebody has asked for the job to be cancelled."""


def queue_job(*, actor: User | None, kind: str, title: str, params: Mapping[str, Any]) -> Job:
    """Leave the fact that work is due; ``params`` holds ids and plain figures only.

    The caller's view then calls ``desk.tasks.nudge``; were that lost, the beat finds the row.
    """
    job = Job(kind=kind, title=title, params=dict(params), created_by=actor)
    with change(actor, "queue_job", job) as log:
        job.save()
        log.note(kind=kind)
    return job


def claim_job(job_id: int) -> Job | None:
    """Take a queued or lost job; None if it is gone, finished, or in another worker's hands.

    One UPDATE decides, so of two workers exactly one gets it. ``attempts`` numbers the lease.
    """
    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now, cancel_asked=False)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        lease_until=now + LEASE,
        done=0,
        total=0,
        message="",
    )
    return Job.objects.get(pk=job_id) if taken else None


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


@dataclass(frozen=True)
class LeaseProgress:
    """The ``Progress`` of a claimed job. Inside a transaction its word is seen by others after the commit only."""

    job: Job

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Report and renew the lease; raises ``LeaseLost`` when the job is no longer this worker's, ``JobCancelled`` when it is cancelled."""
        renewed = (
            _held(self.job)
            .filter(cancel_asked=False)
            .update(done=done, total=total, message=message[:300], lease_until=timezone.now() + LEASE)
        )
        if not renewed:
            raise JobCancelled if _held(self.job).exists() else LeaseLost


def keep_waiting(job: Job, message: str) -> None:
    """Renew the lease of a claimed job that waits for its turn in the process which holds it."""
    _held(job).update(message=message, lease_until=timezone.now() + LEASE)


def perform_job(job_id: int) -> None:
    """Claim the job and carry it out; every outcome ends in the row, none in an exception."""
    job = claim_job(job_id)
    if job is not None:
        carry_on(job, lambda progress: _carry_out(job, progress))


def carry_on(job: Job, work: Callable[[LeaseProgress], dict[str, Any]]) -> None:
    """Do the work of a claimed job; every outcome ends in the row, none in an exception."""
    try:
        result = work(LeaseProgress(job))
    except LeaseLost:
        logger.warning("job %s was taken over by another worker", job.pk)
    except JobCancelled:
        _stop_lost([job])
    except JobFailed as failure:
        _end(job, JobState.FAILED, message=str(failure))
    except Exception:
        logger.exception("job %s failed", job.pk)
        _end(job, JobState.FAILED, message=UNEXPECTED)
    else:
        _end(job, JobState.DONE, result=result)


def _carry_out(job: Job, progress: LeaseProgress) -> dict[str, Any]:
    kind = job_kinds.get(job.kind)
    if kind is None:
        raise JobFailed(UNKNOWN)
    return kind.handler(job, progress)


def _end(job: Job, state: JobState, **fields: Any) -> None:
    if "message" in fields:
        fields["message"] = fields["message"][:300]
    _held(job).update(state=state, lease_until=None, finished_at=timezone.now(), **fields)


def _stop(job: Job) -> None:
    """End a cancelled job as it was seen, and put back what its queuing left behind; one that ended meanwhile is left alone."""
    kind = job_kinds.get(job.kind)
    with transaction.atomic():
        ended = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).update(
            state=JobState.STOPPED, lease_until=None, finished_at=timezone.now(), message=CANCELLED
        )
        if ended and kind is not None and kind.stopped is not None:
            kind.stopped(job)


def _stop_lost(jobs: Iterable[Job]) -> None:
    """End lost jobs that were cancelled; one that cannot be put back holds up no other."""
    for job in jobs:
        try:
            _stop(job)
        except Exception:
            logger.exception("job %s could not be put back", job.pk)
            Job.objects.filter(pk=job.pk, state=job.state).update(
                state=JobState.FAILED, lease_until=None, finished_at=timezone.now(), message=UNEXPECTED
            )


def cancel_job(*, actor: User, job: Job) -> Job:
    """Cancel a waiting job at once; a running one stops at its next word. Raises ``IllegalMove``.

    A worker that is writing holds the row: then the job cannot be cancelled any more, and nobody waits for it here.
    """
    with change(actor, "cancel_job", job):
        row = Job.objects.select_for_update(skip_locked=True).filter(pk=job.pk).first()
        if row is None:
            raise IllegalMove("任务正在写入，不能取消，请等它完成。")
        if row.state == JobState.QUEUED:
            _stop(row)
        elif row.state == JobState.RUNNING:
            Job.objects.filter(pk=row.pk).update(cancel_asked=True)
        else:
            raise IllegalMove(f"任务{row.get_state_display()}，不能取消。")
        row.refresh_from_db()
    return row


def retry_job(*, actor: User, job: Job) -> None:
    """Queue a failed job once more; raises ``IllegalMove`` if it has not failed."""
    with change(actor, "retry_job", job):
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.state != JobState.FAILED:
            raise IllegalMove("只有未完成的任务可以重试。")
        row.state, row.message, row.finished_at, row.cancel_asked = JobState.QUEUED, "", None, False
        row.save(update_fields=["state", "message", "finished_at", "cancel_asked"])


def release_exports() -> int:
    """Let go of the files of jobs that ended longer ago than exports are kept; how many jobs. Each can be made again."""
    kept_from = timezone.now() - timedelta(days=settings.EXPORT_KEEP_DAYS)
    kinds = {name: kind.release for name, kind in job_kinds.items() if kind.release is not None}
    rows = Job.objects.filter(
        kind__in=kinds, state=JobState.DONE, released_on__isnull=True, finished_at__lt=kept_from
    )
    released = 0
    for job in rows:
        try:
            with change(None, "release_export", job):
                kinds[job.kind](job)
                Job.objects.filter(pk=job.pk).update(released_on=timezone.localdate())
        except Exception:
            logger.exception("the file of job %s could not be let go of", job.pk)
        else:
            released += 1
    return released


def requeue_unfinished() -> list[int]:
    """Free the jobs whose worker fell silent and return the ids of all that wait, oldest first, to be sent again.

    Sending a job twice is harmless: it is claimed once.
    """
    now = timezone.now()
    lost = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    _stop_lost(lost.filter(cancel_asked=True))
    lost.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, lease_until=None, finished_at=now, message=LOST
    )
    lost.update(state=JobState.QUEUED, lease_until=None)
    return list(Job.objects.filter(state=JobState.QUEUED).order_by("pk").values_list("pk", flat=True))
