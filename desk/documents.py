"""Workbooks of imports, and the supervision sheets of limits that have passed."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.timezone import localdate

from desk.models import Clock
from desk.queries.clocks import ClockFacts
from printing.page import Document, KeyValues, Paragraph, SignatureBlock, official_pdf
from printing.sheet import Column, Sheet, workbook
from registry.models import ImportRun, Unit
from registry.models.units import UnitKind
from registry.ports import imports
from registry.services.importing import kinds, runs, tables
from rulebook.desk.clocks import StepKind

WIDTH = 16
WIDE = 60


def problem_workbook(run: ImportRun) -> bytes:
    """The rows that could not be imported, cells as they stood, with a column of reasons; made to be uploaded again."""
    headings, rows = runs.problem_rows(run)
    # A file that is mended twice brings our own column along.
    kept = [index for index, heading in enumerate(headings) if heading != tables.REASON]
    sheet = Sheet(
        name="问题行",
        title=f"{run.get_kind_display()}问题行",
        head=[*(Column(headings[index], WIDTH) for index in kept), Column(tables.REASON, WIDE)],
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
    columns = kinds.columns_of(kind)
    label = imports[kind].label
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


@dataclass(frozen=True)
class SheetColour:
    """A supervision sheet: what it is called, its colour, what it asks for."""

    name: str
    rgb: tuple[float, float, float]
    demand: str


COLOURS = {
    StepKind.BLUE_SHEET: SheetColour(
        "蓝色", (0.11, 0.35, 0.59), "请抓紧办理，三个工作日内办结并说明逾期原因。"
    ),
    StepKind.ORANGE_SHEET: SheetColour(
        "橙色", (0.85, 0.45, 0.05), "请单位负责人督促，两个工作日内办结，书面说明逾期原因。"
    ),
    StepKind.RED_SHEET: SheetColour(
        "红色", (0.78, 0.07, 0.07), "请立即办结并作出书面说明，本单抄送局领导；仍不办结的，按规定通报批评。"
    ),
}


def supervision_sheet(clock: Clock, kind: StepKind, facts: ClockFacts) -> bytes:
    """The three-colour supervision sheet 三色督办单 of a limit that has passed."""
    colour = COLOURS[kind]
    rows = [
        ("督办事项", clock.title),
        ("来源", clock.origin_label),
        ("承办单位", clock.unit.name),
        ("承办人", clock.handler.name if clock.handler else "未指定"),
        ("起算日期", f"{clock.started_on:%Y年%-m月%-d日}"),
        ("期限", f"{clock.due_on:%Y年%-m月%-d日}（{clock.policy.title}，{clock.policy.source}）"),
        ("期限变动", "；".join(f"{each}，{each.reason}" for each in facts.segments) or "没有"),
        ("逾期原因", clock.late_reason or "单位负责人尚未说明"),
    ]
    return official_pdf(
        Document(
            title=f"督办单（{colour.name}）",
            issuer=_bureau(clock).name,
            addressee=clock.unit.name,
            colour=colour.rgb,
            blocks=[
                Paragraph(
                    f"下列事项已于 {clock.due_on:%Y年%-m月%-d日}到期，{facts.row.word}。{colour.demand}"
                ),
                KeyValues(rows),
                SignatureBlock(["承办单位负责人签收：", "签收日期："]),
            ],
            date_text=f"{localdate():%Y年%-m月%-d日}",
            watermark="演示" if settings.DEMO else "",
            compact=True,
        )
    )


def _bureau(clock: Clock) -> Unit:
    unit = clock.unit
    while unit.parent is not None and unit.kind not in (UnitKind.BUREAU, UnitKind.COUNTY):
        unit = unit.parent
    return unit
