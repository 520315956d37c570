"""The members between draw and meeting: notified, confirmed, withdrawn and replaced (S0-07)."""

from draws import services as draws
from evaluations.models import DRAWN, Meeting, Representative
from evaluations.services.refusals import MeetingRefused
from evaluations.services.states import locked, locked_with_draw, move
from registry.models import User
from registry.services.audit import change
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT, REPRESENTATIVE, RepresentativeState

BEFORE_VOTE = frozenset({MeetingState.DRAWN, MeetingState.NOTIFIED, MeetingState.CHECK_IN})


def notify_representatives(*, actor: User | None, meeting: Meeting) -> int:
    """Record that every member who waited for it was notified; returns how many.

    The first time it takes the meeting to ``notified``. Raises ``MeetingRefused`` before the draw is published.
    """
    with change(actor, "notify_representatives", meeting) as log:
        row = locked(meeting)
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused(f"会议{row.get_state_display()}，现在不能登记通知。")
        if row.draw is None or row.draw.state not in (DrawState.PUBLISHED, DrawState.ARCHIVED):
            raise MeetingRefused("抽取结果尚未公布，公布后才能通知代表。")
        if not (row.held_on and row.held_at and row.place):
            raise MeetingRefused("会议的日期、时间和地点还没有填写，填好后再通知代表。")
        told = row.representatives.filter(state=RepresentativeState.NAMED).update(
            state=RepresentativeState.NOTIFIED
        )
        if row.state == MeetingState.DRAWN:
            move(row, MeetingState.NOTIFIED)
        log.note(notified=told)
    return told


def confirm_representative(*, actor: User, representative: Representative) -> None:
    """Record that a member will come. Doing it twice changes nothing."""
    meeting = representative.meeting
    with change(actor, "confirm_representative", representative) as log:
        row = locked(meeting)
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused(f"会议{row.get_state_display()}，不能再登记代表的答复。")
        member = row.representatives.select_for_update().get(pk=representative.pk)
        if member.state != RepresentativeState.CONFIRMED:
            REPRESENTATIVE.require(member.state, RepresentativeState.CONFIRMED)
            member.state = RepresentativeState.CONFIRMED
            member.save(update_fields=["state"])
        log.note(meeting=row.pk)


def withdraw_representative(
    *, actor: User, representative: Representative, reason: str, evidence: str = ""
) -> Representative | None:
    """A member leaves: who was drawn is replaced by the next ticket at once (returned), an engaged one is not.

    ``reason`` is one of ``draws.models.SUBSTITUTION_REASONS``; for ``declined`` nobody asks why. Raises ``MeetingRefused``
    for somebody who has arrived or has already left, ``draws.services.DrawRefused`` when no alternate is left.
    """
    with change(actor, "withdraw_representative", representative) as log:
        row = locked_with_draw(representative.meeting)
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused(f"会议{row.get_state_display()}，不能再登记代表退出。")
        member = row.representatives.select_for_update(of=("self",)).get(pk=representative.pk)
        if member.state in OUT:
            raise MeetingRefused(f"{member.label}{member.get_state_display()}，不必重复登记。")
        if member.attended:
            raise MeetingRefused(f"{member.label}已经签到；确需退出的，先撤销签到。")
        after = RepresentativeState.DECLINED if reason == "declined" else RepresentativeState.REPLACED
        if member.source != DRAWN:
            after = RepresentativeState.DECLINED
        REPRESENTATIVE.require(member.state, after)
        member.state = after
        member.save(update_fields=["state"])
        log.note(meeting=row.pk, reason=reason)
        if member.source != DRAWN or row.draw is None or member.entry is None:
            return None
        step = draws.substitute(
            actor=actor, draw=row.draw, withdrawn=member.entry, reason=reason, evidence=evidence
        )
        return row.representatives.get(entry=step.replacement)


def open_member_contacts(*, actor: User, meeting: Meeting) -> None:
    """Leave a trace of a look at full telephone numbers."""
    with change(actor, "open_member_contacts", meeting):
        pass
