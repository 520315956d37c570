"""Voters who do not give up: each sends the same ballot again until it is acknowledged, whatever dies meanwhile."""

import http.client
import json
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

from benchmarks.hall import RATINGS, Hall

PATIENCE = 0.02
"""Seconds between two tries of a voter whose server is gone."""


@dataclass
class Crowd:
    """``clients`` threads that cast every code of the hall once; ``acknowledged`` are the ids that were answered 200 or 201."""

    hall: Hall
    address: str
    clients: int = 16
    acknowledged: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    broken: int = 0

    def __post_init__(self) -> None:
        self._codes: Iterator[str] = iter(self.hall.codes)
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._threads = [threading.Thread(target=self._vote, daemon=True) for _ in range(self.clients)]
        for thread in self._threads:
            thread.start()

    def reached(self, n: int) -> None:
        """Wait until ``n`` ballots are acknowledged; TimeoutError after two minutes without it."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.acknowledged) >= n, timeout=120):
                raise TimeoutError(f"{len(self.acknowledged)} of {n}, answers {dict(self.answers)}")

    def end(self) -> None:
        """Wait until everybody has voted."""
        for thread in self._threads:
            thread.join(timeout=240)
            if thread.is_alive():
                raise TimeoutError(f"{len(self.acknowledged)} acknowledged, answers {dict(self.answers)}")

    def _vote(self) -> None:
        while True:
            with self._lock:
                code = next(self._codes, None)
            if code is None:
                return
            self._cast(code)

    def _cast(self, code: str) -> None:
        ballot = secrets.token_hex(16)
        marks = [secrets.randbelow(6) for _ in range(RATINGS)]
        body = json.dumps({"card": code, "id": ballot, "form": self.hall.form, "marks": marks})
        pause = threading.Event()
        while True:
            status = self._send(body)
            with self._changed:
                if status is None:
                    self.broken += 1
                else:
                    self.answers[status] += 1
                if status in (200, 201):
                    self.acknowledged.append(ballot)
                    self._changed.notify_all()
                    return
            pause.wait(PATIENCE)

    def _send(self, body: str) -> int | None:
        connection = http.client.HTTPConnection(self.address, timeout=15)
        try:
            connection.request(
                "POST", f"/b/{self.hall.vote}/cast", body, {"Content-Type": "application/json"}
            )
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


@dataclass(frozen=True)
class Urn:
    """What lies in the database: ids of the ballots, and how many codes are issued and still open."""

    ids: list[str]
    issued: int
    open: int


def urn_of(hall: Hall) -> Urn:
    with psycopg.connect(hall.database) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM ballots_urnballot")]
        issued, still_open = (
            int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[index, call-overload]  # a count is one row
            for table in ("ballots_codeissued", "ballots_codeopen")
        )
    return Urn(ids, issued, still_open)
