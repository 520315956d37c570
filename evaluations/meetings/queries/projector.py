"""The hall's screen on the meeting day: which view the meeting's state calls for, and what it may show (S0-13, S0-19)."""

from dataclasses import dataclass
from typing import Any

from ballots.models import Vote
from ballots.queries.votes import RUNNING, progress
from evaluations.meetings.models import Meeting, Sitting
from evaluations.meetings.queries.attendance import AT_THE_DOOR, gauges, present
from evaluations.meetings.queries.results import SubjectResult, published_results
from evaluations.meetings.queries.sittings import agenda_items, planned_agenda, usual_chair
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState
from rulebook.meeting.agenda import Kind, State

VIEWS = {
    "welcome": "欢迎",
    "agenda": "会议流程",
    "attendance": "到会",
    "voting": "投票进度",
    "result": "评议结果",
}
AGENDA_ROWS = 7
TODO, CURRENT, DONE = State.TODO.value, State.CURRENT.value, State.DONE.value
BEFORE = frozenset({MeetingState.DRAFT, MeetingState.POOL, MeetingState.DRAWN, MeetingState.NOTIFIED})


@dataclass(frozen=True)
class Step:
    """One line of the agenda on the screen."""

    title: str
    kind: str
    state: str


@dataclass(frozen=True)
class Hall:
    """What the screen reads of a meeting: its sitting, if one began, and the agenda as recorded or as planned."""

    meeting: Meeting
    sitting: Sitting | None
    agenda: list[Step]

    @property
    def vote(self) -> Vote | None:
        vote: Vote | None = self.meeting.vote
        return vote

    @property
    def current(self) -> Step | None:
        return next((step for step in self.agenda if step.state == CURRENT), None)

    @property
    def upcoming(self) -> Step | None:
        return next((step for step in self.agenda if step.state == TODO), None)

    @property
    def begun(self) -> bool:
        """Whether the agenda is being worked off: begun, and not ended."""
        under_way = self.sitting is not None and self.sitting.ended_at is None
        return under_way and any(step.state != TODO for step in self.agenda)


def hall(meeting: Meeting) -> Hall:
    """One meeting for its screen."""
    sitting = meeting.sitting
    if sitting is None:
        return Hall(meeting, None, [Step(step.title, step.kind, TODO) for step in planned_agenda(meeting)])
    items = agenda_items(sitting)
    return Hall(meeting, sitting, [Step(item.title, item.kind, item.state) for item in items])


def view_by_state(found: Hall) -> str:
    """What the hall sees when nobody has chosen (S0-13)."""
    meeting, vote = found.meeting, found.vote
    if meeting.state in BEFORE or meeting.state == MeetingState.VOID:
        return "welcome"
    if vote is not None and vote.state in RUNNING:
        return "voting"
    if found.current:
        return "agenda"
    if vote is not None and vote.state == VoteState.PUBLISHED:
        return "result"
    if meeting.state == MeetingState.CHECK_IN:
        ballot_is_next = found.upcoming is not None and found.upcoming.kind == Kind.BALLOT
        return "agenda" if found.begun and not ballot_is_next else "attendance"
    if found.begun:
        return "agenda"
    return "voting" if meeting.state == MeetingState.VOTING else "welcome"


def view_context(found: Hall, view: str) -> dict[str, Any]:
    """What the view shows."""
    match view:
        case "agenda":
            return {"agenda": agenda_window(found.agenda), "agenda_size": len(found.agenda)}
        case "attendance":
            at_door = found.meeting.state in AT_THE_DOOR
            kept = found.meeting.gauges_at_close or found.meeting.gauges_at_open
            return {"gauges": gauges(found.meeting) if at_door else None, "kept": kept}
        case "voting":
            return {"progress": _progress(found.meeting, found.vote)}
        case "welcome":
            return {
                "sitting": found.sitting,
                "chair": usual_chair(found.meeting) if not found.sitting else None,
            }
    return {}


def agenda_window(agenda: list[Step]) -> list[Step]:
    """As many steps as the screen holds, the current one (else the first that is still to come) among them."""
    at = next((place for place, step in enumerate(agenda) if step.state != DONE), len(agenda) - 1)
    start = max(0, min(at - AGENDA_ROWS // 2, len(agenda) - AGENDA_ROWS))
    return agenda[start : start + AGENDA_ROWS]


def _progress(meeting: Meeting, vote: Vote | None) -> dict[str, Any] | None:
    """How many came back, in steps of five, and how many are there; nothing of what is in them. None without a vote."""
    if vote is None:
        return None
    found: dict[str, Any] = {
        "running": vote.state in RUNNING,
        "closing": vote.state == VoteState.CLOSING,
        "word": vote.get_state_display(),
        "made": vote.made,
    }
    if found["running"]:
        found |= {"returned": progress(vote)["returned"], "present": present(meeting).total}
    return found


def hall_results(meeting: Meeting) -> list[SubjectResult]:
    """The subjects of a published vote, each with its combined distribution; empty before, and below k ballots (S0-19)."""
    vote = meeting.vote
    if vote is None or vote.state != VoteState.PUBLISHED:
        return []
    return published_results(meeting) or []
