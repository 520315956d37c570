"""A meeting's own steps: set up, pool open or closed, postponed, fed back, archived, void."""

from collections.abc import Iterable, Mapping
from datetime import date, time

from django.utils.timezone import localdate

from ballots.services import preparing
from evaluations.meetings.models import Activity, Meeting, ReportingOfficer
from evaluations.meetings.queries import matters, meetings
from evaluations.meetings.services.feedback import open_feedback
from evaluations.meetings.services.notices import renew_notices
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.sittings import break_off
from evaluations.meetings.services.states import locked, move
from registry.models import Unit, User
from registry.services.audit import change
from registry.services.refusals import VersionConflict
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState
from rulebook.meeting.agenda import feedback_hindrance
from rulebook.meeting.deadlines import usual_due

PLACE_FIXED = frozenset({MeetingState.VOTING, MeetingState.COUNTED, MeetingState.COUNT_SIGNED})
POSTPONABLE = frozenset({MeetingState.DRAWN, MeetingState.NOTIFIED, MeetingState.CHECK_IN})
ENDED = frozenset({MeetingState.FED_BACK, MeetingState.ARCHIVED, MeetingState.VOID})


def create_meetings(*, actor: User | None, activity: Activity, offices: Iterable[Unit]) -> list[Meeting]:
    """A meeting for each office; one that already has a valid meeting in this round is left alone."""
    made = []
    with change(actor, "create_meetings", activity) as log:
        Activity.objects.select_for_update().get(pk=activity.pk)
        taken = set(activity.meetings.exclude(state=MeetingState.VOID).values_list("office_id", flat=True))
        for office in offices:
            if office.pk not in taken:
                made.append(Meeting.objects.create(activity=activity, office=office))
        log.note(offices=[meeting.office_id for meeting in made])
    return made


def update_meeting(
    *,
    actor: User | None,
    meeting: Meeting,
    version: int,
    held_on: date | None,
    held_at: time | None,
    place: str,
) -> Meeting:
    """Set date, time and place; a change after members were told makes new notices due, the draw stays valid.

    Raises ``VersionConflict``, or ``MeetingRefused`` from check-in on: then there is only postponement.
    """
    with change(actor, "update_meeting", meeting) as log:
        row = locked(meeting)
        if row.state in PLACE_FIXED | ENDED:
            raise MeetingRefused(f"会议{row.get_state_display()}，时间和地点不能再改。")
        if row.state == MeetingState.CHECK_IN:
            raise MeetingRefused("会议正在签到，时间和地点只能通过延期改变。")
        if row.version != version:
            raise VersionConflict(row.version)
        before = row.held_on, row.held_at, row.place
        row.held_on, row.held_at, row.place = held_on, held_at, place
        # A place that moves later was reported when it first was (S0-18).
        row.place_reported_on = (row.place_reported_on or localdate()) if place else None
        row.version += 1
        row.save(update_fields=["held_on", "held_at", "place", "place_reported_on", "version"])
        if before != (held_on, held_at, place):
            renew_notices(row)
        log.note(version=row.version, edition=row.edition)
    return row


def open_pool(*, actor: User | None, meeting: Meeting) -> Meeting:
    """Begin the roster and copy the officers who hold the posts today (S0-01). Opening twice changes nothing."""
    with change(actor, "open_pool", meeting) as log:
        row = locked(meeting)
        if row.state == MeetingState.POOL:
            return row
        move(row, MeetingState.POOL)
        officers = meetings.reporting_officers(row)
        row.officers.all().delete()
        ReportingOfficer.objects.bulk_create(
            ReportingOfficer(
                meeting=row, person=officer.person, name=officer.name, title=officer.title, position=position
            )
            for position, officer in enumerate(officers, start=1)
        )
        log.note(officers=[officer.person.pk for officer in officers])
    return row


def close_pool(*, actor: User, meeting: Meeting) -> Meeting:
    """Back to preparation, to take the officers anew; only while no draw was prepared from the pool.

    A vote that outlived a postponed check-in has the officers on its form: it is voided first.
    """
    with change(actor, "close_pool", meeting):
        row = locked(meeting)
        if row.state == MeetingState.DRAFT:
            return row
        if row.draw is not None:
            raise MeetingRefused(f"抽取 {row.draw} 已准备，须先将其作废。")
        if row.vote is not None:
            raise MeetingRefused("投票已按现有述职人员准备，须先将其作废。")
        move(row, MeetingState.DRAFT)
    return row


def postpone_meeting(
    *, actor: User, meeting: Meeting, held_on: date, held_at: time, place: str, reason: str
) -> Meeting:
    """Hold the meeting another day, at any time between draw and vote: the draw stays valid, everybody is told anew.

    A check-in that did not suffice ends with it: nobody counts as arrived any more. Cards that were given out at the door may lie anywhere by then, so the whole batch is void and printed anew.
    """
    with change(actor, "postpone_meeting", meeting) as log:
        row = locked(meeting)
        if row.state not in POSTPONABLE:
            raise MeetingRefused(f"会议{row.get_state_display()}，抽出代表之后、开启投票之前才能延期。")
        if row.vote is not None and row.vote.made and row.representatives.filter(attended=True).exists():
            preparing.void_batch(actor=actor, vote=row.vote)
        row.representatives.update(attended=False)
        break_off(row, reason)
        row.held_on, row.held_at, row.place = held_on, held_at, place
        row.postponed_reason = reason
        row.version += 1
        row.save(update_fields=["held_on", "held_at", "place", "postponed_reason", "version"])
        renew_notices(row)
        log.note(held_on=held_on.isoformat(), edition=row.edition)
    return row


def feed_back(
    *,
    actor: User,
    meeting: Meeting,
    fed_back_on: date,
    note: str,
    due_on: date | None = None,
    sheets: Mapping[int, bytes] | None = None,
) -> Meeting:
    """Record that the result went back to the office and to each officer, and open their forms (S0-15, S0-20).

    ``sheets`` are the feedback sheets handed over, by position (0: the office).
    """
    with change(actor, "feed_back", meeting) as log:
        row = locked(meeting)
        if row.state == MeetingState.FED_BACK:
            return row
        if row.held_on and fed_back_on < row.held_on:
            raise MeetingRefused(f"反馈日期早于会议日期 {row.held_on:%Y-%m-%d}。")
        move(row, MeetingState.FED_BACK)
        sitting = row.sitting
        if why := feedback_hindrance(
            sitting.steps if sitting else None, ended=bool(sitting and sitting.ended_at)
        ):
            raise MeetingRefused(why)
        row.fed_back_on, row.fed_back_note = fed_back_on, note
        row.save(update_fields=["fed_back_on", "fed_back_note"])
        due_on = due_on or usual_due(fed_back_on)
        if due_on < fed_back_on:
            raise MeetingRefused("整改情况填报期限早于反馈日期。")
        open_feedback(actor=actor, meeting=row, due_on=due_on, sheets=sheets or {})
        log.note(fed_back_on=fed_back_on.isoformat())
    return row


def archive_meeting(*, actor: User, meeting: Meeting) -> Meeting:
    """Close the file. Raises ``MeetingRefused`` while the vote's result is not published."""
    with change(actor, "archive_meeting", meeting):
        row = locked(meeting)
        if row.state == MeetingState.ARCHIVED:
            return row
        if row.vote is None or row.vote.state != VoteState.PUBLISHED:
            raise MeetingRefused("投票结果尚未公布，公布后才能归档。")
        if waiting := matters.unfinished_matters(row):
            raise MeetingRefused(
                f"还有 {len(waiting)} 项问题没有销号，也没有列入计划或作出说明：{waiting[0]}等，不能归档。"
            )
        move(row, MeetingState.ARCHIVED)
    return row


def void_meeting(*, actor: User, meeting: Meeting, reason: str) -> Meeting:
    """Give up a meeting that has no valid draw and no valid vote; those are voided by two persons first."""
    with change(actor, "void_meeting", meeting):
        row = locked(meeting)
        if row.state == MeetingState.VOID:
            return row
        if row.draw is not None or row.vote is not None:
            raise MeetingRefused("会议还有有效的抽取或投票，须先由两人作废。")
        move(row, MeetingState.VOID)
        row.void_reason = reason
        row.save(update_fields=["void_reason"])
    return row
