"""Units, territory, people and posts: what the services refuse, and what follows from a change."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from registry import search
from registry.models import Area, AuditEvent, Business, Person, Post, Role, Street, Township, Unit
from registry.models.people import PersonCategory
from registry.models.territory import BusinessKind
from registry.queries.people import masked_phone
from registry.queries.territory import gaps, grade_counts
from registry.queries.units import heads_and_deputies, tree
from registry.services.accounts import AccountRefused, appoint, edit_user, end_post
from registry.services.people import PersonRefused, save_person
from registry.services.territory import (
    TerritoryRefused,
    save_area,
    save_business,
    save_industry,
    save_township,
)
from registry.services.units import UnitRefused, save_unit
from tests.factories import (
    AreaFactory,
    BusinessFactory,
    IndustryFactory,
    PersonFactory,
    UnitFactory,
    UserFactory,
    user_with,
)

pytestmark = pytest.mark.django_db
CODE = "9233039968529858JJ"


def labels(query: str, unit: Unit) -> list[str]:
    return [entry.label for entry in search.find(query, [unit.pk])]


def a_business(area: Area, **fields: object) -> Business:
    values: dict[str, object] = {
        "code": CODE,
        "name": "石娜药品店",
        "kind": "sole_trader",
        "grade": "B",
        "area": area,
    }
    return Business(**(values | fields))


# Units


def test_a_unit_is_found_by_its_new_name(office: Unit) -> None:
    area = AreaFactory(name="第一片区", office=office)
    office.name = "西门工商所"
    save_unit(actor=None, unit=office, changed=["name"])
    assert labels("西门", office) == ["西门工商所", "第一片区"]
    assert labels("城关", office) == []
    event = AuditEvent.objects.get()
    assert (event.verb, event.payload) == ("edit_unit", {"fields": ["name"]})
    assert area.office == office


def test_a_unit_never_stands_below_itself(bureau: Unit, office: Unit) -> None:
    window = UnitFactory(parent=office, kind="window")
    for parent in (bureau, office, window):
        bureau.parent = parent
        with pytest.raises(UnitRefused, match="上级单位不能是本单位"):
            save_unit(actor=None, unit=bureau)
    assert Unit.objects.get(pk=bureau.pk).parent is None
    assert AuditEvent.objects.count() == 0


def test_units_do_not_succeed_each_other(office: Unit, other_office: Unit) -> None:
    office.valid_to, office.successor = date(2026, 6, 30), other_office
    save_unit(actor=None, unit=office)
    other_office.valid_to, other_office.successor = date(2026, 6, 30), office
    with pytest.raises(UnitRefused, match="承继"):
        save_unit(actor=None, unit=other_office)


def test_a_successor_needs_a_last_day_and_dates_run_forward(office: Unit, other_office: Unit) -> None:
    office.successor = other_office
    with pytest.raises(UnitRefused, match="停用日期"):
        save_unit(actor=None, unit=office)
    office.valid_from, office.valid_to = date(2026, 2, 1), date(2026, 1, 31)
    with pytest.raises(UnitRefused, match="早于启用日期"):
        save_unit(actor=None, unit=office)


def test_the_tree_keeps_children_below_parents(bureau: Unit, office: Unit, other_office: Unit) -> None:
    window = UnitFactory(code="SO01A", parent=office, kind="window")
    assert tree(Unit.objects.order_by("code")) == [
        (0, bureau),
        (1, office),
        (2, window),
        (1, other_office),
    ]
    assert tree(Unit.objects.filter(pk__in=[window.pk, other_office.pk])) == [(0, window), (0, other_office)]


def test_s0_01_heads_and_deputies_are_found_from_the_posts_of_the_day(
    office: Unit, other_office: Unit
) -> None:
    today = localdate()
    people = [
        PersonFactory(name=name, category="staff", unit=office)
        for name in ("副甲", "所长", "前任", "候任", "科员")
    ]
    deputy = appoint(actor=None, unit=office, role=Role.DEPUTY, person=people[0], title="副所长")
    head = appoint(actor=None, unit=office, role=Role.HEAD, person=people[1], title="所长", valid_to=today)
    appoint(actor=None, unit=office, role=Role.HEAD, person=people[2], valid_to=today - timedelta(days=1))
    appoint(actor=None, unit=office, role=Role.HEAD, person=people[3], valid_from=today + timedelta(days=1))
    appoint(actor=None, unit=office, role=Role.INSPECTOR, person=people[4])
    appoint(actor=None, unit=other_office, role=Role.HEAD, person=people[4])
    user_with(Role.HEAD, office, name="所长")
    assert heads_and_deputies(office, today) == [head, deputy]


# Territory


def test_streets_follow_the_list_and_used_ones_stay(office: Unit) -> None:
    area = Area(code="PQ01", name="第一片区", office=office)
    save_area(actor=None, area=area, streets=["滨江路", "站前巷", "滨江路"])
    assert list(area.streets.values_list("name", flat=True)) == ["滨江路", "站前巷"]
    BusinessFactory(area=area, street=Street.objects.get(name="站前巷"))
    with pytest.raises(TerritoryRefused, match="站前巷还有市场主体"):
        save_area(actor=None, area=area, streets=["滨江路"])
    save_area(actor=None, area=area, streets=["站前巷", "人民路"])
    assert list(area.streets.values_list("name", flat=True)) == ["人民路", "站前巷"]
    assert labels("第一片区", office) == ["第一片区"]


def test_an_area_takes_its_businesses_along_to_another_office(office: Unit, other_office: Unit) -> None:
    area = AreaFactory(office=office)
    save_business(actor=None, business=a_business(area))
    assert labels("石娜", office) == ["石娜药品店"]
    area.office = other_office
    save_area(actor=None, area=area, streets=[], changed=["office"])
    assert (labels("石娜", office), labels("石娜", other_office)) == ([], ["石娜药品店"])


def test_a_township_is_found_by_name(office: Unit) -> None:
    save_township(actor=None, township=Township(name="城关靳乡", office=office))
    assert labels("靳乡", office) == ["城关靳乡"]


def test_s1_19_businesses_inherit_the_grade_of_their_industry(office: Unit) -> None:
    food, films = IndustryFactory(name="食品销售", grade="A"), IndustryFactory(name="音像制品", grade="B")
    area = AreaFactory(office=office)
    business = a_business(area, industry=food, grade="C")
    save_business(actor=None, business=business)
    other = BusinessFactory(area=area, industry=films, grade="B")
    assert Business.objects.get(pk=business.pk).grade == "A"
    food.grade = "B"
    assert save_industry(actor=None, industry=food) == 1
    assert [Business.objects.get(pk=row.pk).grade for row in (business, other)] == ["B", "B"]
    event = AuditEvent.objects.order_by("-number")[0]
    assert (event.verb, event.payload) == ("edit_industry", {"grade": "B", "businesses": 1})


def test_without_an_industry_the_grade_must_be_given(office: Unit) -> None:
    with pytest.raises(TerritoryRefused, match="请选择风险等级"):
        save_business(actor=None, business=a_business(AreaFactory(office=office), grade=""))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "统一社会信用代码为空"),
        ("123", "应为 18 位"),
        (CODE[:-1] + "A", "校验位不符"),
    ],
)
def test_a_wrong_credit_code_is_refused(office: Unit, code: str, sentence: str) -> None:
    with pytest.raises(TerritoryRefused, match=sentence):
        save_business(actor=None, business=a_business(AreaFactory(office=office), code=code))
    assert Business.objects.count() == 0


def test_a_credit_code_is_kept_in_its_one_form(office: Unit) -> None:
    business = a_business(AreaFactory(office=office), code=f" {CODE.lower()} ")
    save_business(actor=None, business=business)
    assert Business.objects.get().code == CODE


def test_s1_20_an_unlicensed_trader_is_registered_without_a_credit_code(office: Unit) -> None:
    area = AreaFactory(office=office)
    for name in ("流动烧烤摊", "流动早点摊"):
        save_business(actor=None, business=a_business(area, name=name, code="", kind=BusinessKind.UNLICENSED))
    codes = set(Business.objects.filter(kind="unlicensed").values_list("code", flat=True))
    assert len(codes) == 2
    assert all(code.startswith("WZ") for code in codes)
    assert grade_counts(area) == [("A", 0), ("B", 2), ("C", 0)]


def test_a_street_of_another_area_and_a_founding_day_to_come_are_refused(office: Unit) -> None:
    area, other = AreaFactory(office=office), AreaFactory(office=office)
    street = Street.objects.create(area=other, name="滨江路")
    with pytest.raises(TerritoryRefused, match="不属于所选片区"):
        save_business(actor=None, business=a_business(area, street=street))
    tomorrow = localdate() + timedelta(days=1)
    with pytest.raises(TerritoryRefused, match="晚于今天"):
        save_business(actor=None, business=a_business(area, established_on=tomorrow))


def test_s1_01_gaps_name_businesses_areas_and_supervisors_without_their_counterpart(
    office: Unit, other_office: Unit
) -> None:
    today = localdate()
    kept, left, ended = (AreaFactory(office=office) for _ in range(3))
    orphan = BusinessFactory(area=AreaFactory(office=other_office))
    BusinessFactory(area=kept)
    person = PersonFactory(category="staff", unit=office)
    appoint(actor=None, unit=office, role=Role.INSPECTOR, person=person, area=kept)
    appoint(
        actor=None,
        unit=office,
        role=Role.INSPECTOR,
        person=person,
        area=ended,
        valid_to=today - timedelta(days=1),
    )
    loose = appoint(
        actor=None, unit=office, role=Role.INSPECTOR, person=PersonFactory(category="staff", unit=office)
    )

    def found() -> tuple[list[Business], set[Area], list[Post]]:
        now = gaps(Unit.objects.all(), Area.objects.all(), Business.objects.all(), today)
        return list(now.businesses), set(now.areas), list(now.posts)

    assert found() == ([], {left, ended, orphan.area}, [loose])
    other_office.valid_to = today - timedelta(days=1)
    other_office.save()
    assert found()[0] == [orphan]
    person.active = False
    person.save()
    assert found()[1] == {kept, left, ended, orphan.area}


# People and posts


def test_s0_06_people_are_kept_in_the_engaged_categories() -> None:
    engaged = {
        "行风监督员",
        "纪检监察",
        "人大代表",
        "政协委员",
        "村居委会代表",
        "政府工作人员",
        "管理服务对象代表",
    }
    assert engaged < {str(label) for label in PersonCategory.labels}
    for category in PersonCategory:
        unit = UnitFactory()
        save_person(
            actor=None,
            person=Person(
                name="某人",
                category=category,
                unit=unit,
                phone="13000000001" if category == "staff" else f"1300000{unit.pk:04}",
            ),
        )
    assert Person.objects.count() == len(PersonCategory)


def test_a_telephone_is_kept_in_one_form_encrypted_and_findable_by_digest(office: Unit) -> None:
    person = Person(name="王英", category="consumer", unit=office, phone=" +86 138-0000-1234 ")
    save_person(actor=None, person=person)
    assert Person.objects.get().phone == "13800001234"
    with pytest.raises(PersonRefused, match="姓名和电话都相同"):
        save_person(actor=None, person=Person(name="王英", category="party_deputy", phone="13800001234"))
    with pytest.raises(PersonRefused, match="应为 11 位"):
        save_person(actor=None, person=Person(name="王英", category="consumer", phone="138"))


def test_staff_are_one_a_name_in_a_unit(office: Unit, other_office: Unit) -> None:
    for unit in (office, other_office):
        save_person(actor=None, person=Person(name="陈红霞", category="staff", unit=unit))
    with pytest.raises(PersonRefused, match="同名的工作人员"):
        save_person(actor=None, person=Person(name="陈红霞", category="staff", unit=office))
    with pytest.raises(PersonRefused, match="所属单位"):
        save_person(actor=None, person=Person(name="陈红霞", category="staff"))


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("0577-88881234", "0577-****1234"),
        ("88881234", "****1234"),
        ("0577-88881234-12", "****"),
        ("", ""),
    ],
)
def test_masking_leaves_the_ends(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


def test_nobody_holds_the_same_post_twice_and_days_run_forward(office: Unit) -> None:
    user = UserFactory()
    post = appoint(actor=None, unit=office, role=Role.KEEPER, user=user, valid_from=date(2026, 3, 1))
    with pytest.raises(AccountRefused, match="已有这个岗位"):
        appoint(actor=None, unit=office, role=Role.KEEPER, user=user)
    with pytest.raises(AccountRefused, match="早于起日期"):
        appoint(
            actor=None,
            unit=office,
            role=Role.HEAD,
            user=user,
            valid_from=date(2026, 3, 2),
            valid_to=date(2026, 3, 1),
        )
    with pytest.raises(AccountRefused, match="早于起日期"):
        end_post(actor=None, post=post, last_day=date(2026, 2, 28))
    end_post(actor=None, post=post, last_day=date(2026, 3, 31))
    assert Post.objects.get(pk=post.pk).valid_to == date(2026, 3, 31)


def test_the_last_administrator_stays(bureau: Unit) -> None:
    admin = user_with(Role.ADMINISTRATOR, bureau)
    post = admin.posts.get()
    with pytest.raises(AccountRefused, match="系统管理员"):
        edit_user(actor=admin, user=admin, name=admin.name, is_active=False)
    with pytest.raises(AccountRefused, match="系统管理员"):
        end_post(actor=admin, post=post)
    user_with(Role.ADMINISTRATOR, bureau)
    end_post(actor=admin, post=post)
    assert Post.objects.get(pk=post.pk).valid_to == localdate() - timedelta(days=1)
