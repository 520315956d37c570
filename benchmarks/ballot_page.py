"""The ballot page: requests a second, SQL statements, bytes (`ballot_page`, `ballot_page_sql`, `ballot_page_kb`), and the ratio
to a bare view of as many bytes (`ballot_page_ratio`).
"""

from __future__ import annotations

from typing import Any

from benchmarks.cast import figure, rate
from benchmarks.hall import Hall, open_hall, readers, served


def measure(seconds: int = 6) -> list[dict[str, Any]]:
    """One page again and again, at most ``seconds`` long."""
    with open_hall(10) as hall:
        found = _read(hall, "evalsite.wsgi:application", "/b/", seconds)
        bare = _read(hall, "benchmarks.bare:application", f"/b/bytes/{hall.page['bytes']}", seconds)
    return [
        figure("ballot_page", rate(found), "页/秒", "≥ 1000，安静的机器"),
        figure("ballot_page_errors", found["errors"], "次", "= 0"),
        figure("ballot_page_ratio", rate(found) / rate(bare), "倍", "比同样字节、不查数据库的简单视图"),
        figure("ballot_page_sql", hall.page["queries"], "条", "≤ 3"),
        figure("ballot_page_kb", hall.page["bytes"] / 1000, "kB", "< 40"),
    ]


def _read(hall: Hall, application: str, path: str, seconds: int) -> dict[str, Any]:
    with served(hall, application) as address:
        readers(address, path, 16, 2)
        return readers(address, path, 16, seconds)
