"""Who declares kin of the office's staff, and who sees what was declared (S0-02)."""

from evaluations.meetings.access.answers import in_state
from evaluations.meetings.access.own import may_prepare_own
from evaluations.meetings.access.steps import may_exclude
from evaluations.meetings.models import Meeting
from registry.access import Answer, AnyUser, first_no, holds
from registry.roles import Capability
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState


def may_declare_kin(user: AnyUser, meeting: Meeting) -> Answer:
    """The office itself, until the roster is locked."""
    draw = meeting.draw
    unlocked = Answer(draw is None or draw.state == DrawState.DRAFT, "代表名册已锁定，亲属申报不能再改。")
    states = in_state(meeting, MeetingState.DRAFT, MeetingState.POOL)
    return first_no(may_prepare_own(user, meeting), unlocked, states)


def sees_kin(user: AnyUser, meeting: Meeting) -> bool:
    """Whoever works on the pool sees whom the office declared; who only reads the pool does not."""
    return any(
        holds(user, capability, meeting.office)
        for capability in (Capability.MANAGE_ROUNDS, Capability.ENTER_CONSUMERS)
    )


def may_exclude_kin(user: AnyUser, meeting: Meeting) -> Answer:
    """As any other exclusion by hand."""
    return may_exclude(user, meeting)
