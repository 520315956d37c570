"""A hall for the figures: an own PostgreSQL database with one open vote, gunicorn before it, wrk as the crowd.

Everything listens on 127.0.0.1, is bounded in count and time, and is gone afterwards. ``python -m benchmarks.hall CARDS FRONT``
is what runs inside, with the settings of that database: it opens the vote and prints what the crowd needs.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg

ROOT = Path(__file__).resolve().parent.parent
SERVER = "postgres://postgres@127.0.0.1:5432"
RATINGS = 26
STRATA = 5
WORKERS, THREADS = 2, 4
WORDS = ("基准用的监察室口令一二三四", "基准用的监督员口令五六七八")


@dataclass(frozen=True)
class Hall:
    """An open vote: where, which, with which cards; ``page`` is what one ballot page costs (bytes, queries)."""

    database: str
    environment: dict[str, str]
    vote: int
    form: str
    codes: list[str]
    page: dict[str, int]


@contextmanager
def open_hall(cards: int, server: str = SERVER, front: str = "hall") -> Iterator[Hall]:
    """Make the database on ``server``, migrate it and open a vote with ``cards`` cards; drop it at the end.

    The slips of a survey (``front``) are of five strata.
    """
    with own_database(server) as environment:
        command = [sys.executable, "-m", "benchmarks.hall", str(cards), front]
        said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        found = json.loads(said.stdout.splitlines()[-1])
        yield Hall(database=environment["DATABASE_URL"], environment=environment, **found)


@contextmanager
def own_database(server: str = SERVER) -> Iterator[dict[str, str]]:
    """An empty database and a folder for files, both gone afterwards; the environment in which a program uses them."""
    name = f"evalsite_bench_{os.getpid()}"
    folder = tempfile.mkdtemp(prefix="evalsite-bench-")
    _administer(server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    try:
        yield os.environ | {
            "DATABASE_URL": f"{server}/{name}",
            "EVALSITE_VAR_DIR": folder,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "evalsite.settings",
        }
    finally:
        _administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        shutil.rmtree(folder, ignore_errors=True)


def _administer(server: str, *statements: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@contextmanager
def served(hall: Hall, application: str = "evalsite.wsgi:application") -> Iterator[str]:
    """gunicorn with 2 workers of 4 threads; the address it listens on."""
    with gunicorn(hall.environment, application, WORKERS) as (address, _):
        wait_for(Request(f"http://{address}/b/"))
        yield address


@contextmanager
def gunicorn(environment: dict[str, str], application: str, workers: int) -> Iterator[tuple[str, int]]:
    """The address it will listen on, and the id of its first process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [str(Path(sys.executable).parent / "gunicorn"), application, "--bind", address]
    command += ["--workers", str(workers), "--threads", str(THREADS), "--log-level", "error"]
    command += ["--graceful-timeout", "3"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def wait_for(request: Request) -> None:
    """Until the server answers; raises ``RuntimeError`` after half a minute."""
    for _ in range(150):
        try:
            with urlopen(request, timeout=10):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{request.full_url} does not answer")


def megabytes(process: int, name: str) -> float:
    """What the system says of a process's memory: ``VmRSS`` (held now) or ``VmHWM`` (the most it ever held)."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) / 1024


CROWD = """
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long us; } moment; int gettimeofday(moment *, void *);")
local clock = ffi.new("moment")
local function now()
  ffi.C.gettimeofday(clock, nil)
  return tonumber(clock.s) + tonumber(clock.us) / 1e6
end
local codes, place, salt = {}, 0, 0
local made, threads = 0, {}
answered, asked, began, ended = 0, 0, 0, 0
function setup(thread)
  thread:set("number", made)
  threads[#threads + 1] = thread
  made = made + 1
end
function init(args)
  local skip, share = tonumber(args[2]), tonumber(args[3])
  local at = 0
  for line in io.lines(args[1]) do
    if at >= skip + number * share and at < skip + (number + 1) * share then codes[#codes + 1] = line end
    at = at + 1
  end
  math.randomseed(tonumber(args[7]) + number * 7919)
  salt = math.random(0, 2^31 - 1)
  wrk.method, wrk.path = "POST", args[4]
  wrk.headers["Content-Type"] = "application/json"
  form, finished = args[5], args[6]
end
-- Asked before every request: a voter who finds no slip left is silent for the rest.
function delay()
  asked = asked + 1
  return asked <= #codes and 0 or 3600000
end
function request()
  -- Asked once more by wrk itself, which only looks at what would be sent.
  if asked > 0 then place = place + 1 end
  if began == 0 then began = now() end
  local id = string.format("%08x%08x%08x%08x", salt, number, place, math.random(0, 2^31 - 1))
  local marks = {}
  for each = 1, RATINGS do marks[each] = math.random(0, 5) end
  return wrk.format(nil, nil, nil, string.format(
    '{"card":"%s","id":"%s","form":"%s","marks":[%s]}', codes[math.max(place, 1)], id, form, table.concat(marks, ",")))
end
function response()
  answered = answered + 1
  if answered == #codes then
    ended = now()
    io.open(finished .. number, "w"):close()
  end
end
function done(summary, latency, requests)
  local e, first, last, all = summary.errors, math.huge, 0, true
  for _, thread in ipairs(threads) do
    first, last = math.min(first, thread:get("began")), math.max(last, thread:get("ended"))
    all = all and thread:get("ended") > 0
  end
  if not all then last = first + summary.duration / 1e6 end
  io.write(string.format('{"requests":%d,"seconds":%f,"p99":%f,"errors":%d}\\n', summary.requests,
    last - first, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
""".replace("RATINGS", str(RATINGS))

READERS = """
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%f,"errors":%d}\\n', summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def crowd(
    address: str, path: str, hall: Hall, clients: int, skip: int, cards: int, seconds: int
) -> dict[str, Any]:
    """``clients`` voters cast with ``cards`` codes from ``skip`` on, each once, at most ``seconds`` long.

    ``seconds`` in the answer lie between the first request and the last answer.
    """
    threads = 2 if clients >= 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        codes = Path(folder) / "codes"
        codes.write_text("\n".join(hall.codes))
        done = [Path(folder) / f"done{number}" for number in range(threads)]
        arguments = [str(codes), str(skip), str(cards // threads), path, hall.form, f"{folder}/done"]
        # Not the clock: two crowds of the same second would send the same ids.
        arguments.append(str(secrets.randbits(31)))
        return _wrk(f"http://{address}{path}", CROWD, clients, threads, seconds, arguments, done)


def readers(address: str, path: str, clients: int, seconds: int) -> dict[str, Any]:
    """``clients`` tablets open the page again and again."""
    return _wrk(f"http://{address}{path}", READERS, clients, 1, seconds, [], [])


def _wrk(
    url: str, script: str, clients: int, threads: int, seconds: int, arguments: list[str], done: list[Path]
) -> dict[str, Any]:
    """Run wrk for ``seconds``, or until each of its threads has made its file of ``done``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "crowd.lua"
        file.write_text(script)
        command = ["wrk", "-t", str(threads), "-c", str(clients), "-d", f"{seconds}s", "--timeout", "30s"]
        command += ["-s", str(file), url, "--", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            while done and running.poll() is None and not all(each.exists() for each in done):
                time.sleep(0.05)
            if done and running.poll() is None:
                # wrk sleeps to the end of its time even when its threads have nothing left to do.
                running.send_signal(signal.SIGINT)
            said, _ = running.communicate()
    if running.returncode:
        raise RuntimeError(f"wrk ended with {running.returncode}")
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def register_origin() -> None:
    """The wing of the bench, which hinders nothing; called once Django is set up."""
    from ballots.ports import VoteOrigin, origins
    from registry.roles import Capability

    origins["bench"] = VoteOrigin(
        "bench",
        "基准",
        Capability.RUN_VOTE,
        Capability.CONFIRM_VOTE,
        Capability.VIEW_ROUNDS,
        url=lambda row: "/",
        may_see=lambda user, row: True,
    )


def prepare(cards: int, front: str) -> dict[str, object]:
    """Inside the bench database: migrate, open a vote of 26 ratings, measure one page."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from ballots.models.votes import Front
    from ballots.services import preparing, zero_report
    from ballots.services.roll import enter_cards, load_cards
    from ballots.sql import connecting, urn
    from registry.models import Unit
    from rulebook.ballot.codes import ballot_hash, new_codes
    from rulebook.ballot.form import FIVE_GRADES, BallotForm, Criterion, Subject, SubjectKind
    from rulebook.ballot.keys import Passphrases

    call_command("migrate", verbosity=0)
    register_origin()
    form = BallotForm(
        version=1,
        subjects=tuple(Subject(f"s{n}", f"对象 {n}", SubjectKind.PERSON) for n in range(RATINGS // 2)),
        criteria=(Criterion("duty", "履行职责"), Criterion("overall", "总体评价")),
        grades=FIVE_GRADES,
    )
    unit = Unit.objects.create(code="BENCH", name="基准单位", kind="office")
    vote = preparing.prepare_vote(
        actor=None,
        title="基准",
        unit=unit,
        form=form,
        origin_kind="bench",
        origin_label="基准",
        front=Front(front),
    )
    zero_report.run_zero_report(actor=None, watcher=None, vote=vote, passphrases=Passphrases(*WORDS))
    codes = new_codes(cards, secrets.token_bytes)
    digests = [ballot_hash(code) for code in codes]
    for stratum in range(STRATA):
        part = digests[stratum::STRATA]
        place = {"stratum": f"s{stratum}", "batch": stratum} if front == "slips" else {}
        connecting.load_codes(urn.OPEN, vote.pk, part, **place)
        if place:
            load_cards(vote, ("", f"s{stratum}", stratum), part)
        else:
            connecting.load_codes(urn.ISSUED, vote.pk, part)
    if front != "slips":
        enter_cards(vote, ("", "", 0), digests)
    # The second person is not what is measured.
    vote.state, vote.made = "open", cards
    vote.save()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_state (id integer PRIMARY KEY, state text)")
        cursor.execute("INSERT INTO bare_state VALUES (1, 'open')")
        cursor.execute("CREATE TABLE bare_code (hash text PRIMARY KEY)")
        cursor.execute("INSERT INTO bare_code SELECT hash FROM ballots_codeopen")
        cursor.execute("CREATE TABLE bare_ballot (id text PRIMARY KEY, body text)")
        cursor.execute("ANALYZE")
    client = Client()
    client.get("/b/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/b/")
    return {
        "vote": vote.pk,
        "form": vote.form_hash,
        "codes": codes,
        "page": {"bytes": len(page.content), "queries": len(queries)},
    }


if __name__ == "__main__":
    print(json.dumps(prepare(int(sys.argv[1]), sys.argv[2])))
