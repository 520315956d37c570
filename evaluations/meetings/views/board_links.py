"""Where a step of the board is done: the first of its pages that the user may open. No query for any of it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse

from evaluations.meetings.access import board, own, preparation, seeing, steps
from rulebook.meeting.board import Step
from rulebook.meeting.waiting import Duty, Wait

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting
    from registry.models import User

May = Callable[["User", "Meeting"], bool]
Page = tuple[str, May]


def _prepares(user: "User", meeting: "Meeting") -> bool:
    return own.may_prepare_own(user, meeting).allowed


def _edits(user: "User", meeting: "Meeting") -> bool:
    return steps.may_edit_meeting(user, meeting).allowed


def _reports_place(user: "User", meeting: "Meeting") -> bool:
    return _prepares(user, meeting) and preparation.may_report_place(user, meeting).allowed


def _counts(user: "User", meeting: "Meeting") -> bool:
    return steps.may_view_internal_count(user, meeting).allowed


MEETING: Page = ("meeting-show", board.follows_meeting)
OWN: Page = ("own-show", _prepares)
STEP_PAGES: dict[Step, Sequence[Page]] = {
    Step.PLACE: [("own-place", _reports_place), ("meeting-edit", _edits)],
    Step.OPINIONS: [("opinion-list", preparation.may_read_preparation)],
    Step.REPORTS: [("duty-report-list", preparation.may_read_preparation)],
    Step.ROSTER: [("pool-show", seeing.may_read_pool)],
    Step.NOTICE: [("member-list", board.sees_members)],
    Step.CHECK_IN: [("check-in", board.sees_members)],
    Step.HEARING: [("sitting-show", board.follows_meeting)],
    Step.COUNT: [("report-show", _counts)],
    Step.FEEDBACK: [("feedback-list", board.follows_feedback)],
    Step.RECTIFY: [("feedback-list", board.follows_feedback)],
    Step.SUMMARY: [("summary-meeting", board.may_read_summary)],
}
"""Pages of a step, the nearest first; a step without one is done on the meeting's own page."""
DUTY_PAGES: dict[Duty, Sequence[Page]] = {
    Duty.DECLARE_KIN: [("kin-show", _prepares)],
    Duty.OPEN_POOL: [MEETING],
    Duty.ENTER_CONSUMERS: [("pool-consumers", seeing.may_read_pool)],
    Duty.NOTIFY: [("notice-show", board.sees_members)],
    Duty.HEAR_ANSWERS: [("call-list", board.sees_members)],
    Duty.SUBSTITUTE: [("call-list", board.sees_members)],
}
"""Where a duty has a nearer page than its step."""
AT_THE_DRAW = frozenset({Duty.LOCK_DRAW, Duty.CONFIRM_DRAW})


def meeting_url(user: "User", meeting: "Meeting") -> str:
    """The meeting's own page for those who follow it, its tasks for the office; else empty."""
    return _first(user, meeting, [MEETING, OWN])


def step_url(user: "User", meeting: "Meeting", step: Step) -> str:
    """The page of the step, else the meeting's; empty when the user may open neither."""
    if step == Step.DRAW and (url := _draw_url(user, meeting)):
        return url
    if step == Step.VOTE and meeting.vote and seeing.may_see_vote(user, meeting.vote):
        return reverse("ballots:vote-show", args=[meeting.vote.pk])
    return _first(user, meeting, [*STEP_PAGES.get(step, []), MEETING, OWN])


def wait_url(user: "User", meeting: "Meeting", wait: Wait) -> str:
    """Where the duty is done."""
    if wait.duty in AT_THE_DRAW and (url := _draw_url(user, meeting)):
        return url
    if wait.duty == Duty.SCREEN_OPINIONS and meeting.vote and seeing.may_see_vote(user, meeting.vote):
        return reverse("ballots:opinion-list", args=[meeting.vote.pk])
    nearest = _first(user, meeting, DUTY_PAGES.get(wait.duty, []))
    return nearest or step_url(user, meeting, wait.step)


def _draw_url(user: "User", meeting: "Meeting") -> str:
    draw = meeting.draw
    return reverse("draws:draw-show", args=[draw.pk]) if draw and seeing.may_open_draw(user, draw) else ""


def _first(user: "User", meeting: "Meeting", pages: Sequence[Page]) -> str:
    name = next((name for name, may in pages if may(user, meeting)), "")
    return reverse(f"meetings:{name}", args=[meeting.pk]) if name else ""
