"""The minutes of a meeting 会议记录, to be signed (S0-10, S0-11, S0-13)."""

from datetime import datetime

from django.utils.timezone import localtime

from evaluations.meetings.models import AgendaItem, Question
from evaluations.meetings.queries.sittings import MinutesFacts
from printing.page import (
    Block,
    Document,
    Heading,
    KeyValues,
    Paragraph,
    SignatureBlock,
    Table,
    official_pdf,
)
from rulebook.meeting.agenda import Kind


def meeting_minutes_pdf(facts: MinutesFacts) -> bytes:
    """What happened, in the order in which it happened. Nobody who asked or voted is named."""
    blocks = [
        *_particulars(facts),
        *_present(facts),
        *_agenda(facts),
        *_questions(facts),
        *_statements(facts),
        *_figures(facts),
        Heading("七、签字"),
        SignatureBlock(["主持人：", "监督人：", "记录人："]),
    ]
    meeting = facts.meeting
    return official_pdf(
        Document(
            title=f"{meeting.activity.year}年{meeting}\n会议记录",
            issuer=meeting.activity.bureau.name,
            blocks=blocks,
            date_text=f"{localtime(facts.sitting.began_at):%Y年%-m月%-d日}",
            watermark=facts.watermark,
        )
    )


def _clock(moment: datetime | None) -> str:
    return f"{localtime(moment):%H:%M}" if moment else "—"


def _particulars(facts: MinutesFacts) -> list[Block]:
    sitting = facts.sitting
    watched = {True: "监督人全程在场", False: "监督人没有全程在场", None: "未登记"}
    rows = [
        ("评议活动", facts.meeting.activity.title),
        ("被评议单位", facts.meeting.office.name),
        ("地点", facts.meeting.place),
        ("起止时间", f"{_clock(sitting.began_at)} 开会，{_clock(sitting.ended_at)} 散会"),
        ("主持人", f"{sitting.chair_title} {sitting.chair_name}"),
        ("监督人", f"{sitting.watcher_title} {sitting.watcher_name}"),
        ("监督情况", watched[sitting.watched_throughout]),
    ]
    if sitting.acting_reason:
        rows.insert(5, ("代为主持的原因", sitting.acting_reason))
    if sitting.note:
        rows.append(("情况记录", sitting.note))
    return [Heading("一、会议概况"), KeyValues(rows)]


def _present(facts: MinutesFacts) -> list[Block]:
    rows = [[row.source, row.category, str(row.members), str(row.attended)] for row in facts.composition]
    rows.append(
        [
            "合计",
            "",
            str(sum(row.members for row in facts.composition)),
            str(sum(row.attended for row in facts.composition)),
        ]
    )
    return [
        Heading("二、到会情况"),
        Table(
            ["来源", "类别", "代表人数", "到会人数"],
            rows,
            widths=(2, 4, 2, 2),
            align=("center", "left", "right", "right"),
        ),
    ]


def _agenda(facts: MinutesFacts) -> list[Block]:
    rows = [
        [item.title, _clock(item.begun_at), _clock(item.ended_at), item.get_state_display()]
        for item in facts.items
    ]
    blocks: list[Block] = [
        Heading("三、议程"),
        Table(
            ["环节", "开始", "结束", "状态"],
            rows,
            widths=(6, 1.6, 1.6, 1.8),
            align=("left", "center", "center", "center"),
        ),
    ]
    notes = [item for item in facts.items if item.note and item.kind != Kind.STATEMENT]
    return blocks + [Paragraph(f"{item.title}：{item.note}") for item in notes]


def _questions(facts: MinutesFacts) -> list[Block]:
    if not facts.questions:
        return [Heading("四、问询和解答"), Paragraph("本场没有问询和建议。")]
    answered = sum(bool(each.answer) for each in facts.questions)
    blocks: list[Block] = [
        Heading("四、问询和解答"),
        Paragraph(f"问询和建议 {len(facts.questions)} 条，已解答 {answered} 条。不记提问人。"),
    ]
    for number, each in enumerate(facts.questions, start=1):
        blocks.append(Paragraph(f"{number}．{_asked(each, facts)}：{each.text}"))
        blocks.append(Paragraph(f"解答：{each.answer or '会上没有解答。'}"))
    return blocks


def _asked(question: Question, facts: MinutesFacts) -> str:
    whom = (
        f"{question.officer.title} {question.officer.name}" if question.officer else facts.meeting.office.name
    )
    return f"{'问' if question.kind == 'question' else '建议'}{whom}"


def _statements(facts: MinutesFacts) -> list[Block]:
    made = [item for item in facts.items if item.kind == Kind.STATEMENT and item.state == "done"]
    if not made:
        return [Heading("五、表态发言"), Paragraph("表态发言还没有记录。")]
    return [Heading("五、表态发言"), *(Paragraph(f"{item.title}：{_said(item)}") for item in made)]


def _said(item: AgendaItem) -> str:
    if item.joint and item.officer_id is not None:
        return item.note or "由所长（局长）一并表态。"
    return f"{item.note}{'（一并代表本人表态）' if item.joint else ''}"


def _figures(facts: MinutesFacts) -> list[Block]:
    f = facts.figures
    if f is None:
        return [Heading("六、票数"), Paragraph("票箱尚未封存，票数待封存后记入。")]
    rows = [
        ("制发", f.made),
        ("发给", f.handed_out),
        ("收回", f.returned),
        ("有效", f.valid),
        ("无效", f.invalid),
        ("作废", f.spoiled),
        ("剩余", f.leftover),
    ]
    return [Heading("六、票数"), Table([name for name, _ in rows], [[str(n) for _, n in rows]])]
