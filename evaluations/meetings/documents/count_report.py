"""The count report 计票报告 (internal edition, to be signed) and the published edition 公布件, by GB/T 9704."""

from collections.abc import Iterable, Sequence

from django.utils.timezone import localdate, localtime

from ballots.documents import digest_blocks
from ballots.queries.files import INTERNAL
from ballots.queries.repeats import former_votes
from evaluations.meetings.queries.reports import ReportFacts
from evaluations.meetings.queries.results import SubjectResult
from printing.page import (
    BarChart,
    Block,
    Document,
    Heading,
    KeyValues,
    Paragraph,
    SignatureBlock,
    Table,
    official_pdf,
)
from rulebook.ballot.tally import COMBINED_RATE_LABEL, SATISFIED_RATE_LABEL, Rate, least_shown, may_show

INTERNAL_NOTE = "内部计票报告：供领导小组、监察室和市纪委使用，查阅均留有记录。"


def count_report_pdf(facts: ReportFacts) -> bytes:
    """The internal edition with signature lines."""
    blocks = [
        *_meeting(facts),
        *_attendance(facts),
        *_reconciliation(facts),
        *_results(facts, facts.results, "四"),
        *_fixed_before(facts),
        *digest_blocks("六、计票结果的校验值", {"": facts.printed}),
        Heading("七、签字"),
        SignatureBlock(["计票人：", "监票人：", "监督员：", "主持人："]),
    ]
    return official_pdf(
        Document(
            title=f"{facts.name}\n计票报告",
            issuer=facts.meeting.activity.bureau.name,
            blocks=blocks,
            date_text=_day(facts),
            watermark=facts.watermark,
            footer_note=INTERNAL_NOTE,
        )
    )


def published_report(facts: ReportFacts) -> bytes:
    """The published edition: combined distribution only, withheld below k ballots (S0-19)."""
    blocks = [*_meeting(facts), *_attendance(facts), *_reconciliation(facts)]
    if may_show(facts.counts.ballots, facts.vote.threshold):
        blocks += _results(facts, facts.results, "四")
    else:
        blocks += [
            Heading("四、评议结果"),
            Paragraph(f"有效票不足 {least_shown(facts.vote.threshold)} 张，为保护评议代表，不公布分布。"),
        ]
    blocks += digest_blocks("五、校验值", {"": [row for row in facts.printed if INTERNAL not in row[0]]})
    return official_pdf(
        Document(
            title=f"{facts.name}\n结果",
            issuer=facts.meeting.activity.bureau.name,
            blocks=blocks,
            date_text=_day(facts),
            watermark=facts.watermark,
        )
    )


def _meeting(facts: ReportFacts) -> list[Block]:
    meeting, vote = facts.meeting, facts.vote
    when = (
        f"{meeting.held_on:%Y年%-m月%-d日} {meeting.held_at:%H:%M}"
        if meeting.held_on and meeting.held_at
        else "—"
    )
    rows = [
        ("评议活动", meeting.activity.title),
        ("被评议单位", meeting.office.name),
        ("述职人员", "、".join(f"{each.title} {each.name}" for each in facts.officers)),
        ("会议时间", when),
        ("会议地点", meeting.place),
        ("抽取主体", meeting.activity.drawing_body),
        ("抽取编号", meeting.draw.number if meeting.draw else "—"),
    ]
    if vote.opened_at and vote.closed_at:
        rows.append(
            ("投票起止", f"{localtime(vote.opened_at):%H:%M} 开启，{localtime(vote.closed_at):%H:%M} 截止")
        )
    rows += [("重新投票", f"前次投票因“{former.void_reason}”作废，不作数") for former in former_votes(vote)]
    return [Heading("一、会议概况"), KeyValues(rows)]


def _attendance(facts: ReportFacts) -> list[Block]:
    members = sum(row.members for row in facts.composition)
    attended = sum(row.attended for row in facts.composition)
    rows = [[row.source, row.category, str(row.members), str(row.attended)] for row in facts.composition]
    rows.append(["合计", "", str(members), str(attended)])
    return [
        Heading("二、代表到会情况"),
        Table(
            ["来源", "类别", "代表人数", "到会人数"],
            rows,
            widths=(2, 4, 2, 2),
            align=("center", "left", "right", "right"),
        ),
        Paragraph(_gauge_sentence("开启投票时", facts.meeting.gauges_at_open)),
        Paragraph(_gauge_sentence("截止投票时", facts.meeting.gauges_at_close)),
    ]


def _gauge_sentence(moment: str, numbers: dict[str, int]) -> str:
    if not numbers:
        return f"{moment}的到会人数没有记录。"
    return (
        f"{moment}，到会 {numbers['total']} 人（应不少于 {numbers['needed']} 人），"
        f"其中管理服务对象 {numbers['service_objects']} 人（应不少于 {numbers['service_needed']} 人），"
        f"聘请的评议员 {numbers['engaged']} 人。"
    )


def _reconciliation(facts: ReportFacts) -> list[Block]:
    rows = facts.figure_rows
    blocks: list[Block] = [
        Heading("三、票数核对"),
        Table([name for name, _ in rows], [[str(n) for _, n in rows]]),
    ]
    if paper := facts.paper_rows:
        blocks.append(Paragraph("其中凭未拆用的选票卡换发的纸质票："))
        blocks.append(Table([name for name, _ in paper], [[str(n) for _, n in paper]]))
    broken = [equation.breach for equation in facts.equations if not equation.holds]
    if broken:
        blocks.append(Paragraph(f"下列等式不成立：{'；'.join(broken)}。"))
    else:
        named = "；".join(equation.text_zh for equation in facts.equations[:4])
        blocks.append(Paragraph(f"各项等式均成立：{named}等 {len(facts.equations)} 项。"))
    return blocks


def _results(facts: ReportFacts, results: Sequence[SubjectResult], number: str) -> list[Block]:
    grades = [grade.label for grade in facts.counts.form.grades]
    summary = [
        [
            each.subject.label,
            _rate(each.overall.satisfied),
            _rate(each.overall.combined),
            str(each.overall.abstained),
        ]
        for each in results
    ]
    blocks: list[Block] = [
        Heading(f"{number}、评议结果"),
        Paragraph(
            f"有效票 {facts.counts.ballots} 张。各率以对该对象作出评价的票数为分母，弃权另列。"
            f"{COMBINED_RATE_LABEL}为满意、比较满意、基本满意三档合计。"
        ),
        Table(
            ["评议对象", SATISFIED_RATE_LABEL, COMBINED_RATE_LABEL, "弃权"],
            summary,
            widths=(4, 3, 3, 1),
            align=("left", "center", "center", "right"),
            caption="总体评价",
        ),
        BarChart(
            "总体评价分布",
            [(each.subject.label, [(name, float(n)) for name, n in each.overall.pairs]) for each in results],
        ),
    ]
    for order, each in enumerate(results, start=1):
        blocks += _subject(order, each, grades)
    return blocks


def _subject(order: int, each: SubjectResult, grades: Iterable[str]) -> list[Block]:
    rows = [
        [row.label, *(str(n) for _, n in row.pairs), row.satisfied.percent, row.combined.percent]
        for row in each.criteria
    ]
    return [
        Heading(f"（{_chinese(order)}）{each.subject.label}", level=2),
        Table(
            ["项目", *map(_two_lines, grades), "弃权", "满意率", "基本满意\n以上率"],
            rows,
            widths=(4.6, 1.8, 1.8, 1.8, 1.8, 1.8, 1.4, 2.2, 2.4),
            align=("left", *("right",) * 8),
        ),
    ]


def _fixed_before(facts: ReportFacts) -> list[Block]:
    return [
        Heading("五、投票以前固定的内容"),
        Paragraph("评议表和代表抽取的校验值，可在投票页和抽取核验页上看到。"),
        KeyValues(facts.before),
    ]


def _two_lines(label: str) -> str:
    """A grade's name for a narrow column: four characters in two lines of two."""
    return f"{label[:2]}\n{label[2:]}" if len(label) == 4 else label


def _rate(rate: Rate) -> str:
    return f"{rate.percent}（{rate.numerator}/{rate.denominator}）"


def _day(facts: ReportFacts) -> str:
    day = facts.meeting.held_on or localdate()
    return f"{day:%Y年%-m月%-d日}"


def _chinese(number: int) -> str:
    """1 to 99 as 一 to 九十九, for headings."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{digits[tens]}十")
    return head + (digits[ones] if ones else "")
