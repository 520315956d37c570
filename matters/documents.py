"""The register as a workbook."""

from collections.abc import Iterable, Iterator

from matters.models import Matter
from matters.queries import UnitNumbers
from printing.sheet import Column, Sheet, Value, workbook


def matter_workbook(matters: Iterable[Matter], numbers: Iterable[UnitNumbers]) -> bytes:
    """Exactly what is filtered, one line a problem, and the numbers by unit. Who raised a problem is nowhere kept (S0-19)."""
    head = [
        Column("编号", 12),
        Column("问题", 30),
        Column("内容", 50),
        Column("涉及单位", 16),
        Column("来源", 14),
        Column("提出日期", 12, "date"),
        Column("分类", 18),
        Column("状态", 12),
        Column("核实结论", 10),
        Column("处理方式", 14),
        Column("期限", 12, "date"),
        Column("复查日期", 12, "date"),
        Column("销号日期", 12, "date"),
        Column("重新整改", 9, "integer"),
    ]
    by_unit = [
        Column("单位", 20),
        Column("提出", 8, "integer"),
        Column("属实、部分属实", 14, "integer"),
        Column("已销号", 8, "integer"),
        Column("未销号", 8, "integer"),
        Column("逾期未结", 10, "integer"),
        Column("重新整改", 10, "integer"),
    ]
    rows: list[list[Value]] = [
        [n.unit, n.raised, n.true, n.closed, n.open, n.overdue, n.reopened] for n in numbers
    ]
    return workbook(
        [
            Sheet("问题", "问题整改台账", head, _rows(matters), landscape=True),
            Sheet("分单位", "问题整改分单位统计", by_unit, rows),
        ]
    )


def _rows(matters: Iterable[Matter]) -> Iterator[list[Value]]:
    for each in matters:
        running = each.clock if each.clock is not None and each.clock.outcome == "open" else None
        yield [
            f"{each.year}-{each.number:04}",
            each.title,
            each.text,
            each.unit.name,
            each.get_source_display(),
            each.raised_on,
            each.get_triage_display(),
            each.get_state_display(),
            each.get_finding_display(),
            each.get_treatment_display(),
            running.due_on if running else None,
            each.review_on,
            each.closed_on,
            each.reopened,
        ]
