"""The demo as its command makes it: own database only, kept when run again, served with worker and beat in one process."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from evalsite.management.commands.demo import forget
from registry.sql import AUDIT_TRIGGERS_SQLITE_DROP

ROOT = Path(settings.BASE_DIR)
DATABASE = "demo.sqlite3"


def environment(folder: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return clean | {"EVALSITE_VAR_DIR": str(folder), "EVALSITE_DEMO": "1"} | more


def run_demo(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), "demo", "--no-serve", *arguments]
    return subprocess.run(
        command, env=environment(folder, **more), capture_output=True, text=True, timeout=300
    )


def ask(folder: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / DATABASE) as connection:
        return connection.execute(question).fetchall()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = run_demo(folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_fictional_bureau_is_complete(filled: Path) -> None:
    counted = {
        table: ask(filled, f"SELECT count(*) FROM {table}")[0][0]
        for table in ("registry_unit", "registry_area", "registry_business")
    }
    assert counted == {"registry_unit": 14, "registry_area": 24, "registry_business": 1200}
    categories = {row[0] for row in ask(filled, "SELECT DISTINCT category FROM registry_person")}
    assert len(categories) == 9
    meetings = ask(
        filled,
        "SELECT u.code, m.state, d.state, d.marking FROM meetings_meeting m JOIN registry_unit u ON u.id = m.office_id"
        " LEFT JOIN draws_draw d ON d.id = m.draw_id ORDER BY u.code",
    )
    assert meetings == [
        ("SO01", "archived", "published", "demo"),
        ("SO02", "pool", "draft", "demo"),
        ("SO03", "draft", None, None),
        ("SO04", "draft", None, None),
    ]
    assert ask(filled, "SELECT count(*) FROM ballots_urnballot") == [(0,)]
    surveys = "SELECT s.source, v.state FROM surveys_survey s LEFT JOIN ballots_vote v ON v.id = s.vote_id"
    assert sorted(ask(filled, surveys)) == [("outside", None), ("own", "preparing")]


def test_running_again_keeps_the_data(filled: Path) -> None:
    with sqlite3.connect(filled / DATABASE) as connection:
        connection.execute("UPDATE registry_township SET name = '改过的镇' WHERE id = 1")
    again = run_demo(filled)
    assert (again.returncode, again.stdout.strip()) == (0, "")
    assert ask(filled, "SELECT name FROM registry_township WHERE id = 1") == [("改过的镇",)]


def test_another_database_is_refused(tmp_path: Path) -> None:
    refused = run_demo(tmp_path, DATABASE_URL="postgres://postgres@127.0.0.1:5432/none")
    assert refused.returncode == 1
    assert "演示只用自己的 SQLite 数据库" in refused.stderr
    assert list(tmp_path.glob("*.sqlite3")) == []


def test_data_of_others_is_left_alone(filled: Path, tmp_path: Path) -> None:
    with sqlite3.connect(filled / DATABASE) as demo, sqlite3.connect(tmp_path / DATABASE) as others:
        demo.backup(others)
        others.executescript(AUDIT_TRIGGERS_SQLITE_DROP)
        others.execute("DELETE FROM registry_auditevent")
        others.execute("UPDATE registry_unit SET name = '真实单位' WHERE code = 'SO01'")
    before = ask(tmp_path, "SELECT code, name FROM registry_unit ORDER BY code")
    assert ("SO01", "真实单位") in before
    refused = run_demo(tmp_path)
    assert refused.returncode == 1
    assert "里有不是演示的数据" in refused.stderr
    assert ask(tmp_path, "SELECT code, name FROM registry_unit ORDER BY code") == before


@pytest.fixture
def served(filled: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)]
    with subprocess.Popen(
        command, env=environment(filled), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or []:
            if "http://127.0.0.1" in line:
                break
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        assert process.wait(timeout=30) == 0


def fetch(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_the_first_page_answers_and_shows_accounts(served: str) -> None:
    status, page = fetch(f"{served}/")
    assert status == 200
    assert len(re.findall(r'data-label="密码"><code>\w{14}</code>', page)) == 14
    assert "/try/" in page


def test_a_port_in_use_is_said_in_words(filled: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(
            command, env=environment(filled), capture_output=True, text=True, timeout=300, check=False
        )
    assert done.returncode == 1
    assert "已被占用或不能使用，请换一个端口" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_was_forgotten_comes_back_closed(tmp_path: Path) -> None:
    database = tmp_path / DATABASE
    for file in (database, tmp_path / f"{DATABASE}-wal"):
        file.write_text("before")
        file.chmod(0o644)
    forget(database)
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE found (id integer)")
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == dict.fromkeys((DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"), 0o600)
