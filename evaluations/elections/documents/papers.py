"""The internal count of an election and its bulletin 通报, by GB/T 9704 (S3-12, S3-19)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from ballots.documents import digest_blocks
from evaluations.elections.models import Election
from evaluations.elections.queries.decisions import said_in_documents, what
from evaluations.elections.queries.published import publishable_table
from evaluations.elections.queries.reports import PanelFile
from evaluations.elections.queries.scores import Row, ScoreTable
from printing.ballot_paper import BallotPaper, ballot_papers_pdf
from printing.page import BarChart, Block, Document, Heading, Paragraph, SignatureBlock, Table, official_pdf
from printing.wording import long_date, text_blocks
from rulebook.election.panels import RATE_ALL, seats_text
from rulebook.election.score import GRADES, PANEL_LABELS, Panel
from rulebook.rounding import shown

INTERNAL_NOTE = "内部计票结果：供领导小组、监察室和市纪委使用，查阅均留有记录，不得外传。"
REHEARSAL = "演练"
HOW_TO_MARK = (
    "每个单位只在一个等次的方框内打“√”，不写姓名，不做任何记号，填好后自己投入票箱。逾时交回的不计。"
)
ROUNDING = "各数为精确分数，只在显示时取两位小数，四舍六入五成双。"


def percent(value: Fraction | None) -> str:
    """A rate in words."""
    return f"{shown(value * 100)}%" if value is not None else "—"


def election_report(table: ScoreTable, files: Sequence[PanelFile] = ()) -> bytes:
    """The internal edition: for each unit the votes, rates, averages and score; charts by panel; the digests of what was voted on
    here; lines to sign.
    """
    election = table.election
    blocks: list[Block] = [
        Paragraph(f"{election.year}年评选，{seats_text(table.scheme)}。{ROUNDING}"),
        Heading("一、得分和名次"),
        _ranking(table),
        *_remarks(table),
        Heading("二、计算过程"),
    ]
    for row in table.rows:
        blocks += _worked(table, row)
    blocks.append(Heading("三、各层面分布"))
    blocks += [_chart(table, rule.panel) for rule in table.scheme.panels]
    if files:
        blocks += digest_blocks("四、校验值", {PANEL_LABELS[each.panel]: each.digests for each in files})
    blocks += [
        Heading(f"{'五' if files else '四'}、签字"),
        SignatureBlock(["计票人：", "监票人：", "监督员："]),
    ]
    return official_pdf(
        Document(
            title=f"{election.title}\n计票结果",
            issuer=election.bureau.name,
            blocks=blocks,
            footer_note=INTERNAL_NOTE,
            watermark=REHEARSAL if election.rehearsal_of_id else "",
        )
    )


def _ranking(table: ScoreTable) -> Table:
    rows = [
        [
            _place(row),
            row.unit.name,
            shown(row.score.score),
            percent(row.score.averages[0] if row.score.averages else None),
            shown(row.score.second),
            str(row.second_place or "—"),
            row.verdict,
        ]
        for row in table.rows
    ]
    head = ["名次", "单位", "得分", "平均满意率", "对照得分", "对照名次", "结果"]
    return Table(head, rows, align=["center", "left", "right", "right", "right", "center", "left"])


def _place(row: Row) -> str:
    if row.placed is None:
        return "—"
    return f"{row.placed.place}{'（并列）' if row.placed.tied else ''}"


def _remarks(table: ScoreTable) -> list[Block]:
    found = []
    if table.differences:
        found.append("按文件中的另一组分值，以下单位名次不同：" + "".join(table.differences))
    if table.lowest:
        found.append(table.lowest)
    found += said_in_documents(table.decisions)
    found += [
        f"领导小组决定（{long_date(each.decided_on)}）：{what(each)}。{each.reason}"
        for each in table.decisions
    ]
    return [Paragraph(text) for text in [*found, *table.problems]]


def _worked(table: ScoreTable, row: Row) -> list[Block]:
    rows = []
    for rule in table.scheme.panels:
        votes, rates = row.score.votes[rule.panel], row.score.rates.get(rule.panel)
        weight = row.score.weights.get(rule.panel)
        cells = [f"{vote}\n{percent(rates[place])}" if rates else "0" for place, vote in enumerate(votes)]
        rows.append([PANEL_LABELS[rule.panel], percent(weight), str(sum(votes)), *cells])
    if row.score.averages:
        rows.append(["平均比率", "100.00%", "", *(percent(average) for average in row.score.averages)])
    score = (
        f"{row.unit.name}：{shown(row.score.score)} 分"
        if row.score.score is not None
        else f"{row.unit.name}：没有得分"
    )
    return [
        Table(["参评层面", "权重", "票数", *GRADES], rows, widths=[3, 2, 1.4, 2, 2, 2, 2, 2], caption=score),
        Paragraph(_sum_text(table, row)),
    ]


def _sum_text(table: ScoreTable, row: Row) -> str:
    if row.score.averages is None:
        return "该单位有层面没有票，不能计分。"
    parts = [
        f"{points}×{percent(average)}"
        for points, average in zip(table.scheme.points, row.score.averages, strict=True)
    ]
    return f"得分＝{'＋'.join(parts)}＝{shown(row.score.score)}"


def _chart(table: ScoreTable, panel: Panel) -> BarChart:
    rows = [
        (row.unit.name, list(zip(GRADES, map(float, row.score.votes[panel]), strict=True)))
        for row in table.rows
    ]
    return BarChart(PANEL_LABELS[panel], rows)


def election_bulletin(table: ScoreTable, *, number: str, day: date, draft: bool) -> bytes:
    """The 通报: satisfied and low units, rank, and as much of scores and votes as tells of no small panel (S0-19)."""
    election, published = table.election, publishable_table(table)
    satisfied = _names(table, table.outcome.satisfied)
    low = _names(table, table.outcome.low)
    blocks: list[Block] = [
        Paragraph(
            f"按照满意不满意科室（站所）评选办法，经科所互评、分局领导、服务对象、工作监督员四个层面无记名投票，"
            f"{election.year}年{len(table.units)}个单位的评选结果已经产生，现通报如下。"
        ),
        Paragraph(f"满意单位：{satisfied}。" + (f"满意度相对较低单位：{low}。" if low else "")),
        Table(
            ["名次", "单位", "得分", *published.columns],
            [[row.place, row.name, row.score, *map(str, row.votes)] for row in published.rows],
            align=["center", "left", "right", *["right"] * len(published.columns)],
            caption="各单位得分、名次和各层面合计票数" if published.columns else "各单位得分和名次",
        ),
        *(Paragraph(reason) for reason in published.reasons),
        Paragraph("各单位要对照评议意见认真整改，做到件件有回音、事事有着落。"),
    ]
    return official_pdf(
        Document(
            title=f"关于{election.year}年满意不满意科室（站所）\n评选结果的通报",
            issuer=election.bureau.name,
            number=number,
            addressee="各工商所（分局）、机关各科室",
            blocks=blocks,
            date_text=long_date(day),
            watermark=REHEARSAL if election.rehearsal_of_id else "草稿" if draft else "",
        )
    )


def _names(table: ScoreTable, keys: Sequence[str]) -> str:
    return "、".join(table.names[key] for key in keys)


def panel_paper(election: Election, panel: Panel, units: Sequence[str], copies: int) -> bytes:
    """The form of a panel on paper, all alike: for a round that is counted by hand and imported (S3-17).

    The panels from outside rate the one unit for which they were drawn: a form for each, with the other units on none.
    """
    if panel in RATE_ALL:
        return b"".join(ballot_papers_pdf([_panel_form(election, panel, units)], copies))
    return b"".join(ballot_papers_pdf([_panel_form(election, panel, [name]) for name in units], copies))


def _panel_form(election: Election, panel: Panel, units: Sequence[str]) -> BallotPaper:
    own = ("本单位一栏不填，其余单位每个都要评。",) if panel == Panel.MUTUAL else ()
    return BallotPaper(
        title=f"{election.title}评议表（{PANEL_LABELS[panel]}）",
        how_to=(f"请从{'、'.join(election.topics)}等方面评议。", *own, HOW_TO_MARK),
        subjects=["参评单位"],
        criteria=list(units),
        grades=list(GRADES),
    )


def election_summary_pdf(election: Election, day: date) -> bytes:
    """The written summary of the election (S3-16)."""
    return official_pdf(
        Document(
            title=f"{election.title}\n工作总结",
            issuer=election.bureau.name,
            blocks=text_blocks(election.summary),
            date_text=long_date(day),
        )
    )
