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
    rows = [
        {"meeting": meeting, "tone": spine.tone(meeting), "step": spine.next_step(user, meeting)}
        for meeting in access.meetings_under_way(user)[:MOST_SHOWN]
    ]
    rows.sort(key=lambda row: not (row["step"].label and row["step"].answer.allowed))
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
