"""The members between draw and meeting: notified, confirmed, withdrawn and replaced (S0-07)."""

from draws.services import substitution
from evaluations.meetings.models import DRAWN, Meeting, MeetingNotice, Representative
from evaluations.meetings.services.notices import (
    BEFORE_VOTE,
    CALL,
    all_told,
    record_notices,
    require_tellable,
    take_answer,
)
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked, locked_with_draw, move
from registry.models import User
from registry.services.audit import change
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT, REPRESENTATIVE, RepresentativeState


def notify_representatives(*, actor: User | None, meeting: Meeting) -> int:
    """Record that every member who waited for it was notified; returns how many.

    The first time it takes the meeting to ``notified``. Raises ``MeetingRefused`` before the draw is published.
    """
    with change(actor, "notify_representatives", meeting) as log:
        row = locked(meeting)
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused(f"会议{row.get_state_display()}，现在不能登记通知。")
        require_tellable(row)
        waiting = row.representatives.filter(state=RepresentativeState.NAMED)
        told = list(waiting.values_list("pk", flat=True))
        record_notices(row, told)
        waiting.update(state=RepresentativeState.NOTIFIED)
        if row.state == MeetingState.DRAWN:
            move(row, MeetingState.NOTIFIED)
        log.note(notified=len(told))
    return len(told)


def confirm_representative(*, actor: User, representative: Representative) -> None:
    """Record that a member will come, as said on the telephone. Doing it twice changes nothing.

    Who was not told yet is told by that call: it needs a published draw, date, time and place.
    """
    meeting = representative.meeting
    with change(actor, "confirm_representative", representative) as log:
        row = locked(meeting)
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused(f"会议{row.get_state_display()}，不能再登记代表的答复。")
        member = row.representatives.select_for_update().get(pk=representative.pk)
        if member.state == RepresentativeState.NAMED:
            require_tellable(row)
        if member.state != RepresentativeState.CONFIRMED:
            take_answer(row, member, RepresentativeState.CONFIRMED, CALL)
            all_told(row)
        log.note(meeting=row.pk)


def withdraw_representative(
    *, actor: User, representative: Representative, reason: str, evidence: str = ""
) -> Representative | None:
    """A member leaves: who was drawn is replaced by the next ticket at once (returned), an engaged one is not.

    Whoever declined on the personal page holds the seat still: the next ticket steps in now, for ``declined`` and no other
    reason, and he stays on record as one who declined.

    ``reason`` is one of ``draws.models.SUBSTITUTION_REASONS``; for ``declined`` nobody asks why. Raises ``MeetingRefused``
    for somebody who has arrived or has already left, ``draws.services.DrawRefused`` when no alternate is left.
    """
    with change(actor, "withdraw_representative", representative) as log:
        row = locked_with_draw(representative.meeting)
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused(f"会议{row.get_state_display()}，不能再登记代表退出。")
        member = row.representatives.select_for_update(of=("self",)).get(pk=representative.pk)
        if seat_is_open(member):
            reason, evidence = "declined", ""
        else:
            _leave(member, reason)
        log.note(meeting=row.pk, reason=reason)
        if member.source != DRAWN or row.draw is None or member.entry is None:
            all_told(row)
            return None
        step = substitution.substitute(
            actor=actor, draw=row.draw, withdrawn=member.entry, reason=reason, evidence=evidence
        )
        return row.representatives.get(entry=step.replacement)


def seat_is_open(member: Representative) -> bool:
    """Whether a drawn member declined by himself and nobody has stepped in yet."""
    declined = member.state == RepresentativeState.DECLINED
    return declined and member.entry is not None and member.entry.outcome == "selected"


def _leave(member: Representative, reason: str) -> None:
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
    if after == RepresentativeState.DECLINED:
        MeetingNotice.objects.filter(representative=member).update(reply_channel=CALL)


def open_member_contacts(*, actor: User, meeting: Meeting) -> None:
    """Leave a trace of a look at full telephone numbers."""
    with change(actor, "open_member_contacts", meeting):
        pass
