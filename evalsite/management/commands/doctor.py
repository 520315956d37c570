"""``manage.py doctor``: look over an installation from its settings to a tablet's request, and say what to do."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from evalsite.doctor import database, place, running
from evalsite.doctor.findings import Finding

Look = Callable[[], Iterator[Finding]]
ALONE: list[tuple[str, Look]] = [
    ("设置", place.wrong_settings),
    ("文件权限", place.open_files),
    ("页面文件", place.missing_static),
    ("字体", place.missing_type),
    ("数据库", database.database_answers),
]
ON_DATABASE: list[tuple[str, Look]] = [
    ("数据库角色", database.wrong_roles),
    ("数据库升级", database.migrations_left),
    ("数据库权限", database.wrong_grants),
    ("投票痕迹", database.traces),
    ("账号", database.nobody_to_sign_in),
    ("任务和日历", running.queue_stands),
    ("网址", running.site_answers),
    ("投票页", running.lane_does_its_part),
]


class Command(BaseCommand):
    help = "从设置到投票页逐项检查本机的安装，说明问题和办法。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = sum(self.look(part, at) for part, at in ALONE)
        if next(database.database_answers(), None) is None:
            found += sum(self.look(part, at) for part, at in ON_DATABASE)
        if found:
            raise CommandError(f"发现 {found} 处问题，全部解决以前不要投票。")
        self.stdout.write("没有发现问题，可以投票。")

    def look(self, part: str, at: Look) -> int:
        """One part; how many problems it has. A look that cannot be finished is one."""
        try:
            findings = list(at())
        except DatabaseError:
            findings = [Finding("数据库不让检查", "先解决以上各项，再检查一次")]
        if not findings:
            self.stdout.write(f"✓ {part}")
        for finding in findings:
            self.stdout.write(f"✗ {part}：{finding.wrong}。\n    办法：{finding.remedy}。")
        return len(findings)
