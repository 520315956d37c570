"""``manage.py verify_audit``: redo every hash of the audit chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.models import AuditEvent
from registry.services.audit import first_broken_link


class Command(BaseCommand):
    help = "逐条核对审计记录的校验链。"

    def handle(self, *args: Any, **options: Any) -> None:
        broken = first_broken_link()
        if broken is not None:
            raise CommandError(f"审计链在第 {broken} 条断开：该条被改动、删除，或其后有缺失。")
        self.stdout.write(f"审计链完整，共 {AuditEvent.objects.count()} 条。")
