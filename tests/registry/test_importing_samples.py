"""The five files of a bureau, exactly as they came; the expected problems were found by reading them by hand."""

from datetime import date

import pytest
import time_machine

from registry.models import (
    Area,
    AuditEvent,
    Business,
    ImportRow,
    Person,
    Post,
    SearchEntry,
    Street,
    Township,
    Unit,
)
from registry.roles import Role
from rulebook.registry.coordinates import Datum, to_wgs84
from tests.registry.importing import bring_in, figures, operator, problems, read, sample

pytestmark = pytest.mark.django_db
FILES = [
    ("units", "units.csv"),
    ("areas", "areas.csv"),
    ("townships", "townships.csv"),
    ("people", "people.csv"),
]
NEW = {"units": 22, "areas": 24, "townships": 15, "people": 1174}
BUSINESS_PROBLEMS = {
    1537: [["统一社会信用代码", "统一社会信用代码校验位不符：末位应为“5”，现为“0”"]],
    1643: [["名称", "名称为空"]],
    3972: [["经度", "经纬度疑似颠倒"]],
    4877: [["统一社会信用代码", "统一社会信用代码为空"]],
    5229: [["成立日期", "日期“2099-13-41”不存在"]],
    6004: [["统一社会信用代码", "与第 1994 行重复"]],
    6005: [["统一社会信用代码", "与第 4137 行重复"]],
    6006: [["统一社会信用代码", "与第 4753 行重复"]],
}
UNKNOWN_AREA = ["片区", "没有名为“不存在的片区”的片区，请先导入片区或更正名称"]


@pytest.fixture(autouse=True)
def on_the_day() -> None:
    with time_machine.travel("2026-11-23 10:00+08:00", tick=False):
        yield


def test_units_have_heads_deputies_and_a_tree() -> None:
    run = bring_in(operator(), "units", sample("units.csv"))
    # The bureau stands already, without a head; its row changes it.
    assert figures(run) == {"new": 21, "changed": 1, "unchanged": 0, "problem": 0}
    assert Unit.objects.count() == 14
    branch = Unit.objects.get(code="SO04")
    assert (branch.name, branch.kind, branch.is_branch, branch.parent.code) == (
        "开发区分局",
        "office",
        True,
        "SJ00",
    )
    held = Post.objects.filter(unit=branch).order_by("pk")
    assert [(post.person.name, post.role, post.title, post.valid_from) for post in held] == [
        ("秦佳", Role.HEAD, "局长", None),
        ("何雪", Role.DEPUTY, "副局长", None),
        ("丁英", Role.DEPUTY, "副局长", None),
    ]
    assert Person.objects.get(name="秦佳").phone == "13000000994"
    assert Unit.objects.get(code="SO01").address == "安澜市城关路38号"


def test_s1_01_areas_have_supervisors_and_boundaries() -> None:
    actor = operator()
    bring_in(actor, "units", sample("units.csv"))
    run = bring_in(actor, "areas", sample("areas.csv"))
    assert figures(run) == {"new": 24, "changed": 0, "unchanged": 0, "problem": 0}
    area = Area.objects.get(code="PQ19")
    assert (area.name, area.office.code) == ("开发第一片区", "SO04")
    assert area.boundary == [
        [120.9, 27.95],
        [120.93, 27.95238],
        [120.93, 27.99],
        [120.9, 27.99],
        [120.9, 27.95],
    ]
    post = Post.objects.get(area=area)
    assert (post.person.name, post.person.unit, post.role) == ("李伟", area.office, Role.INSPECTOR)


def test_a_repeated_township_is_a_problem_row() -> None:
    actor = operator()
    bring_in(actor, "units", sample("units.csv"))
    run = bring_in(actor, "townships", sample("townships.csv"))
    assert figures(run) == {"new": 15, "changed": 0, "unchanged": 0, "problem": 1}
    assert problems(run) == {8: [["乡镇街道", "与第 6 行重复"]]}
    assert Township.objects.get(name="东湖赵街道").contact == "马俊"


def test_people_keep_category_office_and_invitation() -> None:
    actor = operator()
    bring_in(actor, "units", sample("units.csv"))
    run = bring_in(actor, "people", sample("people.csv"))
    assert figures(run) == {"new": 1174, "changed": 0, "unchanged": 0, "problem": 0}
    outside = Person.objects.exclude(category="staff")
    counted = {
        name: outside.filter(category=name).count() for name in outside.values_list("category", flat=True)
    }
    assert counted == {
        "conduct_supervisor": 40,
        "discipline_organ": 24,
        "congress_deputy": 140,
        "cppcc_member": 100,
        "party_deputy": 80,
        "village_committee": 220,
        "government_staff": 90,
        "consumer": 480,
    }
    assert outside.filter(specially_invited=True).count() == 241
    person = outside.get(name="王英", category="conduct_supervisor")
    assert (person.unit.code, person.workplace, person.phone, person.remark, person.specially_invited) == (
        "SO03",
        "南康科技有限公司",
        "13000007622",
        "特邀",
        True,
    )


def test_the_register_comes_in_with_its_known_problems() -> None:
    actor = operator()
    for kind, name in FILES[:2]:
        bring_in(actor, kind, sample(name))
    run = bring_in(actor, "businesses", sample("businesses.xlsx"))
    assert figures(run) == {"new": 5994, "changed": 0, "unchanged": 0, "problem": 9}
    assert run.counts["skipped"] == {"title": 1, "empty": 1, "total": 1}
    found = problems(run)
    unknown = [number for number, reasons in found.items() if reasons == [UNKNOWN_AREA]]
    assert len(unknown) == 1
    del found[unknown[0]]
    assert found == BUSINESS_PROBLEMS
    assert Business.objects.count() == 5994
    assert Street.objects.filter(name="滨江路", area__name="城关第四片区").count() == 1
    first = Business.objects.get(code="9233039968529858JJ")
    assert (first.name, first.kind, first.grade, first.area.name, first.street.name) == (
        "安澜市滨江路石娜药品店",
        "sole_trader",
        "A",
        "城关第四片区",
        "滨江路",
    )
    assert (first.longitude, first.latitude, first.datum, first.phone) == (
        120.625952,
        28.021459,
        "WGS-84",
        "13000000512",
    )
    assert (first.established_on, first.last_patrol_on, first.entered_on) == (
        date(2020, 3, 31),
        date(2026, 5, 20),
        date(2026, 11, 23),
    )
    third = Business.objects.get(code="9233039916399191KB")
    shifted = tuple(round(number, 6) for number in to_wgs84(120.611853, 28.00915, Datum.GCJ02))
    assert (third.longitude, third.latitude) == shifted
    assert SearchEntry.objects.filter(kind="business").count() == 5994
    assert not ImportRow.objects.filter(run=run).exclude(verdict="problem").exists()
    event = AuditEvent.objects.get(verb="apply_import", subject_id=str(run.pk))
    assert {name: event.payload[name] for name in ("kind", "new", "problem")} == {
        "kind": "businesses",
        "new": 5994,
        "problem": 9,
    }
    again = read(actor, "businesses", sample("businesses.xlsx"))
    assert figures(again) == {"new": 0, "changed": 0, "unchanged": 5994, "problem": 9}


def test_the_same_files_again_change_nothing() -> None:
    actor = operator()
    first = {kind: bring_in(actor, kind, sample(name)) for kind, name in FILES}
    posts = list(Post.objects.order_by("pk").values())
    for kind, name in FILES:
        run = read(actor, kind, sample(name))
        problem = first[kind].counts["problem"]
        assert figures(run) == {"new": 0, "changed": 0, "unchanged": NEW[kind], "problem": problem}
    assert list(Post.objects.order_by("pk").values()) == posts
