"""Workbooks that only the dossier holds: measures, questions with answers, screened opinions."""

from collections.abc import Iterable, Sequence

from ballots.queries.votes import ShownOpinion
from evaluations.meetings.models import Meeting, ProposedMeasure, Question
from printing.sheet import Column, Sheet, Value, workbook


def _name(meeting: Meeting, what: str) -> str:
    return f"{meeting.activity.year}年{meeting.office}{what}"


def measure_workbook(meeting: Meeting, measures: Iterable[ProposedMeasure]) -> bytes:
    """What the collected opinions came to (S0-09)."""
    head = [Column("归类", 22), Column("归纳的问题", 40), Column("分析", 40), Column("拟采取的措施", 50)]
    rows: list[list[Value]] = [
        [each.get_heading_display(), each.problem, each.analysis, each.measure] for each in measures
    ]
    return workbook([Sheet("措施", _name(meeting, "拟采取的措施"), head, rows, landscape=True)])


def question_workbook(meeting: Meeting, questions: Iterable[Question]) -> bytes:
    """Questions and suggestions with their answers; nobody who asked (S0-11, S0-19)."""
    head = [
        Column("序号", 8, "integer"),
        Column("类别", 8),
        Column("对象", 20),
        Column("问询或建议", 50),
        Column("解答", 60),
    ]
    rows: list[list[Value]] = [
        [number, each.get_kind_display(), str(each.officer or meeting.office), each.text, each.answer]
        for number, each in enumerate(questions, start=1)
    ]
    return workbook([Sheet("问询和建议", _name(meeting, "问询和建议"), head, rows, landscape=True)])


def screened_workbook(meeting: Meeting, groups: Sequence[tuple[str, list[ShownOpinion]]]) -> bytes:
    """Screened opinions by whom they are about, in the random order of their release (S0-19)."""
    head = [Column("对象", 24), Column("意见", 80), Column("说明", 16)]
    rows: list[list[Value]] = [
        [label, each.text, "有遮盖" if each.masked else ""] for label, found in groups for each in found
    ]
    return workbook([Sheet("评议意见", _name(meeting, "整理后的评议意见"), head, rows, landscape=True)])
