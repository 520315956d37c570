"""Written summaries: drafts, handed in by 31 October (S0-18)."""

from evaluations.meetings.models import Activity, Meeting, WrittenSummary
from evaluations.meetings.services.composing import PROMPT
from evaluations.meetings.services.refusals import MeetingRefused
from registry.models import User
from registry.services.audit import change
from registry.services.papers import give_back, hand_in, locked_paper, paper_at, save_paper


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
        row = paper_at(WrittenSummary, activity=activity, meeting=meeting)
        frozen = MeetingRefused("总结已经报送，不能再改；需要更正时请监察室退回。")
        save_paper(row, version=version, frozen=frozen, text=text)
        if submit:
            if PROMPT in text:
                raise MeetingRefused("请先填写“经验做法和建议”，或删去那一行提示，再报送。")
            hand_in(row, actor=actor)
        log.note(version=row.version)
    return row


def reopen_summary(*, actor: User, summary: WrittenSummary) -> WrittenSummary:
    """Give a summary back for correction."""
    with change(actor, "reopen_summary", summary) as log:
        row = locked_paper(summary)
        give_back(row, unsent=MeetingRefused("总结尚未报送，可以直接修改。"))
        log.note(version=row.version)
    return row
