"""About 1,200 invented businesses as a file that the importer reads, with dates relative to today."""

import csv
import io
from datetime import date, timedelta
from random import Random

from registry.models import Area
from rulebook.patrol.grading import GRADE_LABELS, INDUSTRY_GRADES
from rulebook.registry.usci import check_character

HEADINGS = [
    "统一社会信用代码", "名称", "主体类型", "规模", "行业", "风险等级", "所属工商所", "片区", "街道（村居）", "经营地址",
    "经度", "纬度", "坐标系", "负责人", "联系电话", "成立日期", "登记状态", "上次巡查日期",
]  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻"
GIVEN = "安澜清和远志明德永福海平云飞文静秋实春晓建成国兴家宁雨欣子墨思源若水嘉木"
FIRM_WORDS = ["远航", "恒信", "嘉禾", "同德", "瑞丰", "华茂", "天和", "金桥", "北辰", "东篱", "云栖", "海晏"]
STREETS = [
    "人民街",
    "滨江路",
    "站前巷",
    "文昌路",
    "解放街",
    "工农路",
    "中山街",
    "杨湾村",
    "王桥社区",
    "李家村",
]
PER_AREA = 50
SEED = 20070830


def person_name(random: Random) -> str:
    return random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.choice((1, 2))))


def _row(random: Random, number: int, area: Area, today: date) -> list[str]:
    kind = random.choices(["个体工商户", "企业", "农民专业合作社"], [66, 29, 5])[0]
    industry = random.choice(list(INDUSTRY_GRADES))
    grade = INDUSTRY_GRADES[industry]
    owner, street = person_name(random), random.choice(STREETS)
    body = (
        "92" if kind == "个体工商户" else "91" if kind == "企业" else "93"
    ) + f"330399{random.randrange(10**5):05}{number:04}"
    name = (
        f"安澜市{street}{owner}{industry[:2]}店"
        if kind == "个体工商户"
        else f"安澜{random.choice(FIRM_WORDS)}{random.choice(GIVEN)}{industry[:2]}{'有限公司' if kind == '企业' else '专业合作社'}"
    )
    scale = random.choices(["一般", "规模以上", "重点"], [76, 15, 9])[0] if kind == "企业" else "一般"
    west, south = (min(corner[axis] for corner in area.boundary) for axis in (0, 1))
    status = random.choices(["存续", "注销", "吊销"], [95, 4, 1])[0]
    patrolled = today - timedelta(days=random.randrange(5, 200))
    return [
        body + check_character(body), name, kind, scale, industry, GRADE_LABELS[grade], area.office.name, area.name, street,
        f"安澜市{street}{random.randrange(1, 400)}号", f"{west + random.uniform(0.004, 0.026):.6f}",
        f"{south + random.uniform(0.008, 0.034):.6f}", "WGS-84", owner, f"1300000{random.randrange(10_000):04}",
        (today - timedelta(days=random.randrange(400, 6000))).isoformat(), status,
        patrolled.isoformat() if random.random() < 0.92 else "",
    ]  # fmt: skip


def file_of_businesses(today: date) -> bytes:
    """A CSV file (UTF-8) with ``PER_AREA`` businesses for every area in the registry; the same day gives the same bytes."""
    random = Random(SEED)  # noqa: S311  # invented data, nothing to guess
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    number = 0
    for area in Area.objects.select_related("office").order_by("code"):
        for _ in range(PER_AREA):
            number += 1
            writer.writerow(_row(random, number, area, today))
    return out.getvalue().encode("utf-8-sig")
