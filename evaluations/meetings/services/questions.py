"""Questions and suggestions put in the meeting, and the answers (S0-11). Who asked is not kept (S0-19)."""

from evaluations.meetings.models import Meeting, Question, ReportingOfficer, Sitting
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.sittings import FINAL
from evaluations.meetings.services.states import locked
from registry.models import User
from registry.services.audit import change
from registry.services.refusals import VersionConflict


def record_question(
    *, actor: User, meeting: Meeting, kind: str, officer: ReportingOfficer | None, text: str, answer: str = ""
) -> Question:
    """Keep a question or suggestion to an officer, or to the office; from the beginning of the sitting to its end."""
    with change(actor, "record_question", meeting) as log:
        row = locked(meeting)
        sitting = _sitting(row)
        if sitting.ended_at is not None:
            raise MeetingRefused("会议已经散会，不能再补记问询和建议；解答仍可补齐。")
        if officer is not None and officer.meeting_id != row.pk:
            raise MeetingRefused("问询对象不是本场的述职人员。")
        question = Question.objects.create(
            sitting=sitting, kind=kind, officer=officer, text=text, answer=answer
        )
        log.note(question=question.pk, kind=kind)
    return question


def answer_question(*, actor: User, meeting: Meeting, question: Question, answer: str, seen: str) -> Question:
    """Write the answer beside its question, until the result is fed back.

    ``seen`` is the answer as it stood on the page; if somebody else has written since, ``VersionConflict``.
    """
    with change(actor, "answer_question", meeting) as log:
        row = locked(meeting)
        sitting = _sitting(row)
        kept = sitting.questions.select_for_update().filter(pk=question.pk).first()
        if kept is None:
            raise MeetingRefused("这条问询已被删除，或属于延期前的一场，不能再写解答。")
        if kept.answer not in (seen, answer):
            raise VersionConflict(0)
        kept.answer = answer
        kept.save(update_fields=["answer"])
        log.note(question=kept.pk)
    return kept


def remove_question(*, actor: User, meeting: Meeting, question: Question) -> None:
    """Take back a line typed by mistake, while nobody has answered it."""
    with change(actor, "remove_question", meeting) as log:
        row = locked(meeting)
        sitting = _sitting(row)
        kept = sitting.questions.select_for_update().filter(pk=question.pk).first()
        if kept is None:
            return
        if sitting.ended_at is not None:
            raise MeetingRefused("会议已经散会，问询记录不能再删。")
        if kept.answer:
            raise MeetingRefused("已有解答的记录不能删。")
        log.note(question=kept.pk)
        kept.delete()


def _sitting(row: Meeting) -> Sitting:
    if row.state in FINAL:
        raise MeetingRefused(f"会议{row.get_state_display()}，问询记录不能再改。")
    sitting = row.sitting
    if sitting is None:
        raise MeetingRefused("会议还没有开始，开会后才能记录问询。")
    return sitting
