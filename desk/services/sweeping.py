"""The sweep over open clocks: whatever a ladder has reached is told once to whom it concerns. Safe to repeat, catches up by itself."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.timezone import localdate, localtime

from desk.models import Clock, Notice
from desk.queries.calendar import working_calendar
from desk.queries.clocks import audience_of, clocks_to_sweep, tellable, told, unread
from desk.services.rhythm import HOUR, SWEEP, beat
from registry.models import User
from rulebook.desk import clocks as law
from rulebook.desk.workdays import Calendar, CalendarGap, add_workdays, count_workdays, is_workday

AT_ONCE = 2000
WORDS = {
    law.StepKind.REMIND: "“{title}”应于 {due} 前办结，还有 {left} 个工作日。",
    law.StepKind.AMBER: "“{title}”于 {due} 到期，请今天办结。",
    law.StepKind.RED: "“{title}”已于 {due} 到期，请单位负责人说明原因。",
    law.StepKind.BLUE_SHEET: "“{title}”逾期 {late} 个工作日，发蓝色督办单。",
    law.StepKind.ORANGE_SHEET: "“{title}”逾期 {late} 个工作日，发橙色督办单。",
    law.StepKind.RED_SHEET: "“{title}”逾期 {late} 个工作日，发红色督办单，抄送局领导。",
}


def sweep_clocks(*, now: datetime | None = None) -> int:
    """Tell everything that is due at this moment; how many notices were new. Nothing outside working hours."""
    beat(SWEEP)
    at = now or localtime()
    today, calendar = at.date(), working_calendar()
    try:
        if not is_workday(calendar, today) or at.time() < HOUR:
            return 0
        horizon = add_workdays(calendar, today, -min(step.offset for step in law.DEFAULT_LADDER) + 5).on
    except CalendarGap:
        horizon = date(today.year, 12, 31)
    made = 0
    for clocks in _chunks(clocks_to_sweep(horizon)):
        made += _tell(clocks, today, calendar)
    return made


def _chunks(rows: "Iterator[Clock]") -> "Iterator[list[Clock]]":
    part: list[Clock] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _tell(clocks: list[Clock], today: date, calendar: Calendar) -> int:
    known = told([clock.pk for clock in clocks])
    audience = audience_of(sorted({clock.unit_id for clock in clocks}))
    ladders: dict[int, tuple[law.LadderStep, ...]] = {}
    new = []
    for clock in clocks:
        ladder = ladders.setdefault(clock.policy_id, law.ladder_from_plain(clock.policy.ladder))
        reached = law.steps_reached(ladder, clock.due_on, today, calendar)
        for step in law.steps_to_tell(reached, clock.due_on, today):
            for user in _recipients(clock, step, audience):
                if (clock.pk, step.key, clock.due_on, user) not in known:
                    new.append(_notice(clock, step, user, today, calendar))
    new = tellable(new)
    Notice.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)


def _recipients(
    clock: Clock, step: law.LadderStep, audience: dict[tuple[int, law.Audience], set[int]]
) -> set[int]:
    found: set[int] = set()
    for who in step.to:
        if who == law.Audience.HANDLER:
            found |= {clock.handler_id} if clock.handler_id else set()
        else:
            found |= audience.get((clock.unit_id, who), set())
    return found


def _notice(clock: Clock, step: law.LadderStep, user: int, today: date, calendar: Calendar) -> Notice:
    left = count_workdays(calendar, today, clock.due_on) if step.kind == law.StepKind.REMIND else 0
    text = WORDS[step.kind].format(
        title=clock.title, due=f"{clock.due_on:%Y-%m-%d}", left=left, late=step.offset
    )
    return Notice(
        clock=clock, step=step.key, for_due_on=clock.due_on, recipient_id=user, text=text[:300], made_on=today
    )


def read_notices(*, user: User) -> int:
    """Mark everything in a user's inbox as read; how many were unread."""
    return unread(user).order_by().update(read_on=localdate())
