"""``kill -9`` of the web server under load, twenty times: what was acknowledged is in the urn, once."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.hall import ROOT, Hall, open_hall
from tests.faults.crowd import Crowd, urn_of

CARDS, KILLS, BETWEEN = 6000, 20, 200


def free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def started(hall: Hall, address: str) -> subprocess.Popen[bytes]:
    """gunicorn as in production, in a process group of its own, once it answers."""
    program = str(Path(sys.executable).parent / "gunicorn")
    command = [program, "evalsite.wsgi:application", "--bind", address, "--workers", "2", "--threads", "4"]
    server = subprocess.Popen(
        [*command, "--log-level", "critical"], cwd=ROOT, env=hall.environment, start_new_session=True
    )
    pause = threading.Event()
    for _ in range(600):
        try:
            with urlopen(f"http://{address}/b/", timeout=5):  # our own address
                return server
        except (URLError, OSError):
            pause.wait(0.1)
    raise TimeoutError(address)


def killed(server: subprocess.Popen[bytes]) -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=30)


def test_a_server_killed_twenty_times_loses_and_doubles_nothing() -> None:
    with open_hall(CARDS) as hall:
        address = free_address()
        server = started(hall, address)
        try:
            crowd = Crowd(hall, address)
            for kill in range(1, KILLS + 1):
                crowd.reached(kill * BETWEEN)
                killed(server)
                server = started(hall, address)
            crowd.end()
        finally:
            killed(server)
        urn = urn_of(hall)
    print(
        f"\n{KILLS} kills, {len(urn.ids)} ballots, {crowd.broken} requests cut, answers {dict(crowd.answers)}"
    )
    assert crowd.broken > 0, "the kills did hit voters"
    assert sorted(urn.ids) == sorted(crowd.acknowledged)
    assert len(set(urn.ids)) == CARDS
    assert (urn.issued, urn.open) == (CARDS, 0)
    assert set(crowd.answers) <= {200, 201, 503}
