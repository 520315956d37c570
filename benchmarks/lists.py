"""Every list at a million rows (`lists_1m_p95_ms`), its last page, its filters and searches, and the same at a hundredth of the rows.

Makes two databases of its own and drops them. In a database that ``benchmarks.million`` has filled already,
``python -m benchmarks.lists`` prints each address with its milliseconds and queries.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from math import ceil
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.cast import figure
from benchmarks.hall import ROOT, own_database

ROUNDS = 20
HEAD, ADMINISTRATOR = "所长：", "管理员："
WHO = {"": "user000", HEAD: "user001", ADMINISTRATOR: "user499"}
"""The inspectorate sees all; the head one office in two hundred; the administrator the accounts."""
ADMINISTRATORS, CLOSED_TO_HEADS = {"用户", "任务", "安装信息"}, {"审计记录", "来信"}
ADDRESSES = {
    "经济户口": "/businesses/?",
    "片区": "/areas/?",
    "单位": "/units/?",
    "人员": "/people/?",
    "用户": "/settings/users/?",
    "审计记录": "/settings/audit/?",
    "查找": "/search/?",
    "期限": "/clocks/?",
    "通知": "/inbox/?",
    "任务": "/jobs/?",
    "问题": "/matters/?",
    "问题看板": "/matters/board/?",
    "问题统计": "/matters/numbers/?",
    "来信": "/letters/?",
    "安装信息": "/settings/installation/?",
}
"""Name of the list → address; ``ASKED`` has what is asked of each."""
ASKED = {
    "经济户口": (
        "", "page=last", "THOUSANDTH", "sort=name", "sort=-name&page=last", "sort=grade", "sort=grade&page=last", "sort=area",
        "sort=area&page=last", "sort=patrol", "sort=-patrol", "sort=-patrol&page=last", "office=20", "area=1000", "area=1000&page=last",
        "kind=cooperative", "kind=firm", "grade=C", "industry=7", "industry=7&page=last", "status=revoked", "status=deregistered",
        "status=active", "office=20&kind=cooperative", "q=人民", "q=人民&page=last", "q=石娜", "q=rmlsn", "q=sn", "q=rm", "q=药店",
        "q=9233030000", "q=91330300", "q=赵华", "q=不存在", "q=人民&area=1000", "q=药店&status=revoked", "q=店&sort=name",
        "q=人民&sort=-patrol",
    ),
    "片区": ("", "page=last", "sort=name", "sort=office", "sort=businesses", "sort=-businesses&page=last", "office=20", "q=城关", "q=cg"),
    "单位": ("", "sort=code&page=last", "sort=name", "kind=office", "q=城关", "q=gs"),
    "人员": (
        "", "page=last", "sort=category", "sort=-category&page=last", "sort=unit", "sort=-unit&page=last", "category=congress_deputy",
        "category=staff", "unit=20", "active=0", "active=0&page=last", "q=赵华", "q=zh", "q=滨江",
    ),
    "用户": ("", "page=last", "sort=name", "sort=seen", "is_active=0", "q=赵"),
    "审计记录": (
        "", "page=last", "THOUSANDTH", "verb=edit_business", "verb=give_confirmation", "actor=赵华", "subject_kind=desk.job",
        "subject_id=777", "since=2025-03-01&until=2025-03-31", "until=2024-02-01", "since=2024-06-01", "since=2024-06-01&page=last",
        "verb=view_contact&until=2024-03-01",
    ),
    "期限": (
        "", "page=last", "THOUSANDTH", "show=overdue", "show=overdue&page=last", "show=done", "show=done&page=last", "show=all",
        "show=all&page=last",
    ),
    "通知": ("", "page=last", "THOUSANDTH"),
    "任务": ("", "state=failed", "kind=desk.read_import"),
    "问题": (
        "", "page=last", "THOUSANDTH", "state=open", "state=overdue", "state=overdue&page=last", "state=verifying", "state=closed",
        "source=media", "unit=20", "handler=9", "handler=9&page=last", "q=往返", "q=人民", "q=人民&page=last", "q=态度生硬", "q=不存在",
        "q=2025-50777", "q=人民&state=verifying", "q=rm",
    ),
    "问题看板": ("", "unit=20", "source=media", "q=人民"),
    "问题统计": ("",),
    "来信": (
        "", "page=last", "THOUSANDTH", "box=report", "box=report&page=last", "state=open", "state=overdue", "state=closed", "q=答复",
        "q=占道", "q=占道&page=last", "q=不存在", "q=2025-20777",
    ),
    "安装信息": ("",),
    "查找": ("q=人民", "q=rm", "q=石娜", "q=9233030000", "q=店", "q=城关"),
}  # fmt: skip


def measure() -> list[dict[str, Any]]:
    large, small = _in_database(1), _in_database(0.01)
    slowest = max(large, key=lambda name: large[name]["p95"])
    dearest = max(large, key=lambda name: large[name]["cpu"])
    growth = {name: large[name]["cpu"] / max(small[name]["cpu"], FLOOR) for name in large}
    grown = max(growth, key=lambda name: growth[name])
    most, most_before = (max(each["queries"] for each in found.values()) for found in (large, small))
    return [
        figure(
            "lists_1m_p95_ms", large[slowest]["p95"], "毫秒", f"< 150，{len(large)} 个地址中最慢的：{slowest}"
        ),
        figure(
            "lists_1m_cpu_ms", large[dearest]["cpu"], "毫秒", f"网站和数据库的处理器时间，最多的：{dearest}"
        ),
        figure(
            "lists_growth_ratio", growth[grown], "倍", f"≤ 2，处理器时间比百分之一的行数，最大的：{grown}"
        ),
        figure("lists_most_queries", most, "条", f"一页最多的语句，百分之一的行数时 {most_before}"),
    ]


FLOOR = 20
"""Milliseconds below which a page is as quick as it need be: growing from 5 to 15 is no growth."""
Figures = dict[str, dict[str, Any]]


def _in_database(scale: float) -> Figures:
    with own_database() as environment:
        for module in ("benchmarks.million", "benchmarks.lists"):
            said = subprocess.run(
                [sys.executable, "-m", module, str(scale)],
                cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
    return {found["name"]: found for found in map(json.loads, said.stdout.splitlines())}


def run(wanted: str = "") -> None:
    """Print of each address (of the lists named ``wanted``) p95 and processor time in milliseconds, and its queries."""
    import django

    django.setup()
    from django.test import Client

    from registry.models import User

    for whose, username in WHO.items():
        client = Client(headers={"host": "127.0.0.1"})
        user = User.objects.get(username=username)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for name, address in ADDRESSES.items():
            if wanted not in name or (name in ADMINISTRATORS) != (whose == ADMINISTRATOR):
                continue
            if whose == HEAD and name in CLOSED_TO_HEADS:
                continue
            for asked in ASKED[name]:
                found = _page(client, address + _place(client, address, asked))
                row = {"name": f"{whose}{name} {asked}".strip(), **found}
                print(json.dumps(row, ensure_ascii=False), flush=True)


def _place(client: Any, address: str, asked: str) -> str:
    """``THOUSANDTH`` is the address of a page far behind, reached by its links."""
    if asked != "THOUSANDTH":
        return asked
    asked = ""
    for _ in range(30):
        found = re.search(r'rel="next" href="\?([^"]+)"', client.get(address + asked).content.decode())
        asked = html.unescape(found[1]) if found else asked
    return asked


def _page(client: Any, address: str) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    asked, times, spent = len(queries), [], []
    for _ in range(ROUNDS):
        before, start = _spent(connection), perf_counter()
        client.get(address)
        times.append((perf_counter() - start) * 1000)
        spent.append(_spent(connection) - before)
    return {"p95": round(_p95(times), 1), "cpu": round(sorted(spent)[ROUNDS // 2], 1), "queries": asked}


def _p95(values: list[float]) -> float:
    return sorted(values)[ceil(len(values) * 0.95) - 1]


def _spent(connection: Any) -> float:
    """Milliseconds of processor time of this process and of the one that serves it in the database, on the same machine."""
    served = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    return process_time() * 1000 + int(served) / 1e6


if __name__ == "__main__":
    run(sys.argv[2] if len(sys.argv) > 2 else "")
