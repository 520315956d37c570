"""Jobs as their pages show them."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from desk.models import Job
from desk.ports import job_kinds
from registry.models import Attachment
from rulebook.lifecycle.job import JobState

TONES = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "waiting",
    JobState.DONE: "done",
    JobState.FAILED: "overdue",
    JobState.STOPPED: "neutral",
}


def job_tone(job: Job) -> str:
    """Tone of the job's badge (see ``registry.templatetags.ui``)."""
    return TONES[JobState(job.state)]


def job_target(job: Job) -> str:
    """The page that the finished job leads to; "" for a kind nobody registered."""
    kind = job_kinds.get(job.kind)
    return kind.url(job) if kind else ""


def narrowed_jobs(rows: QuerySet[Job], *, state: str, kind: str) -> QuerySet[Job]:
    """Empty values leave all."""
    if state:
        rows = rows.filter(state=state)
    return rows.filter(kind=kind) if kind else rows


def with_creator(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Jobs with whoever asked for them."""
    return jobs.select_related("created_by")


def kinds_of_jobs() -> list[tuple[str, str]]:
    """The kinds that can be asked for, in words."""
    return [(kind.kind, kind.label) for kind in job_kinds.values() if kind.label]


def exported_file(job: Job) -> Attachment:
    """The workbook that a finished export left; its file is empty once it was let go of."""
    return Attachment.objects.get(pk=job.result["attachment"])


def made_file(job: Job, key: str) -> Attachment | None:
    """The file that a finished job left under ``key`` of its result; None once it was let go of."""
    return Attachment.objects.filter(pk=job.result.get(key) or 0).exclude(file="").first()


def kept_until(job: Job) -> date | None:
    """Until when the file of a finished job is kept; None for what is kept for good, or made no file."""
    kind = job_kinds.get(job.kind)
    if job.state != JobState.DONE or kind is None or kind.release is None or job.finished_at is None:
        return None
    return localdate(job.finished_at + timedelta(days=settings.EXPORT_KEEP_DAYS))


def job_progress(job: Job) -> dict[str, Any]:
    """Context of ``components/job_progress.html``."""
    return {
        "title": job.title,
        "done": job.done,
        "total": job.total,
        "message": _word(job),
        "finished": job.state in (JobState.DONE, JobState.FAILED, JobState.STOPPED),
        "failed": job.state == JobState.FAILED,
        "url": job_target(job) if job.state == JobState.DONE and job.released_on is None else "",
        "poll_url": reverse("desk:job-progress", args=[job.pk]),
        "page_url": reverse("desk:job-show", args=[job.pk]),
    }


def _word(job: Job) -> str:
    if job.released_on is not None:
        return f"文件已过保存期，{job.released_on:%Y-%m-%d} 清除，请重新生成。"
    if job.cancel_asked and job.state == JobState.RUNNING:
        return "已要求取消，正在停下。"
    return job.message or ("排队等待办理。" if job.state == JobState.QUEUED else "")
