"""The door: check-in opens, members arrive. Arrival is a yes or no: no time, no order, no audit event (S0-19)."""

from django.db import transaction

from ballots.models import Vote
from ballots.ports import HAND_COUNTS
from ballots.services import cards, moves, preparing
from evaluations.meetings.models import CountReport, Meeting, Representative
from evaluations.meetings.queries import attendance, meetings, preparation
from evaluations.meetings.services.feedback import void_feedback_clocks
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.sittings import follow
from evaluations.meetings.services.states import REHEARSAL_OVER, locked, move
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.form import SCALES, BallotForm, Grade, collective_meeting_form, duty_meeting_form
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT
from rulebook.lifecycle.vote import VoteState
from rulebook.meeting.agenda import ballot_hindrances

ORIGIN = "meetings.meeting_vote"
VOID_WITH_VOTE = frozenset({MeetingState.COUNTED, MeetingState.COUNT_SIGNED, MeetingState.FED_BACK})


def open_check_in(*, actor: User, meeting: Meeting) -> Meeting:
    """Open the door and prepare the vote; the reports are complete and the opinions sorted by then (S0-21, S0-22).

    Opening twice changes nothing.
    """
    with change(actor, "open_check_in", meeting) as log:
        row = locked(meeting)
        if row.state == MeetingState.CHECK_IN:
            return row
        if not (row.held_on and row.held_at and row.place):
            raise MeetingRefused("会议的日期、时间和地点还没有填写，填好后再开始签到。")
        if lacking := preparation.preparation_gaps([row]).get(row.pk):
            raise MeetingRefused("".join(lacking))
        move(row, MeetingState.CHECK_IN)
        _prepare_vote(actor, row)
        log.note(vote=row.vote_id)
    return row


def prepare_meeting_vote(*, actor: User, meeting: Meeting) -> Meeting:
    """Prepare the vote anew after the one before was voided; a meeting has one valid vote."""
    with change(actor, "prepare_meeting_vote", meeting) as log:
        row = locked(meeting)
        if row.state != MeetingState.CHECK_IN:
            raise MeetingRefused(f"会议{row.get_state_display()}，签到期间才能准备投票。")
        _prepare_vote(actor, row)
        log.note(vote=row.vote_id)
    return row


def _prepare_vote(actor: User, row: Meeting) -> None:
    """The office and every officer are graded (S0-20); in a collective meeting the office alone (S4-10)."""
    if row.vote is not None:
        return
    figures = meetings.round_figures(row.activity)
    rehearsed = "演练：" if row.activity.rehearsal_of_id else ""
    row.vote = preparing.prepare_vote(
        actor=actor,
        title=f"{rehearsed}{row.activity.year}年{row.office}{row.activity.assessment}",
        unit=row.office,
        form=_form(row, SCALES[figures.grades]),
        origin_kind=ORIGIN,
        origin_label=str(row),
        threshold=figures.threshold,
        marking=row.activity.marking,
        repeat_of=meetings.vote_to_repeat(row),
    )
    row.save(update_fields=["vote"])


def _form(row: Meeting, grades: tuple[Grade, ...]) -> BallotForm:
    if row.activity.collective:
        return collective_meeting_form(row.office.name, grades)
    officers = [f"{officer.title} {officer.name}" for officer in meetings.officers(row)]
    return duty_meeting_form(row.office.name, officers, grades)


def check_in(*, meeting: Meeting, representative: Representative) -> None:
    """A member has arrived. Late ones enter until the vote is closing. Doing it twice changes nothing."""
    with transaction.atomic():
        row = locked(meeting)
        if row.state != MeetingState.CHECK_IN and not _voting_open(row):
            raise MeetingRefused(f"会议{row.get_state_display()}，现在不能签到。")
        member = row.representatives.get(pk=representative.pk)
        if member.state in OUT:
            raise MeetingRefused(f"{member.label}{member.get_state_display()}，不能签到。")
        row.representatives.filter(pk=member.pk).update(attended=True)


def undo_check_in(*, meeting: Meeting, representative: Representative) -> None:
    """Take a mistaken arrival back, before the vote is open."""
    with transaction.atomic():
        row = locked(meeting)
        if row.state != MeetingState.CHECK_IN:
            raise MeetingRefused("投票已经开启，签到不能再撤销。")
        row.representatives.filter(pk=representative.pk).update(attended=False)


def _voting_open(row: Meeting) -> bool:
    return row.state == MeetingState.VOTING and row.vote is not None and row.vote.state == VoteState.OPEN


def vote_hindrances(vote: Vote, to: str) -> list[str]:
    """Why the meeting forbids a move of its vote; asked by ``ballots`` before every move (S0-04, S0-05)."""
    meeting = Meeting.objects.filter(vote=vote).select_related("activity").first()
    if meeting is None:
        return ["本次投票已不属于任何会议。"]
    if meeting.activity.ended_on is not None and to != VoteState.VOID:
        return [REHEARSAL_OVER]
    if to == VoteState.OPEN:
        if meeting.state != MeetingState.CHECK_IN:
            return [f"会议{meeting.get_state_display()}，签到期间才能开启投票。"]
        return [*_agenda_left(meeting), *_gauges_missed(meeting)]
    if to == HAND_COUNTS and CountReport.objects.filter(meeting=meeting, pdf__isnull=False).exists():
        return ["计票报告已生成，发给、剩余和作废的张数不能再改。"]
    if to == VoteState.VOID and meeting.state == MeetingState.ARCHIVED:
        return ["会议已归档，投票不能再作废。"]
    return []


def present_at_vote(vote: Vote) -> int | None:
    """How many members are in the hall of the vote's meeting now."""
    meeting = Meeting.objects.filter(vote=vote).first()
    return attendance.present(meeting).total if meeting else None


def _gauges_missed(meeting: Meeting) -> list[str]:
    return [f"{gauge.text}。" for gauge in attendance.gauges(meeting).missed]


def _agenda_left(meeting: Meeting) -> list[str]:
    """Reports and questions come before the ballot (S0-13)."""
    sitting = meeting.sitting
    return ballot_hindrances(sitting.steps if sitting else None)


def follow_vote(vote: Vote, actor: User | None) -> None:
    """Keep the meeting in step with its vote; runs inside the transaction of every move.

    Raises ``VoteRefused`` if an arrival was taken back while the vote was being opened (S0-04, S0-05).
    """
    meeting = Meeting.objects.filter(vote=vote).first()
    if meeting is None:
        return
    row = locked(meeting)
    if vote.state == VoteState.OPEN and row.state == MeetingState.CHECK_IN:
        if missed := _gauges_missed(row):
            raise moves.VoteRefused("".join(missed))
        row.gauges_at_open = attendance.gauge_numbers(row)
        row.save(update_fields=["gauges_at_open"])
        move(row, MeetingState.VOTING)
    elif vote.state == VoteState.CLOSED:
        row.gauges_at_close = attendance.gauge_numbers(row)
        row.save(update_fields=["gauges_at_close"])
        cards.record_attendance(vote=vote, n=attendance.present(row).total)
    elif vote.state == VoteState.SEALED and row.state == MeetingState.VOTING:
        move(row, MeetingState.COUNTED)
    elif vote.state == VoteState.VOID:
        _let_go(row, vote, actor)
    follow(row, vote)


def _let_go(row: Meeting, vote: Vote, actor: User | None) -> None:
    """A void vote stays on record. Before counting the meeting may vote again; afterwards it is void itself."""
    row.past_votes.add(vote)
    row.vote = None
    row.save(update_fields=["vote"])
    if row.state == MeetingState.VOTING:
        move(row, MeetingState.CHECK_IN)
    elif row.state in VOID_WITH_VOTE:
        move(row, MeetingState.VOID)
        void_feedback_clocks(actor=actor, meeting=row)
        row.void_reason = vote.void_reason
        row.save(update_fields=["void_reason"])
