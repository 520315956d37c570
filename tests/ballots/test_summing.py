"""The first counter keeps its bodies in memory, however large a lot is."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress

from ballots.sql.summing import SummingCounter

LOT = [("", json.dumps([(row + place) % 6 for place in range(90)])) for row in range(4000)]


def files_while(memory: sqlite3.Connection, work: Callable[[], None]) -> set[str]:
    """The temporary files of SQLite that were open at any moment of the work."""
    seen: set[str] = set()

    def look() -> None:
        for number in os.listdir("/proc/self/fd"):
            with suppress(OSError):
                seen.add(os.readlink(f"/proc/self/fd/{number}"))

    memory.set_progress_handler(look, 20_000)
    work()
    return {name for name in seen if "etilqs" in name}


def test_no_body_goes_to_a_temporary_file() -> None:
    with SummingCounter() as counter:
        assert files_while(counter._memory, lambda: counter.add(LOT)) == set()
        assert counter.sizes == {"": len(LOT)}
    with SummingCounter() as spilling:
        spilling._memory.execute("PRAGMA temp_store = FILE")
        assert files_while(spilling._memory, lambda: spilling.add(LOT)) != set(), "what spills is seen"
        assert spilling.sums == counter.sums
