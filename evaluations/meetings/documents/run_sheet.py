"""The run sheet 会议流程单: who does what when, what lies ready, what is read out (S0-10, S0-12, S0-13)."""

from collections.abc import Sequence

from evaluations.meetings.models import Meeting
from evaluations.meetings.queries.sittings import Holder, watermark
from printing.page import Block, Document, Heading, KeyValues, Paragraph, Table, official_pdf
from rulebook.meeting.agenda import CHECKLIST, SECRECY_RULE, TimedStep


def run_sheet_pdf(
    meeting: Meeting, lines: Sequence[TimedStep], chair: Holder | None, watcher: Holder | None
) -> bytes:
    """The sheet that lies before the chair."""
    when = f"{meeting.held_on:%Y年%-m月%-d日}" if meeting.held_on else "未定"
    hour = f"{meeting.held_at:%H:%M}" if meeting.held_at else ""
    blocks: list[Block] = [
        KeyValues(
            [
                ("时间", f"{when} {hour}".strip()),
                ("地点", meeting.place or "未定"),
                ("主持", _holder(chair)),
                ("监督", _holder(watcher)),
            ]
        ),
        Heading("一、会前备齐"),
        Table(
            ["查", "事项"],
            [["□", item] for item in CHECKLIST],
            widths=(1, 12),
            align=("center", "left"),
        ),
        Heading("二、流程"),
        Table(
            ["时间", "环节", "谁来办", "主持人的话"],
            [[f"{each.begins:%H:%M}", each.title, each.who, each.words] for each in lines],
            widths=(1.7, 4, 3, 6),
            align=("center", "left", "left", "left"),
        ),
        Heading("三、投票前宣读的保密规定"),
        Paragraph(SECRECY_RULE),
    ]
    return official_pdf(
        Document(
            title=f"{meeting.office}{meeting.activity.occasion}\n会议流程单",
            blocks=blocks,
            watermark=watermark(meeting),
            compact=True,
        )
    )


def _holder(holder: Holder | None) -> str:
    return f"{holder.title} {holder.name}" if holder else "未登记"
