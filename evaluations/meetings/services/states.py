"""Locking and moving a meeting: every service begins with ``locked`` and ends in ``move``."""

from django.db.models import QuerySet

from draws.models import Draw
from evaluations.meetings.models import Meeting
from evaluations.meetings.services.refusals import MeetingRefused
from rulebook.lifecycle.meeting import MEETING, MeetingState

REHEARSAL_OVER = "演练已经结束，不能再办理。"


def locked(meeting: Meeting) -> Meeting:
    """The meeting's row, locked until the transaction ends."""
    rows: QuerySet[Meeting] = Meeting.objects.select_for_update(of=("self",))
    return rows.select_related("activity", "office", "draw", "vote").get(pk=meeting.pk)


def move(row: Meeting, after: MeetingState) -> None:
    """Take a legal move and save the state. Raises ``rulebook.lifecycle.IllegalMove``; a rehearsal that was ended stands still."""
    if row.activity.ended_on is not None and after != MeetingState.VOID:
        raise MeetingRefused(REHEARSAL_OVER)
    MEETING.require(row.state, after)
    row.state = after
    row.save(update_fields=["state"])


def locked_with_draw(meeting: Meeting) -> Meeting:
    """As ``locked``, the draw's row first: draws lock their own row before they tell the meeting, so the order is one."""
    draw_pk = Meeting.objects.values_list("draw_id", flat=True).get(pk=meeting.pk)
    if draw_pk:
        Draw.objects.select_for_update().get(pk=draw_pk)
    return locked(meeting)
