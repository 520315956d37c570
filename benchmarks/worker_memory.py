"""What a worker of the web server holds in memory after the pages of a day (`worker_memory_mb`, below 130).

gunicorn stands as in production, with one worker, before a database of its own that holds the demo's data. Every demo account
signs in and follows the links of its pages, PDFs and workbooks among them; then those files are fetched again. ``python -m
benchmarks.worker_memory`` is what fills that database.
"""

from __future__ import annotations

import html
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections import Counter, deque
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin
from urllib.request import Request

import psycopg

from benchmarks.cast import figure
from benchmarks.hall import ROOT, SERVER, gunicorn, megabytes, wait_for

PAGES = 120
"""So many addresses an account looks at."""
AGAIN = 1
"""So many times more it fetches every file that it met."""
FILES = {"application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
HOST = "bench.example.cn"
BEHIND_PROXY = {"Host": HOST, "X-Forwarded-Proto": "https"}
LINK = re.compile(r'href="(/[^"#]*)')


def measure() -> list[dict[str, Any]]:
    name = f"evalsite_bench_{os.getpid()}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            with tempfile.TemporaryDirectory() as folder:
                return _figures(_environment(f"{SERVER}/{name}", folder), Path(folder))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _environment(database: str, folder: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database,
        "EVALSITE_VAR_DIR": folder,
        "EVALSITE_SECRET_KEY": secrets.token_urlsafe(48),
        "EVALSITE_FIELD_KEY": secrets.token_urlsafe(48),
        "EVALSITE_LANE_KEY": secrets.token_urlsafe(48),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "evalsite.settings",
    }


def _deployed() -> dict[str, str]:
    """What an installation sets for every process alike; its own values (``@NAME@``) are not among it."""
    text = (ROOT / "deploy" / "files" / "evalsite.env").read_text()
    return dict(re.findall(r"(?m)^(\w+)=([^@\n]+)$", text))


def _figures(environment: dict[str, str], folder: Path) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.worker_memory"]
    subprocess.run(command, cwd=ROOT, env=environment | {"EVALSITE_DEMO": "1"}, check=True)
    production = {
        **environment,
        **_deployed(),
        "EVALSITE_ALLOWED_HOSTS": HOST,
        "EVALSITE_PUBLIC_URL": f"https://{HOST}",
        "REDIS_URL": "redis://127.0.0.1:6379/15",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(collect, cwd=ROOT, env=production, check=True)
    met = Counter[str]()
    with gunicorn(production, "evalsite.wsgi", 1) as (address, master):
        wait_for(Request(f"http://{address}/sign-in/", headers=BEHIND_PROXY))
        worker = _worker(master)
        start = megabytes(worker, "VmRSS")
        for account in json.loads((folder / "demo-accounts.json").read_text()):
            visitor = Visitor(address)
            visitor.sign_in(account["username"], account["password"])
            met += visitor.walk()
        end, peak = megabytes(worker, "VmRSS"), megabytes(worker, "VmHWM")
    files = sum(met[kind] for kind in FILES)
    return [
        figure("worker_memory_mb", end, "MB", f"< 130，{met.total()} 次请求之后，其中文件 {files} 个"),
        figure("worker_memory_start_mb", start, "MB", "第一页之后，说明用"),
        figure("worker_memory_peak_mb", peak, "MB", "途中最高，说明用"),
    ]


def _worker(master: int) -> int:
    """The only child of gunicorn's first process."""
    return int(Path(f"/proc/{master}/task/{master}/children").read_text())


@dataclass
class Visitor:
    """A browser behind the proxy of production; ``cookies`` are its own."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, str, str, bytes]:
        """Status, type, where it leads to, and content."""
        return self._ask("GET", path, None)

    def sign_in(self, username: str, password: str) -> None:
        page = self.get("/sign-in/")[3].decode()
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
        sent = {"csrfmiddlewaretoken": token, "username": username, "password": password}
        status, *_ = self._ask("POST", "/sign-in/", urlencode(sent))
        if status != 302:
            raise RuntimeError(f"{username} cannot sign in: {status}")

    def walk(self) -> Counter[str]:
        """Follow links from the home page, then fetch the files again; how many answers there were of each type."""
        met = Counter[str]()
        files: list[str] = []
        waiting, seen = deque(["/"]), {"/"}
        for _ in range(PAGES):
            if not waiting:
                break
            path = waiting.popleft()
            status, kind, leads, content = self.get(path)
            if status >= 500:
                raise RuntimeError(f"{path}: {status}")
            met[kind] += 1
            if kind in FILES:
                files.append(path)
            links = LINK.findall(content.decode()) if kind == "text/html" else []
            for link in [leads, *map(html.unescape, links)]:
                target = urljoin(f"https://{HOST}{path}", link).removeprefix(f"https://{HOST}")
                if target.startswith("/") and not target.startswith("/static/") and target not in seen:
                    seen.add(target)
                    waiting.append(target)
        for path in files * AGAIN:
            met[self.get(path)[1]] += 1
        return met

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str, str, bytes]:
        headers = BEHIND_PROXY | {"Referer": f"https://{HOST}{path}"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(self.address, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get_content_type(), answer.headers.get("Location", ""), content


def fill() -> None:
    """Inside the bench database: the demo's data."""
    import django

    django.setup()
    from django.core.management import call_command

    from evalsite.demo import seed

    call_command("migrate", verbosity=0)
    seed.run(lambda said: None)


if __name__ == "__main__":
    fill()
