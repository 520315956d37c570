"""What the jobs of imports do; registered in ``apps.DeskConfig.ready``."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from desk.models import Job
from desk.ports import JobFailed, Progress, register_job
from desk.services.exports import EXPORT
from desk.services.imports import APPLY, READ
from desk.services.jobs import JobStopped
from printing.sheet import write_workbook
from registry.models import Attachment, ImportRun
from registry.ports import exports
from registry.services.attachments import XLSX, discard_attachment, store_made_file
from registry.services.importing import files, runs
from rulebook.lifecycle.importing import ImportState
from rulebook.lifecycle.table import IllegalMove

ENDED = "这份导入已不在这一步，请打开导入页查看。"
NOT_YOURS = "现在的职务看不到这些内容，没有生成文件。"
NOBODY = "不知道是谁要的文件，请重新导出。"
TOO_MANY = "超过一百万行，一张工作表放不下，请加上筛选再导出。"
MOST_ROWS = 1_000_000
CHUNK = 2000
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


def export_list(job: Job, progress: Progress) -> dict[str, Any]:
    """The list ``params["list"]`` for the address's ``params["query"]``, as whoever asked for it may see it now."""
    export, user = exports[job.params["list"]], job.created_by
    if user is None:
        raise JobFailed(NOBODY)
    if not export.may(user):
        raise JobFailed(NOT_YOURS)
    rows = export.rows(user, QueryDict(job.params["query"]))
    total = rows.count()
    if total > MOST_ROWS:
        raise JobFailed(TOO_MANY)

    def reported() -> Iterator[Any]:
        for number, row in enumerate(rows.iterator(chunk_size=CHUNK)):
            if number % CHUNK == 0:
                progress(number, total, "正在写入文件。")
            yield row

    with TemporaryFile() as file:
        write_workbook(file, [export.sheet(reported()), *export.beside(user)])
        progress(total, total, "正在保存文件。")
        kept = store_made_file(actor=user, name=f"{export.title}.xlsx", file=file, kind=XLSX)
    return {"attachment": kept.pk}


def _file(job: Job) -> str:
    return reverse("desk:export-file", args=[job.pk])


def release_list(job: Job) -> None:
    """Let go of the workbook; it can be made again."""
    attachment = Attachment.objects.get(pk=job.result["attachment"])
    discard_attachment(actor=None, attachment=attachment)


def register() -> None:
    """Make the kinds known."""
    register_job(EXPORT, export_list, _file, label="导出列表", release=release_list)
    register_job(READ, read_import, _page, label="读取导入文件", stopped=put_back)
    register_job(APPLY, apply_import, _page, label="写入导入数据", stopped=put_back)
