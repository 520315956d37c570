"""``manage.py backup``: database and files in one encrypted archive; never while a vote is going on."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evalsite.backup.making import back_up
from evalsite.backup.refusals import BackupRefused


class Command(BaseCommand):
    help = "把数据库和附件备份成一个加密文件（投票密钥不在其中）。投票开启到封存之间不做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="备份文件，不能已经存在")
        parser.add_argument(
            "--recipient", required=True, help="收件公钥（age1……），私钥由 age-keygen 生成，不放在本机"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = back_up(options["target"].resolve(), options["recipient"])
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已备份数据库和 {files} 个附件：{options['target']}")
