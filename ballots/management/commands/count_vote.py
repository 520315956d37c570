"""``manage.py count_vote``: the counting process. Started by the page of the count, which speaks the keys into it; not by hand."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ballots.jobs import count
from desk.models import Job


class Command(BaseCommand):
    help = "计票进程：由投票页启动，从标准输入得到密钥。不要手工运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("jobs", type=int, nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Job.objects.in_bulk(options["jobs"])
        count([rows[pk] for pk in options["jobs"]], sys.stdin.read())
