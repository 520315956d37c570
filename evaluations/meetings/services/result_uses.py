"""How results counted toward commendation and the use of cadres (S0-17): recorded, never computed."""

from datetime import date

from evaluations.meetings.models import Meeting, ReportingOfficer, ResultUse
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked
from registry.models import User
from registry.services.audit import change
from rulebook.lifecycle.meeting import MeetingState

AFTER = frozenset({MeetingState.FED_BACK, MeetingState.ARCHIVED})


def record_result_use(
    *,
    actor: User,
    meeting: Meeting,
    officer: ReportingOfficer | None,
    kind: str,
    text: str,
    decided_by: str,
    decided_on: date,
) -> ResultUse:
    """Record a decision of a named leader about the office or one officer. Cadres are persons, so that use needs one."""
    use = ResultUse(officer=officer, kind=kind, text=text, decided_by=decided_by, decided_on=decided_on)
    with change(actor, "record_result_use", use) as log:
        row = locked(meeting)
        if row.state not in AFTER:
            raise MeetingRefused("结果尚未反馈，反馈后才能登记运用。")
        if kind == "cadre" and officer is None:
            raise MeetingRefused("干部使用须写明是哪一名述职人员。")
        if row.held_on and decided_on < row.held_on:
            raise MeetingRefused(f"决定日期早于会议日期 {row.held_on:%Y-%m-%d}。")
        use.meeting = row
        use.save()
        log.note(meeting=row.pk, officer=officer.pk if officer else None, kind=kind)
    return use


def remove_result_use(*, actor: User, use: ResultUse) -> None:
    """Take back a record made by mistake; that it was there stays in the audit."""
    with change(actor, "remove_result_use", use) as log:
        log.note(meeting=use.meeting_id, use=use.pk, kind=use.kind)
        ResultUse.objects.filter(pk=use.pk).delete()
