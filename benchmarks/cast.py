"""Ballots a second (`cast_8`, `cast_64`), their slowest hundredth, errors, and two ratios: to a bare view (`cast_ratio`), and
to what the database alone carries (`cast_limit_ratio`).
"""

from __future__ import annotations

from typing import Any

import psycopg

from benchmarks.hall import Hall, crowd, open_hall, served
from benchmarks.limit import database_alone, pgbench

AGAINST_8, AGAINST_64 = "≥ 700，安静的机器", "≥ 900，安静的机器"


def measure(cards: int = 12_000, seconds: int = 10) -> list[dict[str, Any]]:
    """Each phase casts at most ``cards`` ballots in at most ``seconds`` seconds; load generator on the same cores."""
    pgbench()
    with open_hall(4 * cards) as hall:
        with served(hall, "benchmarks.bare:application") as address:
            crowd(address, "/b/bare", hall, 8, 2 * cards, cards // 4, 3)
            bare = crowd(address, "/b/bare", hall, 64, 0, cards, seconds)
        path = f"/b/{hall.vote}/cast"
        with served(hall) as address:
            crowd(address, path, hall, 8, 2 * cards, cards // 4, 3)
            eight = crowd(address, path, hall, 8, 0, cards, seconds)
            many = crowd(address, path, hall, 64, cards, cards, seconds)
        limit = database_alone(hall, 64, 3 * cards, cards)
        errors = eight["errors"] + many["errors"] + lost(hall, eight["requests"] + many["requests"])
    return [
        figure("cast_8", rate(eight), "张/秒", AGAINST_8),
        figure("cast_64", rate(many), "张/秒", AGAINST_64),
        figure("cast_p99_64_ms", many["p99"], "毫秒", "< 100"),
        figure("cast_errors", errors, "次", "= 0"),
        figure("cast_ratio", rate(many) / rate(bare), "倍", "≥ 1.2，比同一次运行中三条语句的简单视图"),
        figure("cast_limit", limit, "张/秒", "pgbench 用备好的卡调用同一个数据库函数，64 个连接"),
        figure("cast_limit_ratio", rate(many) / limit, "倍", "≥ 0.4，每秒张数比上一行"),
    ]


def figure(name: str, value: float, unit: str, against: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "against": against}


def rate(found: dict[str, Any]) -> float:
    return float(found["requests"]) / float(found["seconds"])


def lost(hall: Hall, acknowledged: int) -> int:
    """Ballots that were acknowledged and are not in the urn."""
    with psycopg.connect(hall.database) as connection:
        row = connection.execute("SELECT count(*) FROM ballots_urnballot").fetchone()
    return max(acknowledged - (row[0] if row else 0), 0)
