"""Who may read and write the written summaries (S0-18)."""

from django.db.models import Q, QuerySet

from evaluations.access import own_offices
from evaluations.meetings.models import Activity, Meeting, WrittenSummary
from registry.access import YES, Answer, AnyUser, first_no, held, unit_ids_with
from registry.roles import Capability
from rulebook.lifecycle.meeting import MeetingState


def summary_meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose summary the user may read: of his own office, or of the offices he has the overview of."""
    units = unit_ids_with(user, Capability.VIEW_TRENDS) | own_offices(user)
    rows = Meeting.objects.filter(office__in=units, activity__rehearsal_of__isnull=True)
    return rows.exclude(state=MeetingState.VOID).select_related(
        "activity", "activity__bureau", "office", "vote"
    )


def summary_rounds_for(user: AnyUser) -> QuerySet[Activity]:
    """Rounds whose summaries the user may read as a whole."""
    rows = Activity.objects.filter(bureau__in=unit_ids_with(user, Capability.VIEW_TRENDS))
    return rows.filter(rehearsal_of__isnull=True).select_related("bureau")


def oversees(user: AnyUser, activity: Activity) -> bool:
    """Whether the round's page shows the way to its summaries and its feedback. No query."""
    seen = activity.bureau_id in unit_ids_with(user, Capability.VIEW_TRENDS)
    return seen and activity.rehearsal_of_id is None


def summaries_for(user: AnyUser) -> QuerySet[WrittenSummary]:
    rounds = Q(meeting__isnull=True, activity__in=summary_rounds_for(user))
    rows = WrittenSummary.objects.filter(rounds | Q(meeting__in=summary_meetings_for(user)))
    return rows.select_related("activity", "activity__bureau", "meeting", "meeting__office", "submitted_by")


def may_write_summary(user: AnyUser, meeting: Meeting) -> Answer:
    """The office writes its own; the inspectorate may enter it for the office."""
    if meeting.office_id in own_offices(user):
        return YES
    return held(user, meeting.office, Capability.MANAGE_ROUNDS)


def may_write_round_summary(user: AnyUser, activity: Activity) -> Answer:
    return held(user, activity.bureau, Capability.MANAGE_ROUNDS)


def may_reopen_summary(user: AnyUser, summary: WrittenSummary) -> Answer:
    sent = Answer(summary.submitted_on is not None, "总结尚未报送，可以直接修改。")
    return first_no(may_write_round_summary(user, summary.activity), sent)
