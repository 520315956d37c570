"""All facts of a count report, gathered once; pdf and xlsx are made from the same (S0-23)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from ballots.models import Vote
from ballots.queries.files import digests
from ballots.queries.votes import equations, figures
from desk.queries.made_documents import changed_parts
from evaluations.meetings.models import CATEGORIES, SOURCES, CountReport, Meeting
from evaluations.meetings.queries.meetings import Officer, officers, round_figures
from evaluations.meetings.queries.results import SubjectResult, counts_of, subject_results
from rulebook.ballot.publication import NotPublishable
from rulebook.ballot.reconciliation import Equation, Figures
from rulebook.ballot.tally import Counts
from rulebook.lifecycle.representative import OUT
from rulebook.meeting.rounds import RoundFigures

MARKS = {"demo": "演示", "rehearsal": "演练", "演示": "演示", "演练": "演练"}


@dataclass(frozen=True)
class CompositionRow:
    """Members of one source and category, and how many of them attended."""

    source: str
    category: str
    members: int
    attended: int


@dataclass(frozen=True)
class ReportFacts:
    """What both editions of the report and the workbook say.

    ``printed`` are the digests of the count that everybody is told to compare; ``before``
    those of form and draw.
    """

    meeting: Meeting
    vote: Vote
    round_figures: RoundFigures
    officers: Sequence[Officer]
    composition: Sequence[CompositionRow]
    figures: Figures
    equations: Sequence[Equation]
    counts: Counts
    results: Sequence[SubjectResult]
    before: Sequence[tuple[str, str]]
    printed: Sequence[tuple[str, str]]
    watermark: str

    @property
    def name(self) -> str:
        return f"{self.meeting.activity.year}年{self.meeting.office}{self.meeting.activity.assessment}"

    @property
    def digest(self) -> str:
        """SHA-256 of all digests that are printed here: any change of counts or figures since shows."""
        return _digest(self.printed)

    @property
    def figure_rows(self) -> list[tuple[str, int]]:
        """制发 to 剩余, in the order of the report."""
        f = self.figures
        return [
            ("制发", f.made),
            ("发给", f.handed_out),
            ("收回", f.returned),
            ("未收回", f.not_returned),
            ("有效", f.valid),
            ("无效", f.invalid),
            ("作废", f.spoiled),
            ("剩余", f.leftover),
        ]

    @property
    def paper_rows(self) -> list[tuple[str, int]]:
        """What of these came on paper; empty for a vote without paper."""
        f = self.figures
        if not f.has_paper:
            return []
        return [
            ("纸质票印制", f.paper_made),
            ("换发纸质票", f.exchanged),
            ("纸质收回", f.paper),
            ("纸质有效", f.paper_valid),
            ("纸质无效", f.paper_invalid),
            ("纸质票剩余", f.paper_left),
        ]


def composition_rows(meeting: Meeting) -> list[CompositionRow]:
    """Members by source and category, in the order of the categories."""
    counted = (
        meeting.representatives.exclude(state__in=OUT)
        .order_by()
        .values_list("source", "category")
        .annotate(n=Count("pk"), here=Count("pk", filter=Q(attended=True)))
    )
    found = {(source, category): (n, here) for source, category, n, here in counted}
    return [
        CompositionRow(source_label, label, *found[source, category])
        for source, source_label in SOURCES
        for category, label in CATEGORIES
        if (source, category) in found
    ]


def report_facts(meeting: Meeting) -> ReportFacts:
    """Everything from the sealed vote; a fixed number of queries."""
    vote = meeting.vote
    if vote is None:
        raise ValueError("a meeting without a vote has no report")
    counts = counts_of(meeting)
    draw = meeting.draw
    markings = [meeting.activity.marking, vote.marking, draw.marking if draw else ""]
    return ReportFacts(
        meeting=meeting,
        vote=vote,
        round_figures=round_figures(meeting.activity),
        officers=officers(meeting),
        composition=composition_rows(meeting),
        figures=figures(vote),
        equations=equations(vote),
        counts=counts,
        results=subject_results(counts),
        before=_before(meeting, vote),
        printed=_printed(vote),
        watermark=next((MARKS.get(mark, mark) for mark in markings if mark), ""),
    )


def figures_digest(meeting: Meeting) -> str:
    """``ReportFacts.digest`` as the figures are now; "" without a vote, or while they do not agree."""
    return _digest(_printed(meeting.vote)) if meeting.vote else ""


def _printed(vote: Vote) -> list[tuple[str, str]]:
    """The digests of the count; none while its figures do not agree, for then no file can be made of it."""
    try:
        return digests(vote)
    except NotPublishable:
        return []


def _digest(printed: Sequence[tuple[str, str]]) -> str:
    if not printed:
        return ""
    return hashlib.sha256(json.dumps(printed, ensure_ascii=False).encode()).hexdigest()


def _before(meeting: Meeting, vote: Vote) -> list[tuple[str, str]]:
    """What was fixed before the count: the form, and what the draw was bound to."""
    found = [("评议表", vote.form_hash)]
    return (
        [*found, (f"抽取 {meeting.draw.number} 承诺值", meeting.draw.commitment_hash)]
        if meeting.draw
        else found
    )


def report_differences(vote: Vote) -> list[str]:
    """What the meeting's count report says otherwise than the vote, in Chinese; asked by ``ballots``."""
    meeting = Meeting.objects.filter(vote=vote).select_related("vote").first()
    report = report_of(meeting) if meeting else None
    if meeting is None or report is None or report.pdf is None:
        return []
    found = [f"{label}的文件不是保存时的那一份" for label in changed_parts(report)]
    if report.digest != figures_digest(meeting):
        found.append("计票报告所印的校验值与现在的计票数据不同")
    return found


def report_of(meeting: Meeting) -> CountReport | None:
    """The meeting's report with its documents, or None before the first making."""
    rows = CountReport.objects.filter(meeting=meeting)
    return rows.select_related("job", "pdf", "workbook", "published_pdf", "signed_scan", "signed_by").first()
