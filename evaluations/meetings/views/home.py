"""What the wing shows on the home page, and where a draw or vote leads back to."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from evaluations.meetings.access import seeing
from evaluations.meetings.access.board import follows_any, waiting_meetings
from evaluations.meetings.queries import attendance, meetings
from evaluations.meetings.queries.board import board_lines
from evaluations.meetings.views import board, spine

if TYPE_CHECKING:
    from ballots.models import Vote
    from draws.models import Draw
    from registry.models import User

MOST_SHOWN = 12


def home_meetings(user: "User") -> dict[str, Any] | None:
    """What waits for this user over all real rounds, then the other meetings under way; results fed back to a head."""
    if not seeing.may_follow_rounds(user):
        return None
    lines = board_lines(waiting_meetings(user))
    mine = board.own_items(user, lines)
    waiting = {item.meeting.pk for item in mine}
    others = [line.meeting for line in lines if line.meeting.pk not in waiting]
    shown = others[: max(0, MOST_SHOWN - len(mine))]
    gauges = attendance.gauges_by_meeting(shown)
    return {
        "mine": mine[:MOST_SHOWN],
        "more": max(0, len(mine) - MOST_SHOWN),
        "others": [
            {
                "meeting": meeting,
                "tone": spine.tone(meeting),
                "step": spine.next_step(user, meeting, gauges.get(meeting.pk)),
            }
            for meeting in shown
        ],
        "rounds": list({line.meeting.activity_id: line.meeting.activity for line in lines}.values()),
        "follows": follows_any(user),
        "own_results": seeing.own_results_for(user),
    }


def draw_url(draw: "Draw") -> str:
    """The meeting that a draw belongs to."""
    meeting = meetings.meeting_of_draw(draw.pk)
    return (
        reverse("meetings:meeting-show", args=[meeting.pk]) if meeting else reverse("meetings:activity-list")
    )


def vote_url(vote: "Vote") -> str:
    """The meeting that a vote belongs to."""
    meeting = meetings.meeting_of_vote(vote.pk)
    return (
        reverse("meetings:meeting-show", args=[meeting.pk]) if meeting else reverse("meetings:activity-list")
    )
