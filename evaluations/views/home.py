"""What the wing shows on the home page, and where a draw or vote leads back to."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from evaluations import access, queries
from evaluations.views import spine

if TYPE_CHECKING:
    from ballots.models import Vote
    from draws.models import Draw
    from registry.models import User

MOST_SHOWN = 12


def home_meetings(user: "User") -> dict[str, Any] | None:
    """Meetings under way with their next step, what waits for this user first; results fed back to a head."""
    if not access.may_follow_rounds(user):
        return None
    meetings = list(access.meetings_under_way(user)[:MOST_SHOWN])
    gauges = queries.gauges_by_meeting(meetings)
    steps = [(meeting, spine.next_step(user, meeting, gauges.get(meeting.pk))) for meeting in meetings]
    steps.sort(key=lambda pair: not (pair[1].label and pair[1].answer.allowed))
    rows = [{"meeting": meeting, "tone": spine.tone(meeting), "step": step} for meeting, step in steps]
    return {"rows": rows, "own_results": access.own_results_for(user)}


def draw_url(draw: "Draw") -> str:
    """The meeting that a draw belongs to."""
    meeting = queries.meeting_of_draw(draw.pk)
    return (
        reverse("evaluations:meeting-show", args=[meeting.pk])
        if meeting
        else reverse("evaluations:activity-list")
    )


def vote_url(vote: "Vote") -> str:
    """The meeting that a vote belongs to."""
    meeting = queries.meeting_of_vote(vote.pk)
    return (
        reverse("evaluations:meeting-show", args=[meeting.pk])
        if meeting
        else reverse("evaluations:activity-list")
    )
