"""Whether, and if not, why: what every question of access answers."""

from typing import NamedTuple

from evaluations.meetings.models import Meeting
from registry.access import AnyUser, current_posts, holds
from registry.models import Role, Unit
from registry.roles import Capability, roles_with
from rulebook.lifecycle.meeting import MEETING, MeetingState


class Answer(NamedTuple):
    """Whether, and if not, the sentence that says what is missing; ``by_post``: it is the user's post that lacks it."""

    allowed: bool
    reason: str = ""
    by_post: bool = False


YES = Answer(True)


def held(user: AnyUser, unit: Unit, *capabilities: Capability) -> Answer:
    if any(holds(user, capability, unit) for capability in capabilities):
        return YES
    roles = {role for capability in capabilities for role in roles_with(capability)}
    names = "、".join(role.label for role in Role if role in roles)
    return Answer(False, f"须由{names}办理。", by_post=True)


def in_state(meeting: Meeting, *states: MeetingState) -> Answer:
    if meeting.state in states:
        return YES
    wanted = "”“".join(MEETING.label(state) for state in states)
    return Answer(False, f"会议现为“{MEETING.label(meeting.state)}”，在“{wanted}”时才能办理。")


def first_no(*answers: Answer) -> Answer:
    """The first refusal, or yes."""
    return next((answer for answer in answers if not answer.allowed), YES)


def is_of_the_office(user: AnyUser, office_id: int) -> bool:
    """Whether the user holds a post in the very office that is assessed (S0-03: it sees nothing of its pool)."""
    return any(post.unit_id == office_id for post in current_posts(user))


def outside(user: AnyUser, meeting: Meeting, reason: str) -> Answer:
    return Answer(False, reason, by_post=True) if is_of_the_office(user, meeting.office_id) else YES
