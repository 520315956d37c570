"""Where a step of the board is done: its page, if the user may open it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse

from evaluations import access
from rulebook.board import Step
from rulebook.waiting import Duty, Wait

if TYPE_CHECKING:
    from evaluations.models import Meeting
    from registry.models import User

May = Callable[["User", "Meeting"], bool]


def _follows(user: "User", meeting: "Meeting") -> bool:
    return access.follows_meeting(user, meeting)


def _outside(user: "User", meeting: "Meeting") -> bool:
    return _follows(user, meeting) and not access.is_of_the_office(user, meeting.office_id)


def _edits(user: "User", meeting: "Meeting") -> bool:
    return access.may_edit_meeting(user, meeting).allowed


PAGES: dict[Step, tuple[str, May]] = {
    Step.PLACE: ("meeting-edit", _edits),
    Step.ROSTER: ("pool-show", access.may_read_pool),
    Step.NOTICE: ("member-list", _outside),
    Step.CHECK_IN: ("check-in", _outside),
    Step.COUNT: ("report-show", lambda user, meeting: access.may_view_internal_count(user, meeting).allowed),
}
"""Page of a step, and who may open it; the steps that are not here are done on the meeting's own page."""

DUTY_PAGES = {
    Duty.ENTER_CONSUMERS: "evaluations:pool-consumers",
    Duty.OPEN_POOL: "evaluations:meeting-show",
    Duty.ATTEND: "evaluations:meeting-show",
}
"""Where a duty has another page than its step."""


def meeting_url(user: "User", meeting: "Meeting") -> str:
    """The meeting's own page for those who follow it; an office has its own page of tasks."""
    if _follows(user, meeting):
        return reverse("evaluations:meeting-show", args=[meeting.pk])
    return ""


def step_url(user: "User", meeting: "Meeting", step: Step) -> str:
    """The page of the step, else the meeting's; empty when the user may open neither. No query."""
    if step == Step.DRAW and meeting.draw and access.may_open_draw(user, meeting.draw):
        return reverse("draws:draw-show", args=[meeting.draw.pk])
    if step == Step.VOTE and meeting.vote and access.may_see_vote(user, meeting.vote):
        return reverse("ballots:vote-show", args=[meeting.vote.pk])
    name, may = PAGES.get(step, ("", None))
    if may and may(user, meeting):
        return reverse(f"evaluations:{name}", args=[meeting.pk])
    return meeting_url(user, meeting)


def wait_url(user: "User", meeting: "Meeting", wait: Wait) -> str:
    """Where the duty is done."""
    draw = meeting.draw
    if draw and wait.duty in (Duty.LOCK_DRAW, Duty.CONFIRM_DRAW) and access.may_open_draw(user, draw):
        return reverse("draws:draw-show", args=[draw.pk])
    if wait.duty in DUTY_PAGES and _follows(user, meeting):
        return reverse(DUTY_PAGES[wait.duty], args=[meeting.pk])
    return step_url(user, meeting, wait.step)
