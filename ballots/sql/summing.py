"""The first counter: SQL over a database of its own in memory, which nothing else sees and no log or disk ever holds.

PostgreSQL's temporary tables were considered: they are not logged, but spill to the server's disk, and the bodies would
travel there. Bodies come in lots, and a lot is forgotten once it is summed, so a million ballots need no more than one.
"""

import sqlite3
from collections.abc import Sequence

Sums = dict[tuple[str, int, int], int]
"""(stratum, place from 0, mark) → votes."""


class UncountableBody(ValueError):
    """A body that is no list of whole numbers."""


class SummingCounter:
    """Sums the marks of bodies by stratum and place. Raises ``UncountableBody``; closed when its block ends."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.sums: Sums = {}
        self._memory = sqlite3.connect(":memory:")
        # Sorting and grouping of a large lot goes to a file in the temporary folder otherwise.
        self._memory.execute("PRAGMA temp_store = MEMORY")
        self._memory.execute("CREATE TABLE body (stratum TEXT NOT NULL, marks TEXT NOT NULL)")

    def __enter__(self) -> "SummingCounter":
        return self

    def __exit__(self, *_: object) -> None:
        self._memory.close()

    def add(self, lot: Sequence[tuple[str, str]]) -> None:
        """Add (stratum, body) of some ballots."""
        self._memory.executemany("INSERT INTO body VALUES (?, ?)", lot)
        try:
            for stratum, n in self._memory.execute("SELECT stratum, count(*) FROM body GROUP BY stratum"):
                self.sizes[stratum] = self.sizes.get(stratum, 0) + n
            marks = self._memory.execute(
                "SELECT stratum, mark.key, mark.value, count(*) FROM body, json_each(marks) mark"
                " WHERE mark.type = 'integer' GROUP BY 1, 2, 3"
            )
            for stratum, place, mark, votes in marks:
                where = (stratum, int(place), int(mark))
                self.sums[where] = self.sums.get(where, 0) + votes
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise UncountableBody from error
        self._memory.execute("DELETE FROM body")
