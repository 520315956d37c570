"""Starting, moving and stopping clocks. ``due_on`` is written here and nowhere else."""

from collections.abc import Sequence
from datetime import date

from django.utils.timezone import localdate

from desk.models import Clock, ClockPolicy, ClockSegment, Notice
from desk.ports import clock_policies
from desk.queries import clocks
from desk.queries.calendar import working_calendar
from desk.queries.policies import FIRST_DAY
from registry.models import Unit, User
from registry.services.audit import change
from registry.services.refusals import Refused
from rulebook.desk import clocks as law
from rulebook.desk.workdays import Calendar, CalendarGap

MOVED = "moved"


class ClockRefused(Refused):
    """A step that a clock does not allow; the text is Chinese and fit for the page."""


def policy_for(code: str, on: date) -> ClockPolicy:
    """The policy that is valid on a day; the one that its wing registered is entered when none is.

    Raises KeyError for a code that no wing registered.
    """
    rows = ClockPolicy.objects.filter(code=code)
    if found := rows.filter(valid_from__lte=on).order_by("-valid_from").first():
        return found
    given = clock_policies[code]
    row, _ = rows.get_or_create(
        code=code,
        valid_from=FIRST_DAY,
        defaults={
            "title": given.title,
            "amount": given.amount,
            "unit": given.unit.value,
            "source": given.source,
            "ladder": law.ladder_to_plain(given.ladder),
        },
    )
    return row


def change_policy(
    *, actor: User, code: str, valid_from: date, amount: int, ladder: Sequence[law.LadderStep], source: str
) -> ClockPolicy:
    """A policy from a day on. Clocks that run keep theirs. Raises ``ClockRefused`` for a day in the past or a second change that day."""
    before = policy_for(code, valid_from)
    row = ClockPolicy(code=code, title=before.title, unit=before.unit, valid_from=valid_from)
    row.amount, row.source, row.ladder = amount, source, law.ladder_to_plain(ladder)
    with change(actor, "change_policy", row) as log:
        if valid_from <= localdate():
            raise ClockRefused("期限规定的变动应从明天或以后起，已经起算的期限不变。")
        if ClockPolicy.objects.filter(code=code, valid_from=valid_from).exists():
            raise ClockRefused(f"{valid_from:%Y-%m-%d}起已另有规定。")
        row.save()
        log.note(code=code, amount=amount)
    return row


def start_clock(
    *,
    actor: User | None,
    code: str,
    title: str,
    unit: Unit,
    started_on: date,
    origin_kind: str,
    origin_label: str,
    handler: User | None = None,
    due_on: date | None = None,
    origin_id: int | None = None,
) -> Clock:
    """Let a limit run. ``due_on`` for a policy of fixed days, ``origin_id`` the key of the row whose limit it is. Raises ``ClockRefused`` when a year that is needed is not entered."""
    policy = policy_for(code, started_on)
    fixed = policy.unit == law.LimitUnit.FIXED
    if fixed != (due_on is not None):
        raise ClockRefused("固定日期的期限应写明日期，其他期限由系统计算。")
    if due_on is not None and due_on < started_on:
        raise ClockRefused("期限不能早于起算日期。")
    clock = Clock(
        policy=policy,
        title=title,
        unit=unit,
        handler=handler,
        started_on=started_on,
        origin_kind=origin_kind,
        origin_label=origin_label,
        origin_id=origin_id,
    )
    with change(actor, "start_clock", clock) as log:
        if due_on is not None:
            clock.due_on = due_on
        else:
            set_due(clock, [], working_calendar())
        clock.original_due_on = clock.due_on
        clock.save()
        log.note(policy=code, due_on=clock.due_on.isoformat())
    return clock


def set_due(clock: Clock, segments: Sequence[ClockSegment], calendar: Calendar) -> None:
    """Compute the day from start, moves and calendar; the caller saves. Raises ``ClockRefused``."""
    limit = law.Limit(clock.policy.amount, law.LimitUnit(clock.policy.unit))
    plain = [law.Segment(law.SegmentKind(each.kind), each.first, each.last, each.amount) for each in segments]
    try:
        found = law.due(limit, clock.started_on, plain, calendar, localdate())
    except CalendarGap as gap:
        raise ClockRefused(f"{gap}，请先在系统设置的工作日历中录入。") from gap
    except law.SegmentError as error:
        raise ClockRefused(f"{error}。") from error
    clock.due_on, clock.provisional = found.on, found.provisional


def resume_clock(*, actor: User, clock: Clock, on: date) -> Clock:
    """Let a suspended clock go on from a day. Raises ``ClockRefused``."""
    with change(actor, "resume_clock", clock) as log:
        row = open_clock(clock)
        segment = row.segments.filter(kind="suspend", last__isnull=True).first()
        if segment is None:
            raise ClockRefused("期限没有中止，不用恢复。")
        if on < segment.first:
            raise ClockRefused("恢复日期不能早于中止日期。")
        if on > localdate():
            raise ClockRefused("恢复日期不能晚于今天；到那一天再恢复。")
        segment.last = on
        segment.save(update_fields=["last"])
        set_due(row, list(row.segments.all()), working_calendar())
        row.save(update_fields=["due_on", "provisional"])
        log.note(after=row.due_on.isoformat())
    return row


def hand_over_clock(*, actor: User | None, clock: Clock, handler: User | None) -> Clock:
    """Somebody else handles it from now on (None: nobody yet); he hears of what is still to come. Raises ``ClockRefused``."""
    with change(actor, "hand_over_clock", clock) as log:
        row = open_clock(clock)
        row.handler = handler
        row.save(update_fields=["handler"])
        log.note(handler=handler.pk if handler else None)
    return row


def stop_clock(*, actor: User | None, clock: Clock, on: date) -> Clock:
    """What was due is done; the due day itself is in time. Stopping twice changes nothing."""
    with change(actor, "stop_clock", clock) as log:
        row = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
        if row.outcome != "open":
            return row
        if on < row.started_on:
            raise ClockRefused("办结日期不能早于起算日期。")
        row.stopped_on, row.outcome = on, "met" if on <= row.due_on else "late"
        row.save(update_fields=["stopped_on", "outcome"])
        log.note(outcome=row.outcome)
    return row


def reopen_clock(*, actor: User | None, clock: Clock) -> Clock:
    """What was called done is not: the clock runs on as if it had never stopped."""
    with change(actor, "reopen_clock", clock):
        row = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
        if row.outcome in ("met", "late"):
            row.stopped_on, row.outcome = None, "open"
            row.save(update_fields=["stopped_on", "outcome"])
    return row


def void_clock(*, actor: User | None, clock: Clock) -> Clock:
    """What was due is due no more."""
    with change(actor, "void_clock", clock):
        row = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
        row.outcome = "void"
        row.save(update_fields=["outcome"])
    return row


def give_late_reason(*, actor: User, clock: Clock, reason: str) -> Clock:
    """The head says why a limit passed (the lamp is red). Raises ``ClockRefused`` while it has not."""
    with change(actor, "give_late_reason", clock):
        row = open_clock(clock)
        if localdate() <= row.due_on:
            raise ClockRefused("期限还没有过，不用说明原因。")
        row.late_reason, row.late_reason_by = reason, actor
        row.save(update_fields=["late_reason", "late_reason_by"])
    return row


def open_clock(clock: Clock) -> Clock:
    """The row, locked for a step. Raises ``ClockRefused`` for one that has ended."""
    rows = Clock.objects.select_for_update(of=("self",)).select_related("policy")
    row = rows.get(pk=clock.pk)
    if row.outcome != "open":
        raise ClockRefused(f"期限{row.get_outcome_display()}，不能再动。")
    return row


def recompute_clocks(*, actor: User | None) -> int:
    """After a change of the calendar: every open clock anew; who is concerned hears of old → new. How many moved."""
    calendar, moved = working_calendar(), 0
    rows = Clock.objects.filter(outcome="open").exclude(policy__unit=law.LimitUnit.FIXED)
    for clock in rows.select_related("policy").prefetch_related("segments").iterator(chunk_size=500):
        before, was = clock.due_on, clock.provisional
        try:
            set_due(clock, list(clock.segments.all()), calendar)
        except ClockRefused:
            continue
        if (clock.due_on, clock.provisional) == (before, was):
            continue
        with change(actor, "recompute_clock", clock) as log:
            clock.save(update_fields=["due_on", "provisional"])
            log.note(before=before.isoformat(), after=clock.due_on.isoformat())
            if clock.due_on != before:
                moved += 1
                _tell_moved(clock, before)
    return moved


def _tell_moved(clock: Clock, before: date) -> None:
    text = f"工作日历变动，“{clock.title}”的期限由 {before:%Y-%m-%d} 改为 {clock.due_on:%Y-%m-%d}。"
    heads = clocks.audience_of([clock.unit_id])
    told = {clock.handler_id, *heads.get((clock.unit_id, law.Audience.HEAD), ())} - {None}
    new = [
        Notice(
            clock=clock, step=MOVED, for_due_on=clock.due_on, recipient_id=user, text=text, made_on=localdate()
        )
        for user in sorted(told)
    ]  # fmt: skip
    Notice.objects.bulk_create(clocks.tellable(new), ignore_conflicts=True)
