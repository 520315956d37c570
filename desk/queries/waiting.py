"""What of the desk waits for a user: limits, unread notices, work that failed, imports to confirm, gaps of the registry."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from desk import access
from desk.models import Clock, ClockSegment, Job
from desk.ports import Waiting, clock_origins
from desk.queries.calendar import working_calendar
from desk.queries.clocks import unread
from desk.queries.health import NEAR
from desk.queries.home import earliest
from registry.access import import_runs_for, may_manage_settings
from registry.account_access import grants_for, grants_to_confirm
from registry.models import User
from registry.queries.grants import grant_rows
from registry.queries.territory import gap_number
from rulebook.desk.workdays import CalendarGap, add_workdays
from rulebook.lifecycle.importing import ImportState
from rulebook.lifecycle.job import JobState

FAILED_FOR = timedelta(days=14)
"""How long work that failed is told: it can be tried again or left, and nobody has to tick it off."""
IMPORT_STEPS = {ImportState.MAPPING: "请对应各列", ImportState.PREVIEW: "请核对并确认导入"}


def limits(user: User) -> Iterator[Waiting]:
    """Limits that the user answers for and that are overdue or near; none that stands still, or is told by its row only."""
    today = localdate()
    try:
        until = add_workdays(working_calendar(), today, NEAR).on
    except CalendarGap:
        until = today + timedelta(days=NEAR)
    still = ClockSegment.objects.filter(clock=OuterRef("pk"), kind="suspend", last__isnull=True)
    rows = access.own_limits(user).filter(~Exists(still), due_on__lte=until)
    rows = rows.exclude(origin_kind__in=[each.kind for each in clock_origins.values() if not each.alone])

    def tell(clock: Clock) -> Waiting:
        asked = clock.due_on < today and not clock.late_reason and access.may_give_late_reason(user, clock)
        step = "请办理，并说明逾期原因" if asked else "请办理"
        url = reverse("desk:clock-show", args=[clock.pk])
        return Waiting(clock.title, step, url, str(clock.unit), clock.due_on, clock.pk)

    return earliest(rows, tell, title="期限", url=reverse("desk:clock-list"))


def notices(user: User) -> Iterator[Waiting]:
    """Unread notices, in one line: each speaks of a limit that has a line of its own."""
    number = unread(user).count()
    if number:
        yield Waiting("通知", f"未读 {number} 条，请阅看", reverse("desk:notice-list"))


def failed_jobs(user: User) -> Iterator[Waiting]:
    """The user's own work that failed lately; what nobody asked for goes to whoever manages the settings."""
    since = timezone.now() - FAILED_FOR
    rows = access.jobs_for(user).filter(state=JobState.FAILED, finished_at__gte=since)
    mine = rows.filter(created_by=user)
    if may_manage_settings(user):
        mine |= rows.filter(created_by__isnull=True)

    def tell(job: Job) -> Waiting:
        return Waiting(job.title, "没有完成，请查看原因后重试", reverse("desk:job-show", args=[job.pk]))

    return earliest(mine.order_by("-pk"), tell, title="任务", url=reverse("desk:job-list"))


def begun_imports(user: User) -> Iterator[Waiting]:
    """Imports that the user has begun and not yet confirmed or given up."""
    rows = import_runs_for(user).filter(created_by=user, state__in=list(IMPORT_STEPS))
    return earliest(
        rows.select_related("file").order_by("pk"),
        lambda run: Waiting(
            f"{run.get_kind_display()}：{run.file.name}",
            IMPORT_STEPS[ImportState(run.state)],
            reverse("desk:import-show", args=[run.pk]),
        ),
        title="导入",
        url=reverse("desk:import-list"),
    )


def grants(user: User) -> Iterator[Waiting]:
    """Protected posts and passwords that the user may confirm, and halves of passwords that he has not yet taken."""
    for row in grant_rows(grants_to_confirm(user)):
        asked = row.grant.proposed_by.name
        yield Waiting(
            row.words, "请核对并确认", reverse("registry:grant-show", args=[row.grant.pk]), f"{asked}提出"
        )
    for row in grant_rows(grants_for(user).filter(proposed_by=user).exclude(half="")):
        step = "已确认，请取后一半初始密码交给本人"
        yield Waiting(row.words, step, reverse("registry:grant-show", args=[row.grant.pk]))


def gaps(user: User) -> Iterator[Waiting]:
    """Businesses, areas and keepers without their counterpart that the user could close (S1-01)."""
    if number := gap_number(user):
        step = f"片区、责任人和市场主体还有 {number} 处没有对上，请核对"
        yield Waiting("四定缺口", step, reverse("registry:gap-list"))
