"""The dossier of a round as it was last made."""

from evaluations.meetings.models import Activity, Dossier


def dossier_of(activity: Activity) -> Dossier | None:
    return Dossier.objects.filter(activity=activity).select_related("file", "job", "activity").first()
