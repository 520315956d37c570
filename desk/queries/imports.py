"""Imports as their pages show them."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from desk.models import Job
from desk.queries.jobs import job_progress
from registry.models import ImportRow, ImportRun
from registry.models.importing import ImportVerdict
from registry.services.importing.tables import NO_DATA
from rulebook.lifecycle.importing import ImportState as S
from rulebook.lifecycle.job import JobState

TONES = {
    S.UPLOADED: "waiting",
    S.READING: "waiting",
    S.MAPPING: "due",
    S.PREVIEW: "due",
    S.APPLYING: "waiting",
    S.DONE: "done",
    S.CANCELLED: "neutral",
    S.FAILED: "overdue",
}
WORKING = (S.UPLOADED, S.READING, S.APPLYING)
STEPS = ("上传", "读取", "核对", "导入")
STEP_OF = {
    S.UPLOADED: 1,
    S.READING: 1,
    S.MAPPING: 1,
    S.PREVIEW: 2,
    S.APPLYING: 3,
    S.DONE: 4,
    S.CANCELLED: 2,
    S.FAILED: 1,
}
VERDICT_TONES = {
    ImportVerdict.NEW: "done",
    ImportVerdict.CHANGED: "due",
    ImportVerdict.UNCHANGED: "neutral",
    ImportVerdict.PROBLEM: "overdue",
}
WARNED = "warned"


def with_file(runs: QuerySet[ImportRun]) -> QuerySet[ImportRun]:
    """Imports with their file and whoever began them."""
    return runs.select_related("file", "created_by")


def run_tone(run: ImportRun) -> str:
    """Tone of the import's badge."""
    return TONES[S(run.state)]


def steps(run: ImportRun) -> list[dict[str, str]]:
    """The step rail: 上传 → 读取 → 核对 → 导入."""
    at, ended = STEP_OF[S(run.state)], run.state in (S.CANCELLED, S.FAILED)
    states = [
        "done" if place < at else "current" if place == at and not ended else "todo"
        for place in range(len(STEPS))
    ]
    return [{"title": title, "state": state} for title, state in zip(STEPS, states, strict=True)]


def run_progress(run: ImportRun) -> dict[str, Any] | None:
    """The progress of the job that works on the import, polled at the import's own address; None if none works.

    A job that failed for good while the import still waits for it is shown too: its page offers another try.
    """
    job = Job.objects.filter(pk=run.job_id).first() if run.job_id and run.state in WORKING else None
    if job is None:
        return None
    progress = job_progress(job) | {"poll_url": reverse("desk:import-progress", args=[run.pk])}
    if job.state == JobState.FAILED:
        return progress | {"url": reverse("desk:job-show", args=[job.pk]), "link": "查看任务"}
    # A finished job leaves the state a moment later at most: go on asking until it shows.
    return progress | {"finished": False, "page_url": reverse("desk:import-show", args=[run.pk])}


def figures(run: ImportRun) -> list[dict[str, Any]]:
    """The numbers on top of the preview, each with the filter that lists its rows."""
    figures = [
        {"value": verdict, "label": ImportVerdict(verdict).label, "count": run.counts.get(verdict, 0)}
        for verdict in ImportVerdict.values
    ]
    return [*figures, {"value": WARNED, "label": "有提示", "count": run.counts.get(WARNED, 0)}]


def remarks(run: ImportRun) -> list[str]:
    """What was left out of the file, in sentences."""
    skipped = run.counts.get("skipped", {})
    said = [f"{NO_DATA[kind]} {count} 行" for kind, count in skipped.items()]
    sentences = [f"已略过：{'，'.join(said)}。"] if said else []
    if extra := run.counts.get("ignored"):
        sentences.append(f"没有采用的列：{'、'.join(extra)}。")
    return sentences


def first_filter(run: ImportRun) -> str:
    """What the preview lists first: the problems, else what is new, else what changes."""
    order = (ImportVerdict.PROBLEM, ImportVerdict.NEW, ImportVerdict.CHANGED, ImportVerdict.UNCHANGED)
    return next((verdict.value for verdict in order if run.counts.get(verdict)), ImportVerdict.NEW.value)


def rows_of(run: ImportRun, shown: str) -> QuerySet[ImportRow]:
    """The staged rows of one verdict, or those with warnings."""
    if shown == WARNED:
        return run.rows.exclude(warnings=[])
    return run.rows.filter(verdict=shown)


@dataclass(frozen=True)
class RowLine:
    """A staged row in the list of the preview."""

    number: int
    title: str
    verdict: str
    tone: str
    problems: list[list[str]]
    warnings: list[list[str]]
    changes: list[list[str]]


def row_line(row: ImportRow) -> RowLine:
    """A row with its reasons, warnings and changes."""
    cells = json.loads(row.cells) if row.cells else {"values": {}, "changes": []}
    name = cells["values"].get("name", "")
    title = f"{row.key} {name}".strip() if name and name not in row.key else row.key
    verdict = ImportVerdict(row.verdict)
    return RowLine(
        row.number, title, verdict.label, VERDICT_TONES[verdict], row.problems, row.warnings, cells["changes"]
    )
