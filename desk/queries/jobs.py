"""Jobs as their pages show them."""

from typing import Any

from django.urls import reverse

from desk.models import Job
from desk.ports import job_kinds
from rulebook.lifecycle.job import JobState

TONES = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "waiting",
    JobState.DONE: "done",
    JobState.FAILED: "overdue",
}


def job_tone(job: Job) -> str:
    """Tone of the job's badge (see ``registry.templatetags.ui``)."""
    return TONES[JobState(job.state)]


def job_target(job: Job) -> str:
    """The page that the finished job leads to; "" for a kind nobody registered."""
    kind = job_kinds.get(job.kind)
    return kind.url(job) if kind else ""


def job_progress(job: Job) -> dict[str, Any]:
    """Context of ``components/job_progress.html``."""
    return {
        "title": job.title,
        "done": job.done,
        "total": job.total,
        "message": job.message or ("排队等待办理。" if job.state == JobState.QUEUED else ""),
        "finished": job.state in (JobState.DONE, JobState.FAILED),
        "failed": job.state == JobState.FAILED,
        "url": job_target(job) if job.state == JobState.DONE else "",
        "poll_url": reverse("desk:job-progress", args=[job.pk]),
        "page_url": reverse("desk:job-show", args=[job.pk]),
    }
