"""All facts of a count report, gathered once; pdf and xlsx are made from the same (S0-23)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db.models import Count, Q

from ballots.models import Vote
from ballots.queries.votes import counter_runs, equations, figures
from evaluations.meetings.models import CATEGORIES, SOURCES, CountReport, Meeting
from evaluations.meetings.queries.meetings import Officer, officers, round_figures
from evaluations.meetings.queries.results import SubjectResult, counts_of, subject_results
from rulebook.ballot.reconciliation import Equation, Figures
from rulebook.ballot.tally import Counts, counts_digest
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
    """What both editions of the report and the workbook say."""

    meeting: Meeting
    vote: Vote
    round_figures: RoundFigures
    officers: Sequence[Officer]
    composition: Sequence[CompositionRow]
    figures: Figures
    equations: Sequence[Equation]
    counts: Counts
    results: Sequence[SubjectResult]
    hashes: Sequence[tuple[str, str]]
    watermark: str

    @property
    def name(self) -> str:
        return f"{self.meeting.activity.year}年{self.meeting.office}{self.meeting.activity.assessment}"

    @property
    def digest(self) -> str:
        """SHA-256 of the counts and of every figure beside them: any change since shows."""
        return _digest(self.counts, self.figures)

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
        hashes=_hashes(meeting, vote, counts),
        watermark=next((MARKS.get(mark, mark) for mark in markings if mark), ""),
    )


def figures_digest(meeting: Meeting) -> str:
    """``ReportFacts.digest`` as the figures are now; "" without a vote."""
    return _digest(counts_of(meeting), figures(meeting.vote)) if meeting.vote else ""


def _digest(counts: Counts, found: Figures) -> str:
    plain = json.dumps([counts_digest(counts), asdict(found)], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _hashes(meeting: Meeting, vote: Vote, counts: Counts) -> list[tuple[str, str]]:
    found = [("评议表校验值", vote.form_hash)]
    if meeting.draw:
        found.append((f"抽取 {meeting.draw.number} 承诺值", meeting.draw.commitment_hash))
    found.append(("计数校验值", counts_digest(counts)))
    return found + [(f"{run.get_counter_display()}结果", run.digest) for run in counter_runs(vote)]


def report_of(meeting: Meeting) -> CountReport | None:
    """The meeting's report with its documents, or None before the first making."""
    rows = CountReport.objects.filter(meeting=meeting)
    return rows.select_related("job", "pdf", "workbook", "published_pdf", "signed_scan", "signed_by").first()
