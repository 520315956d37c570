"""The round's plan 方案 by GB/T 9704, with the schedule annexed on a page of its own (S0-18)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from evaluations.meetings.queries.reports import MARKS
from printing.page import Block, Document, Heading, KeyValues, Paragraph, Table, official_pdf

if TYPE_CHECKING:
    from evaluations.meetings.models import Activity, GroupMember
    from evaluations.meetings.queries.plans import ScheduleRow


def plan_pdf(
    activity: "Activity",
    group: "Sequence[GroupMember]",
    rows: "Sequence[ScheduleRow]",
    days: Sequence[tuple[str, str]],
) -> bytes:
    """Purpose, leading group, days; then the annex with every office's day, time and place."""
    return official_pdf(
        Document(
            title=f"{activity.title}\n方案",
            issuer=activity.bureau.name,
            number=activity.document_number,
            addressee="局属各单位、机关各科室",
            date_text=f"{localdate():%Y年%-m月%-d日}",
            blocks=[*_text(activity), *_group(activity, group), *_days(days)],
            annex=_annex(rows),
            watermark=MARKS.get(activity.marking, ""),
        )
    )


def _text(activity: "Activity") -> list[Block]:
    paragraphs = [line.strip() for line in activity.purpose.splitlines() if line.strip()]
    return [Heading("一、目的和要求"), *(Paragraph(line) for line in paragraphs or ["（待填写）"])]


def _group(activity: "Activity", group: "Sequence[GroupMember]") -> list[Block]:
    ranks: dict[str, list[str]] = {}
    for member in group:
        ranks.setdefault(member.get_rank_display(), []).append(f"{member.name} {member.position}".strip())
    rows = [(rank, "、".join(names)) for rank, names in ranks.items()]
    return [
        Heading("二、组织领导"),
        Paragraph(f"成立{activity.assessment}工作领导小组，办公室设在{activity.group_office}。"),
        KeyValues(rows),
    ]


def _days(days: Sequence[tuple[str, str]]) -> list[Block]:
    return [
        Heading("三、时间安排"),
        KeyValues(list(days)),
        Paragraph("各所（分局）的会议时间见附表；会议地点由各所（分局）确定后上报监察室。"),
    ]


def _annex(rows: "Sequence[ScheduleRow]") -> list[Block]:
    lines = [
        [
            str(number),
            row.meeting.office.name,
            f"{row.meeting.held_on:%-m月%-d日}" if row.meeting.held_on else "待定",
            f"{row.meeting.held_at:%H:%M}" if row.meeting.held_at else "待定",
            row.meeting.place or "待上报",
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return [
        Heading("附表　会议时间安排表"),
        Table(
            ["序号", "单位", "日期", "时间", "地点"],
            lines,
            widths=(1.2, 3.2, 2.2, 1.8, 6),
            align=("center", "left", "center", "center", "left"),
        ),
    ]
