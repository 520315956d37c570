"""Who reads and does what is prepared before a meeting: plan, place, collected opinions, reports (S0-09, S0-18)."""

from django.db.models import Q, QuerySet

from evaluations.access import own_offices
from evaluations.meetings.access.answers import in_state
from evaluations.meetings.access.own import own_meetings_for
from evaluations.meetings.access.seeing import activities_for, heads_office, meetings_for
from evaluations.meetings.models import Activity, Meeting
from registry.access import YES, Answer, AnyUser, current_posts, first_no, holds, unit_ids_with
from registry.roles import Capability
from rulebook.lifecycle.meeting import MeetingState

S = MeetingState
BEFORE_THE_MEETING = (S.DRAFT, S.POOL, S.DRAWN, S.NOTIFIED)
READERS = (Capability.MANAGE_ROUNDS, Capability.VIEW_OPINIONS)


def plans_for(user: AnyUser) -> QuerySet[Activity]:
    """Rounds whose plan the user may read: those he follows, and those in which his own office is assessed."""
    own = Activity.objects.filter(meetings__in=own_meetings_for(user))
    seen = Activity.objects.filter(Q(pk__in=activities_for(user).values("pk")) | Q(pk__in=own.values("pk")))
    return seen.select_related("bureau", "group_office")


def prepared_meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose collected opinions and reports the user may read: the organisers' and those of his own office."""
    units: set[int] = set()
    for capability in READERS:
        units |= unit_ids_with(user, capability)
    rows = Meeting.objects.filter(
        Q(pk__in=meetings_for(user).filter(office__in=units).values("pk"))
        | Q(pk__in=own_meetings_for(user).values("pk"))
    )
    return rows.select_related("activity", "activity__bureau", "office", "draw", "vote")


def may_read_preparation(user: AnyUser, meeting: Meeting) -> bool:
    """As ``prepared_meetings_for``, of a meeting that the user sees anyway. No query of its own."""
    return meeting.office_id in own_offices(user) or any(
        holds(user, capability, meeting.office) for capability in READERS
    )


def prepares_own(user: AnyUser) -> bool:
    """Whether the menu shows 本单位述职述廉."""
    return holds(user, Capability.PREPARE_OWN)


def _prepares(user: AnyUser, meeting: Meeting) -> Answer:
    """The office's own people, or the inspectorate in their name."""
    if meeting.office_id in own_offices(user) or holds(user, Capability.MANAGE_ROUNDS, meeting.office):
        return YES
    return Answer(False, "须由被评议单位的负责人、副职或监察室办理。", by_post=True)


def may_report_place(user: AnyUser, meeting: Meeting) -> Answer:
    """Late is still accepted, until the meeting begins (S0-18)."""
    return first_no(_prepares(user, meeting), in_state(meeting, *BEFORE_THE_MEETING))


def may_collect_opinions(user: AnyUser, meeting: Meeting) -> Answer:
    """Enter, change, sort what was collected (S0-09); frozen once the meeting begins."""
    return first_no(_prepares(user, meeting), before_the_meeting(meeting))


def before_the_meeting(meeting: Meeting) -> Answer:
    """Whether opinions and reports may still change; a postponed meeting is before its meeting again."""
    if meeting.state in BEFORE_THE_MEETING:
        return YES
    return Answer(False, "会议已经开始，征集的意见和述职述廉报告不能再改；延期后可以再改。")


def writes_report(user: AnyUser, meeting: Meeting, person_pk: int, name: str) -> Answer:
    """Whose post writes this officer's report: his own, the office's head, the inspectorate in his name (S0-08)."""
    if holds(user, Capability.MANAGE_ROUNDS, meeting.office) or heads_office(user, meeting):
        return YES
    if meeting.office_id in own_offices(user):
        posts = [post for post in current_posts(user) if post.unit_id == meeting.office_id]
        persons = {post.person_id for post in posts if post.person_id}
        if person_pk in persons or (not persons and name == getattr(user, "name", "")):
            return YES
    return Answer(False, "须由述职人员本人、单位负责人或监察室办理。", by_post=True)


def may_write_report(user: AnyUser, meeting: Meeting, person_pk: int, name: str) -> Answer:
    return first_no(writes_report(user, meeting, person_pk, name), before_the_meeting(meeting))
