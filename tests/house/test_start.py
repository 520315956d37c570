"""What a process loads at its start, and what it refuses to start with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PROGRAM = """
import sys
import evalsite.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
rare = {
    "PIL", "chinese_calendar", "fontTools", "holidays", "openpyxl", "pypdf", "pypinyin", "pyrage", "python_calamine",
    "redis", "reportlab",
}
print(*sorted(set(sys.modules) & {"django", *rare}))
"""


def test_a_web_process_starts_without_what_few_requests_need() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["django"]


SERVERS = {
    "gunicorn": ("gunicorn", "evalsite.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket"),
    "worker": ("celery", "-A", "evalsite", "worker", "--pool", "solo"),
    "beat": ("celery", "-A", "evalsite", "beat", "--pidfile="),
}


@pytest.mark.parametrize("server", SERVERS)
def test_an_unsafe_configuration_starts_no_server(server: str, tmp_path: Path) -> None:
    """Production with nothing set: no key, SQLite, no Redis."""
    environment = {"EVALSITE_PRODUCTION": "1", "EVALSITE_VAR_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    program, *words = SERVERS[server]
    run = subprocess.run(
        [str(Path(sys.executable).parent / program), *words],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode != 0
    for code in ("E003", "E007", "E008", "E009"):
        assert f"evalsite.{code}：" in run.stdout + run.stderr
