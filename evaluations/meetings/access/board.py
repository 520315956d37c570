"""What of the round board a user sees, and which duties are his: decided by capability, office by office."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from evaluations.access import own_offices
from evaluations.meetings.access.answers import is_of_the_office
from evaluations.meetings.access.feedback import feedback_units
from evaluations.meetings.access.own import own_meetings_for
from evaluations.meetings.access.seeing import activities_for, meetings_under_way
from evaluations.meetings.models import Activity, Meeting
from registry.access import AnyUser, holds, unit_ids_with
from registry.roles import Capability
from rulebook.lifecycle.meeting import MeetingState
from rulebook.meeting.waiting import Duty

C = Capability
NEEDS = {
    Duty.REPORT_PLACE: C.PREPARE_OWN,
    Duty.DECLARE_KIN: C.PREPARE_OWN,
    Duty.WRITE_REPORTS: C.PREPARE_OWN,
    Duty.FILL_FORMS: C.PREPARE_OWN,
    Duty.WRITE_SUMMARY: C.PREPARE_OWN,
    Duty.FIX_TIME: C.MANAGE_ROUNDS,
    Duty.SORT_OPINIONS: C.MANAGE_ROUNDS,
    Duty.OPEN_POOL: C.MANAGE_ROUNDS,
    Duty.PREPARE_DRAW: C.MANAGE_ROUNDS,
    Duty.ENTER_CONSUMERS: C.ENTER_CONSUMERS,
    Duty.LOCK_DRAW: C.RUN_DRAW,
    Duty.RUN_DRAW: C.RUN_DRAW,
    Duty.CONFIRM_DRAW: C.CONFIRM_DRAW,
    Duty.GIVE_DIGITS: C.RUN_DRAW,
    Duty.SUBSTITUTE: C.CONFIRM_DRAW,
    Duty.NOTIFY: C.MANAGE_ROUNDS,
    Duty.HEAR_ANSWERS: C.MANAGE_ROUNDS,
    Duty.ATTEND: C.CONFIRM_VOTE,
    Duty.CHECK_IN: C.CHECK_IN,
    Duty.SITTING: C.RECORD_MEETING,
    Duty.PREPARE_VOTE: C.RUN_VOTE,
    Duty.RUN_VOTE: C.RUN_VOTE,
    Duty.CONFIRM_VOTE: C.CONFIRM_VOTE,
    Duty.COUNT_LEFTOVERS: C.RUN_VOTE,
    Duty.COUNT: C.COUNT_VOTE,
    Duty.MAKE_REPORT: C.COUNT_VOTE,
    Duty.SIGN: C.SIGN_COUNT,
    Duty.SCREEN_OPINIONS: C.SCREEN_OPINIONS,
    Duty.FEED_BACK: C.MANAGE_ROUNDS,
    Duty.TELL_REPRESENTATIVES: C.MANAGE_ROUNDS,
    Duty.ARCHIVE: C.MANAGE_ROUNDS,
}
"""The capability that a duty takes."""
ALSO = {
    Duty.GIVE_DIGITS: C.CONFIRM_DRAW,
    Duty.SUBSTITUTE: C.RUN_DRAW,
    Duty.COUNT_LEFTOVERS: C.CONFIRM_VOTE,
}
"""Where two sides act together, the capability of the other side."""


RELATED = ("activity", "activity__bureau", "office", "draw", "vote", "count_report")


@dataclass(frozen=True)
class BoardView:
    """Which parts of the board a user gets. ``others``: what waits for somebody else; ``inside``: figures of pool and vote."""

    matrix: bool
    others: bool
    inside: bool


def boards_for(user: AnyUser) -> QuerySet[Activity]:
    """Rounds with a board: those the user follows, and those in which his own office is assessed."""
    followed = activities_for(user).values("pk")
    own = own_meetings_for(user).values("activity")
    return Activity.objects.filter(Q(pk__in=followed) | Q(pk__in=own)).select_related("bureau")


def own_boards_for(user: AnyUser) -> QuerySet[Activity]:
    """Rounds that the user does not follow and in which his own office is assessed."""
    return boards_for(user).exclude(pk__in=activities_for(user).values("pk")).order_by("-year", "-pk")


def board_view(user: AnyUser, activity: Activity) -> BoardView:
    """The inspectorate all; the watcher only what needs him; an office its own line; leaders no waiting list of others."""
    manages = holds(user, C.MANAGE_ROUNDS, activity.bureau)
    follows = holds(user, C.VIEW_ROUNDS, activity.bureau)
    watches = holds(user, C.RUN_DRAW, activity.bureau)
    return BoardView(matrix=manages or not watches, others=manages, inside=follows)


def board_meetings(user: AnyUser, activity: Activity) -> QuerySet[Meeting]:
    """The lines of the board, by office: every valid meeting that the user may follow, and his own office's."""
    followed = Q(office__in=unit_ids_with(user, C.VIEW_ROUNDS))
    own = Q(office__in=own_offices(user), activity__rehearsal_of__isnull=True)
    rows = Meeting.objects.filter(followed | own, activity=activity).exclude(state=MeetingState.VOID)
    return rows.select_related(*RELATED).order_by("office__code", "pk")


def waiting_meetings(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings of real rounds that still wait for something, the earliest first."""
    rows = meetings_under_way(user).filter(activity__rehearsal_of__isnull=True)
    return rows.select_related(*RELATED)


def is_own_duty(user: AnyUser, meeting: Meeting, duty: Duty) -> bool:
    """Whether the user's post is waited for; an office's duties are its own people's, all others are nobody's of the office."""
    if NEEDS[duty] == C.PREPARE_OWN:
        return meeting.office_id in own_offices(user)
    if is_of_the_office(user, meeting.office_id):
        return False
    wanted = [NEEDS[duty], *([ALSO[duty]] if duty in ALSO else [])]
    return any(holds(user, capability, meeting.office) for capability in wanted)


def follows_any(user: AnyUser) -> bool:
    """Whether meetings of others can wait for the user at all; an office's people have their own block at home."""
    return holds(user, C.VIEW_ROUNDS)


def follows_meeting(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the meeting's own page opens to the user. No query once the user's units are known."""
    return meeting.office_id in unit_ids_with(user, C.VIEW_ROUNDS)


def sees_members(user: AnyUser, meeting: Meeting) -> bool:
    """As ``members_meetings_for``, of one meeting. No query."""
    return follows_meeting(user, meeting) and not is_of_the_office(user, meeting.office_id)


def follows_feedback(user: AnyUser, meeting: Meeting) -> bool:
    """As ``feedback_meetings_for``, of one meeting. No query."""
    return follows_meeting(user, meeting) and meeting.office_id in feedback_units(user)


def may_read_summary(user: AnyUser, meeting: Meeting) -> bool:
    """As ``summary_meetings_for``, of one meeting. No query."""
    seen = meeting.office_id in unit_ids_with(user, C.VIEW_TRENDS) | own_offices(user)
    return seen and meeting.activity.rehearsal_of_id is None
