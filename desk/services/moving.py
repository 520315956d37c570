"""Moving a limit: one asks, another approves. An approval holds for the limit as it stood when it was asked for, for no other."""

from datetime import date

from django.utils.timezone import localdate

from desk.access import may_decide_move, may_move_clock
from desk.models import Clock, ClockMove, ClockSegment
from desk.queries.calendar import working_calendar
from desk.services.clocks import ClockRefused, open_clock, set_due
from registry.models import User
from registry.services.attachments import JPEG, PDF, PNG, store_attachment
from registry.services.audit import change
from rulebook.desk import clocks as law

LAPSED = "期限在提出之后已有变动，这项申请失效，请重新提出。"


def ask_move(
    *,
    actor: User,
    clock: Clock,
    kind: law.SegmentKind,
    first: date,
    reason: str,
    last: date | None = None,
    amount: int = 0,
    document: tuple[str, bytes] | None = None,
) -> ClockMove:
    """Ask to suspend, extend or restart a clock, with the reason and the paper; it stays as it is until another approves.

    ``document`` is (name, content). Raises ``ClockRefused``, ``AttachmentRefused``.
    """
    with change(actor, "ask_move", clock) as log:
        row = open_clock(clock)
        if not (may := may_move_clock(actor, row)):
            raise ClockRefused(may.reason)
        _lapse(row)
        if row.moves.filter(state="asked").exists():
            raise ClockRefused("已有一项变动等待批准，批准或不批准后才能再提。")
        move = ClockMove(
            clock=row, kind=kind.value, first=first, last=last, amount=amount, reason=reason, asked_by=actor,
            asked_on=localdate(), for_due_on=row.due_on, segments=row.segments.count(),
        )  # fmt: skip
        _try(row, move)
        if document is not None:
            name, content = document
            move.document = store_attachment(
                actor=actor, name=name, content=content, allowed={PDF, JPEG, PNG}
            )
        move.save()
        log.note(kind=kind.value)
    return move


def _try(row: Clock, move: ClockMove) -> ClockSegment:
    """The segment that the move would be, with the day it would give on ``row``. Raises ``ClockRefused``."""
    if row.policy.unit == law.LimitUnit.FIXED:
        raise ClockRefused("固定日期的期限不能中止、延长或重新起算。")
    standing = row.segments.filter(kind="suspend", last__isnull=True)
    if move.kind == law.SegmentKind.SUSPEND and standing.exists():
        raise ClockRefused("期限已经中止，恢复后才能再次中止。")
    segment = ClockSegment(
        clock=row, kind=move.kind, first=move.first, last=move.last, amount=move.amount, reason=move.reason,
        document=move.document, asked_by=move.asked_by,
    )  # fmt: skip
    set_due(row, [*row.segments.all(), segment], working_calendar())
    return segment


def approve_move(*, actor: User, move: ClockMove) -> Clock:
    """Carry out what another asked for. Raises ``ClockRefused``, also when the limit has moved since."""
    with change(actor, "approve_move", move.clock) as log:
        row = open_clock(move.clock)
        asked = _asked(actor, row, move)
        before = row.due_on
        segment = _try(row, asked)
        segment.approved_by = actor
        segment.save()
        row.save(update_fields=["due_on", "provisional"])
        _decided(asked, "approved", actor)
        log.note(
            kind=asked.kind,
            before=before.isoformat(),
            after=row.due_on.isoformat(),
            asked_by=asked.asked_by_id,
        )
    return row


def decline_move(*, actor: User, move: ClockMove) -> ClockMove:
    """Leave the limit as it is. Raises ``ClockRefused``."""
    with change(actor, "decline_move", move.clock) as log:
        row = open_clock(move.clock)
        asked = _asked(actor, row, move)
        _decided(asked, "declined", actor)
        log.note(kind=asked.kind, asked_by=asked.asked_by_id)
    return asked


def _asked(actor: User, row: Clock, move: ClockMove) -> ClockMove:
    found = row.moves.select_related("asked_by", "document").filter(pk=move.pk, state="asked").first()
    if found is None:
        raise ClockRefused("这项申请已经办过或已失效。")
    found.clock = row
    if not (may := may_decide_move(actor, found)):
        raise ClockRefused(may.reason)
    if not _holds(row, found):
        raise ClockRefused(LAPSED)
    return found


def _holds(row: Clock, move: ClockMove) -> bool:
    return (move.for_due_on, move.segments) == (row.due_on, row.segments.count())


def _lapse(row: Clock) -> None:
    for move in row.moves.filter(state="asked"):
        if not _holds(row, move):
            move.state = "lapsed"
            move.save(update_fields=["state"])


def _decided(move: ClockMove, state: str, by: User) -> None:
    move.state, move.decided_by, move.decided_on = state, by, localdate()
    move.save(update_fields=["state", "decided_by", "decided_on"])
