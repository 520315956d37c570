"""Papers of the feedback: the sheet each receives, the form of measures, the letter to the representatives (S0-15, S0-20)."""

from django.utils.timezone import localdate

from evaluations.meetings.models import FeedbackForm
from evaluations.meetings.queries.feedback import ReplyFacts, SheetFacts, watermark_of
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
from printing.wording import long_date
from rulebook.ballot.tally import COMBINED_RATE_LABEL, SATISFIED_RATE_LABEL, Rate, least_shown

SHEET_NOTE = "本单只含接收方自己的结果，请妥善保管，不得向他人打听或追查评议代表的意见。"
ROUTING = "本表和落实情况以书面形式报送当地党委、政府和市局纪委，并向评议代表回告。"


def feedback_sheet(facts: SheetFacts) -> bytes:
    """One receiver's own results, questions and opinions, and what is asked of him; nobody else's figures."""
    meeting = facts.meeting
    return official_pdf(
        Document(
            title=f"{meeting.activity.year}年{meeting.activity.assessment}\n反馈单",
            issuer=meeting.activity.bureau.name,
            addressee=facts.receiver,
            blocks=[
                Paragraph(
                    f"{long_date(meeting.held_on)}召开的{meeting.office}{meeting.activity.occasion}会议已经计票，现将评议结果反馈如下。"
                ),
                Heading("一、评议结果"),
                *_result(facts),
                Heading("二、会上的问询和建议"),
                *_questions(facts),
                Heading("三、评议意见"),
                *_opinions(facts),
                Heading("四、整改要求"),
                Paragraph(
                    f"请对照结果认真分析，查找原因，制定措施，于 {long_date(facts.due_on)}前填报反馈整改表，"
                    "并报送落实情况。对提出意见的代表不得打击报复。"
                ),
                SignatureBlock(["签收人：", "签收日期："]),
            ],
            date_text=long_date(meeting.fed_back_on or localdate()),
            watermark=facts.watermark,
            footer_note=SHEET_NOTE,
            compact=True,
        )
    )


def _result(facts: SheetFacts) -> list[Block]:
    if facts.result is None:
        return [Paragraph(f"有效票不足 {least_shown(facts.threshold)} 张，为保护评议代表，不反馈分布。")]
    rows = [
        [each.label, str(each.given), str(each.abstained), _rate(each.satisfied), _rate(each.combined)]
        for each in facts.result.criteria
    ]
    return [
        Paragraph(
            f"收回有效票 {facts.ballots} 张。各率以作出评价的票数为分母，弃权另列；"
            f"{COMBINED_RATE_LABEL}为满意、比较满意、基本满意三档合计。"
        ),
        Table(
            ["项目", "评价票数", "弃权", SATISFIED_RATE_LABEL, COMBINED_RATE_LABEL],
            rows,
            widths=(5, 2, 1.5, 3.2, 3.2),
            align=("left", "right", "right", "center", "center"),
        ),
        BarChart(
            "各项评价分布",
            [(each.label, [(name, float(n)) for name, n in each.pairs]) for each in facts.result.criteria],
        ),
    ]


def _rate(rate: Rate) -> str:
    return f"{rate.percent}（{rate.numerator}/{rate.denominator}）"


def _questions(facts: SheetFacts) -> list[Block]:
    if not facts.questions:
        return [Paragraph("没有登记。")]
    blocks: list[Block] = []
    for number, each in enumerate(facts.questions, start=1):
        blocks.append(Paragraph(f"{number}．{each.get_kind_display()}：{each.text}"))
        blocks.append(Paragraph(f"解答：{each.answer or '会上没有记录解答，请在整改中答复。'}"))
    return blocks


def _opinions(facts: SheetFacts) -> list[Block]:
    if not facts.opinions:
        return [Paragraph("没有整理后的书面意见。")]
    return [Paragraph(f"{number}．{text}") for number, text in enumerate(facts.opinions, start=1)]


def rectification_form(form: FeedbackForm) -> bytes:
    """反馈整改表: measures and what was done, for the Party committee, the government and the discipline commission."""
    meeting = form.meeting
    rows = [
        ("评议活动", meeting.activity.title),
        ("被评议单位", meeting.office.name),
        ("填报", f"{form.officer.title} {form.officer.name}" if form.officer else "单位"),
        ("填报期限", long_date(form.due_on)),
        ("措施提交日期", long_date(form.submitted_on)),
        ("落实提交日期", long_date(form.done_on)),
    ]
    texts = [
        ("一、情况分析", form.analysis),
        ("二、原因查找", form.causes),
        ("三、整改措施", form.measures),
        ("四、落实情况", form.done),
    ]
    blocks: list[Block] = [KeyValues(rows)]
    for title, text in texts:
        blocks += [Heading(title), Paragraph(text or "尚未填报。")]
    blocks.append(Paragraph(ROUTING))
    return official_pdf(
        Document(
            title=f"{meeting.office}{meeting.activity.assessment}\n反馈整改表",
            issuer=meeting.activity.bureau.name,
            blocks=blocks,
            signature_lines=["填报人：", "单位（盖章）："],
            date_text=long_date(form.done_on or form.submitted_on or localdate()),
            watermark=watermark_of(meeting),
            compact=True,
        )
    )


def reply_letter(facts: ReplyFacts) -> bytes:
    """致评议代表: the result is published, these measures were set. No figure that is not published, no opinion."""
    meeting = facts.meeting
    blocks: list[Block] = [
        Paragraph(
            f"感谢您参加{long_date(meeting.held_on)}召开的{meeting.office}{meeting.activity.assessment}。"
        ),
        Paragraph(facts.result_sentence + "公布件可在本局查阅。"),
        Paragraph("被评议单位和述职人员对照结果和大家提出的意见，制定了以下整改措施："),
    ]
    for form in facts.forms:
        who = f"{form.officer.title} {form.officer.name}" if form.officer else meeting.office.name
        blocks.append(Heading(who, level=2))
        blocks.append(Paragraph(form.measures))
        if form.done_on:
            blocks.append(Paragraph(f"落实情况：{form.done}"))
    blocks.append(Paragraph("欢迎继续监督。如发现打击报复，请向本局监察室或市纪委反映。"))
    return official_pdf(
        Document(
            title=f"{meeting.activity.year}年{meeting.activity.assessment}\n整改情况回告",
            issuer=meeting.activity.bureau.name,
            addressee="各位评议代表",
            blocks=blocks,
            date_text=long_date(meeting.representatives_told_on or localdate()),
            watermark=facts.watermark,
            compact=True,
        )
    )
