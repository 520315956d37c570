"""Who may see, answer and pass on what was fed back (S0-15, S0-20)."""

from django.db.models import Q, QuerySet

from evaluations.meetings.access.answers import in_state, outside
from evaluations.meetings.access.seeing import (
    OPEN_RESULT,
    heads_office,
    meetings_for,
    own_officer,
    own_results_for,
)
from evaluations.meetings.access.steps import may_feed_back, may_view_internal_count
from evaluations.meetings.models import FeedbackForm, Meeting
from registry.access import YES, Answer, AnyUser, current_posts, first_no, held, unit_ids_with
from registry.roles import Capability
from rulebook.lifecycle.vote import VoteState


def feedback_units(user: AnyUser) -> set[int]:
    """Offices whose feedback the user reads as an organiser; never one in which he holds a post."""
    own = {post.unit_id for post in current_posts(user)}
    return unit_ids_with(user, Capability.VIEW_OPINIONS) - own


def own_feedback_for(user: AnyUser) -> QuerySet[FeedbackForm]:
    """The office's form for its head, everybody's own for himself (S0-20)."""
    meetings = own_results_for(user).filter(activity__rehearsal_of__isnull=True).prefetch_related("officers")
    headed = [meeting.pk for meeting in meetings if heads_office(user, meeting)]
    officers = [officer.pk for meeting in meetings if (officer := own_officer(user, meeting))]
    return FeedbackForm.objects.filter(Q(meeting__in=headed, officer__isnull=True) | Q(officer__in=officers))


def is_own_feedback(user: AnyUser, form: FeedbackForm) -> bool:
    """Whether the form went to this user, as head of the office or as officer."""
    return own_feedback_for(user).filter(pk=form.pk).exists()


def may_read_feedback(user: AnyUser, form: FeedbackForm) -> bool:
    return feedback_forms_for(user).filter(pk=form.pk).exists()


def feedback_forms_for(user: AnyUser) -> QuerySet[FeedbackForm]:
    """Forms the user may read: the organisers all of their offices, the office's people their own."""
    own = own_feedback_for(user).values_list("pk", flat=True)
    rows = FeedbackForm.objects.filter(Q(meeting__office__in=feedback_units(user)) | Q(pk__in=list(own)))
    return rows.select_related(
        "meeting", "meeting__activity", "meeting__activity__bureau", "meeting__office", "officer", "sheet"
    )


def feedback_meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose feedback the user follows as an organiser."""
    return meetings_for(user).filter(office__in=feedback_units(user))


def reads_feedback(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the meeting's page shows the way to its feedback."""
    return meeting.state in OPEN_RESULT and meeting.office_id in feedback_units(user)


def _organises(user: AnyUser, meeting: Meeting) -> Answer:
    own = outside(user, meeting, "被评议单位的人员不得代办本单位的反馈。")
    return first_no(held(user, meeting.office, Capability.MANAGE_ROUNDS), own)


def may_answer_feedback(user: AnyUser, form: FeedbackForm) -> Answer:
    """Whoever it went to fills it in; the inspectorate may enter it for them."""
    if is_own_feedback(user, form):
        return YES
    return _organises(user, form.meeting)


def may_reopen_feedback(user: AnyUser, form: FeedbackForm) -> Answer:
    """Only the inspectorate gives a submitted form back."""
    sent = Answer(form.submitted_on is not None, "措施尚未提交，可以直接修改。")
    return first_no(_organises(user, form.meeting), sent)


def may_preview_sheets(user: AnyUser, meeting: Meeting) -> Answer:
    """Print the feedback sheets before they are handed over."""
    return first_no(may_feed_back(user, meeting), may_view_internal_count(user, meeting))


def may_make_sheets(user: AnyUser, meeting: Meeting) -> Answer:
    """Make up for forms or sheets that are missing after the feedback."""
    return first_no(_organises(user, meeting), in_state(meeting, *sorted(OPEN_RESULT)))


def reply_is_ready(meeting: Meeting) -> Answer:
    """Representatives hear of a published result and of submitted measures only (S0-15)."""
    vote = meeting.vote
    shown = Answer(
        vote is not None and vote.state == VoteState.PUBLISHED, "投票结果尚未公布，公布后才能回告代表。"
    )
    if not shown.allowed:
        return shown
    sent = list(meeting.feedback_forms.values_list("submitted_on", flat=True))
    if not sent or None in sent:
        missing = sent.count(None)
        said = f"还有 {missing} 份整改措施没有提交，提交后才能回告代表。" if missing else "结果尚未反馈。"
        return Answer(False, said)
    return YES


def may_tell_representatives(user: AnyUser, meeting: Meeting) -> Answer:
    return first_no(_organises(user, meeting), reply_is_ready(meeting))
