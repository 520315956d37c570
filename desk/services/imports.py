"""Imports as jobs: each step that takes time is queued together with the state it leaves behind."""

from collections.abc import Mapping

from django.db import transaction

from desk.models import Job
from desk.services.jobs import queue_job
from registry.models import ImportRun, User
from registry.services.importing import files, runs
from rulebook.lifecycle.job import JobState

READ = "desk.import_read"
APPLY = "desk.import_apply"


def receive_import(*, actor: User, kind: str, name: str, content: bytes) -> tuple[ImportRun, Job]:
    """Keep an uploaded file and queue its reading; raises ``ImportRefused``."""
    with transaction.atomic():
        run = runs.start_import(actor=actor, kind=kind, name=name, content=content)
        return run, _queue(actor, run, READ, "读取")


def map_import(*, actor: User, run: ImportRun, mapping: Mapping[str, int]) -> Job:
    """Take the chosen columns and read again; raises ``ImportRefused`` or ``IllegalMove``."""
    with transaction.atomic():
        runs.choose_mapping(actor=actor, run=run, mapping=mapping)
        return _queue(actor, run, READ, "读取")


def confirm_import(*, actor: User, run: ImportRun) -> Job:
    """Have the good rows written. Imports are written one after the other: raises ``ImportRefused`` while one is."""
    with transaction.atomic():
        busy = Job.objects.filter(kind=APPLY, state__in=[JobState.QUEUED, JobState.RUNNING])
        if busy.exists():
            raise files.ImportRefused("另一份导入正在写入，请等它完成后再确认。")
        runs.begin_apply(actor=actor, run=run)
        return _queue(actor, run, APPLY, "导入")


def _queue(actor: User, run: ImportRun, kind: str, verb: str) -> Job:
    title = f"{verb}{run.get_kind_display()}：{run.file.name}"
    job = queue_job(actor=actor, kind=kind, title=title[:150], params={"run": run.pk})
    ImportRun.objects.filter(pk=run.pk).update(job_id=job.pk)
    run.job_id = job.pk
    return job
