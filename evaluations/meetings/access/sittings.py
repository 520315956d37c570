"""Who may record the meeting day and rehearse it."""

from django.db.models import QuerySet

from evaluations.meetings.access.answers import in_state, outside
from evaluations.meetings.access.steps import may_manage_meeting
from evaluations.meetings.models import Activity, Meeting
from registry.access import Answer, AnyUser, first_no, held, unit_ids_with
from registry.roles import Capability
from rulebook.lifecycle.meeting import MeetingState
from rulebook.meeting.agenda import end_hindrance

S = MeetingState
BEFORE_VOTE = (S.DRAFT, S.POOL, S.DRAWN, S.NOTIFIED, S.CHECK_IN)
FINAL = frozenset({S.FED_BACK, S.ARCHIVED, S.VOID})


def may_record_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    """The post that records; never somebody of the office that is assessed."""
    own = outside(user, meeting, "被评议单位的人员不得记录本单位的会议。")
    return first_no(held(user, meeting.office, Capability.RECORD_MEETING), own)


def may_begin_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    fresh = Answer(meeting.sitting is None, "会议已经开始。")
    return first_no(may_record_meeting(user, meeting), fresh, in_state(meeting, S.CHECK_IN))


def _begun(meeting: Meeting) -> Answer:
    if meeting.state in FINAL:
        return Answer(False, f"会议{meeting.get_state_display()}，记录不能再改。")
    return Answer(meeting.sitting is not None, "会议还没有开始，请先登记主持人和监督人。")


def _under_way(meeting: Meeting) -> Answer:
    sitting = meeting.sitting
    return Answer(sitting is None or sitting.ended_at is None, "会议已经散会。")


def may_take_steps(user: AnyUser, meeting: Meeting) -> Answer:
    """Begin and end steps of the agenda, type questions."""
    return first_no(may_record_meeting(user, meeting), _begun(meeting), _under_way(meeting))


def may_complete_record(user: AnyUser, meeting: Meeting) -> Answer:
    """Answers and notes may be completed until the result is fed back."""
    return first_no(may_record_meeting(user, meeting), _begun(meeting))


def may_end_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    sitting = meeting.sitting
    why = end_hindrance(sitting.steps) if sitting else ""
    return first_no(may_take_steps(user, meeting), Answer(not why, why))


def may_plan_minutes(user: AnyUser, meeting: Meeting) -> Answer:
    """Set the planned minutes of the round's run sheets."""
    return may_manage_meeting(user, meeting)


def rehearsals_for(user: AnyUser) -> QuerySet[Activity]:
    """Rehearsals under way of the offices in which the user may follow rounds."""
    units = unit_ids_with(user, Capability.VIEW_ROUNDS)
    rows = Activity.objects.filter(rehearsal_of__isnull=False, ended_on__isnull=True)
    return rows.filter(meetings__office__in=units).select_related("bureau", "rehearsal_of__office").distinct()


def rehearsal_under_way(user: AnyUser, meeting: Meeting) -> Activity | None:
    """The meeting's rehearsal that has not ended."""
    return rehearsals_for(user).filter(rehearsal_of=meeting).first()


def may_rehearse(user: AnyUser, meeting: Meeting) -> Answer:
    """A real meeting is rehearsed before its vote, one rehearsal at a time."""
    real = Answer(meeting.activity.rehearsal_of_id is None, "演练不能再演练。")
    alone = Answer(
        not meeting.rehearsals.filter(ended_on__isnull=True).exists(), "本场会议的演练还没有结束。"
    )
    return first_no(may_manage_meeting(user, meeting), real, in_state(meeting, *BEFORE_VOTE), alone)


def may_end_rehearsal(user: AnyUser, activity: Activity) -> Answer:
    post = held(user, activity.bureau, Capability.MANAGE_ROUNDS)
    rehearsal = Answer(activity.rehearsal_of_id is not None, "这不是演练。")
    return first_no(post, rehearsal, Answer(activity.ended_on is None, "演练已经结束。"))
