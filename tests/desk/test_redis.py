"""A real worker on a real Redis: a job queued by one process is done by another, and one left lying is found at its start."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
BROKER = "redis://127.0.0.1:6379/15"
QUEUE_TWO_AND_SEND_ONE = """
from pathlib import Path
from desk.services.imports import receive_import
from desk.tasks import run_job
from registry.models import Post, Unit, User
user = User.objects.create(username="clerk", name="录入员")
bureau = Unit.objects.create(code="SJ00", name="安澜市工商行政管理局", kind="bureau")
Post.objects.create(user=user, unit=bureau, role="administrator")
jobs = [
    receive_import(actor=user, kind="units", name="units.csv", content=Path("docs/samples/units.csv").read_bytes())[1]
    for _ in range(2)
]
run_job.delay(jobs[0].pk)
"""


@pytest.fixture
def broker() -> str:
    try:
        redis.Redis.from_url(BROKER).flushdb()
    except redis.ConnectionError:
        pytest.skip("no Redis on 127.0.0.1:6379: run `make services`")
    return BROKER


def states(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM desk_job ORDER BY id")]


def test_a_worker_does_what_was_sent_and_what_was_left_lying(broker: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"EVALSITE_VAR_DIR": str(tmp_path), "REDIS_URL": broker}

    def manage(*arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)

    manage("migrate", "-v0")
    manage("shell", "-v0", "-c", QUEUE_TWO_AND_SEND_ONE)
    database = tmp_path / "evalsite.sqlite3"
    assert states(database) == ["queued", "queued"]
    command = [sys.executable, "-m", "celery", "-A", "evalsite", "worker", "-P", "solo", "-l", "INFO"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as worker:
        for line in worker.stderr or []:
            if "desk.run_job" in line and "succeeded" in line and set(states(database)) == {"done"}:
                break
        worker.terminate()
        worker.communicate(timeout=60)
    assert states(database) == ["done", "done"]
