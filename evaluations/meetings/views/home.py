"""What the wing shows on the home page, and where a draw or vote leads back to."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from evaluations.meetings.access import seeing
from evaluations.meetings.access.board import waiting_meetings
from evaluations.meetings.access.preparation import prepares_own
from evaluations.meetings.queries import attendance
from evaluations.meetings.queries import meetings as meetings_queries
from evaluations.meetings.views import spine

if TYPE_CHECKING:
    from ballots.models import Vote
    from draws.models import Draw
    from registry.models import User

MOST_SHOWN = 12


def home_meetings(user: "User") -> dict[str, Any] | None:
    """The meetings under way, the earliest first, with the ways to their rounds; results fed back to a head."""
    if not seeing.may_follow_rounds(user):
        return None
    meetings = list(waiting_meetings(user))
    shown = meetings[:MOST_SHOWN]
    gauges = attendance.gauges_by_meeting(shown)
    return {
        "rows": [
            {
                "meeting": meeting,
                "tone": spine.tone(meeting),
                "step": spine.next_step(user, meeting, gauges.get(meeting.pk)),
            }
            for meeting in shown
        ],
        "more": len(meetings) - len(shown),
        "rounds": list({meeting.activity_id: meeting.activity for meeting in meetings}.values()),
        "own_results": seeing.own_results_for(user),
        "prepares_own": prepares_own(user),
    }


def draw_url(draw: "Draw") -> str:
    """The meeting that a draw belongs to."""
    meeting = meetings_queries.meeting_of_draw(draw.pk)
    return (
        reverse("meetings:meeting-show", args=[meeting.pk]) if meeting else reverse("meetings:activity-list")
    )


def vote_url(vote: "Vote") -> str:
    """The meeting that a vote belongs to."""
    meeting = meetings_queries.meeting_of_vote(vote.pk)
    return (
        reverse("meetings:meeting-show", args=[meeting.pk]) if meeting else reverse("meetings:activity-list")
    )
