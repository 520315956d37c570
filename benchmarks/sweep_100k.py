"""100,000 open clocks swept (`sweep_100k_seconds`, peak memory), the register with 50,000 problems (`matters_50k_ms`), and a million
counts of working days (`workdays_1m_seconds`)."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.cast import figure
from benchmarks.hall import ROOT, own_database

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CLOCKS, MATTERS, OFFICES = 100_000, 50_000, 14


def measure() -> list[dict[str, Any]]:
    with own_database() as environment:
        command = [sys.executable, "-m", "benchmarks.sweep_100k"]
        said = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    found = json.loads(said.stdout.splitlines()[-1])
    return [
        figure("sweep_100k_seconds", found["sweep"], "秒", "< 10，首次，发出通知"),
        figure("sweep_100k_notices", found["notices"], "条", "首次发出的通知，说明用"),
        figure("sweep_100k_again_seconds", found["again"], "秒", "再扫一遍，没有新通知"),
        figure("sweep_100k_peak_mb", found["peak_mb"], "MB", "进程的内存峰值，说明用"),
        figure("sweep_100k_more_mb", found["more_mb"], "MB", "扫描中增加的内存，不随期限数增加"),
        figure("matters_50k_ms", found["page_ms"], "毫秒", "< 150，问题整改页，五次取中"),
        figure("matters_50k_sql", found["page_sql"], "条", "不随问题数增加"),
        figure("board_50k_ms", found["board_ms"], "毫秒", "< 150，问题看板，五次取中"),
        figure("board_50k_sql", found["board_sql"], "条", "不随问题数增加"),
        figure("workdays_1m_seconds", found["workdays"], "秒", "< 3，add_workdays 一百万次"),
    ]


def run() -> dict[str, float]:
    """Inside the bench database: fill it, sweep, open the page."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from desk.services import sweeping
    from desk.services.calendar import load_year

    for year in (2025, 2026, 2027):
        load_year(actor=None, year=year)
    viewer = _fill()
    before = _peak()
    start = perf_counter()
    notices = sweeping.sweep_clocks(now=NOW)
    sweep = perf_counter() - start
    start = perf_counter()
    sweeping.sweep_clocks(now=NOW)
    again = perf_counter() - start
    page_ms, page_sql = _page(viewer, "/matters/")
    board_ms, board_sql = _page(viewer, "/matters/board/")
    return {
        "sweep": sweep,
        "notices": notices,
        "again": again,
        "peak_mb": _peak(),
        "more_mb": _peak() - before,
        "page_ms": page_ms,
        "page_sql": page_sql,
        "board_ms": board_ms,
        "board_sql": board_sql,
        "workdays": _workdays(),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill() -> Any:
    """Fourteen offices with head and deputies; clocks due from forty days ago to a year ahead; the viewer is of the inspectorate."""
    from desk.models import Clock, ClockPolicy
    from matters.models import Matter
    from registry.models import Post, Role, Unit, User
    from rulebook.desk.clocks import DEFAULT_LADDER, ladder_to_plain

    bureau = Unit.objects.create(code="B", name="基准局", kind="bureau")
    viewer = User.objects.create(username="viewer", name="监察员")
    Post.objects.create(user=viewer, unit=bureau, role=Role.INSPECTORATE)
    heads = []
    offices = [
        Unit.objects.create(code=f"O{n}", name=f"第{n}所", kind="office", parent=bureau)
        for n in range(OFFICES)
    ]
    for office in offices:
        for role in (Role.HEAD, Role.DEPUTY):
            user = User.objects.create(username=f"{office.code}{role}", name=f"{office}{role}")
            Post.objects.create(user=user, unit=office, role=role)
        heads.append(user)
    policy = ClockPolicy.objects.create(
        code="bench", title="基准", valid_from=date(2000, 1, 1), amount=20, unit="workdays", source="基准",
        ladder=ladder_to_plain(DEFAULT_LADDER),
    )  # fmt: skip
    first = NOW.date() - timedelta(days=40)
    Clock.objects.bulk_create(
        (
            Clock(
                policy=policy, title=f"事项 {n}", unit=offices[n % OFFICES], started_on=first, due_on=first + timedelta(days=n % 400),
                original_due_on=first, origin_kind="bench", origin_label="基准",
            )
            for n in range(CLOCKS)
        ),
        batch_size=5000,
    )  # fmt: skip
    states = ["registered", "verifying", "treating", "reported", "checked", "closed"]
    Matter.objects.bulk_create(
        (
            Matter(
                bureau=bureau, year=2026, number=n + 1, title=f"问题 {n}", text="内容", source="public", raised_on=first,
                unit=offices[n % OFFICES], triage="short", state=states[n % len(states)], handler=heads[n % OFFICES],
            )
            for n in range(MATTERS)
        ),
        batch_size=5000,
    )  # fmt: skip
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return viewer


def _page(viewer: Any, address: str) -> tuple[float, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    # Counted now: the next request empties the log.
    asked, times = len(queries), []
    for _ in range(5):
        start = perf_counter()
        answer = client.get(address)
        times.append((perf_counter() - start) * 1000)
    if answer.status_code != 200:
        raise RuntimeError(answer.status_code)
    return sorted(times)[2], asked


def _workdays() -> float:
    from desk.queries.calendar import working_calendar
    from rulebook.desk.workdays import add_workdays

    days, first = working_calendar(), date(2025, 1, 2)
    starts = [first + timedelta(days=n) for n in range(500)]
    start = perf_counter()
    for n in range(1_000_000):
        add_workdays(days, starts[n % 500], n % 60 + 1)
    return perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(run()))
