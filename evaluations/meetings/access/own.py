"""What an office may do for its own meeting: report its place, declare kin, write reports, answer the feedback."""

from django.db.models import QuerySet

from evaluations.access import own_offices
from evaluations.meetings.access.answers import is_of_the_office
from evaluations.meetings.models import Meeting
from registry.access import YES, Answer, AnyUser
from rulebook.lifecycle.meeting import MeetingState


def own_meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings of the user's own office; rehearsals are the organisers' affair and not among them."""
    rows = Meeting.objects.filter(office__in=own_offices(user), activity__rehearsal_of__isnull=True)
    return rows.exclude(state=MeetingState.VOID).select_related(
        "activity", "activity__bureau", "office", "draw"
    )


def is_own_meeting(user: AnyUser, meeting: Meeting) -> bool:
    """Whether it is a meeting of the user's own office."""
    return own_meetings_for(user).filter(pk=meeting.pk).exists()


def latest_own_meetings(user: AnyUser, most: int = 3) -> QuerySet[Meeting]:
    """The newest of them; forms and summaries of an archived meeting may still be owed (S0-15, S0-18)."""
    return own_meetings_for(user).order_by("-activity__year", "-pk")[:most]


def may_prepare_own(user: AnyUser, meeting: Meeting) -> Answer:
    """Whether the user prepares the office's own side of the meeting."""
    if meeting.office_id in own_offices(user):
        return YES
    if is_of_the_office(user, meeting.office_id):
        return Answer(False, "须由单位负责人或副职办理。", by_post=True)
    return Answer(False, "须由被评议单位办理。", by_post=True)
