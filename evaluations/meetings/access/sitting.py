"""What the sitting on record allows: no feedback before the closing statements (S0-13, S0-21)."""

from evaluations.meetings.models import Meeting
from registry.access import Answer
from rulebook.meeting.agenda import feedback_hindrance


def statements_made(meeting: Meeting) -> Answer:
    """Whether the sitting has come to its end, closing statements and all. No query when sittings were prefetched."""
    sitting = meeting.sitting
    why = feedback_hindrance(sitting.steps if sitting else None, ended=bool(sitting and sitting.ended_at))
    return Answer(not why, why)
