"""Whether what runs by itself has run, and what each unit has near its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from desk.models import CalendarYear, Clock, Heartbeat, Job
from desk.queries.calendar import calendar
from desk.queries.clocks import audience_of
from registry.models import Unit, User
from rulebook.clocks import Audience
from rulebook.lifecycle.job import JobState
from rulebook.workdays import CalendarGap, add_workdays

Check = tuple[str, str, str, str]
"""Part, state, tone, what to do."""
SILENT = timedelta(minutes=30)
WAITING = timedelta(minutes=10)
ALARM = (11, 1)
"""From here on the next year's calendar is missed."""
NEAR = 5


def health() -> list[Check]:
    """Reminders, waiting jobs, calendar and mail; reads the database only, so that it answers when broker and worker do not."""
    return [_sweep(), _jobs(), _calendar(localdate()), _mail()]


def _sweep() -> Check:
    row = Heartbeat.objects.filter(name="sweep").first()
    if row is None:
        return (
            "定时提醒",
            "还没有运行",
            "due",
            "后台进程启动后自动运行；没有后台进程的，请定时运行办理命令。",
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
        return ("电子邮件", "发不出去", "overdue", f"{row.problem}（{localtime(row.at):%Y-%m-%d %H:%M}）")
    return ("电子邮件", "正常", "done", "")


@dataclass(frozen=True)
class Digest:
    """What a unit has late or near, in lines under the kind of limit."""

    unit: Unit
    recipients: Sequence[User]
    lines: Sequence[str]


def unit_digests(today: date) -> list[Digest]:
    """For each unit with a limit that is late or ends within ``NEAR`` working days, and somebody with an address who heads it."""
    try:
        until = add_workdays(calendar(), today, NEAR).on
    except CalendarGap:
        until = today + timedelta(days=NEAR)
    rows = Clock.objects.filter(outcome="open", due_on__lte=until).select_related("unit")
    by_unit: dict[int, list[Clock]] = {}
    for clock in rows.order_by("unit", "origin_label", "due_on"):
        by_unit.setdefault(clock.unit_id, []).append(clock)
    audience = audience_of(sorted(by_unit))
    wanted = {
        unit: audience.get((unit, Audience.HEAD), set()) | audience.get((unit, Audience.DEPUTY), set())
        for unit in by_unit
    }
    able = ~Q(email="") & Q(is_active=True, pk__in=set().union(*wanted.values()))
    users = {user.pk: user for user in User.objects.filter(able)}
    found = []
    for unit, clocks in by_unit.items():
        recipients = [users[pk] for pk in sorted(wanted[unit]) if pk in users]
        if recipients:
            found.append(Digest(clocks[0].unit, recipients, _lines(clocks, today)))
    return found


def _lines(clocks: Sequence[Clock], today: date) -> list[str]:
    lines, kind = [], None
    for clock in clocks:
        if clock.origin_label != kind:
            kind = clock.origin_label
            lines.append(f"【{kind}】")
        word = "已逾期" if clock.due_on < today else "今天到期" if clock.due_on == today else "临近"
        lines.append(f"{clock.due_on:%Y-%m-%d} {word}：{clock.title}")
    return lines
