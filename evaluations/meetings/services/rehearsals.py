"""Rehearsals: a meeting walked through before its day, with stand-ins. A round of its own that stands in no figure (S0-10, S0-21)."""

from django.utils.timezone import localdate, localtime

from evaluations.meetings.access.sittings import BEFORE_VOTE
from evaluations.meetings.models import Activity, DutyReport, Meeting, PoolConsumer, PoolExclusion
from evaluations.meetings.queries import duty_reports, meetings
from evaluations.meetings.services.activities import ActivityData, Member, create_activity
from evaluations.meetings.services.meeting_draws import prepare_meeting_draw
from evaluations.meetings.services.meetings import create_meetings, open_pool, update_meeting
from evaluations.meetings.services.pools import engage_assessors
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked, move
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.tally import SMALL_GROUP
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT
from rulebook.lifecycle.vote import CASTING
from rulebook.meeting.composition import SMALLEST_REHEARSAL, rehearsal_seats
from rulebook.meeting.rounds import RoundFigures, RoundKind, StrataBy, default_stages

MARKING = "rehearsal"
MOST_SEATS = 30
STAND_IN_TEXT = "演练用文字。"


def start_rehearsal(*, actor: User, meeting: Meeting, seats: int = 6) -> Meeting:
    """Copy the meeting into a rehearsal for ``seats`` stand-ins, up to a draw that waits to be locked.

    Consumers, exclusions and engaged assessors are copied as far as they fit, reports with stand-in text where the real one
    is not written yet. Raises ``MeetingRefused`` once the vote is open or while another rehearsal is under way, and for what
    the pool lacks.
    """
    with change(actor, "start_rehearsal", meeting) as log:
        row = locked(meeting)
        if row.activity.rehearsal_of_id is not None:
            raise MeetingRefused("演练不能再演练。")
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused(f"会议{row.get_state_display()}，开启投票之前才能演练。")
        if row.rehearsals.filter(ended_on__isnull=True).exists():
            raise MeetingRefused("本场会议的演练还没有结束，结束后才能再次演练。")
        if not SMALLEST_REHEARSAL <= seats <= MOST_SEATS:
            raise MeetingRefused(f"演练人数应在 {SMALLEST_REHEARSAL} 到 {MOST_SEATS} 之间。")
        copy = _copy(actor, row, seats)
        log.note(rehearsal=copy.pk, seats=seats)
    return copy


def _copy(actor: User, row: Meeting, seats: int) -> Meeting:
    listed = row.representatives.filter(source="engaged", person__isnull=False).exclude(state__in=OUT)
    assessors = [each.person for each in listed.select_related("person") if each.person]
    figures = meetings.round_figures(row.activity)
    drawn, engaged = rehearsal_seats(seats, len(assessors), figures.composition)
    activity = _copied_round(actor, row, _scaled(figures, seats, drawn))
    copy = create_meetings(actor=actor, activity=activity, offices=[row.office])[0]
    update_meeting(
        actor=actor,
        meeting=copy,
        version=copy.version,
        held_on=localdate(),
        held_at=row.held_at or localtime().time().replace(second=0, microsecond=0),
        place=row.place or "演练场地",
    )
    open_pool(actor=actor, meeting=copy)
    _copy_lists(row, copy)
    engage_assessors(actor=actor, meeting=copy, persons=assessors[:engaged])
    _copy_reports(row, copy)
    prepare_meeting_draw(actor=actor, meeting=copy)
    copy.refresh_from_db()
    return copy


def _scaled(figures: RoundFigures, seats: int, drawn: int) -> RoundFigures:
    plain = figures.as_dict() | {
        "attendance_min": seats,
        "service_min": drawn if figures.service_min else 0,
        "supervisors_min": 0,
        "drawn_seats": drawn,
        "absence_percent": 0,
        "threshold": SMALL_GROUP,
        "strata_by": StrataBy.NOTHING.value,
    }
    return RoundFigures.from_dict(plain)


def _copied_round(actor: User, row: Meeting, figures: RoundFigures) -> Activity:
    real = row.activity
    activity = create_activity(
        actor=actor,
        marking=MARKING,
        rehearsal_of=row,
        data=ActivityData(
            title=f"演练：{row}",
            kind=RoundKind(real.kind),
            year=real.year,
            bureau=real.bureau,
            group_office=real.group_office,
            drawing_body=real.drawing_body,
            stages=default_stages(real.year),
            figures=figures,
            group=[Member(each.name, each.position, each.rank) for each in real.group.all()],
        ),
    )
    activity.agenda_minutes = real.agenda_minutes
    activity.save(update_fields=["agenda_minutes"])
    return activity


def _copy_lists(row: Meeting, copy: Meeting) -> None:
    persons = list(row.consumers.values_list("person_id", flat=True))
    PoolConsumer.objects.bulk_create(PoolConsumer(meeting=copy, person_id=person) for person in persons)
    PoolExclusion.objects.bulk_create(
        PoolExclusion(meeting=copy, business=each.business, person=each.person, reason=each.reason)
        for each in row.pool_exclusions.select_related("business", "person")
        if each.person_id is None or each.person_id in persons
    )


def _copy_reports(row: Meeting, copy: Meeting) -> None:
    written = {report.person_id: report.headings for report in row.duty_reports.all()}
    DutyReport.objects.bulk_create(
        DutyReport(
            meeting=copy,
            person=officer.person,
            headings={
                heading.key: written.get(officer.person_id, {}).get(heading.key) or STAND_IN_TEXT
                for heading in duty_reports.headings_of(copy.activity)
            },
            submitted_on=localdate(),
        )
        for officer in copy.officers.select_related("person")
    )


def end_rehearsal(*, actor: User, activity: Activity) -> Activity:
    """End a rehearsal and hide it; nothing of it moves any more. Ending twice changes nothing.

    A vote that is open is closed or voided first, since tablets still bring ballots. What has neither draw nor vote is void;
    a draw or a vote stays as it stands, because voiding it needs two persons.
    """
    with change(actor, "end_rehearsal", activity) as log:
        kept = Activity.objects.select_for_update().get(pk=activity.pk)
        if kept.rehearsal_of_id is None:
            raise MeetingRefused("这不是演练，不能这样结束。")
        if kept.ended_on is not None:
            return kept
        for meeting in kept.meetings.all():
            row = locked(meeting)
            if row.vote is not None and row.vote.state in CASTING:
                raise MeetingRefused("演练的投票还开着，请先截止或作废，再结束演练。")
            if row.draw is None and row.vote is None and row.state in (MeetingState.DRAFT, MeetingState.POOL):
                move(row, MeetingState.VOID)
                row.void_reason = "演练结束"
                row.save(update_fields=["void_reason"])
        kept.ended_on = localdate()
        kept.save(update_fields=["ended_on"])
        log.note(rehearsal_of=kept.rehearsal_of_id)
    return kept
