"""Who sees results year over year, and who records how they were used (S0-17).

Organisers see every office and officer of their units. A head sees his own office's line, an officer his own, once the
result was fed back; neither sees how results were used.
"""

from django.db.models import Q, QuerySet

from evaluations.meetings.access.answers import in_state, outside
from evaluations.meetings.access.seeing import OPEN_RESULT, own_officer, own_results_for
from evaluations.meetings.models import Meeting, ReportingOfficer, ResultUse
from registry.access import Answer, AnyUser, current_posts, first_no, held, holds, unit_ids_with
from registry.models import Role
from registry.roles import Capability
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState
from rulebook.meeting.rounds import RoundKind

COUNTED = Q(vote__state__in=[VoteState.SEALED, VoteState.PUBLISHED]) & ~Q(state=MeetingState.VOID)
OF_DUTY = Q(activity__kind=RoundKind.DUTY)
"""A collective meeting asks for other things (S4-10): its rates stand in no line beside these."""
REAL = Q(activity__rehearsal_of__isnull=True) & ~Q(activity__marking="rehearsal")


def may_view_trends(user: AnyUser) -> bool:
    return holds(user, Capability.VIEW_TRENDS) or holds(user, Capability.VIEW_OWN_RESULT)


def trend_units(user: AnyUser) -> set[int]:
    """Offices of which the user sees every line; never one in which he holds a post."""
    own = {post.unit_id for post in current_posts(user)}
    return unit_ids_with(user, Capability.VIEW_TRENDS) - own


def _own_persons(user: AnyUser) -> set[int]:
    linked = {post.person_id for post in current_posts(user) if post.person_id}
    meetings = own_results_for(user).prefetch_related("officers")
    return linked | {officer.person_id for meeting in meetings if (officer := own_officer(user, meeting))}


def trend_meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Counted meetings whose office's line the user sees."""
    headed = {post.unit_id for post in current_posts(user) if post.role == Role.HEAD}
    seen = Q(office__in=trend_units(user)) | Q(office__in=headed, state__in=OPEN_RESULT)
    return Meeting.objects.filter(COUNTED, REAL, OF_DUTY, seen).select_related("activity", "office", "vote")


def trend_officers_for(user: AnyUser) -> QuerySet[ReportingOfficer]:
    """Officers in counted meetings whose line the user sees."""
    meetings = Meeting.objects.filter(COUNTED, REAL, OF_DUTY)
    seen = Q(meeting__office__in=trend_units(user))
    own = Q(person__in=_own_persons(user), meeting__state__in=OPEN_RESULT)
    rows = ReportingOfficer.objects.filter(seen | own, meeting__in=meetings)
    return rows.select_related("meeting", "meeting__activity", "meeting__office", "meeting__vote", "person")


def result_uses_for(user: AnyUser) -> QuerySet[ResultUse]:
    rows = ResultUse.objects.filter(meeting__office__in=trend_units(user))
    return rows.select_related("meeting", "meeting__activity", "meeting__office", "officer")


def use_meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings for whose results a use can be recorded."""
    rows = Meeting.objects.filter(COUNTED, REAL, office__in=trend_units(user))
    return rows.select_related("activity", "activity__bureau", "office", "vote")


def may_record_use(user: AnyUser, meeting: Meeting) -> Answer:
    """Commendation and the use of cadres are decided by leaders; here it is only recorded (S0-17)."""
    own = outside(user, meeting, "被评议单位的人员不得登记本单位结果的运用。")
    post = held(user, meeting.office, Capability.RECORD_RESULT_USE)
    return first_no(post, own, in_state(meeting, *sorted(OPEN_RESULT)))


def sees_result_uses(user: AnyUser) -> bool:
    """Whether decisions about people are shown at all: to the organisers only."""
    return holds(user, Capability.VIEW_TRENDS)


def may_record_uses(user: AnyUser) -> bool:
    return holds(user, Capability.RECORD_RESULT_USE)
