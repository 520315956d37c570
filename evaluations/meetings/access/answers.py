"""What a meeting adds to the answers of ``registry.access``: its state, and that the office itself stays outside."""

from evaluations.meetings.models import Meeting
from registry.access import YES, Answer, AnyUser, current_posts
from rulebook.lifecycle.meeting import MEETING, MeetingState


def in_state(meeting: Meeting, *states: MeetingState) -> Answer:
    if meeting.state in states:
        return YES
    wanted = "”“".join(MEETING.label(state) for state in states)
    return Answer(False, f"会议现为“{MEETING.label(meeting.state)}”，在“{wanted}”时才能办理。")


def is_of_the_office(user: AnyUser, office_id: int) -> bool:
    """Whether the user holds a post in the very office that is assessed (S0-03: it sees nothing of its pool)."""
    return any(post.unit_id == office_id for post in current_posts(user))


def outside(user: AnyUser, meeting: Meeting, reason: str) -> Answer:
    return Answer(False, reason, by_post=True) if is_of_the_office(user, meeting.office_id) else YES


def of_the_post(answer: Answer) -> Answer:
    """Only what the user's post decides. The rest the service refuses, with what was typed still on the page, or finds done."""
    return answer if answer.by_post else YES
