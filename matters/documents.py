"""The register as a workbook, and the written report of measures as a document."""

from collections.abc import Iterable, Iterator

from django.conf import settings

from matters.models import Matter, MeasureReport
from matters.queries.numbers import UnitNumbers
from matters.queries.reports import ReportFacts
from printing.page import Document, Heading, Paragraph, Table, official_pdf
from printing.sheet import Column, Sheet, Value


def matter_sheet(matters: Iterable[Matter]) -> Sheet:
    """One line a problem, each with its unit and clock read along. Who raised a problem is nowhere kept (S0-19)."""
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
    return Sheet("问题", "问题整改台账", head, _rows(matters), landscape=True)


def unit_sheet(numbers: Iterable[UnitNumbers]) -> Sheet:
    """The numbers by unit."""
    head = [
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
    return Sheet("分单位", "问题整改分单位统计", head, rows)


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


ADDRESSEES = "当地党委、政府，市局纪委："


def measure_report(report: MeasureReport, facts: ReportFacts) -> bytes:
    """The report of measures and of what was done, as it goes to Party committee, government and discipline commission (S0-15)."""
    blocks: list[Heading | Paragraph | Table] = [
        Paragraph(
            f"现将 {report.period_from:%Y年%-m月%-d日}至 {report.period_to:%Y年%-m月%-d日}"
            f"{report.unit.name if report.unit else '全局'}问题整改情况报告如下。"
        ),
        Table(
            head=["项目", "数量"],
            rows=[[label, str(n)] for label, n in facts.numbers],
            align=["left", "right"],
        ),
    ]
    for title, text in (
        ("一、问题分析", report.analysis),
        ("二、原因", report.causes),
        ("三、整改措施和落实情况", report.measures),
    ):
        blocks.append(Heading(title))
        blocks.extend(Paragraph(line) for line in text.splitlines() if line.strip())
    return official_pdf(
        Document(
            title=report.title,
            issuer=report.bureau.name,
            addressee=ADDRESSEES.rstrip("："),
            blocks=blocks,
            date_text=f"{report.written_on:%Y年%-m月%-d日}",
            watermark="演示" if settings.DEMO else "",
        )
    )
