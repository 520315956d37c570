"""Forms of the registry: what is wrong is said in words, nothing typed is lost, what is right is kept."""

import re

import pytest
from django.test import Client

from registry.models import Business, Industry, Person, Post, Role, Unit, User
from registry.services.attachments import PDF, store_attachment
from registry.views.attachments import attachment_response
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


@pytest.fixture
def admin(client: Client, bureau: Unit) -> Client:
    client.force_login(user_with(Role.ADMINISTRATOR, bureau))
    return client


def test_a_unit_is_made_and_a_circle_refused(admin: Client, bureau: Unit, office: Unit) -> None:
    new = {"code": "SO09", "name": "西门工商所", "kind": "office", "parent": bureau.pk}
    made = admin.post("/units/new/", new)
    unit = Unit.objects.get(code="SO09")
    assert made.headers["Location"] == f"/units/{unit.pk}/"
    assert "西门工商所" in admin.get("/search/?q=xmgss").content.decode()
    circle = {"code": "SJ00", "name": "换了名的局", "kind": "bureau", "parent": office.pk}
    page = admin.post(f"/units/{bureau.pk}/edit/", circle).content.decode()
    assert "上级单位不能是本单位或本单位的下级" in page
    assert 'value="换了名的局"' in page
    assert Unit.objects.get(pk=bureau.pk).name == "安澜市工商行政管理局"


def test_a_code_in_use_is_told_beside_the_field(admin: Client, office: Unit) -> None:
    page = admin.post(
        "/units/new/", {"code": office.code, "name": "另一所", "kind": "office"}
    ).content.decode()
    assert "这个单位编码已经存在" in page
    assert 'value="另一所"' in page


def test_a_business_is_entered_with_the_grade_of_its_industry(admin: Client, office: Unit) -> None:
    industry = IndustryFactory(name="物业服务", grade="C")
    area = AreaFactory(office=office)
    typed = {
        "name": "安居物业",
        "kind": "firm",
        "code": CODE,
        "scale": "ordinary",
        "status": "active",
        "industry": industry.pk,
        "area": area.pk,
        "phone": "0577-88881234",
    }
    wrong = admin.post("/businesses/new/", typed | {"code": CODE[:-1] + "A", "phone": "12"}).content.decode()
    assert "不是手机号" in wrong or "应为" in wrong
    assert 'value="安居物业"' in wrong
    assert "校验位不符" in admin.post("/businesses/new/", typed | {"code": CODE[:-1] + "A"}).content.decode()
    admin.post("/businesses/new/", typed)
    business = Business.objects.get()
    assert (business.code, business.grade, business.phone) == (CODE, "C", "0577-88881234")


def test_s1_20_the_form_takes_unlicensed_traders_without_a_code_and_nobody_else(
    admin: Client, office: Unit
) -> None:
    typed = {
        "name": "流动早点摊",
        "kind": "sole_trader",
        "scale": "ordinary",
        "status": "active",
        "grade": "A",
        "area": AreaFactory(office=office).pk,
    }
    assert "主体类型选无照经营户" in admin.post("/businesses/new/", typed).content.decode()
    admin.post("/businesses/new/", typed | {"kind": "unlicensed"})
    assert Business.objects.get().get_kind_display() == "无照经营户"


def test_an_empty_telephone_field_keeps_the_stored_number(admin: Client, office: Unit) -> None:
    person = PersonFactory(name="王英", unit=office, phone="13800001234", category="consumer")
    typed = {"name": "王瑛", "category": "consumer", "unit": office.pk, "phone": "", "active": "on"}
    admin.post(f"/people/{person.pk}/edit/", typed)
    kept = Person.objects.get()
    assert (kept.name, kept.phone) == ("王瑛", "13800001234")


def test_a_double_click_makes_one_person(admin: Client, office: Unit) -> None:
    typed = {
        "name": "王英",
        "category": "consumer",
        "unit": office.pk,
        "phone": "13800001234",
        "active": "on",
    }
    assert admin.post("/people/new/", typed).status_code == 302
    assert "姓名和电话都相同" in admin.post("/people/new/", typed).content.decode()
    assert Person.objects.count() == 1


def test_s1_19_changing_an_industry_changes_its_businesses(admin: Client, office: Unit) -> None:
    industry = IndustryFactory(name="食品销售", grade="A")
    business = BusinessFactory(area=AreaFactory(office=office), industry=industry, grade="A")
    admin.post(f"/settings/industries/{industry.pk}/edit/", {"name": "食品销售", "grade": "B"})
    assert Industry.objects.get().grade == "B"
    assert Business.objects.get(pk=business.pk).grade == "B"


def test_a_new_account_shows_its_password_once(admin: Client) -> None:
    page = admin.post("/settings/users/new/", {"username": "lisi", "name": "李四"}).content.decode()
    shown = re.search(r'id="new-password"[^>]*>([^<]+)<', page)
    user = User.objects.get(username="lisi")
    assert shown
    assert user.check_password(shown[1])
    assert user.must_change_password
    assert shown[1] not in admin.get(f"/settings/users/{user.pk}/").content.decode()
    again = admin.post("/settings/users/new/", {"username": "LISI", "name": "李四"}).content.decode()
    assert "这个用户名已有人使用" in again


def test_a_post_is_given_and_ended(admin: Client, office: Unit, other_office: Unit) -> None:
    user = UserFactory()
    area = AreaFactory(office=other_office)
    page = f"/settings/users/{user.pk}/posts/new/"
    assert (
        "片区监管员须选择片区" in admin.post(page, {"role": "inspector", "unit": office.pk}).content.decode()
    )
    wrong = admin.post(page, {"role": "inspector", "unit": office.pk, "area": area.pk}).content.decode()
    assert "不属于城关工商所" in wrong
    admin.post(page, {"role": "keeper", "unit": office.pk, "valid_from": "2026-01-01"})
    post = Post.objects.get(user=user)
    assert "已有这个岗位" in admin.post(page, {"role": "keeper", "unit": office.pk}).content.decode()
    end = f"/settings/users/posts/{post.pk}/end/"
    assert "早于起日期" in admin.post(end, {"last_day": "2025-12-31"}).content.decode()
    assert admin.post(end, {"last_day": "2026-06-30"}).headers["Location"] == f"/settings/users/{user.pk}/"


def test_a_post_of_meetings_is_refused_in_a_department_which_has_no_offices(
    admin: Client, bureau: Unit
) -> None:
    user = UserFactory()
    page = f"/settings/users/{user.pk}/posts/new/"
    department = UnitFactory(name="监察室", kind="department", parent=bureau)
    said = admin.post(page, {"role": "receptionist", "unit": department.pk}).content.decode()
    assert "科室之下没有工商所，请选本局" in said
    assert not Post.objects.filter(user=user).exists()
    admin.post(page, {"role": "information_officer", "unit": department.pk})
    admin.post(page, {"role": "receptionist", "unit": bureau.pk})
    assert list(Post.objects.filter(user=user).order_by("pk").values_list("role", "unit__name")) == [
        ("information_officer", "监察室"),
        ("receptionist", bureau.name),
    ]


def test_switching_the_last_administrator_off_is_refused_in_words(admin: Client) -> None:
    user = User.objects.get()
    page = admin.post(f"/settings/users/{user.pk}/edit/", {"name": user.name}).content.decode()
    assert "至少要保留一名启用的系统管理员" in page
    assert User.objects.get().is_active


def test_installation_facts_name_database_and_keys(admin: Client) -> None:
    page = admin.get("/settings/installation/").content.decode()
    assert ["版本" in page, "字段密钥" in page, "后台进程" in page] == [True] * 3


def test_an_attachment_is_sent_as_a_download_under_its_chinese_name() -> None:
    attachment = store_attachment(actor=None, name="会议签字页.pdf", content=b"%PDF-1.7\nx", allowed={PDF})
    response = attachment_response(attachment)
    assert response.content == b"%PDF-1.7\nx"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%BC%9A")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
