"""The round board: offices by steps, what is late, what waits for whom; and what of it waits for one user."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET

from evaluations.meetings.access.board import BoardView, board_meetings, board_view, boards_for, is_own_duty
from evaluations.meetings.queries import dossiers, summaries
from evaluations.meetings.queries.board import Line, board_lines
from evaluations.meetings.views import board_links
from evaluations.meetings.views.trail import Crumbs, activity_crumbs
from registry.views.acting import acting_user
from rulebook.meeting.board import INSIDE_STEPS, STEP_TITLES, Cell, CellState, late_cells
from rulebook.meeting.waiting import Wait, Whom

if TYPE_CHECKING:
    from evaluations.meetings.models import Activity, Meeting
    from registry.models import User

WORDS = {
    CellState.DONE: ("完成", "done"),
    CellState.CURRENT: ("在办", "due"),
    CellState.LATE: ("逾期", "overdue"),
    CellState.TODO: ("未到", "waiting"),
    CellState.MISSED: ("无记录", "neutral"),
}


@dataclass(frozen=True)
class ShownCell:
    """A cell as the page draws it; ``label`` says all of it to whoever hears the page."""

    label: str
    title: str
    word: str
    tone: str
    figure: str
    url: str


@dataclass(frozen=True)
class ShownLine:
    meeting: "Meeting"
    url: str
    cells: Sequence[ShownCell]


@dataclass(frozen=True)
class Item:
    """Something late, or something that waits; ``days`` late."""

    meeting: "Meeting"
    text: str
    url: str
    due: date | None = None
    days: int = 0

    @property
    def late(self) -> str:
        return f"逾期 {self.days} 天"


@dataclass(frozen=True)
class LateOffice:
    """Steps of one office that are late, the longest first."""

    meeting: "Meeting"
    items: Sequence[Item]

    @property
    def longest(self) -> Item:
        return self.items[0]


@require_GET
def board_show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the offices are (S0-18, S0-21); each post gets its own part."""
    user = acting_user(request)
    activity = get_object_or_404(boards_for(user), pk=pk)
    view = board_view(user, activity)
    lines = board_lines(board_meetings(user, activity))
    late = late_offices(user, lines) if view.matrix else []
    context = {
        "activity": activity,
        "view": view,
        "lines": [_shown(user, line, view) for line in lines] if view.matrix else [],
        "titles": STEP_TITLES.values(),
        "late": late,
        "late_number": sum(len(office.items) for office in late),
        "mine": own_items(user, lines),
        "others": other_items(user, lines) if view.others else [],
        "whole": whole_round(activity) if view.others and not activity.rehearsal_of_id else [],
        "archived": sum(line.cells[-1].state == CellState.DONE for line in lines),
        "number": len(lines),
        "crumbs": _crumbs(activity, view),
    }
    return render(request, "meetings/board_show.html", context)


def whole_round(activity: "Activity") -> list[tuple[str, str, str]]:
    """What is one for all offices: the round's summary and its dossier (S0-18)."""
    summary = summaries.standing_of(activity, summaries.summary_of(activity, None)).sentence
    dossier = dossiers.dossier_of(activity)
    made = dossier.made_at if dossier and dossier.file_id else None
    word = f"{localtime(made):%Y-%m-%d} 生成" if made else "未生成"
    return [
        ("本轮总结", summary, reverse("meetings:summary-round", args=[activity.pk])),
        ("档案包", word, reverse("meetings:dossier-show", args=[activity.pk])),
    ]


def _crumbs(activity: "Activity", view: BoardView) -> Crumbs:
    """An office does not see the round's own page."""
    crumbs = activity_crumbs(activity, "进度总表")
    return crumbs if view.inside else [crumbs[0], (activity.title, ""), crumbs[-1]]


def _shown(user: "User", line: Line, view: BoardView) -> ShownLine:
    meeting = line.meeting
    cells = [_shown_cell(user, meeting, cell, view) for cell in line.cells]
    return ShownLine(meeting, board_links.meeting_url(user, meeting), cells)


def _shown_cell(user: "User", meeting: "Meeting", cell: Cell, view: BoardView) -> ShownCell:
    """What has not come yet leads nowhere. An office learns that a step inside is done, and no figure of it (S0-03, S0-19)."""
    word, tone = WORDS[cell.state]
    hidden = not view.inside and cell.step in INSIDE_STEPS
    figure = "" if hidden else cell.figure
    url = "" if cell.state == CellState.TODO else board_links.step_url(user, meeting, cell.step)
    label = f"{meeting.office}，{cell.title}：{word} {figure}".strip()
    return ShownCell(label, cell.title, word, tone, figure, url)


def late_offices(user: "User", lines: Iterable[Line]) -> list[LateOffice]:
    """What is late, by office, the latest office first."""
    found = [
        LateOffice(
            line.meeting,
            sorted(_late_items(user, line), key=lambda item: -item.days),
        )
        for line in lines
        if late_cells([*line.cells])
    ]
    return sorted(found, key=lambda office: -office.longest.days)


def _late_items(user: "User", line: Line) -> list[Item]:
    today = localdate()
    return [
        Item(
            line.meeting,
            cell.title,
            board_links.step_url(user, line.meeting, cell.step),
            cell.due,
            (today - cell.due).days,
        )
        for cell in late_cells([*line.cells])
        if cell.due
    ]


def own_items(user: "User", lines: Iterable[Line]) -> list[Item]:
    """What waits for this user, what is due first on top."""
    found = [
        _item(user, line.meeting, wait)
        for line in lines
        for wait in line.waits
        if is_own_duty(user, line.meeting, wait.duty)
    ]
    return sorted(found, key=lambda item: (item.due is None, item.due or localdate()))


def other_items(user: "User", lines: Sequence[Line]) -> list[tuple[str, list[Item]]]:
    """What waits for others, by post in the order of the duties."""
    groups: dict[Whom, list[Item]] = {whom: [] for whom in Whom}
    for line in lines:
        for wait in line.waits:
            if not is_own_duty(user, line.meeting, wait.duty):
                groups[wait.whom].append(_item(user, line.meeting, wait))
    return [(whom.value, items) for whom, items in groups.items() if items]


def _item(user: "User", meeting: "Meeting", wait: Wait) -> Item:
    late = max(0, (localdate() - wait.due).days) if wait.due else 0
    url = board_links.wait_url(user, meeting, wait)
    return Item(meeting, wait.sentence, url, wait.due, late)
