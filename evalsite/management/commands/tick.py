"""Everything that is due, done once: for machines without a broker, from cron or by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from ballots.services.schedule import run_due_moves
from ballots.services.sealing import finish_wipes
from desk.services.calendar import keep_calendar
from desk.services.jobs import perform_job, release_exports, requeue_unfinished
from desk.services.mailing import send_mail
from desk.services.sweeping import sweep_clocks
from evaluations.meetings.services.limits import keep_limits


class Command(BaseCommand):
    help = "办理到时的事项：定时的投票步骤，没有完成的清除，等待中的任务，缺少的年度日历，到时的提醒和督办。可反复运行，不会重复办理。"

    def handle(self, *args: Any, **options: Any) -> None:
        moves = run_due_moves()
        finish_wipes()
        jobs = requeue_unfinished()
        for job in jobs:
            perform_job(job)
        years = keep_calendar()
        keep_limits()
        told = sweep_clocks()
        mails = send_mail()
        released = release_exports()
        self.stdout.write(
            f"已办理定时步骤 {moves} 项，任务 {len(jobs)} 项，录入年度日历 {years} 个，发出提醒 {told} 条、邮件 {mails} 封，清除到期的导出文件 {released} 份。"
        )
