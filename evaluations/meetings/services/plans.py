"""The round's plan, the schedule annexed to it, the places that offices report (S0-18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from evaluations.meetings.access.preparation import before_the_meeting
from evaluations.meetings.models import Activity, Meeting
from evaluations.meetings.queries import preparation
from evaluations.meetings.services.meetings import update_meeting
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked
from registry.models import User
from registry.services.audit import change
from registry.services.refusals import VersionConflict


@dataclass(frozen=True)
class ScheduleLine:
    """What the inspectorate typed for one office; ``version`` is of the row it saw."""

    meeting: Meeting
    version: int
    held_on: date | None
    held_at: time | None


def update_plan(
    *,
    actor: User,
    activity: Activity,
    version: int,
    document_number: str,
    purpose: str,
    place_due: date,
    summary_due: date,
) -> Activity:
    """Save the plan. Raises ``VersionConflict`` if another save of the round came first."""
    with change(actor, "update_plan", activity) as log:
        row = Activity.objects.select_for_update().get(pk=activity.pk)
        if row.version != version:
            raise VersionConflict(row.version)
        row.document_number, row.purpose = document_number, purpose
        row.place_due, row.summary_due = place_due, summary_due
        row.version += 1
        row.save(update_fields=["document_number", "purpose", "place_due", "summary_due", "version"])
        log.note(version=row.version)
    return row


def set_schedule(
    *, actor: User, activity: Activity, lines: Sequence[ScheduleLine]
) -> tuple[int, dict[int, MeetingRefused | VersionConflict]]:
    """Set the day and time of several offices; each line stands for itself.

    Returns how many were changed, and by meeting why a line was not.
    """
    changed, problems = 0, {}
    for line in lines:
        row = activity.meetings.get(pk=line.meeting.pk)
        if (row.held_on, row.held_at) == (line.held_on, line.held_at):
            continue
        try:
            update_meeting(
                actor=actor,
                meeting=row,
                version=line.version,
                held_on=line.held_on,
                held_at=line.held_at,
                place=row.place,
            )
        except (MeetingRefused, VersionConflict) as refused:
            problems[row.pk] = refused
        else:
            changed += 1
    return changed, problems


def report_place(
    *, actor: User, meeting: Meeting, version: int, place: str, tell_again: bool = False
) -> Meeting:
    """The office says where its meeting is held; late is accepted until the meeting begins (S0-18).

    Once members were told of another place, ``tell_again`` says that everybody will be told anew. Raises
    ``MeetingRefused``, ``VersionConflict``.
    """
    with change(actor, "report_place", meeting):
        row = locked(meeting)
        if not before_the_meeting(row).allowed:
            raise MeetingRefused("会议已经开始，地点不能再改。")
        if place != row.place and preparation.members_told(row) and not tell_again:
            raise MeetingRefused("代表已接到原地点的通知，改变地点须逐人重新通知；请确认后再上报。")
        return update_meeting(
            actor=actor,
            meeting=row,
            version=version,
            held_on=row.held_on,
            held_at=row.held_at,
            place=place,
        )
