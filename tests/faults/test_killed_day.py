"""From the opening to the publication, on two web processes: web, counting process, worker, Redis and database are killed at
every step. Lost 0, doubled 0, key left 0.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from benchmarks.hall import ROOT, Hall, open_hall
from rulebook.ballot.receipts import whole_receipt
from tests.faults.crowd import Crowd
from tests.faults.test_killed_server import free_address, killed, started
from tests.faults.test_restarted_database import binaries, cluster, run_as_postgres

CARDS = 2400
PATIENCE = 90
STARTED = "SELECT true"
OPENED = "SELECT total > 0 FROM desk_job ORDER BY id DESC LIMIT 1"
SEALED = "SELECT state = 'sealed' FROM ballots_vote"
MOMENTS = ((STARTED, False), (OPENED, True), (OPENED, False), (SEALED, False))
"""When the counting process is killed, and whether the database falls first: as it starts, with the opened urn in its memory,
and between the commit and the end of the key. ``tests/ballots/test_kills.py`` knows every step between.
"""


@dataclass
class Day:
    """One vote with everything that can be killed around it."""

    hall: Hall
    data: Path
    programs: Path
    redis: subprocess.Popen[bytes]

    def step(self, *words: str, alive: float = PATIENCE) -> bool:
        """A step of staff or of the worker; killed after ``alive`` seconds. Whether it came to its end."""
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=self.hall.environment, stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            return process.wait(timeout=alive) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False

    def staff(self, name: str, alive: float = PATIENCE) -> bool:
        return self.step("-m", "tests.faults.day", name, str(self.hall.vote), alive=alive)

    def worker(self, alive: float = PATIENCE) -> bool:
        """What beat and worker do every minute; a lost job is found by its lease, which runs out now."""
        self.sql("UPDATE desk_job SET lease_until = now() - interval '1 minute' WHERE state = 'running'")
        return self.step("manage.py", "tick", alive=alive)

    def sql(self, statement: str) -> list[tuple]:
        for _ in range(100):
            with (
                suppress(psycopg.OperationalError),
                psycopg.connect(self.hall.database, autocommit=True) as door,
            ):
                found = door.execute(statement.encode())
                return found.fetchall() if found.description else []
            time.sleep(0.1)
        raise TimeoutError(statement)

    def one(self, statement: str) -> object:
        return self.sql(statement)[0][0]

    def state(self) -> object:
        return self.one(f"SELECT state FROM ballots_vote WHERE id = {self.hall.vote}")

    def keys(self) -> list[str]:
        folder = Path(self.hall.environment["EVALSITE_VAR_DIR"]) / "keys"
        return sorted(file.name for file in folder.iterdir()) if folder.exists() else []

    def restart_database(self) -> None:
        """As by a power cut."""
        control = [str(self.programs / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "-w"]
        run_as_postgres(*control, "-l", "/dev/null", "restart")

    def counting(self) -> list[int]:
        """The counting processes of this vote's installation."""
        mine = self.hall.environment["EVALSITE_VAR_DIR"].encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words, given = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
                if b"count_vote" in words and b"EVALSITE_VAR_DIR=" + mine in given:
                    found.append(int(folder.name))
        return found


@contextmanager
def day(programs: Path, cards: int) -> Iterator[Day]:
    port = free_address().partition(":")[2]
    redis = subprocess.Popen(
        ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", ""], stdout=subprocess.DEVNULL
    )
    try:
        with cluster(programs) as (server, data), open_hall(cards, server) as hall:
            given = {
                "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
                "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            }
            yield Day(replace(hall, environment=hall.environment | given), data, programs, redis)
    finally:
        redis.kill()
        redis.wait()


def cast_everything(found: Day) -> list[str]:
    """All cards on two web processes, which die in turn; Redis goes, and the database falls. The acknowledged ids."""
    hall, half = found.hall, CARDS // 2
    addresses = [free_address(), free_address()]
    servers = [started(hall, address) for address in addresses]
    try:
        crowds = [
            Crowd(replace(hall, codes=codes), address, clients=8)
            for codes, address in zip((hall.codes[:half], hall.codes[half:]), addresses, strict=True)
        ]
        for place, reached in enumerate(range(150, half, 300)):
            which = place % 2
            crowds[which].reached(reached)
            killed(servers[which])
            servers[which] = started(hall, addresses[which])
            if place == 1:
                found.redis.kill()
            if place == 2:
                found.restart_database()
        for crowd in crowds:
            crowd.end()
    finally:
        for server in servers:
            killed(server)
    answers = set().union(*(crowd.answers for crowd in crowds))
    assert sum(crowd.broken for crowd in crowds) > 0, "the kills did hit voters"
    assert answers <= {200, 201, 503}
    return [ballot for crowd in crowds for ballot in crowd.acknowledged]


def count_once(found: Day, moment: str, *, database: bool) -> bool:
    """The count begins and is killed at its moment, or with the database under it; whether it was met alive."""
    assert found.staff("count")
    deadline = time.monotonic() + PATIENCE
    while found.counting() and not found.one(moment):
        assert time.monotonic() < deadline
    if database:
        found.restart_database()
    met = found.counting()
    for process in met:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    found.worker(alive=1)
    assert found.worker()
    return bool(met)


def test_every_step_from_the_opening_to_the_publication_survives_a_kill() -> None:
    programs = binaries()
    if programs is None or shutil.which("runuser") is None or shutil.which("redis-server") is None:
        pytest.skip("PostgreSQL's own programs, runuser or Redis are missing: the day of kills was NOT tried")
    with day(programs, CARDS) as found:
        acknowledged = cast_everything(found)
        found.staff("close", alive=1.5)
        if found.state() != "closed":
            assert found.staff("close")
        hits = 0
        for moment, database in MOMENTS:
            if found.state() == "closed":
                hits += count_once(found, moment, database=database)
            if found.state() == "closed":
                assert found.one("SELECT count(*) FROM ballots_urnballot") == CARDS
                assert found.keys() == [f"vote-{found.hall.vote}.json"]
        assert found.state() == "sealed"
        assert found.worker()
        found.staff("publish", alive=1.5)
        if found.state() != "published":
            assert found.staff("publish")
        receipts = [row[0] for row in found.sql("SELECT receipt FROM ballots_receipt")]
        counted = found.one(
            "SELECT sum(n) FROM ballots_sealedcount WHERE (subject, criterion) ="
            " (SELECT subject, criterion FROM ballots_sealedcount LIMIT 1)"
        )
        left = [
            found.one(f"SELECT count(*) FROM {table}") for table in ("ballots_urnballot", "ballots_codeopen")
        ]
        events = found.one("SELECT count(*) FROM registry_auditevent WHERE verb = 'count_vote'")
        keys = found.keys()
    print(
        f"\n{CARDS} ballots, {hits} counts killed, lost {len(set(acknowledged)) - len(set(receipts))}, keys left {len(keys)}"
    )
    assert hits > 0, "the kills did hit the counting process"
    assert sorted(receipts) == sorted(whole_receipt(ballot) for ballot in acknowledged)
    assert (len(set(receipts)), counted, left, events, keys) == (CARDS, CARDS, [0, 0], 1, [])
