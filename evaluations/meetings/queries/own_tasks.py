"""All that an office's own people have to do for their meeting, before and after it (S0-09, S0-15, S0-18)."""

from collections.abc import Iterable

from evaluations.meetings.access import preparation
from evaluations.meetings.models import FeedbackForm, Meeting, MeetingClock
from evaluations.meetings.queries.feedback import feedback_tasks
from evaluations.meetings.queries.preparation import (
    Task,
    kin_task,
    opinion_task,
    place_task,
    report_tasks,
    summary_due,
)
from evaluations.meetings.queries.summaries import HELD, standing_of, summary_of
from registry.access import AnyUser


def summary_task(meeting: Meeting) -> Task:
    """Hand in the office's written summary (S0-18)."""
    standing = standing_of(meeting.activity, summary_of(meeting.activity, meeting))
    tone = "overdue" if standing.open and standing.late else "due" if standing.open else "done"
    note = "文字按现有记录生成，核对补充后报送。" if standing.open else ""
    due = summary_due(meeting.activity)
    return Task("书面工作总结", standing.sentence, tone, note, "meetings:summary-meeting", due)


def tasks_for(user: AnyUser, meeting: Meeting) -> list[Task]:
    """All that the office's own people have to do for their meeting, in order; what follows the meeting comes last."""
    tasks: list[Task] = []
    if meeting.state in preparation.BEFORE_THE_MEETING:
        tasks += [place_task(meeting), kin_task(meeting), opinion_task(meeting), *report_tasks(user, meeting)]
    tasks += feedback_tasks(user, meeting)
    if meeting.state in HELD:
        tasks.append(summary_task(meeting))
    return tasks


LIMIT_PAGES = {"meeting_place": "meetings:own-place", "meeting_summary": "meetings:summary-meeting"}
"""By limit of a round's plan the page of the task that it watches over."""


def clocks_behind(meetings: Iterable[Meeting]) -> dict[tuple[str, int], int]:
    """Open limits of these meetings by (page of the task, key of its row). Two queries."""
    keys = [meeting.pk for meeting in meetings]
    limits = MeetingClock.objects.filter(meeting__in=keys, clock__outcome="open")
    found = {(LIMIT_PAGES[row.kind], row.meeting_id): row.clock_id for row in limits}
    forms = FeedbackForm.objects.filter(meeting__in=keys, clock__outcome="open")
    return found | {
        ("meetings:feedback-show", pk): clock for pk, clock in forms.values_list("pk", "clock") if clock
    }
