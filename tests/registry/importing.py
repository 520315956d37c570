"""How the tests of importing build files and take them through."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from registry.models import ImportRun, Unit, User
from registry.roles import Role
from registry.services.importing import runs
from tests.factories import user_with

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"


def quiet(done: int, total: int, message: str = "") -> None:
    """A progress that nobody watches."""


def operator(unit: Unit | None = None) -> User:
    """Somebody who imports; stands in the bureau of the sample files."""
    bureau = (
        unit
        or Unit.objects.get_or_create(
            code="SJ00", defaults={"name": "安澜市工商行政管理局", "kind": "bureau"}
        )[0]
    )
    return user_with(Role.INSPECTORATE, bureau)


def sample(name: str) -> bytes:
    """One of the project's own copies of the files of a bureau."""
    return (SAMPLES / name).read_bytes()


def xlsx(*rows: Sequence[Any]) -> bytes:
    """A workbook of one sheet; text that starts with = stays text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv(*rows: str, encoding: str = "utf-8") -> bytes:
    """A CSV file of these lines."""
    return "\r\n".join(rows).encode(encoding)


def read(actor: User, kind: str, content: bytes, name: str = "表.xlsx") -> ImportRun:
    """Upload and read."""
    run = runs.start_import(actor=actor, kind=kind, name=name, content=content)
    runs.read_import(run=run, report=quiet)
    return run


def bring_in(actor: User, kind: str, content: bytes) -> ImportRun:
    """Upload, read and write."""
    run = read(actor, kind, content)
    runs.begin_apply(actor=actor, run=run)
    runs.apply_import(actor=actor, run=run, report=quiet)
    return run


def figures(run: ImportRun) -> dict[str, int]:
    """How many rows are new, changed, unchanged, problems."""
    return {name: run.counts[name] for name in ("new", "changed", "unchanged", "problem")}


def problems(run: ImportRun) -> dict[int, list[list[str]]]:
    """Row number → [heading, reason] of each problem."""
    return dict(run.rows.filter(verdict="problem").values_list("number", "problems"))


def warnings(run: ImportRun) -> dict[int, list[list[str]]]:
    """Row number → [heading, reason] of each warning."""
    return dict(run.rows.exclude(warnings=[]).values_list("number", "warnings"))
