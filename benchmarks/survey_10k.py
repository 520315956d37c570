"""A mass survey: 10,000 slips of 26 ratings cast by 64 phones, against the bare view in the same run (`survey_10k`).

Besides the rate it measures processor time: of the load generator, and of web processes and database per ballot, from which
``docs/performance.md`` reckons what larger machines carry.
"""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.cast import figure, lost, rate
from benchmarks.hall import Hall, crowd, open_hall, served

CLIENTS = 64
TICKS = os.sysconf("SC_CLK_TCK")


def measure(ballots: int = 10_000, seconds: int = 60) -> list[dict[str, Any]]:
    """Both phases cast exactly ``ballots`` slips, or fail after ``seconds``."""
    warm = ballots // 5
    with open_hall(ballots + warm, front="slips") as hall:
        with served(hall, "benchmarks.bare:application") as address:
            crowd(address, "/b/bare", hall, CLIENTS, ballots, warm, seconds)
            bare = crowd(address, "/b/bare", hall, CLIENTS, 0, ballots, seconds)
        with served(hall) as address:
            path = f"/b/{hall.vote}/cast"
            crowd(address, path, hall, CLIENTS, ballots, warm, seconds)
            found, spent = _watched(address, path, hall, ballots, seconds)
        errors = found["errors"] + lost(hall, ballots + warm) + ballots - found["requests"]
    return [
        figure("survey_10k", rate(found), "张/秒", "不低于同一次运行中三条语句的简单视图"),
        figure("survey_10k_ratio", rate(found) / rate(bare), "倍", "≥ 1.0，比三条语句的简单视图"),
        figure("survey_10k_errors", errors, "次", "= 0"),
        figure("survey_10k_p99_ms", found["p99"], "毫秒", "说明用"),
        figure("survey_10k_generator", spent["wrk"] * 100 / found["seconds"], "% 一核", "负载发生器，说明用"),
        figure("survey_10k_web_ms", spent["gunicorn"] * 1000 / ballots, "毫秒/张", "网站处理器时间"),
        figure("survey_10k_database_ms", spent["postgres"] * 1000 / ballots, "毫秒/张", "数据库处理器时间"),
    ]


def _watched(
    address: str, path: str, hall: Hall, ballots: int, seconds: int
) -> tuple[dict[str, Any], dict[str, float]]:
    """The crowd's result, and the processor seconds spent meanwhile by ``wrk``, ``gunicorn`` and ``postgres``."""
    before, mine = _processes(), resource.getrusage(resource.RUSAGE_CHILDREN)
    found = crowd(address, path, hall, CLIENTS, 0, ballots, seconds)
    after, now = _processes(), resource.getrusage(resource.RUSAGE_CHILDREN)
    spent: dict[str, float] = defaultdict(float)
    for process, (name, used) in after.items():
        spent[name] += used - before.get(process, (name, 0.0))[1]
    spent["wrk"] = now.ru_utime + now.ru_stime - mine.ru_utime - mine.ru_stime
    return found, spent


def _processes() -> dict[int, tuple[str, float]]:
    """Name and processor seconds of every process of the web server and the database, by number."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                name, rest = (folder / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
            except OSError:
                continue
            fields = rest.split()
            found[int(folder.name)] = name, (int(fields[11]) + int(fields[12])) / TICKS
    return {number: each for number, each in found.items() if each[0] in ("gunicorn", "postgres")}
