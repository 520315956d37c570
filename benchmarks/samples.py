"""Invented registers of any size, as untidy as real ones, for the figures and for trying things out.

``python -m benchmarks.samples FILE ROWS`` writes a workbook of 经济户口 for the areas of ``docs/samples``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from rulebook.patrol.grading import GRADE_LABELS, INDUSTRY_GRADES
from rulebook.registry.usci import ALPHABET, check_character

HEADINGS = [
    "序号", "统一社会信用代码", "名称", "主体类型", "规模", "行业", "风险等级", "所属工商所", "片区", "街道（村居）",
    "经营地址", "经度", "纬度", "坐标系", "负责人", "联系电话", "成立日期", "登记状态", "上次巡查日期",
]  # fmt: skip
OFFICES = {"城关工商所": "城关", "东湖工商所": "东湖", "北山工商所": "北山", "开发区分局": "开发"}
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"
STREETS = [f"{name}{kind}" for name in ("人民", "解放", "建设", "滨江", "站前", "文昌") for kind in "路街巷"]


def businesses(count: int, seed: int = 20261123) -> Iterator[list[object]]:
    """``count`` rows under ``HEADINGS``: three data of coordinates, missing grades, two ways to write a date."""
    dice = random.Random(seed)
    for number in range(1, count + 1):
        place = dice.randrange(4)
        office, prefix = list(OFFICES.items())[place]
        area = dice.randrange(6)
        industry, grade = dice.choice(list(INDUSTRY_GRADES.items()))
        body = f"92330399{number:08d}{dice.choice(ALPHABET[:10])}"
        owner = dice.choice(FAMILY) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2))))
        street = dice.choice(STREETS)
        founded = date(2005, 1, 1) + timedelta(days=dice.randrange(7500))
        longitude = 120.6 + place / 10 + area % 3 * 0.03 + dice.random() * 0.029
        latitude = 27.955 + area // 3 * 0.04 + dice.random() * 0.03
        yield [
            number,
            body + check_character(body),
            f"安澜市{street}{owner}{industry[:2]}店",
            dice.choice(("个体工商户", "个体工商户", "企业")),
            "一般",
            industry,
            GRADE_LABELS[grade] if dice.random() > 0.1 else "",
            office,
            f"{prefix}第{'一二三四五六'[area]}片区",
            street,
            f"安澜市{street}{dice.randrange(1, 400)}号",
            round(longitude, 6),
            round(latitude, 6),
            dice.choices(("WGS-84", "GCJ-02", "BD-09", ""), (60, 30, 5, 5))[0],
            owner,
            f"1300000{dice.randrange(10000):04d}",
            founded if dice.random() > 0.01 else f"{founded:%Y.%m.%d}",
            dice.choices(("存续", "注销", "吊销"), (95, 4, 1))[0],
            date(2025, 1, 1) + timedelta(days=dice.randrange(500)) if dice.random() > 0.1 else "",
        ]


def write_businesses(file: Path, count: int) -> None:
    """The register as a workbook with a title, a head, and a totals row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("经济户口")
    sheet.append(["安澜市经济户口一览表"])
    sheet.append(HEADINGS)
    for row in businesses(count):
        sheet.append(row)
    sheet.append(["合计", "", f"共{count}户"])
    book.save(file)


if __name__ == "__main__":
    write_businesses(Path(sys.argv[1]), int(sys.argv[2]))
