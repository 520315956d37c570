"""The round board 进度总表: how far each step of a meeting is, from plain facts and a given day (S0-18, S0-21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState

M, D, V = MeetingState, DrawState, VoteState
ORDER = (M.DRAFT, M.POOL, M.DRAWN, M.NOTIFIED, M.CHECK_IN, M.VOTING, M.COUNTED, M.COUNT_SIGNED, M.FED_BACK)
UNSEALED = frozenset({"", D.DRAFT})
SHOWN = frozenset({D.PUBLISHED, D.ARCHIVED})
CAST = frozenset({V.CLOSED, V.SEALED, V.PUBLISHED})


class Step(StrEnum):
    """Columns of the board, in order."""

    PLACE = "place"
    OPINIONS = "opinions"
    REPORTS = "reports"
    ROSTER = "roster"
    DRAW = "draw"
    NOTICE = "notice"
    CHECK_IN = "check_in"
    HEARING = "hearing"
    VOTE = "vote"
    COUNT = "count"
    FEEDBACK = "feedback"
    RECTIFY = "rectify"
    SUMMARY = "summary"
    ARCHIVE = "archive"


STEP_TITLES = {
    Step.PLACE: "时间地点",
    Step.OPINIONS: "征求意见",
    Step.REPORTS: "述职报告",
    Step.ROSTER: "名册",
    Step.DRAW: "抽取",
    Step.NOTICE: "通知",
    Step.CHECK_IN: "签到",
    Step.HEARING: "述职问询",
    Step.VOTE: "投票",
    Step.COUNT: "计票签字",
    Step.FEEDBACK: "反馈",
    Step.RECTIFY: "整改表",
    Step.SUMMARY: "总结",
    Step.ARCHIVE: "归档",
}
INSIDE_STEPS = frozenset({Step.ROSTER, Step.DRAW, Step.NOTICE, Step.CHECK_IN, Step.VOTE, Step.COUNT})
"""Steps whose figures the assessed office does not learn: pool, members, vote (S0-03, S0-19)."""


class CellState(StrEnum):
    """``MISSED``: the meeting went on without it, and it can no longer be recorded."""

    DONE = "done"
    CURRENT = "current"
    TODO = "todo"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What the rows say of one meeting. ``draw`` and ``vote`` are states, empty before there is one.

    ``untold`` members still await their notice, ``unanswered`` were told and said neither yes nor no;
    ``vacant`` seats are of drawn members who declined and were not replaced. ``hearing_steps`` are
    the reports and questions of the agenda. ``asked`` holds the actions for which a second person is waited for.
    ``forms_due`` is the earliest date of a feedback form that is still open.
    """

    state: str = M.DRAFT
    draw: str = ""
    vote: str = ""
    held_on: date | None = None
    timed: bool = False
    place: bool = False
    place_due: date | None = None
    prepare_until: date | None = None
    carry_out_until: date | None = None
    summary_due: date | None = None
    kin_declared: bool = False
    opinions: int = 0
    opinions_sorted: int = 0
    officers: int = 0
    reports: int = 0
    consumers: int = 0
    parties: int = 2
    digits: int = 0
    members: int = 0
    untold: int = 0
    unanswered: int = 0
    vacant: int = 0
    confirmed: int = 0
    present: int = 0
    shortfalls: tuple[str, ...] = ()
    begun: bool = False
    ended: bool = False
    hearing_steps: int = 0
    hearing_done: int = 0
    cards: int = 0
    returned: int | None = None
    unscreened: int = 0
    report_made: bool = False
    asked: frozenset[str] = frozenset()
    fed_back_on: date | None = None
    forms: int = 0
    forms_measured: int = 0
    forms_done: int = 0
    forms_due: date | None = None
    representatives_told: bool = False
    summary_on: date | None = None

    def reached(self, state: MeetingState) -> bool:
        """Whether the meeting stands at ``state`` or beyond."""
        order = [*ORDER, M.ARCHIVED]
        return MeetingState(self.state) in order[order.index(state) :]

    @property
    def preparing(self) -> bool:
        """Whether what belongs before the meeting can still be recorded."""
        return not self.reached(M.CHECK_IN)

    @property
    def heard(self) -> bool:
        return 0 < self.hearing_steps == self.hearing_done

    @property
    def preparation_due(self) -> date | None:
        """The last day of preparation: its stage's, or the eve of the meeting if that is earlier."""
        eve = self.held_on - timedelta(days=1) if self.held_on else None
        return min((day for day in (self.prepare_until, eve) if day), default=None)


@dataclass(frozen=True, slots=True)
class Cell:
    """One step of one meeting. ``figure`` is short; ``due`` the last day in time, if the step has one."""

    step: Step
    state: CellState
    figure: str = ""
    due: date | None = None

    @property
    def title(self) -> str:
        return STEP_TITLES[self.step]


def cells(facts: MeetingFacts, today: date) -> list[Cell]:
    """All steps in order. A step is late when it could be taken and its day has passed."""
    found = [*_before(facts), *_on_the_day(facts, today), *_after(facts)]
    return [_cell(*row, today) for row in found]


def late_cells(row: list[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.state == CellState.LATE]


Row = tuple[Step, bool, bool, bool, str, date | None]
"""Step, whether done, whether it can be taken now, whether its time is gone for good, figure, due."""


def _cell(
    step: Step, done: bool, open_now: bool, gone: bool, figure: str, due: date | None, today: date
) -> Cell:
    if done:
        return Cell(step, CellState.DONE, figure, due)
    if gone:
        return Cell(step, CellState.MISSED, figure, due)
    if not open_now:
        return Cell(step, CellState.TODO, figure, due)
    overdue = due is not None and today > due
    return Cell(step, CellState.LATE if overdue else CellState.CURRENT, figure, due)


def _before(f: MeetingFacts) -> list[Row]:
    """Preparation: place by its own date, all else by the end of the stage (S0-09, S0-18)."""
    open_now, due = f.preparing, f.preparation_due
    sorted_all = 0 < f.opinions == f.opinions_sorted
    written = 0 < f.officers <= f.reports
    shown = f.draw in SHOWN
    told = shown and f.reached(M.NOTIFIED) and not f.untold
    confirmed = _of(f.confirmed, f.members) if shown else ""
    opinions = f"{f.opinions} 条" if sorted_all else f"{f.opinions_sorted}/{f.opinions}" if f.opinions else ""
    return [
        (Step.PLACE, f.timed and f.place, open_now, False, _day(f.held_on), f.place_due),
        (Step.OPINIONS, sorted_all, open_now, not open_now, opinions, due),
        (Step.REPORTS, written, open_now, not open_now, _of(f.reports, f.officers), due),
        (Step.ROSTER, f.draw not in UNSEALED, True, False, "", due),
        (Step.DRAW, shown, f.draw not in UNSEALED, False, "", due),
        (Step.NOTICE, told or f.reached(M.VOTING), shown, False, confirmed, due),
    ]


def _on_the_day(f: MeetingFacts, today: date) -> list[Row]:
    """The meeting: door, reports and questions, ballot, count (S0-13)."""
    at_door = f.state == M.CHECK_IN
    day_has_come = f.state == M.NOTIFIED and f.held_on is not None and today >= f.held_on
    hearing_open = f.begun or (at_door and not f.shortfalls)
    cast = f.vote in CAST
    returned = f"{f.returned} 张" if cast and f.returned is not None else ""
    until = max((day for day in (f.held_on, f.carry_out_until) if day), default=None)
    present = f"{f.present} 人" if f.reached(M.CHECK_IN) else ""
    hearing = _of(f.hearing_done, f.hearing_steps)
    return [
        (Step.CHECK_IN, f.reached(M.VOTING), at_door or day_has_come, False, present, f.held_on),
        (Step.HEARING, f.heard, hearing_open, f.reached(M.COUNTED), hearing, None),
        (Step.VOTE, cast, f.state == M.VOTING or (at_door and f.heard), False, returned, None),
        (Step.COUNT, f.reached(M.COUNT_SIGNED), cast, False, "", until),
    ]


def _after(f: MeetingFacts) -> list[Row]:
    """Feedback, measures and what was done, the written summary, the archive (S0-15, S0-18)."""
    archived = f.state == M.ARCHIVED
    finished = 0 < f.forms == f.forms_done
    measured = f.forms_measured == f.forms
    form_figure = (
        ""
        if not f.forms
        else f"落实 {f.forms_done}/{f.forms}"
        if measured
        else f"措施 {f.forms_measured}/{f.forms}"
    )
    may_archive = f.state == M.FED_BACK and f.vote == V.PUBLISHED
    return [
        (Step.FEEDBACK, f.reached(M.FED_BACK), f.state == M.COUNT_SIGNED, False, _day(f.fed_back_on), None),
        (Step.RECTIFY, finished, f.forms > 0, archived and not f.forms, form_figure, f.forms_due),
        (
            Step.SUMMARY,
            f.summary_on is not None,
            f.reached(M.COUNTED),
            False,
            _day(f.summary_on),
            f.summary_due,
        ),
        (Step.ARCHIVE, archived, may_archive, False, "", None),
    ]


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else ""


def _day(day: date | None) -> str:
    return f"{day:%m-%d}" if day else ""
