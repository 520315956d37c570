"""The internal edition as a workbook whose live formulas redo the three steps from the votes (S3-09 … S3-12)."""

from evaluations.elections.queries.decisions import said_in_documents
from evaluations.elections.queries.scores import Row, ScoreTable
from printing.sheet import FIRST_ROW, Column, Formula, Sheet, Value, workbook
from rulebook.election.score import GRADES, PANEL_LABELS

COUNTS, SCORES = "计票", "计分"
_VOTES, _RATES, _AVERAGES = "EFGHI", "KLMNO", "DEFGH"
NOTES = (
    "比率 = 该等次票数 ÷ 该层面投给该单位的票数；平均比率 = 各层面比率 × 权重之和；得分 = 各等次分值 × 平均比率之和。",
    "各格为公式，改动票数即重新计算；页面上的数字为精确分数，只在显示时四舍六入五成双取两位小数。",
)


def election_workbook(table: ScoreTable) -> bytes:
    """Votes and rates by unit and panel; averages, both scores and the rank by unit. Only names are text from outside."""
    return workbook([_counts(table), _scores(table)])


def _counts(table: ScoreTable) -> Sheet:
    head = [
        Column("单位", 24),
        Column("参评层面", 14),
        Column("票数上限", 9, "integer"),
        Column("权重", 9, "percent"),
        *(Column(grade, 9, "integer") for grade in GRADES),
        Column("票数", 9, "integer"),
        *(Column(f"{grade}率", 10, "percent") for grade in GRADES),
        Column("弃权", 8, "integer"),
    ]
    rows: list[list[Value]] = []
    for row in table.rows:
        for rule in table.scheme.panels:
            at = FIRST_ROW + len(rows)
            count = table.counts.get((row.unit.key, rule.panel))
            rates = [Formula(f"=IF(J{at}=0,0,{column}{at}/J{at})") for column in _VOTES]
            rows.append(
                [
                    row.unit.name,
                    PANEL_LABELS[rule.panel],
                    rule.seats,
                    row.score.weights.get(rule.panel, 0),
                    *row.score.votes[rule.panel],
                    Formula(f"=SUM(E{at}:I{at})"),
                    *rates,
                    count.abstained if count else 0,
                ]
            )
    return Sheet(COUNTS, f"{table.election.title}各层面计票", head, rows, notes=_notes(table), landscape=True)


def _notes(table: ScoreTable) -> tuple[str, ...]:
    return (*NOTES, *said_in_documents(table.decisions))


def _scores(table: ScoreTable) -> Sheet:
    head = [
        Column("单位", 24),
        Column("名次", 8, "integer"),
        Column("结果", 16),
        *(Column(f"平均{grade}率", 12, "percent") for grade in GRADES),
        Column("得分", 10, "formula"),
        Column("对照得分", 10, "formula"),
        Column("对照名次", 10, "integer"),
    ]
    last = FIRST_ROW + len(table.rows) - 1
    rows = [_score_row(table, row, index, last) for index, row in enumerate(table.rows)]
    return Sheet(SCORES, f"{table.election.title}得分和名次", head, rows, notes=_notes(table), landscape=True)


def _score_row(table: ScoreTable, row: Row, index: int, last: int) -> list[Value]:
    at, panels = FIRST_ROW + index, len(table.scheme.panels)
    if row.score.score is None:
        return [row.unit.name, None, "没有得分", None, None, None, None, None, None, None, None]
    first = FIRST_ROW + index * panels
    averages = [
        Formula(
            "="
            + "+".join(f"'{COUNTS}'!D{line}*'{COUNTS}'!{rate}{line}" for line in range(first, first + panels))
        )
        for rate in _RATES
    ]
    scores = [
        Formula("=" + "+".join(f"{points[place]}*{column}{at}" for place, column in enumerate(_AVERAGES)))
        for points in (table.scheme.points, table.scheme.second_points)
    ]
    # Sums of the same fractions can differ in the last bit, so they are compared rounded.
    ranks = [
        Formula(f"=1+SUMPRODUCT(--(ROUND({c}${FIRST_ROW}:{c}${last},10)>ROUND({c}{at},10)))") for c in "IJ"
    ]
    return [row.unit.name, ranks[0], row.verdict, *averages, *scores, ranks[1]]


def counts_template(units: list[tuple[str, str]], panels: list[str]) -> bytes:
    """An empty file for counted votes: a line for each unit and panel, under the heads that the import knows."""
    head = [
        Column("单位编码", 12),
        Column("单位名称", 26),
        Column("参评层面", 14),
        *(Column(g, 9) for g in GRADES),
    ]
    rows = [[code, name, panel, *[""] * len(GRADES)] for code, name in units for panel in panels]
    return workbook([Sheet("计票结果", "满意不满意科室评选计票结果", head, rows)])
