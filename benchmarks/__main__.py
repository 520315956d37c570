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
    pdf_200_rows,
    round_board,
    seal_1m,
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
    return "\n".join(lines)


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
