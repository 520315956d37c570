"""The ballot page: requests a second, SQL statements, bytes (`ballot_page`, `ballot_page_sql`, `ballot_page_kb`)."""

from __future__ import annotations

from typing import Any

from benchmarks.cast import figure, rate
from benchmarks.hall import open_hall, readers, served


def measure(seconds: int = 6) -> list[dict[str, Any]]:
    """One page again and again, at most ``seconds`` long."""
    with open_hall(10) as hall, served(hall) as address:
        readers(address, "/b/", 16, 2)
        found = readers(address, "/b/", 16, seconds)
    return [
        figure("ballot_page", rate(found), "页/秒", "≥ 1000，安静的机器"),
        figure("ballot_page_errors", found["errors"], "次", "= 0"),
        figure("ballot_page_sql", hall.page["queries"], "条", "≤ 3"),
        figure("ballot_page_kb", hall.page["bytes"] / 1000, "kB", "< 40"),
    ]
