"""The life of an import: kept, read into staged rows, previewed, then written to the registry in one go, or dropped."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from registry import search
from registry.access import at_the_top, current_posts, may_edit_registry, subtree
from registry.models import ColumnMapping, ImportRow, ImportRun, Unit, User
from registry.models.importing import ImportVerdict
from registry.ports import imports
from registry.roles import Capability
from registry.services.attachments import CSV, XLSX, AttachmentRefused, store_attachment
from registry.services.audit import change
from registry.services.importing.files import LARGEST, ImportRefused, refuse_unsuitable, tables
from registry.services.importing.lookups import Reach
from registry.services.importing.rows import Draft, Report, RowKind, Sheet, chunks, staged_values
from registry.services.importing.tables import (
    Head,
    data_rows,
    find_head,
    headings_digest,
    ignored,
    missing,
    text_of,
)
from registry.sql import append_rows
from rulebook.lifecycle.importing import IMPORT, ImportState

GOOD = (ImportVerdict.NEW, ImportVerdict.CHANGED)
STAGED = ("run_id", "number", "key", "verdict", "cells", "problems", "warnings")

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_encrypted = ImportRow._meta.get_field("cells").get_prep_value


def start_import(*, actor: User, kind: str, name: str, content: bytes) -> ImportRun:
    """Keep an uploaded file as a new import; raises ``ImportRefused`` if it is no file that can be read."""
    refuse_unsuitable(content)
    run = ImportRun(kind=imports[kind].key, created_by=actor, unit=_kept_by(actor))
    with change(actor, "start_import", run) as log:
        try:
            run.file = store_attachment(
                actor=actor, name=name, content=content, allowed={XLSX, CSV}, largest=LARGEST
            )
        except AttachmentRefused as error:
            raise ImportRefused(str(error)) from error
        run.save()
        log.note(kind=run.kind, sha256=run.file.sha256)
    return run


def _kept_by(actor: User) -> Unit | None:
    """The unit whose registry the importer keeps: of several the one with most below it."""
    units = {post.unit_id: post.unit for post in current_posts(actor) if may_edit_registry(actor, post.unit)}
    if not units:
        raise ImportRefused("您的岗位没有可导入的单位。")
    return max(units.values(), key=lambda unit: (len(subtree([unit.pk])), unit.code))


def reach_of(run: ImportRun) -> Reach:
    """What the import may write: below its unit, as far as its importer keeps the registry there today.

    Raises ``ImportRefused`` once he keeps it no more.
    """
    if run.unit is None:
        raise ImportRefused("这次导入没有记明单位，请取消后重新上传。")
    importer = User.objects.get(pk=run.created_by_id)
    if not may_edit_registry(importer, run.unit):
        raise ImportRefused("上传的人已不管理这个单位的资料，请由现在的管理人重新上传。")
    top = run.unit.parent_id is None and at_the_top(importer, Capability.IMPORT_REGISTRY)
    return Reach(frozenset(subtree([run.unit.pk])), whole=top)


def move_import(*, run: ImportRun, state: ImportState, **fields: Any) -> None:
    """Bring the import into another state, with other fields; raises ``IllegalMove``."""
    with transaction.atomic():
        row = ImportRun.objects.select_for_update().get(pk=run.pk)
        IMPORT.require(row.state, state)
        ImportRun.objects.filter(pk=run.pk).update(state=state, **fields)
    run.refresh_from_db()


def read_import(*, run: ImportRun, report: Report) -> None:
    """Read the file into staged rows and compare them with the registry; safe to run again from the start.

    Ends in ``preview``, or in ``mapping`` when required columns were not recognised. Raises ``ImportRefused``.
    """
    if run.state != ImportState.READING:
        move_import(run=run, state=ImportState.READING, message="")
    run.rows.all().delete()
    kind = imports[run.kind].rows
    head = _head(run, kind)
    mapping = _mapping(run, head)
    if lacking := missing(kind.columns, mapping):
        message = f"没有认出这些列：{'、'.join(lacking)}。请指明它们在文件里叫什么。"
        move_import(
            run=run, state=ImportState.MAPPING, headings=head.headings, mapping=mapping, message=message
        )
        return
    counts = _stage(run, kind, head, mapping, report)
    move_import(run=run, state=ImportState.PREVIEW, headings=head.headings, mapping=mapping, counts=counts)


def choose_mapping(*, actor: User, run: ImportRun, mapping: Mapping[str, int]) -> None:
    """Say which column feeds which field, remember it for files with these headings, and read again.

    Raises ``ImportRefused`` when a required column is missing or one column is used twice.
    """
    columns = imports[run.kind].rows.columns
    if lacking := missing(columns, mapping):
        raise ImportRefused(f"还没有指明：{'、'.join(lacking)}。")
    if len(set(mapping.values())) != len(mapping):
        raise ImportRefused("同一列不能对应两个项目。")
    with change(actor, "choose_mapping", run) as log:
        ColumnMapping.objects.update_or_create(
            kind=run.kind,
            headings_digest=headings_digest(run.kind, run.headings),
            defaults={"mapping": dict(mapping)},
        )
        move_import(run=run, state=ImportState.READING, mapping=dict(mapping), message="")
        log.note(fields=sorted(mapping))


def reopen_mapping(*, run: ImportRun) -> None:
    """From the preview back to the columns."""
    move_import(run=run, state=ImportState.MAPPING, message="请核对各列的对应关系。")


def _head(run: ImportRun, kind: RowKind) -> Head:
    with run.file.file.open("rb") as handle:
        content = handle.read()
    return find_head(kind.columns, tables(content))


def _mapping(run: ImportRun, head: Head) -> dict[str, int]:
    """What was chosen for this file, else for such headings before, else what the headings say themselves."""
    if run.mapping and list(head.headings) == run.headings:
        return dict(run.mapping)
    remembered = ColumnMapping.objects.filter(
        kind=run.kind, headings_digest=headings_digest(run.kind, head.headings)
    ).first()
    return dict(remembered.mapping) if remembered else head.mapping


def _stage(
    run: ImportRun, kind: RowKind, head: Head, mapping: Mapping[str, int], report: Report
) -> dict[str, Any]:
    sheet = Sheet(head.headings, mapping, {column.field: column for column in kind.columns}, localdate())
    counts: dict[str, int] = dict.fromkeys(ImportVerdict.values, 0) | {"warned": 0}
    skipped: dict[str, int] = {}
    rows = data_rows(head, mapping[kind.key], skipped)
    drafts = (Draft(sheet, number, row) for number, row in rows)
    total = head.table.count()
    for chunk in chunks(kind.judge(drafts, reach_of(run))):
        append_rows(ImportRow._meta.db_table, STAGED, [_staged(run.pk, draft, counts) for draft in chunk])
        report(min(sum(counts[verdict] for verdict in ImportVerdict.values), total), total, "正在读取并比对")
    if not any(counts[verdict] for verdict in ImportVerdict.values):
        raise ImportRefused("表头下面没有数据行。")
    return counts | {
        "skipped": skipped,
        "ignored": ignored(head.headings, mapping),
        "sheet": head.table.name,
    }


def _staged(run_id: int, draft: Draft, counts: dict[str, int]) -> tuple[Any, ...]:
    """The staged row as ``STAGED`` names its columns."""
    verdict = draft.verdict.value
    counts[verdict] += 1
    counts["warned"] += bool(draft.warnings)
    good = verdict in GOOD
    return (
        run_id,
        draft.number,
        draft.key[:120],
        verdict,
        _encrypted(_json({"values": draft.values, "changes": draft.changes})) if good else "",
        json.dumps(draft.problems) if draft.problems else "[]",
        json.dumps(draft.warnings) if draft.warnings else "[]",
    )


def begin_apply(*, actor: User, run: ImportRun) -> None:
    """Confirm the preview: from here a job writes the good rows. Raises ``ImportRefused`` when there are none."""
    IMPORT.require(run.state, ImportState.APPLYING)
    with change(actor, "begin_apply", run):
        if not run.rows.filter(verdict__in=GOOD).exists():
            raise ImportRefused("没有需要导入的行。")
        move_import(run=run, state=ImportState.APPLYING, message="")


def apply_import(*, actor: User | None, run: ImportRun, report: Report) -> None:
    """Write the good rows into the registry in one transaction: all of them or, on any failure, none.

    Raises ``ImportRefused`` when the registry has changed since the preview so that a row no longer fits.
    """
    try:
        with change(actor, "apply_import", run) as log:
            # The lock that this move takes is held to the end: nobody else writes these rows meanwhile.
            move_import(run=run, state=ImportState.DONE)
            _write(run, report)
            run.rows.exclude(verdict=ImportVerdict.PROBLEM).delete()
            log.note(
                kind=run.kind,
                sha256=run.file.sha256,
                **{verdict: run.counts[verdict] for verdict in ImportVerdict.values},
            )
    except IntegrityError as error:
        raise ImportRefused("预览之后登记库有变动，部分行已不适用，请取消后重新上传。") from error


def _write(run: ImportRun, report: Report) -> None:
    good = run.rows.filter(verdict__in=GOOD)
    total = good.count()
    # Said once inside the transaction: on PostgreSQL the job's row is then held, so nobody takes an expired lease.
    report(0, total, "正在写入")
    done, touched = 0, dict[str, list[int]]()
    staged = staged_values(good)
    for count, ids in imports[run.kind].rows.apply(staged, localdate(), reach_of(run)):
        done += count
        for subject, keys in ids.items():
            touched.setdefault(subject, []).extend(keys)
        report(done, total, "正在写入")
    for subject, keys in touched.items():
        search.index_objects(subject, set(keys))


def cancel_import(*, actor: User, run: ImportRun) -> None:
    """Drop an import that is not wanted; its staged rows go, the file stays as evidence."""
    with change(actor, "cancel_import", run):
        move_import(run=run, state=ImportState.CANCELLED)
        run.rows.all().delete()


def problem_rows(run: ImportRun) -> tuple[list[str], Iterator[tuple[int, list[str], str]]]:
    """The headings, and of each problem row its number, its cells as they stand in the file, and the reasons."""
    reasons = {
        number: "；".join(f"{heading}：{reason}" for heading, reason in problems)
        for number, problems in run.rows.filter(verdict=ImportVerdict.PROBLEM).values_list(
            "number", "problems"
        )
    }
    head = _head(run, imports[run.kind].rows)
    width = len(head.headings)

    def rows() -> Iterator[tuple[int, list[str], str]]:
        for number, row in head.table.rows():
            if number in reasons:
                cells = [cell if isinstance(cell, str) else text_of(cell) for cell in row[:width]]
                yield number, cells + [""] * (width - len(cells)), reasons[number]

    return list(head.headings), rows()
