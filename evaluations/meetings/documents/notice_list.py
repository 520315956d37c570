"""The members' list as a workbook, for telephoning and for the file (S0-06, S0-09)."""

from collections.abc import Iterable

from evaluations.meetings.models import Meeting, Representative
from evaluations.meetings.queries.reports import MARKS
from printing.sheet import Column, Sheet, Value, workbook
from registry.queries.people import masked_phone

HEAD = [
    Column("序号", 6, "integer"),
    Column("姓名或名称", 30),
    Column("来源", 8),
    Column("类别", 24),
    Column("联系人或单位", 22),
    Column("电话", 16),
    Column("状态", 14),
    Column("通知版次", 10, "integer"),
    Column("通知日期", 12, "date"),
    Column("答复方式", 18),
]


def members_workbook(meeting: Meeting, rows: Iterable[Representative], *, contacts: bool) -> bytes:
    """Every member who is or was one; telephone numbers in full only with ``contacts``."""
    found = [_row(number, row, contacts) for number, row in enumerate(rows, start=1)]
    notes = [f"现行通知为第 {meeting.edition} 版；版次较低的须重新通知。"]
    if mark := MARKS.get(meeting.activity.marking, ""):
        notes.append(f"{mark}：不得作为正式名单使用。")
    title = f"{meeting.activity.year}年{meeting.office}{meeting.activity.occasion}会议评议代表名单"
    return workbook([Sheet("评议代表", title, HEAD, found, notes=notes, landscape=True)])


def _row(number: int, row: Representative, contacts: bool) -> list[Value]:
    notice = getattr(row, "notice", None)
    told = notice if notice and notice.edition else None
    return [
        number,
        row.label,
        row.get_source_display(),
        row.entry.stratum if row.entry else row.get_category_display(),
        row.who,
        row.phone if contacts else masked_phone(row.phone),
        row.get_state_display(),
        told.edition if told else None,
        told.told_on if told else None,
        notice.get_reply_channel_display() if notice and notice.reply_channel else "",
    ]
