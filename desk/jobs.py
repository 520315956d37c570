"""What the jobs of imports do; registered in ``apps.DeskConfig.ready``."""

from typing import Any

from django.urls import reverse

from desk.models import Job
from desk.ports import JobFailed, Progress, register_job
from desk.services.imports import APPLY, READ
from desk.services.jobs import JobStopped
from registry.models import ImportRun
from registry.services.importing import files, runs
from rulebook.lifecycle.importing import ImportState
from rulebook.lifecycle.table import IllegalMove

ENDED = "这份导入已不在这一步，请打开导入页查看。"
UNREAD = "文件没有读完，请重新上传；若再次出现，请联系管理员。"
NOT_READ = "读取已取消，可以重新上传。"
NOT_WRITTEN = "写入已取消，没有写入任何数据。"
UNWRITTEN = "没有写入任何数据，请重新确认；若再次出现，请联系管理员。"


def read_import(job: Job, progress: Progress) -> dict[str, Any]:
    """Read the file of the import ``params["run"]`` into staged rows."""
    run = ImportRun.objects.select_related("file").get(pk=job.params["run"])
    try:
        runs.read_import(run=run, report=progress)
    except IllegalMove as refusal:
        raise JobFailed(ENDED) from refusal
    except files.ImportRefused as refusal:
        runs.move_import(run=run, state=ImportState.FAILED, message=str(refusal))
        raise JobFailed(str(refusal)) from refusal
    except JobStopped:
        raise
    except Exception:
        runs.move_import(run=run, state=ImportState.FAILED, message=UNREAD)
        raise
    return {}


def apply_import(job: Job, progress: Progress) -> dict[str, Any]:
    """Write the good rows of the import ``params["run"]``; on failure the preview stands again and nothing is written."""
    run = ImportRun.objects.select_related("file").get(pk=job.params["run"])
    if run.state == ImportState.DONE:
        return {}
    if run.state != ImportState.APPLYING:
        raise JobFailed(ENDED)
    try:
        runs.apply_import(actor=job.created_by, run=run, report=progress)
    except files.ImportRefused as refusal:
        runs.move_import(run=run, state=ImportState.PREVIEW, message=str(refusal))
        raise JobFailed(str(refusal)) from refusal
    except JobStopped:
        raise
    except Exception:
        runs.move_import(run=run, state=ImportState.PREVIEW, message=UNWRITTEN)
        raise
    return {}


def _page(job: Job) -> str:
    return reverse("desk:import-show", args=[job.params["run"]])


def put_back(job: Job) -> None:
    """A cancelled reading leaves the import unread, a cancelled writing leaves its preview; nothing was written."""
    run = ImportRun.objects.get(pk=job.params["run"])
    if run.state == ImportState.APPLYING:
        runs.move_import(run=run, state=ImportState.PREVIEW, message=NOT_WRITTEN)
    elif run.state == ImportState.READING:
        runs.move_import(run=run, state=ImportState.FAILED, message=NOT_READ)
    elif run.state == ImportState.UPLOADED:
        runs.move_import(run=run, state=ImportState.CANCELLED, message=NOT_READ)


def register() -> None:
    """Make the two kinds known."""
    register_job(READ, read_import, _page, label="读取导入文件", stopped=put_back)
    register_job(APPLY, apply_import, _page, label="写入导入数据", stopped=put_back)
