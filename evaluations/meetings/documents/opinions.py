"""Collected opinions as a workbook: exactly the rows that are filtered (S0-09). Nobody's name stands in it (S0-19)."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from printing.sheet import Column, Sheet, Value, workbook

if TYPE_CHECKING:
    from evaluations.meetings.models import CollectedOpinion, Meeting

HEAD = [
    Column("序号", 6, "integer"),
    Column("征集渠道", 16),
    Column("征集日期", 12, "date"),
    Column("意见内容", 50),
    Column("归类", 20),
    Column("归纳的问题", 30),
    Column("拟采取的措施", 40),
    Column("对应报告", 10, "integer"),
]


def opinion_workbook(meeting: "Meeting", opinions: "Iterable[CollectedOpinion]") -> bytes:
    """One sheet; text never becomes a formula."""
    title = f"{meeting.activity.year}年{meeting.office}{meeting.activity.occasion}征集意见"
    notes = ["不记录提意见人。“对应报告”为作出回应的报告份数。"]
    return workbook([Sheet("征集意见", title, HEAD, _rows(opinions), notes=notes, landscape=True)])


def _rows(opinions: "Iterable[CollectedOpinion]") -> Iterator[list[Value]]:
    for number, each in enumerate(opinions, start=1):
        found = each.measure
        answers: int = getattr(each, "answers", 0)
        yield [
            number,
            each.get_channel_display(),
            each.collected_on,
            each.text,
            found.get_heading_display() if found else "",
            found.problem if found else "未整理",
            found.measure if found else "",
            answers,
        ]
