"""The dossier of a round: asked for, kept, taken away; every download is on record."""

from django.utils import timezone

from desk.models import Job
from desk.services.jobs import queue_job
from evaluations.meetings.models import Activity, Dossier
from evaluations.meetings.services.refusals import MeetingRefused
from registry.models import Attachment, User
from registry.services.attachments import ZIP, discard_attachment, store_attachment
from registry.services.audit import change
from rulebook.lifecycle.job import JobState

DOSSIER_JOB = "meetings.dossier"
LARGEST_DOSSIER = 500 * 1024 * 1024


def request_dossier(*, actor: User, activity: Activity) -> Job:
    """Queue the making; while one is being made, that job is returned."""
    with change(actor, "request_dossier", activity) as log:
        row = Activity.objects.select_for_update().get(pk=activity.pk)
        if row.rehearsal_of_id:
            raise MeetingRefused("演练不归档。")
        dossier, _ = Dossier.objects.get_or_create(activity=row)
        running = Job.objects.filter(
            pk=dossier.job_id or 0, state__in=[JobState.QUEUED, JobState.RUNNING]
        ).first()
        if running:
            return running
        job = queue_job(actor=actor, kind=DOSSIER_JOB, title=f"{row}档案包", params={"activity": row.pk})
        dossier.job_id = job.pk
        dossier.save(update_fields=["job_id"])
        log.note(job=job.pk)
    return job


def keep_dossier(*, actor: User | None, activity: Activity, content: bytes) -> Dossier:
    """The new file takes the place of the last, which stays among the attachments."""
    with change(actor, "keep_dossier", activity) as log:
        row = Dossier.objects.select_for_update().get(activity=activity)
        row.file = store_attachment(
            actor=actor,
            name=f"{activity.title}档案包.zip",
            content=content,
            allowed={ZIP},
            largest=LARGEST_DOSSIER,
        )
        row.made_at = timezone.now()
        row.save(update_fields=["file", "made_at"])
        log.note(file=row.file.sha256)
    return row


def release_dossier(job: Job) -> None:
    """Let go of the file that a job made; a newer one stays."""
    file = Attachment.objects.filter(pk=job.result.get("file") or 0).exclude(file="").first()
    if file is not None:
        Dossier.objects.filter(file=file).update(file=None)
        discard_attachment(actor=None, attachment=file)


def take_dossier(*, actor: User, dossier: Dossier) -> None:
    """Leave a trace of every download: internal counts are in it."""
    with change(actor, "take_dossier", dossier) as log:
        log.note(file=dossier.file.sha256 if dossier.file else None)
