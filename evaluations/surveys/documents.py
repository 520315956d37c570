"""The published result of a mass survey as a workbook, and the form of a file that another's result is imported from (S4-11)."""

from collections.abc import Iterator, Sequence

from evaluations.surveys.queries import SurveyResult
from printing.sheet import Column, Sheet, Value, workbook
from rulebook.ballot.form import ABSTAIN_LABEL, FIVE_GRADES, OVERALL
from rulebook.ballot.tally import (
    COMBINED_RATE_LABEL,
    SATISFIED_RATE_LABEL,
    Counts,
    combined_rate,
    satisfied_rate,
)
from rulebook.survey.outside import LABELS

WHOLE = "全部"
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
    groups = [(WHOLE, result.whole)] if result.whole else []
    rows = [
        row
        for label, counts in [*groups, *((cell.label, cell.counts) for cell in result.strata)]
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
