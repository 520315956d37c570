"""Whether what runs by itself has run, and what each unit has near its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from desk.access import not_withheld
from desk.models import CalendarYear, Clock, Heartbeat, Job, UnitDigest
from desk.queries.calendar import working_calendar
from desk.queries.clocks import audience_of
from registry.models import Unit, User
from rulebook.desk.clocks import Audience
from rulebook.desk.workdays import CalendarGap, add_workdays
from rulebook.lifecycle.job import JobState

Check = tuple[str, str, str, str]
"""Part, state, tone, what to do."""
SILENT = timedelta(minutes=30)
WAITING = timedelta(minutes=10)
UNHEARD = timedelta(minutes=3)
"""A worker is heard of every minute (see ``settings``), or while it works on a job."""
ALARM = (11, 1)
"""From here on the next year's calendar is missed."""
NEAR = 5
MOST_LINES = 50
"""Limits that one digest lists."""


def desk_health() -> list[Check]:
    """Reminders, waiting jobs, calendar and mail; reads the database only, so that it answers when broker and worker do not."""
    return [_sweep(), _jobs(), _calendar(localdate()), _mail()]


def installation_health() -> list[Check]:
    """The same, and when a worker was last heard of: nobody waits for it to answer."""
    return [_worker(timezone.now()), *desk_health()]


def _worker(now: datetime) -> Check:
    row = Heartbeat.objects.filter(name="worker").first()
    working = Job.objects.filter(state=JobState.RUNNING, lease_until__gt=now).exists()
    if row is None and not working:
        return ("后台进程", "还没有运行", "due", "导入和生成文件会排队等待，请启动后台进程。")
    last = f"最后一次应答 {localtime(row.at):%Y-%m-%d %H:%M}。" if row else ""
    if working:
        return ("后台进程", "正常", "done", f"{last}正在办理任务。")
    if row is not None and now - row.at > UNHEARD:
        return ("后台进程", "没有回应", "overdue", f"{last}导入和生成文件会排队等待，请检查后台进程。")
    return ("后台进程", "正常", "done", last)


def _sweep() -> Check:
    row = Heartbeat.objects.filter(name="sweep").first()
    if row is None:
        return (
            "定时提醒",
            "还没有运行",
            "due",
            "后台进程启动后自动运行；没有后台进程的，请按生产部署说明设置定时办理。",
        )
    at = f"{localtime(row.at):%Y-%m-%d %H:%M}"
    if timezone.now() - row.at > SILENT:
        return ("定时提醒", "已停止", "overdue", f"最后一次 {at}。请检查后台进程；恢复后自动补发，不会重复。")
    return ("定时提醒", "正常", "done", f"最后一次 {at}。")


def _jobs() -> Check:
    waiting = Job.objects.filter(state=JobState.QUEUED, created_at__lt=timezone.now() - WAITING).count()
    if waiting:
        return (
            "排队任务",
            f"{waiting} 项等了十分钟以上",
            "overdue",
            "请检查任务队列和后台进程；恢复后自动办理。",
        )
    return ("排队任务", "正常", "done", "")


def _calendar(today: date) -> Check:
    years = dict(CalendarYear.objects.values_list("year", "status"))
    if today.year not in years:
        return ("工作日历", f"{today.year} 年未录入", "overdue", "期限无法计算，请在工作日历中录入。")
    late = (today.month, today.day) >= ALARM
    if late and years.get(today.year + 1) != "official":
        return (
            "工作日历", f"{today.year + 1} 年的放假通知尚未录入", "due", "跨年的期限是暂定的，通知公布后请录入。",
        )  # fmt: skip
    return ("工作日历", "正常", "done", "")


def _mail() -> Check:
    if not settings.MAIL_CONFIGURED:
        return ("电子邮件", "没有配置", "neutral", "通知只在站内。")
    row = Heartbeat.objects.filter(name="mail").first()
    if row is not None and row.problem:
        return ("电子邮件", "有没发到的", "overdue", f"{row.problem}（{localtime(row.at):%Y-%m-%d %H:%M}）")
    return ("电子邮件", "正常", "done", "")


@dataclass(frozen=True)
class Digest:
    """What a unit has late or near, in lines under the kind of limit."""

    unit: Unit
    recipients: Sequence[User]
    lines: Sequence[str]


def unit_digests(today: date) -> Iterator[Digest]:
    """For each unit with a limit that is late or ends within ``NEAR`` working days, and somebody with an address who heads it.

    Whoever had today's digest is left out; with nobody left no clocks are read.
    """
    try:
        until = add_workdays(working_calendar(), today, NEAR).on
    except CalendarGap:
        until = today + timedelta(days=NEAR)
    near = Clock.objects.filter(outcome="open", due_on__lte=until)
    units = sorted(near.order_by().values_list("unit", flat=True).distinct())
    audience = audience_of(units)
    for unit in Unit.objects.filter(pk__in=units).order_by("pk"):
        heads = audience.get((unit.pk, Audience.HEAD), set()) | audience.get(
            (unit.pk, Audience.DEPUTY), set()
        )
        able = User.objects.filter(pk__in=heads, is_active=True).exclude(email="")
        done = UnitDigest.objects.filter(unit=unit, on=today).values("user")
        recipients = list(able.exclude(pk__in=done).order_by("pk"))
        if recipients:
            # Nobody's mail tells of a row that is hidden from him: who sees the same gets the same.
            for user in recipients:
                if lines := _lines(not_withheld(user, near.filter(unit=unit)), today):
                    yield Digest(unit, [user], lines)


def _lines(rows: QuerySet[Clock], today: date) -> list[str]:
    lines: list[str] = []
    kind = None
    for clock in rows.order_by("origin_label", "due_on", "pk")[:MOST_LINES]:
        if clock.origin_label != kind:
            kind = clock.origin_label
            lines.append(f"【{kind}】")
        word = "已逾期" if clock.due_on < today else "今天到期" if clock.due_on == today else "临近"
        lines.append(f"{clock.due_on:%Y-%m-%d} {word}：{clock.title}")
    left = rows.count() - MOST_LINES
    return [*lines, f"其余 {left} 项见系统。"] if left > 0 else lines
