"""Workbooks of imports: the problem rows to mend, and a template for each kind."""

from printing.sheet import Column, Sheet, workbook
from registry.models import ImportRun
from registry.models.importing import ImportKind
from registry.services import importing

WIDTH = 16
WIDE = 60


def problem_workbook(run: ImportRun) -> bytes:
    """The rows that could not be imported, cells as they stood, with a column of reasons; made to be uploaded again."""
    headings, rows = importing.problem_rows(run)
    # A file that is mended twice brings our own column along.
    kept = [index for index, heading in enumerate(headings) if heading != importing.REASON]
    sheet = Sheet(
        name="问题行",
        title=f"{run.get_kind_display()}问题行",
        head=[*(Column(headings[index], WIDTH) for index in kept), Column(importing.REASON, WIDE)],
        rows=(
            [*(cells[index] for index in kept), f"原第 {number} 行。{reason}"]
            for number, cells, reason in rows
        ),
        notes=["说明：改正后直接上传本表即可，“问题说明”一列不必删除。"],
        landscape=True,
    )
    return workbook([sheet])


def template_workbook(kind: str) -> bytes:
    """An empty table with the right headings, and a second sheet that explains every column with an example."""
    columns = importing.columns_of(kind)
    label = ImportKind(kind).label
    table = Sheet(
        name=label,
        title=label,
        head=[Column(column.label, WIDTH) for column in columns],
        rows=[],
        landscape=True,
    )
    guide = Sheet(
        name="填写说明",
        title=f"{label}填写说明",
        head=[Column("列名", 20), Column("要求", 10), Column("填写要求", WIDE), Column("示例", 30)],
        rows=[
            [column.label, "必填" if column.required else "选填", column.note, column.example]
            for column in columns
        ],
    )
    return workbook([table, guide])
