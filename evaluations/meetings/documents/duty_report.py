"""An officer's report as an official document, to be read out and kept (S0-08)."""

from typing import TYPE_CHECKING

from evaluations.meetings.queries.duty_reports import ReportRow, report_sections
from evaluations.meetings.queries.reports import MARKS
from printing.page import Block, Document, Heading, Paragraph, official_pdf

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting

ORDER = "一二三四五六"


def duty_report_pdf(meeting: "Meeting", row: ReportRow) -> bytes:
    """The headings in the document's order; what stands in an uploaded file is only pointed at."""
    blocks: list[Block] = []
    for order, (wording, text, filed) in zip(ORDER, report_sections(row), strict=False):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        blocks.append(Heading(f"{order}、{wording}"))
        blocks += [Paragraph(line) for line in lines or ["见报告文件。" if filed else "（没有填写）"]]
    submitted = row.report.submitted_on if row.report else None
    return official_pdf(
        Document(
            title=f"{row.activity.report_word}\n{row.officer.title} {row.officer.name}",
            issuer=meeting.office.name,
            date_text=f"{submitted:%Y年%-m月%-d日}" if submitted else "",
            blocks=blocks,
            watermark=MARKS.get(meeting.activity.marking, ""),
            footer_note="" if row.ready else "本报告尚不完整或尚未提交。",
        )
    )
