"""The dossier 档案包 of a round: one zip, a folder a meeting, an index on paper and as a table, every hash."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.timezone import localdate

from evaluations.meetings.documents.papers import MEETING_PAPERS, ROUND_PAPERS, Paper
from evaluations.meetings.models import Activity, Meeting
from evaluations.meetings.queries.reports import MARKS
from printing.page import Block, Document, Heading, Paragraph, Table, official_pdf
from printing.sheet import Column, Sheet, Value, workbook
from printing.wording import long_date
from registry.services.attachments import clean_name
from rulebook.draw.bundle import zip_bundle
from rulebook.lifecycle.meeting import MEETING, MeetingState

ROUND_FOLDER = "00 活动"
Said = Callable[[str], None]


def safe(name: str) -> str:
    """A name that every system can unpack; a slash typed in a name stays readable and makes no folder."""
    return clean_name(name.replace("/", "／").replace("\\", "＼"))


@dataclass(frozen=True)
class Entry:
    """One line of the index: number within the folder, name, size and hash, or why it is missing."""

    folder: str
    number: int
    paper: Paper

    @property
    def path(self) -> str:
        return f"{self.folder}/{safe(f'{self.number:02} {self.paper.name}')}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.paper.content).hexdigest() if self.paper.content is not None else ""


def dossier_meetings(activity: Activity) -> list[Meeting]:
    """All meetings of the round, void ones too, by office."""
    rows = activity.meetings.select_related("activity", "activity__bureau", "office", "draw", "vote")
    return list(rows.order_by("office__code", "pk"))


def build_dossier(activity: Activity, said: Said) -> bytes:
    """Everything there is now, in a fixed order; ``said`` hears which folder is being filled."""
    entries = list(_entries(activity, said))
    said("编排卷内目录")
    files = {entry.path: entry.paper.content for entry in entries if entry.paper.content is not None}
    files["卷内目录.pdf"] = _index(activity, entries)
    files["目录.xlsx"] = _table(activity, entries)
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in sorted(files.items())]
    files["SHA256SUMS.txt"] = ("\n".join(sums) + "\n").encode()
    return zip_bundle(files)


def _entries(activity: Activity, said: Said) -> Iterator[Entry]:
    said("活动")
    papers = [paper for make in ROUND_PAPERS for paper in make(activity)]
    yield from (Entry(ROUND_FOLDER, number, paper) for number, paper in enumerate(papers, start=1))
    for place, meeting in enumerate(dossier_meetings(activity), start=1):
        said(meeting.office.name)
        void = "（已作废）" if meeting.state == MeetingState.VOID else ""
        folder = safe(f"{place:02} {meeting.office.name}{void}")
        papers = [paper for make in MEETING_PAPERS for paper in make(meeting)]
        yield from (Entry(folder, number, paper) for number, paper in enumerate(papers, start=1))


def _index(activity: Activity, entries: list[Entry]) -> bytes:
    meetings = dossier_meetings(activity)
    unfinished = [each for each in meetings if each.state not in (MeetingState.ARCHIVED, MeetingState.VOID)]
    there = sum(entry.paper.content is not None for entry in entries)
    blocks: list[Block] = [
        Paragraph(f"本卷收文件 {there} 份，缺 {len(entries) - there} 份，缺的写明原因。标“内部”的不得外传。")
    ]
    if unfinished:
        names = "、".join(f"{each.office}（{MEETING.label(each.state)}）" for each in unfinished)
        blocks.append(Paragraph(f"下列会议尚未归档，本卷为预览：{names}。"))
    for folder in dict.fromkeys(entry.folder for entry in entries):
        rows = [
            [
                f"{each.number:02}",
                each.paper.name + (f"（{each.paper.mark}）" if each.paper.mark else ""),
                each.sha256[:16] if each.sha256 else f"缺：{each.paper.reason}",
            ]
            for each in entries
            if each.folder == folder
        ]
        blocks.append(Heading(folder))
        blocks.append(
            Table(
                ["序号", "文件", "校验值前 16 位"],
                rows,
                widths=(1.2, 7.5, 4.3),
                align=("center", "left", "left"),
            )
        )
    blocks.append(Paragraph("全部校验值见 SHA256SUMS.txt，可用任何校验工具核对。"))
    return official_pdf(
        Document(
            title=f"{activity.title}\n卷内目录",
            issuer=activity.bureau.name,
            blocks=blocks,
            date_text=long_date(localdate()),
            watermark=MARKS.get(activity.marking, activity.marking),
            compact=True,
        )
    )


def _table(activity: Activity, entries: list[Entry]) -> bytes:
    head = [
        Column("文件夹", 24),
        Column("序号", 8, "integer"),
        Column("文件", 44),
        Column("密级", 8),
        Column("字节", 12, "integer"),
        Column("校验值", 70),
        Column("缺的原因", 30),
    ]
    rows: list[list[Value]] = [
        [
            each.folder,
            each.number,
            each.paper.name,
            each.paper.mark,
            len(each.paper.content) if each.paper.content is not None else None,
            each.sha256,
            each.paper.reason,
        ]
        for each in entries
    ]
    return workbook([Sheet("卷内目录", f"{activity.title}卷内目录", head, rows, landscape=True)])
