"""The published result of a mass survey as a workbook and as a report, and the form of a file that another's result is imported from (S4-11)."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.timezone import localtime

from ballots.documents import digest_blocks
from evaluations.surveys.queries import SurveyResult
from printing.page import Block, Document, Heading, Paragraph, SignatureBlock, Table, official_pdf
from printing.sheet import Column, Sheet, Value, workbook
from printing.wording import long_date
from rulebook.ballot.form import ABSTAIN_LABEL, FIVE_GRADES, OVERALL
from rulebook.ballot.reconciliation import FIGURE_LABELS
from rulebook.ballot.tally import (
    COMBINED_RATE_LABEL,
    SATISFIED_RATE_LABEL,
    Counts,
    combined_rate,
    satisfied_rate,
)
from rulebook.survey.outside import LABELS

WHOLE = "全部"
REPORTED = ("made", "handed_out", "returned", "not_returned", "valid", "invalid", "spoiled", "leftover")
TEMPLATE_NOTES = (
    "五个等次的票数要填全，或只填得分（满分 100）。",
    "没有分层的，“层”不填；有效票可以不填。",
    "没有参加评议的单位，整行删去。",
)


def survey_workbook(result: SurveyResult) -> bytes:
    """One line a unit for the whole, and one for every stratum that may be shown."""
    survey = result.survey
    grades = [grade.label for grade in FIVE_GRADES]
    head = [
        Column("评议对象", 26),
        Column("层", 26),
        Column("有效票", 9, "integer"),
        *(Column(label, 9, "integer") for label in grades),
        Column(ABSTAIN_LABEL, 8, "integer"),
        Column(SATISFIED_RATE_LABEL, 10, "percent"),
        Column(COMBINED_RATE_LABEL, 14, "percent"),
    ]
    count = result.count
    groups = [(WHOLE, count.counts)] if count.counts else []
    rows = [
        row
        for label, counts in [*groups, *((cell.label, cell.counts) for cell in count.strata)]
        for row in _rows(label, counts)
    ]
    notes = ["各率以对该对象作出评价的票数为分母，弃权另列；人数过少的层并入其他层，不单独公布。"]
    return workbook([Sheet("结果", f"{survey.title}结果", head, rows, notes=notes, landscape=True)])


def _rows(label: str, counts: Counts) -> Iterator[list[Value]]:
    for subject in counts.form.subjects:
        found = counts.at(subject.key, OVERALL)
        yield [
            subject.label,
            label,
            counts.ballots,
            *found.marks,
            found.abstained,
            satisfied_rate(counts.form, found).value,
            combined_rate(counts.form, found).value,
        ]


def survey_report(result: SurveyResult) -> bytes:
    """The published result on paper, to be signed: reconciliation, rates of every unit, and the digests to compare."""
    count, survey = result.count, result.survey
    named = [(FIGURE_LABELS[name], getattr(count.figures, name)) for name in REPORTED]
    blocks: list[Block] = [
        Heading("一、票数核对"),
        Table([label for label, _ in named], [[str(n) for _, n in named]]),
        Heading("二、评议结果"),
        *_rates(result),
        *digest_blocks("三、校验值", {"": result.digests}),
        Heading("四、签字"),
        SignatureBlock(["计票人：", "监票人：", "监督员："]),
    ]
    day = survey.vote.published_at if survey.vote else None
    return official_pdf(
        Document(
            title=f"{survey.title}\n计票报告",
            issuer=survey.bureau.name,
            blocks=blocks,
            date_text=long_date(localtime(day).date()) if day else "",
            watermark="演示" if settings.DEMO else "",
        )
    )


def _rates(result: SurveyResult) -> list[Block]:
    counts = result.count.counts
    if counts is None:
        return [Paragraph(f"有效票不足 {result.count.k} 张，按规定不公布分布。")]
    rows = []
    for subject in counts.form.subjects:
        found = counts.at(subject.key, OVERALL)
        rates = (satisfied_rate(counts.form, found), combined_rate(counts.form, found))
        shown = (f"{rate.percent}（{rate.numerator}/{rate.denominator}）" for rate in rates)
        rows.append([subject.label, *shown, str(found.abstained)])
    head = ["评议对象", SATISFIED_RATE_LABEL, COMBINED_RATE_LABEL, ABSTAIN_LABEL]
    return [
        Paragraph(f"有效票 {counts.ballots} 张。各率以对该单位作出评价的票数为分母，弃权另列。"),
        Table(head, rows, widths=(4, 3, 3, 1), align=("left", "center", "center", "right")),
    ]


def outside_template(units: Sequence[str]) -> bytes:
    """An empty file for the import of an outside result: the heads it knows, a line for each unit."""
    head = [
        Column("单位", 26),
        Column("层", 20),
        Column("有效票", 9),
        *(Column(label, 9) for label in LABELS.values()),
        Column("得分", 9),
    ]
    blank = [""] * (len(head) - 1)
    table = Sheet("结果", "外单位万人评议结果", head, [[unit, *blank] for unit in units])
    # A sheet of their own: a line under the table would be read as a unit.
    notes = Sheet("填写说明", "填写说明", [Column("说明", 60)], [[note] for note in TEMPLATE_NOTES])
    return workbook([table, notes])
