"""``make bench``: run every benchmark, write ``results.json`` and make ``docs/performance.md`` from it.

Names given as arguments run only those; their earlier results are replaced, the others kept.
"""

import json
import os
import platform
import sys
from datetime import datetime
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

from benchmarks import (
    ballot_page,
    cast,
    draw_1m,
    import_100k,
    letters_300,
    lists,
    pdf_200_rows,
    round_board,
    scores_1m,
    scores_5k,
    seal_1m,
    survey_10k,
    sweep_100k,
    worker_memory,
)

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
REPORT = HERE.parent / "docs" / "performance.md"


class Result(TypedDict):
    """One figure; ``against`` says what it must reach, or what it is a ratio to."""

    name: str
    value: float
    unit: str
    against: str
    machine: str
    at: str


def figure(name: str, value: float, unit: str, against: str) -> list[dict[str, object]]:
    return [{"name": name, "value": value, "unit": unit, "against": against}]


BENCHMARKS = {
    "draw": lambda: figure("draw_1m_ratio", draw_1m.measure(), "倍", "≤ 2.5，比只建、编码、求散列"),
    "pdf": lambda: figure("pdf_200_rows_ms", pdf_200_rows.measure(), "毫秒", "< 150"),
    "letters": lambda: figure("letters_300_seconds", letters_300.measure(), "秒", "< 10"),
    "import": import_100k.measure,
    "board": round_board.measure,
    "page": ballot_page.measure,
    "cast": cast.measure,
    "seal": seal_1m.measure,
    "survey": survey_10k.measure,
    "sweep": sweep_100k.measure,
    "lists": lists.measure,
    "worker": worker_memory.measure,
    "scores_1m": scores_1m.measure,
    "scores": lambda: figure("scores_5k_seconds", scores_5k.measure(), "秒", "< 1，五千个单位的加权得分"),
}


def machine() -> str:
    return f"{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}，{platform.system()} {platform.release()}"


def report(results: list[Result]) -> str:
    lines = [
        "# 性能",
        "",
        "由 `make bench` 生成，数据在 `benchmarks/results.json`；单独一项：`.venv/bin/python -m benchmarks cast`。",
        "负载发生器与被测程序在同一台机器上，占用同样的核。",
        "",
        "| 指标 | 结果 | 单位 | 要求或参照 | 测于 |",
        "|---|---:|---|---|---|",
    ]
    lines += [
        f"| `{r['name']}` | {r['value']:g} | {r['unit']} | {r['against']} | {r['at']} |" for r in results
    ]
    lines += ["", f"机器：{results[-1]['machine']}。", ""]
    return "\n".join([*lines, *survey_limits({r["name"]: r["value"] for r in results})])


CORES = 2
"""Of each machine in the reckoning, as many as the machine that was measured."""


def survey_limits(values: dict[str, float]) -> list[str]:
    """What limits a mass survey, and what two web machines and one database carry: reckoned, not measured."""
    if "survey_10k" not in values:
        return []
    web, database = values["survey_10k_web_ms"], values["survey_10k_database_ms"]
    two_webs, one_database = 2 * CORES * 1000 / web, CORES * 1000 / database
    narrow = "数据库" if one_database < two_webs else "网站"
    return [
        "## 万人评议受什么限制",
        "",
        f"实测：一台 {CORES} 核的机器上，网站、数据库和负载发生器挤在一起，64 部手机每秒投 {values['survey_10k']:.0f} 张"
        f"（26 项），是同一次运行中三条语句的简单视图的 {values['survey_10k_ratio']:.2f} 倍；发生器占一核的"
        f" {values['survey_10k_generator']:.0f}%。限制它的是处理器：每张票网站用 {web:.2f} 毫秒、数据库用 {database:.2f} 毫秒"
        "处理器时间（含提交日志的写入进程），没有一行锁由两张票争用。",
        "",
        f"推算（不是实测）：两台网站各 {CORES} 核，可接 2 × {CORES} × 1000 ÷ {web:.2f} ≈ {two_webs:.0f} 张/秒；"
        f"一台数据库 {CORES} 核，可接 {CORES} × 1000 ÷ {database:.2f} ≈ {one_database:.0f} 张/秒。"
        f"先到顶的是{narrow}，合计约 {min(two_webs, one_database):.0f} 张/秒，即一万张票约"
        f" {10_000 / min(two_webs, one_database):.0f} 秒。推算没有计入机器之间的网络和数据库磁盘同步的等待；"
        "这两项加长一张票的等候，连接够多时不减少每秒张数。",
        "",
        "评议表页对所有人是同样的字节，可由前面的缓存回答一分钟，不占网站；没有缓存时按 `ballot_page` 计。",
        "",
    ]


def main(names: list[str]) -> None:
    kept: dict[str, Result] = (
        {each["name"]: each for each in json.loads(RESULTS.read_text())} if RESULTS.exists() else {}
    )
    for name in names or BENCHMARKS:
        for found in BENCHMARKS[name]():
            result = Result(
                **found,
                machine=machine(),
                at=datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M"),
            )
            result["value"] = round(result["value"], 3)
            kept[result["name"]] = result
            print(
                f"{result['name']} = {result['value']:g} {result['unit']}（{result['against']}）", flush=True
            )
    results = sorted(kept.values(), key=lambda each: each["name"])
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    REPORT.write_text(report(results))


if __name__ == "__main__":
    main(sys.argv[1:])
