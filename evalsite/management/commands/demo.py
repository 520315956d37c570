"""``manage.py demo``: the fictional bureau on a database of its own, served on this machine only."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from evalsite.celery import app
from evalsite.demo import seed
from evalsite.embedded import serve
from evalsite.wsgi import application

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "建立并运行演示站点（只在本机）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="清空演示数据后重新开始")
        parser.add_argument("--no-serve", action="store_true", help="只建立数据，不运行站点")

    def handle(self, *args: Any, **options: Any) -> None:
        database = settings.DATABASES["default"]
        if not settings.DEMO or database["ENGINE"] != "django.db.backends.sqlite3":
            raise CommandError("演示只用自己的 SQLite 数据库：请设 EVALSITE_DEMO=1，且不要设 DATABASE_URL。")
        if options["reset"]:
            forget(Path(database["NAME"]))
        call_command("migrate", verbosity=0)
        if not seed.is_own():
            raise CommandError(f"{database['NAME']} 里有不是演示的数据，演示不会动它。")
        if seed.was_interrupted():
            connection.close()
            forget(Path(database["NAME"]))
            call_command("migrate", verbosity=0)
        if not seed.is_complete():
            self.stdout.write("正在建立演示数据……")
            seed.run(self.say)
        if options["no_serve"]:
            return
        settings.PUBLIC_URL = f"http://{HOST}:{options['port']}"
        serve(
            application,
            app,
            HOST,
            options["port"],
            lambda: self.say(f"评议监督平台（演示）：{settings.PUBLIC_URL}/   停止请按 Ctrl+C"),
        )

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def forget(database: Path) -> None:
    """Delete the demo's database and the keys of its votes; no connection is open."""
    for name in ("vote-*", "unsent-*"):
        for key in Path(settings.KEY_DIR).glob(name):
            key.unlink()
    for file in (
        database,
        database.with_name(database.name + "-wal"),
        database.with_name(database.name + "-shm"),
    ):
        file.unlink(missing_ok=True)
    # SQLite would make it anew for everybody to read.
    database.touch(mode=0o600)
