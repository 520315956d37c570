"""The log of conduct of a year as a workbook, and the bureau's self-assessment report (S3-20 … S3-24)."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from evaluations.conduct.models import ContactPoint, OutsideFinding, SelfAssessment, Visit
from evaluations.conduct.queries import UnitLog, is_answered
from printing.page import Document, official_pdf
from printing.sheet import Column, Sheet, Value, workbook
from printing.wording import long_date, text_blocks

ANSWERED, OPEN = "已办结", "办理中"


def log_workbook(
    year: int,
    units: Iterable[UnitLog],
    visits: Iterable[Visit],
    points: Iterable[ContactPoint],
    findings: Iterable[OutsideFinding],
) -> bytes:
    """Four sheets; text never becomes a formula."""
    checks = [
        [
            row.unit.name,
            row.check.submitted_on if row.check else None,
            row.visits,
            row.pledge.signer if row.pledge else "",
            row.pledge.signed_on if row.pledge else None,
        ]
        for row in units
    ]
    heads = [Column("单位", 24), Column("自查提交", 14, "date"), Column("走访次数", 10, "integer")]
    return workbook(
        [
            Sheet(
                "自查和责任书",
                f"{year}年十问自查和行风建设责任书",
                [*heads, Column("责任书签订人", 16), Column("签订日期", 14, "date")],
                checks,
            ),
            _visits(year, visits),
            _points(points),
            _findings(year, findings),
        ]
    )


def _visits(year: int, visits: Iterable[Visit]) -> Sheet:
    head = [Column("日期", 12, "date"), Column("单位", 20), Column("类别", 14), Column("走访对象", 24)]
    head += [Column("走访人员", 18), Column("问题", 30), Column("原因", 30), Column("措施", 30)]
    rows: list[list[Value]] = [
        [
            row.visited_on,
            row.unit.name,
            row.get_kind_display(),
            row.whom,
            row.visitors,
            row.problem,
            row.cause,
            row.measure,
        ]
        for row in visits
    ]
    return Sheet("三访", f"{year}年三访记录", head, rows, landscape=True)


def _points(points: Iterable[ContactPoint]) -> Sheet:
    head = [Column("单位", 24), Column("联系领导", 14), Column("类别", 14), Column("联系点", 24)]
    head += [Column("起", 12, "date"), Column("止", 12, "date")]
    rows = [
        [row.unit.name, row.leader, row.get_kind_display(), row.place, row.valid_from, row.valid_to]
        for row in points
    ]
    return Sheet("联系点", "领导联系点", head, rows)


def _findings(year: int, findings: Iterable[OutsideFinding]) -> Sheet:
    head = [Column("日期", 12, "date"), Column("来源", 14), Column("反映单位", 20), Column("文号", 18)]
    head += [Column("涉及单位", 20), Column("问题", 50), Column("办理", 10)]
    rows: list[list[Value]] = [
        [
            row.found_on,
            row.get_source_display(),
            row.found_by,
            row.document_number,
            row.unit.name,
            row.text,
            ANSWERED if is_answered(row) else OPEN,
        ]
        for row in findings
    ]
    return Sheet("外部反映问题", f"{year}年外部反映问题", head, rows, landscape=True)


def self_assessment_pdf(report: SelfAssessment) -> bytes:
    """The report to the outside offices and the superior bureau; a draft says that it is one."""
    return official_pdf(
        Document(
            title=f"{report.unit.name}\n{report.year}年行风建设自评报告",
            issuer=report.unit.name,
            addressee=report.recipients,
            blocks=text_blocks(report.text),
            date_text=long_date(report.submitted_on or localdate()),
            watermark="" if report.submitted_on else "草稿",
        )
    )
