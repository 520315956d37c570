"""Written summaries: drafts, handed in by 31 October (S0-18)."""

from django.utils.timezone import localdate

from evaluations.meetings.models import Activity, Meeting, WrittenSummary
from evaluations.meetings.services.composing import PROMPT
from evaluations.meetings.services.refusals import MeetingRefused
from registry.models import User
from registry.services.audit import change
from registry.services.refusals import VersionConflict


def save_summary(
    *, actor: User, activity: Activity, meeting: Meeting | None, version: int, text: str, submit: bool = False
) -> WrittenSummary:
    """Keep the text of an office's summary or (``meeting`` None) the round's, and hand it in if ``submit``.

    ``version`` is 0 for a first text. Raises ``VersionConflict``, ``MeetingRefused``.
    """
    subject = meeting or activity
    with change(actor, "submit_summary" if submit else "save_summary", subject) as log:
        if activity.rehearsal_of_id:
            raise MeetingRefused("演练不写总结。")
        Activity.objects.select_for_update().get(pk=activity.pk)
        row = WrittenSummary.objects.filter(activity=activity, meeting=meeting).first()
        if (row.version if row else 0) != version:
            raise VersionConflict(row.version if row else 0)
        row = row or WrittenSummary(activity=activity, meeting=meeting, version=0)
        if row.submitted_on:
            raise MeetingRefused("总结已经报送，不能再改；需要更正时请监察室退回。")
        if submit and PROMPT in text:
            raise MeetingRefused("请先填写“经验做法和建议”，或删去那一行提示，再报送。")
        row.text = text
        row.version += 1
        if submit:
            row.submitted_on, row.submitted_by = localdate(), actor
        row.save()
        log.note(version=row.version)
    return row


def reopen_summary(*, actor: User, summary: WrittenSummary) -> WrittenSummary:
    """Give a summary back for correction."""
    with change(actor, "reopen_summary", summary) as log:
        row = WrittenSummary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
        if row.submitted_on is None:
            raise MeetingRefused("总结尚未报送，可以直接修改。")
        row.submitted_on, row.submitted_by = None, None
        row.version += 1
        row.save()
        log.note(version=row.version)
    return row
