"""What an import writes, row by row: worked out from the file with another reader and by hand."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
import time_machine
from django.db import connection
from openpyxl import load_workbook

from registry import search
from registry.models import Area, Business, Person, SearchEntry, Unit, User
from rulebook.registry.coordinates import bd09_to_gcj02, wgs84_to_gcj02
from tests.registry.importing import bring_in, csv, figures, operator, problems, read, sample, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00+08:00", tick=False):
        yield


KINDS = {"个体工商户": "sole_trader", "企业": "firm", "农民专业合作社": "cooperative"}
SCALES = {"一般": "ordinary", "规模以上": "above_scale", "重点": "key"}
STATUSES = {"存续": "active", "注销": "deregistered", "吊销": "revoked"}
HIGH = ("食品销售", "餐饮服务", "保健食品", "药品零售", "农药经营", "危险化学品经营")
ORDINARY = ("音像制品", "农作物种子", "化肥销售", "服装零售", "家用电器零售", "建材销售", "汽车维修")


def day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return date(*map(int, re.findall(r"\d+", cell))) if cell else None


def expected(row: tuple[Any, ...]) -> tuple[Any, ...]:
    code, name, kind, scale, industry, _, office, area, street, address, _, _, datum, responsible = row[1:15]
    phone, founded, status, patrolled = row[15:19]
    return (
        code.strip(),
        name,
        KINDS[kind],
        SCALES[scale],
        industry,
        "A" if industry in HIGH else "B" if industry in ORDINARY else "C",
        office,
        area,
        street,
        address,
        (datum or "WGS-84") if row[11] else "",
        responsible,
        normalize("NFKC", phone),
        day(founded),
        STATUSES[status],
        day(patrolled),
        date(2026, 11, 23),
    )


STORED = (
    "code",
    "name",
    "kind",
    "scale",
    "industry__name",
    "grade",
    "area__office__name",
    "area__name",
    "street__name",
    "address",
    "datum",
    "responsible",
    "phone",
    "established_on",
    "status",
    "last_patrol_on",
    "entered_on",
)


def test_every_row_of_the_register_is_stored_as_the_file_says() -> None:
    actor = operator()
    for kind in ("units", "areas"):
        bring_in(actor, kind, sample(f"{kind}.csv"))
    file = sample("businesses.xlsx")
    bad = problems(bring_in(actor, "businesses", file))
    sheet = load_workbook(BytesIO(file), read_only=True).worksheets[0]
    rows: list[tuple[Any, ...]] = [
        row
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
        if number > 2 and number not in bad and isinstance(row[0], int)
    ]
    assert len(rows) == 5994
    stored = {row[0]: row for row in Business.objects.values_list(*STORED)}
    assert stored == {row[1].strip(): expected(row) for row in rows}
    places = {row[0]: row[1:] for row in Business.objects.values_list("code", "longitude", "latitude")}
    for row in rows:
        longitude, latitude = places[row[1].strip()]
        if row[11] is None:
            assert (longitude, latitude) == (None, None)
            continue
        given_place = bd09_to_gcj02(row[11], row[12]) if row[13] == "BD-09" else (row[11], row[12])
        back = (
            wgs84_to_gcj02(longitude, latitude) if row[13] in ("GCJ-02", "BD-09") else (longitude, latitude)
        )
        assert back == pytest.approx(given_place, abs=2e-6)
    entries = SearchEntry.objects.filter(kind="business").values_list("label", "detail", "unit__name")
    assert sorted(entries) == sorted((row[2], f"{row[1].strip()} {row[10]}", row[7]) for row in rows)


MESSY: list[list[Any]] = [
    ["经济户口一览表"],
    [
        "统一社会信用代码",
        "名称",
        "主体类型",
        "行业",
        "风险等级",
        "所属工商所",
        "片区",
        "街道（村居）",
        "经营地址",
        "负责人",
        "联系电话",
        "成立日期",
    ],
    ["WZ-1\t", "人民路\t烟 摊", "无照", "修鞋", "丙", "SO01", "PQ01", "人民路", "东\\西\\N", "王 伟", "", "2020.3.1"],
    ["WZ-2", "\\N", "无照经营", "修鞋", "", "城关工商所", "城关第一片区", "人民路", "第1行\n第2行", "\\.", "0577-88888888", "２０２０年３月２日"],
    ["WZ-3", "１号店", "无照经营户", "修鞋、食品销售", "丙级", "", "PQ01", "", "", "", "13000000001", 43892],
    ["WZ-3", "重复的店", "无照", "修鞋", "", "", "PQ01", "", "", "", "", ""],
    ["WZ-4", "补碗店", "无照", "补碗", "", "", "PQ01", "", "", "", "1300000", "去年"],
]  # fmt: skip


@pytest.fixture
def actor() -> User:
    actor = operator()
    bring_in(actor, "units", csv("单位编码,单位名称,类别,上级编码", "SO01,城关工商所,工商所,SJ00"))
    bring_in(actor, "areas", csv("片区编码,片区名称,所属工商所编码", "PQ01,城关第一片区,SO01"))
    return actor


def test_a_messy_file_becomes_the_rows_that_a_reader_would_write(actor: User) -> None:
    run = bring_in(actor, "businesses", xlsx(*MESSY))
    assert problems(run) == {
        6: [["统一社会信用代码", "与第 5 行重复"]],
        7: [
            ["风险等级", "行业“补碗”没有等级，本行也未填风险等级"],
            ["联系电话", "手机号“1300000”应为 11 位，现为 7 位"],
            ["成立日期", "无法识别的日期“去年”，请写成 2026-09-05 或 2026年9月5日"],
        ],
    }
    assert run.counts["warned"] == 2
    shown = Business.objects.order_by("code").values_list(
        "code", "name", "industry__name", "grade", "street__name", "address", "responsible", "phone", "established_on"
    )  # fmt: skip
    assert list(shown) == [
        ("WZ-1", "人民路 烟 摊", "修鞋", "C", "人民路", "东\\西\\N", "王 伟", "", date(2020, 3, 1)),
        ("WZ-2", "\\N", "修鞋", "C", "人民路", "第1行 第2行", "\\.", "0577-88888888", date(2020, 3, 2)),
        ("WZ-3", "1号店", "食品销售", "A", None, "", "", "13000000001", date(2020, 3, 2)),
    ]
    entry = SearchEntry.objects.get(label="1号店")
    assert entry.tokens == "1 号 店 号店 pyhd wz 3"
    assert (entry.detail, entry.unit) == ("WZ-3 ", Unit.objects.get(code="SO01"))


def test_a_file_with_few_columns_leaves_the_others_and_moves_the_search(actor: User) -> None:
    bring_in(actor, "businesses", xlsx(*MESSY[:5]))
    before = Business.objects.get(code="WZ-2")
    with time_machine.travel("2026-12-01 10:00+08:00", tick=False):
        run = bring_in(
            actor,
            "businesses",
            xlsx(
                ["代码", "名称", "主体类型", "行业", "片区"],
                ["WZ-2", "新招牌", "无照", "修鞋", "PQ01"],
                ["WZ-9", "新来的店", "无照", "修鞋", "PQ01"],
            ),
        )
    assert figures(run) == {"new": 1, "changed": 1, "unchanged": 0, "problem": 0}
    fields = (
        "pk",
        "name",
        "street__name",
        "address",
        "responsible",
        "phone",
        "scale",
        "status",
        "entered_on",
    )
    assert list(Business.objects.filter(code="WZ-2").values_list(*fields)) == [
        (before.pk, "新招牌", "人民路", "第1行 第2行", "\\.", "0577-88888888", "ordinary", "active", date(2026, 11, 23))
    ]  # fmt: skip
    assert list(Business.objects.filter(code="WZ-9").values_list(*fields[1:])) == [
        ("新来的店", None, "", "", "", "ordinary", "active", date(2026, 12, 1))
    ]
    units = [Unit.objects.get(code="SO01").pk]
    assert [(found.label, found.object_id) for found in search.find("新招牌", units)] == [
        ("新招牌", before.pk)
    ]
    assert search.find("新招牌 第1行", units) == search.find("新招牌", units)
    assert SearchEntry.objects.filter(kind="business").count() == 4


def test_a_grade_learned_from_one_row_holds_for_those_below_it(actor: User) -> None:
    head = ["代码", "名称", "主体类型", "行业", "风险等级", "片区"]
    run = read(
        actor,
        "businesses",
        xlsx(
            head,
            ["WZ-1", "一店", "无照", "补碗", "", "PQ01"],
            ["WZ-2", "二店", "无照", "补碗", "乙", "PQ01"],
            ["WZ-3", "三店", "无照", "补碗", "乙", "PQ01"],
            ["WZ-4", "四店", "无照", "补碗", "", "PQ01"],
            ["WZ-5", "五店", "无照", "补碗", "丙", "PQ01"],
            ["WZ-6", "六店", "无照", "补碗", "丙", "PQ01"],
        ),
    )
    assert problems(run) == {2: [["风险等级", "行业“补碗”没有等级，本行也未填风险等级"]]}
    lower = [["风险等级", "填的是丙级，按行业“补碗”定为乙级"]]
    assert dict(run.rows.exclude(warnings=[]).values_list("number", "warnings")) == {
        3: [["行业", "“补碗”是新行业，按本行定为乙级"]],
        6: lower,
        7: lower,
    }


@pytest.mark.parametrize(
    ("kind", "head", "row"),
    [
        ("businesses", MESSY[1], MESSY[3]),
        (
            "people",
            ["姓名", "类别", "所在单位或村居", "联系电话"],
            ["王英", "消费者", "人民路", "13000000001"],
        ),
        ("areas", ["片区编码", "片区名称", "所属工商所编码", "边界"], ["PQ02", "二片", "SO01", "120.6 27.9"]),
    ],
)
def test_a_nul_in_a_cell_never_stops_an_import(
    actor: User, kind: str, head: list[str], row: list[Any]
) -> None:
    # A workbook may hold one, written _x0000_.
    damaged = [
        [*row[:place], f"{cell}_x0000_", *row[place + 1 :]] for place, cell in enumerate(row) if cell != ""
    ]
    run = read(actor, kind, xlsx(head, *damaged))
    assert run.state == "preview"
    assert sum(figures(run).values()) == len(damaged)


def test_a_nul_in_a_code_is_named_with_a_sign_in_its_place(actor: User) -> None:
    row = ["9233_x0000_399000000018P", "店", "个体工商户", "食品销售", "", "", "PQ01"]
    run = read(actor, "businesses", xlsx(MESSY[1][:7], row))
    assert problems(run) == {
        2: [
            [
                "统一社会信用代码",
                "统一社会信用代码第 5 位“\ufffd”有误：只用数字和除 I、O、S、V、Z 以外的大写字母",
            ]
        ]
    }
    assert run.rows.get().key == "9233\ufffd399000000018P"


def test_people_of_a_second_file_are_known_by_their_number(actor: User) -> None:
    head = ["姓名", "类别", "联系电话"]
    rows = [[f"代表{number}", "消费者", f"1300000{number:04d}"] for number in range(30)]
    bring_in(actor, "people", xlsx(head, *rows))
    run = bring_in(actor, "people", xlsx(head, *rows[:-1], ["代表29", "党代表", "13000000029"]))
    assert figures(run) == {"new": 0, "changed": 1, "unchanged": 29, "problem": 0}
    assert Person.objects.filter(category="consumer").count() == 29
    assert Area.objects.count() == 1


def test_businesses_that_share_a_number_do_not_show_it_by_equal_cipher_texts(actor: User) -> None:
    head = ["代码", "名称", "主体类型", "行业", "风险等级", "片区", "电话"]
    rows = [[f"WZ-{n}", f"第{n}店", "无照", "补碗", "乙", "PQ01", "13800138000"] for n in (1, 2)]
    bring_in(actor, "businesses", xlsx(head, *rows))
    assert list(Business.objects.values_list("phone", flat=True)) == ["13800138000"] * 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM registry_business")
        stored = [phone for (phone,) in cursor.fetchall()]
    assert len(set(stored)) == 2
