"""What each kind of row must satisfy, and what a later file changes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from registry.models import Area, Business, Industry, Person, Post, Unit, User
from registry.roles import Role
from registry.services.importing import files, runs
from rulebook.registry.usci import check_character
from tests.registry.importing import bring_in, csv, figures, operator, problems, quiet, read, warnings, xlsx

pytestmark = pytest.mark.django_db
UNITS = "单位编码,单位名称,类别,上级编码,主要负责人,职务,联系电话,地址"
AREAS = "片区编码,片区名称,所属工商所编码,监管责任人,边界(经度 纬度;WGS-84)"
SQUARE = "120.6 27.9;120.7 27.9;120.7 28.0;120.6 28.0"
BUSINESS = [
    "统一社会信用代码",
    "名称",
    "主体类型",
    "行业",
    "风险等级",
    "所属工商所",
    "片区",
    "经度",
    "纬度",
    "坐标系",
    "联系电话",
    "成立日期",
]


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00+08:00", tick=False):
        yield


@pytest.fixture
def actor() -> User:
    return operator()


@pytest.fixture
def office(actor: User) -> Unit:
    bring_in(actor, "units", csv(UNITS, "SO01,城关工商所,工商所,SJ00,吴辉,所长,13000000481,城关路38号"))
    return Unit.objects.get(code="SO01")


@pytest.fixture
def area(actor: User, office: Unit) -> Area:
    bring_in(actor, "areas", csv(AREAS, f"PQ01,城关第一片区,SO01,陈红霞,{SQUARE}"))
    return Area.objects.get(code="PQ01")


def code(number: int) -> str:
    body = f"92330399{number:09d}"
    return body + check_character(body)


def business(number: int, **cells: Any) -> list[Any]:
    row = dict(
        zip(
            BUSINESS,
            [
                code(number),
                f"第{number}店",
                "个体工商户",
                "食品销售",
                "甲",
                "城关工商所",
                "城关第一片区",
                120.65,
                27.95,
                "WGS-84",
                "13000000001",
                "2020-03-31",
            ],
            strict=True,
        )
    )
    return list((row | cells).values())


def test_repeated_codes_name_the_row_they_repeat(actor: User, area: Area) -> None:
    run = read(
        actor, "businesses", xlsx(["一览表"], BUSINESS, business(1), business(2), business(1, 名称="另一店"))
    )
    assert problems(run) == {5: [["统一社会信用代码", "与第 3 行重复"]]}


def test_s1_19_the_grade_comes_from_the_industry(actor: User, area: Area) -> None:
    run = bring_in(
        actor,
        "businesses",
        xlsx(
            BUSINESS,
            business(1, 风险等级=""),
            business(2, 风险等级="丙"),
            business(3, 行业="软件开发、餐饮服务", 风险等级=""),
            business(4, 行业="养蜂", 风险等级="乙级"),
            business(5, 行业="养蚕", 风险等级=""),
            business(6, 行业="", 风险等级=""),
            business(7, 行业="", 风险等级="丁"),
        ),
    )
    assert problems(run) == {
        6: [["风险等级", "行业“养蚕”没有等级，本行也未填风险等级"]],
        7: [["风险等级", "行业和风险等级都为空"]],
        8: [["风险等级", "不认识的风险等级“丁”，应为甲、乙或丙"], ["风险等级", "行业和风险等级都为空"]],
    }
    grades = Business.objects.order_by("code").values_list("name", "grade", "industry__name")
    assert {row[0]: row[1:] for row in grades} == {
        "第1店": ("A", "食品销售"),
        "第2店": ("A", "食品销售"),
        "第3店": ("A", "餐饮服务"),
        "第4店": ("B", "养蜂"),
    }
    assert Industry.objects.get(name="养蜂").grade == "B"
    assert read(actor, "businesses", xlsx(BUSINESS, business(2, 风险等级="丙"))).rows.get().warnings == [
        ["风险等级", "填的是丙级，按行业“食品销售”定为甲级"]
    ]


def test_places_are_checked_and_kept_as_wgs84(actor: User, area: Area) -> None:
    run = bring_in(
        actor,
        "businesses",
        xlsx(
            BUSINESS,
            business(1, 坐标系=""),
            business(2, 经度=27.95, 纬度=120.65),
            business(3, 经度=2.0, 纬度=3.0),
            business(4, 经度="", 纬度="", 坐标系=""),
            business(5, 经度="", 坐标系=""),
            business(6, 经度=120.95),
            business(7, 经度="东经120"),
            business(8, 坐标系="北京54"),
        ),
    )
    assert problems(run) == {
        3: [["经度", "经纬度疑似颠倒"]],
        4: [["经度", "坐标 2，3 不在中国境内"]],
        8: [["经度", "“东经120”不是数字"]],
        9: [["坐标系", "不认识的坐标系“北京54”，可用 WGS-84、GCJ-02、BD-09"]],
    }
    places = Business.objects.values_list("name", "longitude", "latitude", "datum")
    assert {row[0]: row[1:] for row in places} == {
        "第1店": (120.65, 27.95, "WGS-84"),
        "第4店": (None, None, ""),
        "第5店": (None, None, ""),
        "第6店": (120.95, 27.95, "WGS-84"),
    }
    told = read(
        actor,
        "businesses",
        xlsx(BUSINESS, business(1, 坐标系=""), business(5, 经度="", 坐标系=""), business(6, 经度=120.95)),
    )
    assert warnings(told) == {
        2: [["坐标系", "坐标系为空，按 WGS-84 处理"]],
        3: [["经度", "经度、纬度只填了一个，坐标未采用"]],
        4: [["经度", "坐标不在城关第一片区的边界内"]],
    }
    assert figures(told)["unchanged"] == 3


def test_cells_that_cannot_be_read_are_problems(actor: User, area: Area) -> None:
    run = read(
        actor,
        "businesses",
        xlsx(
            BUSINESS,
            business(1, 主体类型="公社"),
            business(2, 片区="东湖第一片区"),
            business(3, 所属工商所="西湖工商所"),
            business(4, 联系电话="1300000"),
            business(5, 成立日期="2026-02-30"),
            business(6, 统一社会信用代码="330399000123456"),
            business(7, 名称="店" * 121),
            business(8, 主体类型="无照经营户", 统一社会信用代码="WZ-001"),
            business(9, 成立日期="2027年1月1日"),
        ),
    )
    assert problems(run) == {
        2: [["主体类型", "“公社”不在可选范围：企业、个体工商户、农民专业合作社、无照经营户"]],
        3: [["片区", "没有名为“东湖第一片区”的片区，请先导入片区或更正名称"]],
        4: [["所属工商所", "没有名为“西湖工商所”的单位，请先导入单位或更正名称"]],
        5: [["联系电话", "手机号“1300000”应为 11 位，现为 7 位"]],
        6: [["成立日期", "日期“2026-02-30”不存在"]],
        7: [["统一社会信用代码", "统一社会信用代码应为 18 位，现为 15 位"]],
        8: [["名称", "超过 120 个字，现有 121 个字"]],
    }
    assert warnings(run) == {10: [["成立日期", "2027-01-01 晚于今天"]]}


def test_a_changed_business_says_what_changes_and_keeps_the_rest(actor: User, area: Area) -> None:
    bring_in(actor, "businesses", xlsx(BUSINESS, business(1), business(2)))
    before = Business.objects.get(code=code(1))
    run = read(actor, "businesses", xlsx(BUSINESS[:7], business(1, 名称="新店名")[:7], business(2)[:7]))
    assert figures(run) == {"new": 0, "changed": 1, "unchanged": 1, "problem": 0}
    runs.begin_apply(actor=actor, run=run)
    runs.apply_import(actor=actor, run=run, report=quiet)
    after = Business.objects.get(code=code(1))
    assert (after.pk, after.name, after.phone, after.longitude) == (
        before.pk,
        "新店名",
        "13000000001",
        120.65,
    )


def test_a_parent_may_stand_below_its_child_but_must_be_good(actor: User) -> None:
    run = read(
        actor,
        "units",
        csv(
            UNITS,
            "SO01,城关工商所,工商所,XJ01,,,,",
            "XJ01,城关县局,县局,SJ00,,,,",
            "SO02,东湖工商所,工商所,XJ02,,,,",
            "XJ02,东湖县局,县级局,SJ00,,,,",
            "SO03,北山工商所,工商所,SO09,,,,",
            "SO04,南山工商所,工商所,SO05,,,,",
            "SO05,西山工商所,工商所,SO04,,,,",
            "SO06,另一市局,市局,,,,,",
            "SO07,七所,工商所,SJ00,张三,文员,,",
            "SO01,城关所,工商所,XJ01,李四,所长,,",
        ),
    )
    assert problems(run) == {
        4: [["上级编码", "上级单位“XJ02”所在的第 5 行有问题，须先改正"]],
        5: [["类别", "“县级局”不在可选范围：市局、县（市、区）局、机关科室、工商所、窗口、外部单位"]],
        6: [["上级编码", "没有编码为“SO09”的上级单位"]],
        7: [["上级编码", "上级关系成了循环"]],
        8: [["上级编码", "上级关系成了循环"]],
        9: [["上级编码", "上级编码为空，而最上级单位已有“安澜市工商行政管理局”"]],
        10: [["职务", "不认识职务“文员”，应为所长、局长、科长等，副职带“副”字"]],
        11: [["单位名称", "与第 2 行同一单位的单位名称不一致"]],
    }
    assert figures(run) == {"new": 2, "changed": 0, "unchanged": 0, "problem": 8}


def test_a_new_head_ends_the_old_ones_post_yesterday(actor: User, office: Unit) -> None:
    with time_machine.travel("2026-12-01 09:00+08:00", tick=False):
        run = bring_in(
            actor, "units", csv(UNITS, "SO01,城关工商所,工商所,SJ00,李明,所长,13000000482,城关路38号")
        )
    assert figures(run) == {"new": 0, "changed": 1, "unchanged": 0, "problem": 0}
    posts = Post.objects.filter(unit=office, role=Role.HEAD).order_by("pk")
    assert [(post.person.name, post.valid_from, post.valid_to) for post in posts] == [
        ("吴辉", None, date(2026, 11, 30)),
        ("李明", date(2026, 12, 1), None),
    ]


def test_a_new_supervisor_follows_the_old_one(actor: User, area: Area) -> None:
    with time_machine.travel("2026-12-01 09:00+08:00", tick=False):
        run = read(actor, "areas", csv(AREAS, f"PQ01,城关第一片区,SO01,李明、陈红霞,{SQUARE}"))
        assert figures(run)["changed"] == 1
        bring_in(actor, "areas", csv(AREAS, f"PQ01,城关第一片区,SO01,李明,{SQUARE}"))
    posts = Post.objects.filter(area=area).order_by("pk")
    assert [(post.person.name, post.valid_from, post.valid_to) for post in posts] == [
        ("陈红霞", None, date(2026, 11, 30)),
        ("李明", date(2026, 12, 1), None),
    ]


def test_areas_are_checked(actor: User, office: Unit) -> None:
    run = read(
        actor,
        "areas",
        csv(
            AREAS,
            "PQ01,城关第一片区,SO01,,",
            "PQ02,城关第一片区,SO01,张三,",
            "PQ03,城关第三片区,SO09,张三,",
            "PQ04,城关第四片区,SO01,张三,120.6 27.9;120.7 27.9",
            "PQ01,城关第五片区,SO01,张三,",
        ),
    )
    assert problems(run) == {
        3: [["片区名称", "与第 2 行重复"]],
        4: [["所属工商所编码", "没有名为“SO09”的单位，请先导入单位或更正名称"]],
        5: [["边界(经度 纬度;WGS-84)", "边界至少要有三个不同的点"]],
        6: [["片区编码", "与第 2 行重复"]],
    }
    assert warnings(run) == {2: [["监管责任人", "片区没有监管责任人"]]}


def test_people_are_known_by_name_and_phone(actor: User, office: Unit) -> None:
    head = ["姓名", "类别", "所在单位或村居", "所属工商所", "联系电话", "备注"]
    first = ["王英", "人大代表", "某公司", "城关工商所", "13000000001", ""]
    bring_in(actor, "people", xlsx(head, first))
    run = bring_in(
        actor,
        "people",
        xlsx(
            head,
            [*first[:5], "特邀"],
            ["王英", "消费者", "人民路", "城关工商所", "13000000002", ""],
            ["王英", "消费者", "人民路", "城关工商所", "13000000002", ""],
            ["李明", "路人", "", "", "13000000003", ""],
            ["李明", "党代表", "", "", "无", ""],
        ),
    )
    assert figures(run) == {"new": 1, "changed": 1, "unchanged": 0, "problem": 3}
    found = problems(run)
    assert found[4] == [["姓名", "与第 3 行重复"]]
    assert found[5][0][1].startswith("“路人”不在可选范围：行风监督员、")
    assert found[6] == [["联系电话", "联系电话为空，无法与同名的人区分"]]
    people = (
        Person.objects.filter(name="王英")
        .order_by("pk")
        .values_list("category", "specially_invited", "phone")
    )
    assert list(people) == [("congress_deputy", True, "13000000001"), ("consumer", False, "13000000002")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_when_the_registry_changed_underneath(actor: User, area: Area) -> None:
    run = read(actor, "businesses", xlsx(BUSINESS, business(1)))
    runs.begin_apply(actor=actor, run=run)
    Post.objects.filter(area=area).delete()
    area.delete()
    with pytest.raises(files.ImportRefused, match="预览之后登记库有变动，部分行已不适用，请取消后重新上传。"):
        runs.apply_import(actor=actor, run=run, report=quiet)
    run.refresh_from_db()
    assert (run.state, Business.objects.count(), Industry.objects.count()) == ("applying", 0, 0)


def test_cancelling_leaves_the_registry_and_drops_the_rows(actor: User, area: Area) -> None:
    run = read(actor, "businesses", xlsx(BUSINESS, business(1)))
    runs.cancel_import(actor=actor, run=run)
    assert (run.state, run.rows.count(), Business.objects.count()) == ("cancelled", 0, 0)
