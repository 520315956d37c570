"""``manage.py meeting``: the installation's own database over HTTPS on the hall's network, for tablets. Never the demo.

One gunicorn worker with threads; without Redis the queue's worker and beat run in the same process, as in the embedded
server. No access log at all: it would tell when ballots came. Plain http answers beside it, for the page that tells tablets
how to trust the certificate and for ballots with typed codes; whatever asks for a sign-in is sent to https.
"""

import ctypes
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn has no types
from waitress.server import create_server

from ballots.views.door import CastDoor
from evalsite.settings import cookie_name
from registry.queries.reach import out_of_reach

EVERYWHERE = "0.0.0.0"  # noqa: S104  # the hall's network is where it must listen
PLAIN_PATHS = ("/b/", "/trust/", "/static/")
FREED_WITHIN_SECONDS = 5
"""How long the ports of a run that was killed may take to be free again."""
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


class Command(BaseCommand):
    help = "在会场局域网内以 HTTPS 提供本系统，供平板投票。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8443)
        parser.add_argument(
            "--plain-port", type=int, default=8080, help="不加密的端口：信任证书的说明和手工输码投票"
        )
        parser.add_argument("--host", default="", help="会议服务器的地址或名称；不填则取本机在局域网内的地址")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO:
            raise CommandError("演示数据不能用于会议：请不要设 EVALSITE_DEMO。")
        host, port, plain_port = options["host"] or lan_address(), options["port"], options["plain_port"]
        listening(port, "PORT").close()
        plain = listening(plain_port, "PLAIN_PORT")
        call_command("make_certs", *dict.fromkeys([host, "localhost", "127.0.0.1"]), stdout=self.stdout)
        call_command(MigrateAloud(self.say), verbosity=0)
        settings.PUBLIC_URL = f"https://{host}:{port}"
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, host]
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
        settings.SESSION_COOKIE_NAME = cookie_name("sessionid", https=True)
        settings.CSRF_COOKIE_NAME = cookie_name("csrftoken", https=True)
        self.say(f"评议监督平台：{settings.PUBLIC_URL}/   平板投票：{settings.PUBLIC_URL}/b/")
        self.say(f"平板信任证书的说明：http://{host}:{plain_port}/trust/")
        if warning := out_of_reach():
            self.say(f"注意：{warning}")
        self.say("停止请按 Ctrl+C")
        MeetingServer(port, plain).run()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


class MigrateAloud(migrate.Command):
    """The same as ``migrate``, but it says how far it is: the first start makes the whole database."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        plan = MigrationExecutor(connection)
        self.say, self.done = say, 0
        self.total = len(plan.migration_plan(plan.loader.graph.leaf_nodes()))

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        if action == "apply_start":
            self.done += 1
            self.say(f"正在建立或更新数据库：{self.done} / {self.total}")


def lan_address() -> str:
    """This machine's address on its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def listening(port: int, name: str) -> socket.socket:
    """A socket on the port; ``name`` is what chooses another one. What a killed run leaves is waited for."""
    last = time.monotonic() + FREED_WITHIN_SECONDS
    while True:
        try:
            return socket.create_server((EVERYWHERE, port))
        except OSError as error:
            if time.monotonic() > last:
                words = f"端口 {port} 已被占用或不能使用：也许 make meeting 已在运行；不是的话换一个，例如 make meeting {name}={port + 1000}。"
                raise CommandError(words) from error
        except OverflowError as error:
            raise CommandError(f"没有 {port} 这个端口，应为 1 至 65535。") from error
        time.sleep(0.2)


class MeetingServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with the project's certificate."""

    def __init__(self, port: int, plain: socket.socket) -> None:
        self.port, self.plain = port, plain
        super().__init__()

    def load_config(self) -> None:
        folder = Path(settings.VAR_DIR) / "certificates"
        chosen = {
            "bind": f"{EVERYWHERE}:{self.port}",
            "workers": 1,
            "threads": 16,
            "certfile": str(folder / "site.crt"),
            "keyfile": str(folder / "site.key"),
            "accesslog": None,
            # A warning names the address and the time of a tablet that was turned away.
            "loglevel": "error",
            "post_fork": die_with_parent,
            "post_worker_init": self.start_beside,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> CastDoor:
        from evalsite.wsgi import application

        return application

    def start_beside(self, worker: Any) -> None:
        """In the worker's process, after the fork: plain http, and the queue where there is no Redis."""
        from evalsite.wsgi import application

        plain = create_server(plain_door(application), sockets=[self.plain], threads=4, ident=None)
        threading.Thread(target=plain.run, name="plain-http", daemon=True).start()
        if not settings.REDIS_URL:
            from desk.tasks import requeue_unfinished_jobs
            from evalsite.celery import app
            from evalsite.embedded import start_worker

            start_worker(app)
            requeue_unfinished_jobs()


def die_with_parent(server: Any, worker: Any) -> None:
    """In the worker's process: whoever kills the server kills it too, so that no port stays taken (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


def plain_door(application: CastDoor) -> Callable[..., Iterable[bytes]]:
    """The application over plain http: ballots and the trust page only, all else goes to https."""

    def door(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", "/"))
        if path.startswith(PLAIN_PATHS):
            return application(environ, start_response)
        start_response("302 Found", [("Location", settings.PUBLIC_URL + "/"), ("Content-Length", "0")])
        return []

    return door
