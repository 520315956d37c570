"""The dossier of a round as it was last made."""

from desk.models import Job
from evaluations.meetings.models import Activity, Dossier


def dossier_of(activity: Activity) -> Dossier | None:
    return Dossier.objects.filter(activity=activity).select_related("file", "activity").first()


def dossier_job(dossier: Dossier | None) -> Job | None:
    """The last making."""
    return Job.objects.filter(pk=dossier.job_id).first() if dossier and dossier.job_id else None
