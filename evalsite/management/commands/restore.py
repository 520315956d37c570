"""``manage.py restore``: a backup into an empty installation, proved before anybody relies on it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evalsite.backup.proofs import proofs
from evalsite.backup.refusals import BackupRefused
from evalsite.backup.restoring import restore


class Command(BaseCommand):
    help = "把备份恢复到空的安装，并核对审计记录、每次抽取和每次计票。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="备份文件")
        parser.add_argument("--identity", type=Path, required=True, help="age-keygen 生成的私钥文件")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lost = restore(options["source"], options["identity"])
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        found = list(proofs())
        for what, wrong in found:
            self.stdout.write(f"✗ {what}：{wrong}" if wrong else f"✓ {what}")
        for vote in lost:
            self.stdout.write(f"“{vote.title}”的投票密钥不在备份里，已制的卡也不能再用：作废后另用新卡投票。")
        if broken := sum(bool(wrong) for _, wrong in found):
            raise CommandError(f"已恢复，但有 {broken} 项核对不符，不能使用，请换一份备份。")
        self.stdout.write("已恢复，全部核对相符。")
