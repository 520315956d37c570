"""What of the meetings waits for a user, for the home page: duties of his posts, tasks of his own office."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from desk.ports import Waiting
from evaluations.meetings.access import own
from evaluations.meetings.access.board import NEEDS, follows_any, is_own_duty, waiting_meetings
from evaluations.meetings.access.preparation import prepares_own
from evaluations.meetings.queries.board import board_lines
from evaluations.meetings.queries.own_tasks import clocks_behind, tasks_for
from evaluations.meetings.views import board_links
from registry.roles import Capability
from rulebook.meeting.waiting import Duty

if TYPE_CHECKING:
    from registry.models import User

CONFIRMED_ELSEWHERE = frozenset({Duty.CONFIRM_DRAW, Duty.CONFIRM_VOTE})
"""Draw and vote tell their second person themselves, with who asked and until when."""


def duties(user: "User") -> Iterator[Waiting]:
    """Duties of the user's posts over all real rounds."""
    if not follows_any(user):
        return
    for line in board_lines(waiting_meetings(user)):
        meeting = line.meeting
        for wait in line.waits:
            told_elsewhere = wait.duty in CONFIRMED_ELSEWHERE or NEEDS[wait.duty] == Capability.PREPARE_OWN
            if not told_elsewhere and is_own_duty(user, meeting, wait.duty):
                url = board_links.wait_url(user, meeting, wait)
                step = wait.sentence.removesuffix("。")
                yield Waiting(str(meeting.office), step, url, meeting.activity.title, wait.due)


def tasks_of_own_office(user: "User") -> Iterator[Waiting]:
    """Open tasks of the office that the user heads or helps to head."""
    if not prepares_own(user):
        return
    meetings = list(own.latest_own_meetings(user))
    clocks = clocks_behind(meetings)
    for meeting in meetings:
        for task in tasks_for(user, meeting):
            if not task.open:
                continue
            on = task.on or meeting.pk
            name = task.url_name or "meetings:own-show"
            yield Waiting(
                meeting.activity.title,
                f"{task.title}：{task.word}",
                reverse(name, args=[on, *task.more]),
                str(meeting.office),
                task.due,
                clocks.get((name, on)),
            )
