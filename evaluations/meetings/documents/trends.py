"""Year over year as a workbook: offices and officers, numbers as numbers, withheld where the group is small (S0-17, S0-19)."""

from collections.abc import Iterator, Sequence

from evaluations.meetings.queries.trends import TrendLine
from printing.sheet import Column, Sheet, Value, workbook
from rulebook.ballot.tally import COMBINED_RATE_LABEL, SATISFIED_RATE_LABEL

NOTES = [
    "各率以作出评价的票数为分母，弃权另列；有效票不足最小分组的年份不列。",
    "运用由领导决定后登记，系统不自动计算。",
]


def trend_workbook(offices: Sequence[TrendLine], officers: Sequence[TrendLine], with_uses: bool) -> bytes:
    """The same lines as the page."""
    return workbook(
        [
            _sheet("单位", "各单位总体评价逐年对照", "单位", offices, with_uses),
            _sheet("个人", "述职人员总体评价逐年对照", "姓名", officers, with_uses),
        ]
    )


def _sheet(name: str, title: str, who: str, lines: Sequence[TrendLine], with_uses: bool) -> Sheet:
    head = [
        Column(who, 18),
        Column("当年单位和职务", 24),
        Column("年度", 8, "integer"),
        Column("评价票数", 10, "integer"),
        Column("满意票", 10, "integer"),
        Column(SATISFIED_RATE_LABEL, 10, "percent"),
        Column("基本满意以上票", 14, "integer"),
        Column(COMBINED_RATE_LABEL, 14, "percent"),
        Column("满意率比上次", 20),
        *([Column("结果运用", 40)] if with_uses else []),
    ]
    return Sheet(name, title, head, _rows(lines, with_uses), notes=NOTES, landscape=True)


def _rows(lines: Sequence[TrendLine], with_uses: bool) -> Iterator[list[Value]]:
    for line in lines:
        for year in line.years:
            rate = year.rate if year.shown else None
            row: list[Value] = [line.name, year.title or line.name, year.year]
            if rate:
                row += [rate.given, rate.satisfied.numerator, rate.satisfied.value]
                row += [rate.combined.numerator, rate.combined.value]
            else:
                row += [None] * 5
            row.append(year.change_text)
            if with_uses:
                row.append("；".join(use.sentence for use in year.uses))
            yield row
