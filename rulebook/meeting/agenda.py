"""The order of a duty-and-integrity meeting: reports, questions, ballot, count, closing statements (S0-13); of a collective one (S4-10).

Every officer reports (S0-10). The director makes a statement for the office, then every officer one for himself; a joint
statement of the director is on record as such (contradiction 2). Times are planned minutes, a setting of the round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Kind(StrEnum):
    REPORT = "report"
    QUESTIONS = "questions"
    BALLOT = "ballot"
    COUNT = "count"
    STATEMENT = "statement"


class State(StrEnum):
    TODO = "todo"
    CURRENT = "current"
    DONE = "done"


BY_THE_VOTE = frozenset({Kind.BALLOT, Kind.COUNT})
"""Steps that follow the vote by themselves: nobody presses a button for them."""
BEFORE_BALLOT = frozenset({Kind.REPORT, Kind.QUESTIONS})


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of the agenda. ``officer`` is a place in the list of officers; None is the meeting or the office."""

    kind: Kind
    title: str
    officer: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it stands in the hall."""

    kind: Kind
    title: str
    state: State


def plan_agenda(office: str, officers: Sequence[str]) -> list[PlannedStep]:
    """The agenda of an office whose ``officers`` ("所长 王海", the director first) report. Raises ``ValueError`` without any."""
    if not officers:
        raise ValueError("没有述职人员，会议没有议程")
    reports = [PlannedStep(Kind.REPORT, f"{each}述职述廉", place) for place, each in enumerate(officers)]
    statements = [PlannedStep(Kind.STATEMENT, f"{each}表态", place) for place, each in enumerate(officers)]
    return [
        *reports,
        PlannedStep(Kind.QUESTIONS, "代表问询和述职人员解答"),
        PlannedStep(Kind.BALLOT, "无记名评议"),
        PlannedStep(Kind.COUNT, "计票"),
        PlannedStep(Kind.STATEMENT, f"{officers[0]}代表{office}表态"),
        *statements,
    ]


def plan_collective_agenda(office: str, head: str) -> list[PlannedStep]:
    """The agenda of a collective meeting: the head alone reports, what he means to put right included (S4-10)."""
    return [
        PlannedStep(Kind.REPORT, f"{head}代表{office}向服务对象述职", 0),
        PlannedStep(Kind.QUESTIONS, "代表评议和述职人员解答"),
        PlannedStep(Kind.BALLOT, "现场满意度测评"),
        PlannedStep(Kind.COUNT, "计票"),
    ]


def next_place(steps: Sequence[Step]) -> int | None:
    """The step under way, else the first that is not done; None when all are."""
    for state in (State.CURRENT, State.TODO):
        for place, step in enumerate(steps):
            if step.state == state:
                return place
    return None


def begin_hindrance(steps: Sequence[Step], place: int) -> str:
    """Why the step cannot begin now: no step before the earlier one is done (S0-13). Empty when it can."""
    step = steps[place]
    if step.state != State.TODO:
        return f"“{step.title}”已经{'开始' if step.state == State.CURRENT else '完成'}。"
    if waiting := [each for each in steps[:place] if each.state != State.DONE]:
        return f"“{waiting[0].title}”还没有完成，不能开始“{step.title}”。"
    if step.kind in BY_THE_VOTE:
        return f"“{step.title}”随投票开始和结束，请在投票页办理。"
    return ""


def finish_hindrance(steps: Sequence[Step], place: int, *, note: str = "", joint: bool = False) -> str:
    """Why the step cannot end now; a statement is on record with what was said, or as made jointly by the director."""
    step = steps[place]
    if step.kind in BY_THE_VOTE:
        return f"“{step.title}”随投票开始和结束，请在投票页办理。"
    if step.state != State.CURRENT:
        return f"“{step.title}”{'已经完成' if step.state == State.DONE else '还没有开始'}。"
    if step.kind != Kind.STATEMENT:
        return ""
    return "" if note.strip() or joint else "请记录表态发言的要点。"


def place_to_take_back(steps: Sequence[Step]) -> int | None:
    """The one step that a mistaken press can be taken back from: the one under way, else the last done.

    None when nothing was pressed yet or the vote itself moved it.
    """
    begun = [place for place, step in enumerate(steps) if step.state != State.TODO]
    if not begun or steps[begun[-1]].kind in BY_THE_VOTE:
        return None
    return begun[-1]


def state_before(state: State) -> State:
    """One press back."""
    return State.CURRENT if state == State.DONE else State.TODO


def ballot_hindrances(steps: Sequence[Step] | None) -> list[str]:
    """Why the vote may not open yet: the meeting has not begun (None), or reports or questions are not done (S0-13)."""
    if steps is None:
        return ["会议还没有开始，请先在会议流程中登记主持人和监督人。"]
    waiting = [step for step in steps if step.kind in BEFORE_BALLOT and step.state != State.DONE]
    return [f"“{waiting[0].title}”还没有完成，述职和问询结束后才能开启投票。"] if waiting else []


def end_hindrance(steps: Sequence[Step]) -> str:
    """Why the sitting cannot end: something of the agenda is left, closing statements above all."""
    place = next_place(steps)
    return "" if place is None else f"“{steps[place].title}”还没有完成，不能散会。"


def feedback_hindrance(steps: Sequence[Step] | None, *, ended: bool) -> str:
    """Why results may not go back yet: closing statements are made, and the sitting is over (S0-13, S0-21)."""
    if steps is None:
        return "会议没有开会记录，不能登记反馈。"
    place = next_place(steps)
    if place is not None:
        return f"“{steps[place].title}”还没有完成，表态发言全部记录后才能反馈。"
    return "" if ended else "会议还没有散会，请先登记散会和监督情况。"


OPENING, CLOSING = "opening", "closing"
MINUTES: Mapping[str, int] = {
    OPENING: 5,
    Kind.REPORT.value: 10,
    Kind.QUESTIONS.value: 20,
    Kind.BALLOT.value: 20,
    Kind.COUNT.value: 15,
    Kind.STATEMENT.value: 3,
    CLOSING: 2,
}
"""Planned minutes of a step of each kind; ours, the document gives none."""
MINUTE_LABELS: Mapping[str, str] = {
    OPENING: "开场",
    Kind.REPORT.value: "每人述职",
    Kind.QUESTIONS.value: "问询和解答",
    Kind.BALLOT.value: "无记名评议",
    Kind.COUNT.value: "计票",
    Kind.STATEMENT.value: "每次表态",
    CLOSING: "散会",
}
LONGEST = 180


@dataclass(frozen=True, slots=True)
class TimedStep:
    """One line of the run sheet 会议流程单: from when to when, what, who does it, what the chair says."""

    begins: time
    ends: time
    title: str
    who: str
    words: str


WHO: Mapping[str, str] = {
    OPENING: "主持人",
    Kind.REPORT.value: "述职人员",
    Kind.QUESTIONS.value: "评议代表、述职人员",
    Kind.BALLOT.value: "评议代表、监察室、监督人",
    Kind.COUNT.value: "监察室、计票人、监票人",
    Kind.STATEMENT.value: "述职人员",
    CLOSING: "主持人、监督人",
}
WORDS: Mapping[str, str] = {
    OPENING: "各位代表，现在开会。到会代表人数和服务对象比例符合要求，市纪委派员全程监督。",
    Kind.REPORT.value: "请{title}，时间请掌握在 {minutes} 分钟以内。",
    Kind.QUESTIONS.value: "请各位代表当面问询、提出建议，不必通报姓名；请述职人员逐一解答。",
    Kind.BALLOT.value: "现在发放选票卡，请各位代表独立填写。我先宣读保密规定。",
    Kind.COUNT.value: "投票截止，请监察室当场计票，监督人监督。",
    Kind.STATEMENT.value: "请{title}。",
    CLOSING: "会议议程全部完成，请监督人说明监督情况，散会。",
}
SECRECY_RULE = (
    "本次评议为无记名投票。选票卡由代表自己从打乱的卡堆中任取一张，不登记谁取了哪张；"
    "选票不记姓名、时间和先后，任何人查不出哪张票是谁投的。"
    "投票时请勿围观、代填、拍照，被评议单位人员请离开投票区。"
    "任何单位和个人不得打听、追查，不得打击报复。"
)
"""Read out before the ballot (S0-12, S0-19)."""
CHECKLIST = (
    "选票卡已印制，张数与制发数一致，存放在密封袋中",
    "平板已充电、联网，已打开投票页并核对评议表校验值",
    "票箱零票检验已完成，零票报告已打印并由监督人签字",
    "投影已打开，显示会议流程",
    "签到台、签到名单、候补代表电话已备好",
    "述职述廉报告已印发或可供查阅",
    "问询记录人员和电脑已就位",
    "为不便阅读的代表安排了朗读或协助，协助人不看选项",
)


def timetable(
    agenda: Sequence[PlannedStep], minutes: Mapping[str, int], start: time | None
) -> list[TimedStep]:
    """When each step is planned, beginning at ``start`` (nine o'clock if not set); ``minutes`` as ``MINUTES``."""
    planned = {**MINUTES, **minutes}
    lines = [(OPENING, "开会，宣布到会情况和议程")]
    lines += [(step.kind.value, step.title) for step in agenda]
    lines.append((CLOSING, "散会"))
    at = datetime.combine(date(2000, 1, 1), start or time(9, 0))
    found = []
    for kind, title in lines:
        ends = at + timedelta(minutes=planned[kind])
        words = WORDS[kind].format(title=title, minutes=planned[kind])
        found.append(TimedStep(at.time(), ends.time(), title, WHO[kind], words))
        at = ends
    return found
