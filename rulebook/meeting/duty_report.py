"""The duty-and-integrity report 述职述廉报告: its six headings and when it is complete (S0-08, S0-22); a collective one's (S4-10)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rulebook.meeting.rounds import RoundKind

PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class ReportHeading:
    """One heading: ``key`` in data, ``title`` short for pages, ``wording`` as the document has it (000, 五)."""

    key: str
    title: str
    wording: str


REPORT_HEADINGS = (
    ReportHeading("duty", "履行职责、维护权益", "履行工商职责，维护市场经营主体和消费者合法权益情况"),
    ReportHeading("enforcement", "市场监管、依法办案", "加强市场监管，依法办案，切实维护市场经济秩序的情况"),
    ReportHeading("service", "服务经济发展", "发挥工商职能，服务促进地方经济和谐发展的情况"),
    ReportHeading("efficiency", "效率质量与服务态度", "提高办事效率和质量，改进服务态度的情况"),
    ReportHeading("integrity", "遵纪守法、清正廉洁", "遵纪守法，清正廉洁等方面的情况"),
    ReportHeading(PROBLEMS, "存在的问题和整改措施", "存在的问题和整改措施"),
)
COLLECTIVE_HEADINGS = (
    ReportHeading("demands", "五服务和三帮要求", "履行“五服务”和“三帮”要求的情况"),
    ReportHeading("focus", "重点评议内容", "重点评议内容的情况"),
    ReportHeading("promises", "公开政务和承诺服务事项", "公开政务（事务）和承诺服务事项的情况"),
    ReportHeading("conduct", "作风建设、文明规范执法", "作风建设、文明规范执法的情况"),
    ReportHeading(PROBLEMS, "存在的问题和整改措施", "存在的问题和具体可行的整改措施"),
)
"""What the head reports on in a collective meeting (S4-10)."""
HEADINGS = {RoundKind.DUTY: REPORT_HEADINGS, RoundKind.COLLECTIVE: COLLECTIVE_HEADINGS}
HEADING_CHOICES = [(heading.key, heading.title) for heading in REPORT_HEADINGS]


def report_gaps(
    *,
    texts: Mapping[str, str],
    in_upload: Collection[str],
    has_upload: bool,
    opinions: int,
    linked: int,
    headings: Sequence[ReportHeading] = REPORT_HEADINGS,
) -> list[str]:
    """What a report still lacks, in Chinese sentences; empty when it is complete (S0-22).

    ``texts`` maps heading keys to what was typed; ``in_upload`` names the headings that stand in the uploaded file, which
    count as filled only while ``has_upload``. Problems and measures are always typed: they may not be empty, and they are
    what the representatives compare. ``opinions`` were collected for the meeting, the report answers ``linked`` of them.
    """
    gaps = []
    for heading in headings:
        typed = texts.get(heading.key, "").strip()
        filed = has_upload and heading.key in in_upload
        if heading.key == PROBLEMS:
            if not typed:
                gaps.append(f"“{heading.title}”没有填写，问题不能空。")
        elif not typed and not filed:
            gaps.append(f"“{heading.title}”没有填写。")
    if opinions and not linked:
        gaps.append(f"已征集意见 {opinions} 条，报告没有对应任何一条。")
    return gaps
