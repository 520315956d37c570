"""The dossier of a round: asked for, kept, taken away; every download is on record."""

from desk.models import Job
from desk.queries.jobs import made_file
from desk.services.made_documents import MadeFile, keep_making, release_made, request_making
from evaluations.meetings.models import Activity, Dossier
from evaluations.meetings.services.refusals import MeetingRefused
from registry.models import Attachment, User
from registry.services.attachments import ZIP
from registry.services.audit import change

DOSSIER_JOB = "meetings.dossier"
LARGEST_DOSSIER = 500 * 1024 * 1024


def request_dossier(*, actor: User, activity: Activity) -> Job:
    """Queue the making; while one is being made, that job is returned."""
    with change(actor, "request_dossier", activity) as log:
        row = Activity.objects.select_for_update().get(pk=activity.pk)
        if row.rehearsal_of_id:
            raise MeetingRefused("演练不归档。")
        dossier, _ = Dossier.objects.get_or_create(activity=row)
        title, params = f"{row}档案包", {"activity": row.pk}
        job = request_making(dossier, actor=actor, kind=DOSSIER_JOB, title=title, params=params)
        log.note(job=job.pk)
    return job


def keep_dossier(*, actor: User | None, activity: Activity, content: bytes) -> Dossier:
    """The new file takes the place of the last, which stays among the attachments."""
    with change(actor, "keep_dossier", activity) as log:
        row = Dossier.objects.select_for_update().get(activity=activity)
        file = MadeFile(f"{activity.title}档案包.zip", content, ZIP, LARGEST_DOSSIER)
        keep_making(row, actor=actor, files={"file": file})
        log.note(**row.digests())
    return row


def release_dossier(job: Job) -> None:
    """Let go of the file that a job made; a newer one stays."""
    if (file := made_file(job, "file")) is not None:
        Dossier.objects.filter(file=file).update(file=None)
    release_made(job, "file")


def take_dossier(*, actor: User, activity: Activity, file: Attachment) -> None:
    """Leave a trace of every download: internal counts are in it."""
    with change(actor, "take_dossier", activity) as log:
        log.note(file=file.sha256)
