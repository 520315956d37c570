"""The dossier of a round."""

from typing import Any

from django.urls import reverse

from desk.models import Job
from desk.ports import JobFailed, Progress
from evaluations.meetings.documents.dossier import build_dossier
from evaluations.meetings.models import Activity
from evaluations.meetings.services import dossiers


def make_dossier(job: Job, progress: Progress) -> dict[str, Any]:
    """Gather all papers of ``job.params["activity"]`` into one zip and keep it."""
    activity = Activity.objects.select_related("bureau").filter(pk=job.params["activity"]).first()
    if activity is None:
        raise JobFailed("活动已不存在，无法编制档案包。")
    total, done = activity.meetings.count() + 3, 0

    def said(what: str) -> None:
        nonlocal done
        progress(done, total, f"收集{what}" if what != "编排卷内目录" else what)
        done += 1

    content = build_dossier(activity, said)
    progress(total - 1, total, "保存文件")
    dossier = dossiers.keep_dossier(actor=job.created_by, activity=activity, content=content)
    progress(total, total)
    return {"activity": activity.pk, "file": dossier.file_id}


def dossier_url(job: Job) -> str:
    """The page that offers the dossier."""
    return reverse("meetings:dossier-show", args=[job.params["activity"]])
