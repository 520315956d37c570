"""The limits of a round that its plan sets, as clocks: place and written summary of every office (S0-18)."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from desk.services import clocks
from evaluations.meetings.models import Meeting, MeetingClock
from evaluations.meetings.queries import preparation, summaries
from registry.services.audit import change
from rulebook.desk.clocks import LimitUnit
from rulebook.lifecycle.meeting import MeetingState

PLACE, SUMMARY = "meeting_place", "meeting_summary"
LIMIT_CLOCK = "meetings.limit"
POLICIES = {
    PLACE: ("报送会议地点", "10 月 15 日前，S0-18"),
    SUMMARY: ("报送工作总结", "10 月 31 日前，S0-18"),
}
UNIT = LimitUnit.FIXED


def keep_limits() -> int:
    """Bring the clocks of this year's rounds in line with plan and record; how many changed. Safe to repeat.

    A day that the plan moved gives a clock anew; what was handed in stops it; a void meeting ends it.
    """
    changed = 0
    for meeting in summaries.meetings_with_limits(localdate().year):
        for kind, due_on, done_on in _limits(meeting):
            with transaction.atomic():
                changed += _keep(meeting, kind, due_on, done_on)
    return changed


def _limits(meeting: Meeting) -> Iterator[tuple[str, date, date | None]]:
    yield PLACE, preparation.place_due(meeting.activity), meeting.place_reported_on
    summary = summaries.summary_of(meeting.activity, meeting)
    yield SUMMARY, preparation.summary_due(meeting.activity), summary.submitted_on if summary else None


def _keep(meeting: Meeting, kind: str, due_on: date, done_on: date | None) -> bool:
    row = MeetingClock.objects.select_related("clock").filter(meeting=meeting, kind=kind).first()
    open_clock = row.clock if row is not None and row.clock.outcome == "open" else None
    if meeting.state == MeetingState.VOID:
        if open_clock is not None:
            clocks.void_clock(actor=None, clock=open_clock)
        return open_clock is not None
    if done_on is not None:
        if open_clock is not None:
            clocks.stop_clock(actor=None, clock=open_clock, on=max(done_on, open_clock.started_on))
        return open_clock is not None
    if open_clock is not None and open_clock.due_on == due_on:
        return False
    if open_clock is not None:
        clocks.void_clock(actor=None, clock=open_clock)
    elif row is not None and row.clock.due_on == due_on:
        clocks.reopen_clock(actor=None, clock=row.clock)
        return True
    _start(meeting, kind, due_on, row)
    return True


def _start(meeting: Meeting, kind: str, due_on: date, row: MeetingClock | None) -> None:
    with change(None, "keep_meeting_limit", meeting) as log:
        clock = clocks.start_clock(
            actor=None,
            code=kind,
            title=f"{meeting.activity.year}年{meeting.office}{POLICIES[kind][0]}",
            unit=meeting.office,
            started_on=min(localdate(), due_on),
            due_on=due_on,
            origin_kind=LIMIT_CLOCK,
            origin_label=f"{meeting.office}述职述廉",
        )
        if row is None:
            MeetingClock.objects.create(meeting=meeting, kind=kind, clock=clock)
        else:
            row.clock = clock
            row.save(update_fields=["clock"])
        log.note(kind=kind, due_on=due_on.isoformat())
