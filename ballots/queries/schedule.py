"""Steps of a survey at set times: what is planned, and what two persons confirm of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.timezone import localtime

from ballots.models import ScheduledMove, Vote
from ballots.queries.preflight import telltale_settings


def scheduled_moves(vote: Vote) -> Sequence[ScheduledMove]:
    """The steps that stand, done or to come, in the order of their times."""
    return list(vote.scheduled.filter(withdrawn=False).select_related("asked_by", "confirmed_by"))


def due_moves(now: datetime | None = None) -> list[int]:
    """Numbers of the confirmed steps whose time has come and that are not done, the oldest first."""
    waiting = ScheduledMove.objects.filter(withdrawn=False, done_at__isnull=True, confirmed_by__isnull=False)
    due = waiting.filter(due_at__lte=now or timezone.now())
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True))


def schedule_facts(vote: Vote) -> dict[str, Any]:
    """What both persons see of the times, and what must still be so when the vote opens by itself."""
    times = {
        move.get_step_display(): f"{localtime(move.due_at):%Y-%m-%d %H:%M}" for move in scheduled_moves(vote)
    }
    return {
        "评议表校验值": vote.form_hash,
        "密钥编号（与零票报告相同）": vote.key_id,
        "制发": f"{vote.made} 张",
        "零票检验": f"通过，检验票 {vote.test_report.get('ballots', 0)} 张已清空",
        "数据库设置": "；".join(telltale_settings(vote)) or "不留痕迹",
        "封存票箱": f"保留，异议期 {vote.box_days} 天" if vote.keeps_box else "不保留",
        **times,
    }
