"""The count as a workbook: summary, every subject and criterion, reconciliation, composition; numbers are numbers."""

from collections.abc import Iterator

from evaluations.meetings.queries.reports import ReportFacts
from printing.sheet import FIRST_ROW, Column, Formula, Sheet, Value, workbook
from rulebook.ballot.tally import COMBINED_RATE_LABEL, SATISFIED_RATE_LABEL


def count_xlsx(facts: ReportFacts) -> bytes:
    """The internal count in four sheets."""
    return workbook([_summary(facts), _subjects(facts), _reconciliation(facts), _composition(facts)])


def _summary(facts: ReportFacts) -> Sheet:
    rows: list[list[Value]] = [
        [
            each.subject.label,
            "单位" if each.is_office else "个人",
            each.overall.given,
            each.overall.abstained,
            each.overall.satisfied.numerator,
            each.overall.satisfied.value,
            each.overall.combined.numerator,
            each.overall.combined.value,
        ]
        for each in facts.results
    ]
    head = [
        Column("评议对象", 26),
        Column("类别", 8),
        Column("有效评价", 10, "integer"),
        Column("弃权", 8, "integer"),
        Column("满意票", 9, "integer"),
        Column(SATISFIED_RATE_LABEL, 10, "percent"),
        Column("基本满意以上票", 12, "integer"),
        Column(COMBINED_RATE_LABEL, 14, "percent"),
    ]
    notes = [
        f"有效票 {facts.counts.ballots} 张。各率以对该对象作出评价的票数为分母，弃权另列。",
        *_marks(facts),
    ]
    return Sheet("汇总", f"{facts.name}总体评价汇总", head, rows, notes=notes, landscape=True)


def _subjects(facts: ReportFacts) -> Sheet:
    grades = [grade.label for grade in facts.counts.form.grades]
    head = [
        Column("评议对象", 24),
        Column("项目", 22),
        *(Column(grade, 9, "integer") for grade in grades),
        Column("弃权", 7, "integer"),
        Column("有效评价", 9, "integer"),
        Column(SATISFIED_RATE_LABEL, 10, "percent"),
        Column(COMBINED_RATE_LABEL, 14, "percent"),
        Column("各档加弃权", 10, "integer"),
    ]
    notes = ["“各档加弃权”由表格公式计算，应等于有效票数。", *_marks(facts)]
    return Sheet("明细", f"{facts.name}各项评价明细", head, _subject_rows(facts), notes=notes, landscape=True)


def _subject_rows(facts: ReportFacts) -> Iterator[list[Value]]:
    # Loaded by whoever writes a workbook, not by every process at its start.
    from openpyxl.utils import get_column_letter

    last = get_column_letter(3 + len(facts.counts.form.grades))
    number = FIRST_ROW
    for each in facts.results:
        for row in each.criteria:
            counts = [n for _, n in row.pairs]
            check = Formula(f"=SUM(C{number}:{last}{number})")
            yield [
                each.subject.label,
                row.label,
                *counts,
                row.given,
                row.satisfied.value,
                row.combined.value,
                check,
            ]
            number += 1


def _reconciliation(facts: ReportFacts) -> Sheet:
    figures = [*facts.figure_rows, *facts.paper_rows]
    cells = {name: f"B{FIRST_ROW + place}" for place, (name, _) in enumerate(figures)}
    rows: list[list[Value]] = [[name, n, ""] for name, n in figures]
    checked_in = FIRST_ROW + len(rows)
    rows.append(["签到人数", facts.figures.checked_in, ""])
    checks = [
        ("制发 − 发给 − 作废 − 剩余", f"={cells['制发']}-{cells['发给']}-{cells['作废']}-{cells['剩余']}"),
        ("发给 − 签到人数", f"={cells['发给']}-B{checked_in}"),
        ("发给 − 收回 − 未收回", f"={cells['发给']}-{cells['收回']}-{cells['未收回']}"),
        ("收回 − 有效 − 无效", f"={cells['收回']}-{cells['有效']}-{cells['无效']}"),
    ]
    if facts.paper_rows:
        checks += [
            (
                "纸质票印制 − 换发 − 剩余",
                f"={cells['纸质票印制']}-{cells['换发纸质票']}-{cells['纸质票剩余']}",
            ),
            (
                "纸质收回 − 纸质有效 − 纸质无效",
                f"={cells['纸质收回']}-{cells['纸质有效']}-{cells['纸质无效']}",
            ),
        ]
    rows += [[label, Formula(formula), "应为 0"] for label, formula in checks]
    rows += [
        [equation.text_zh, "", "成立" if equation.holds else equation.breach] for equation in facts.equations
    ]
    rows += [[label, "", value] for label, value in [*facts.before, *facts.printed]]
    head = [Column("项目", 44), Column("数量", 10, "integer"), Column("说明", 70)]
    return Sheet("票数核对", f"{facts.name}票数核对", head, rows, notes=_marks(facts), landscape=True)


def _composition(facts: ReportFacts) -> Sheet:
    rows: list[list[Value]] = [
        [row.source, row.category, row.members, row.attended] for row in facts.composition
    ]
    last = FIRST_ROW + len(rows) - 1
    if rows:
        rows.append(
            ["合计", "", Formula(f"=SUM(C{FIRST_ROW}:C{last})"), Formula(f"=SUM(D{FIRST_ROW}:D{last})")]
        )
    head = [
        Column("来源", 12),
        Column("类别", 24),
        Column("代表人数", 12, "integer"),
        Column("到会人数", 12, "integer"),
    ]
    return Sheet("到会构成", f"{facts.name}代表到会构成", head, rows, notes=_marks(facts))


def _marks(facts: ReportFacts) -> list[str]:
    return [f"{facts.watermark}：不得作为正式结果使用。"] if facts.watermark else []
