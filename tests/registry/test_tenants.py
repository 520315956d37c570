"""A bureau's posts reach its own subtree: accounts, imports, units, people, businesses, audit, settings."""

import pytest
from django.test import Client

from registry.access import audit_events_for, confirmations_for, import_runs_for, may_manage_settings
from registry.account_access import users_for
from registry.models import (
    Area,
    AuditEvent,
    Business,
    ImportRow,
    ImportRun,
    Person,
    Post,
    Role,
    Township,
    Unit,
    User,
)
from registry.models.fields import blind_digest
from registry.services.accounts import edit_user
from registry.services.audit import change
from registry.services.importing import runs
from registry.services.importing.files import ImportRefused
from registry.services.units import UnitRefused, save_unit
from tests.factories import (
    AreaFactory,
    BusinessFactory,
    PersonFactory,
    TownshipFactory,
    UnitFactory,
    UserFactory,
    user_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Unit:
    return UnitFactory(code="CITY", name="安澜市局", kind="bureau")


@pytest.fixture
def county(city: Unit) -> Unit:
    return UnitFactory(code="CNTY", name="东山县局", kind="county", parent=city)


@pytest.fixture
def city_office(city: Unit) -> Unit:
    return UnitFactory(code="CO1", name="城关所", parent=city)


@pytest.fixture
def county_office(county: Unit) -> Unit:
    return UnitFactory(code="DO1", name="东山所", parent=county)


def read(actor: User, kind: str, text: str) -> ImportRun:
    run = runs.start_import(actor=actor, kind=kind, name=f"{kind}.csv", content=text.encode())
    runs.read_import(run=run, report=lambda *_: None)
    return run


def problems(run: ImportRun) -> list[str]:
    rows = ImportRow.objects.filter(run=run, verdict="problem").order_by("number")
    return [reason for row in rows for _, reason in row.problems]


def test_accounts_of_others_are_out_of_reach(city: Unit, county: Unit, city_office: Unit) -> None:
    mine = user_with(Role.ADMINISTRATOR, county)
    own = user_with(Role.HEAD, county)
    kept, left = UserFactory(unit=county), UserFactory(unit=city)
    both = user_with(Role.KEEPER, county)
    Post.objects.create(user=both, role=Role.KEEPER, unit=city_office)
    made_above = user_with(Role.KEEPER, county)
    User.objects.filter(pk=made_above.pk).update(unit=city)
    user_with(Role.WATCHER, city)
    UserFactory()
    assert set(users_for(mine)) == {mine, own, kept}
    top = user_with(Role.ADMINISTRATOR, city)
    assert set(users_for(top)) == set(User.objects.all())
    assert {left, both, made_above} & set(users_for(mine)) == set()


@pytest.mark.parametrize(
    "page", ["", "edit/", "password/", "code/remove/", "posts/new/", "propose/password/"]
)
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR])
def test_a_foreign_account_is_not_there(
    client: Client, city: Unit, county: Unit, role: Role, page: str
) -> None:
    foreign = user_with(Role.KEEPER, city, name="市局的人")
    own = user_with(Role.KEEPER, county, name="县局的人")
    client.force_login(user_with(role, county))
    listed = client.get("/settings/users/").content.decode()
    assert ("县局的人" in listed, "市局的人" in listed) == (True, False)
    address = f"/settings/users/{foreign.pk}/{page}"
    assert {client.get(address).status_code, client.post(address).status_code} <= {403, 404, 405}
    assert client.get(f"/settings/users/{own.pk}/").status_code == 200


def test_a_post_is_given_within_one_s_own_units_only(client: Client, city: Unit, county: Unit) -> None:
    mine = user_with(Role.ADMINISTRATOR, county)
    Post.objects.create(user=mine, role=Role.KEEPER, unit=city)  # reads the city's registry
    own = UserFactory(unit=county)
    client.force_login(mine)
    address = f"/settings/users/{own.pk}/posts/new/"
    assert client.post(address, {"role": "keeper", "unit": city.pk}).status_code == 422
    assert client.post(address, {"role": "inspectorate", "unit": county.pk}).status_code == 422
    assert not own.posts.exists()
    assert client.post(address, {"role": "keeper", "unit": county.pk}).status_code == 302
    assert [post.unit for post in own.posts.all()] == [county]


def test_a_registry_that_one_only_reads_is_not_mended(
    client: Client, city: Unit, county: Unit, city_office: Unit
) -> None:
    mine = user_with(Role.ADMINISTRATOR, county)
    Post.objects.create(user=mine, role=Role.KEEPER, unit=city)
    area = AreaFactory(office=city_office)
    rows = {
        "units": city_office.pk,
        "areas": area.pk,
        "townships": TownshipFactory(office=city_office).pk,
        "businesses": BusinessFactory(area=area).pk,
        "people": PersonFactory(unit=city_office).pk,
    }
    client.force_login(mine)
    seen = {kind: client.get(f"/{kind}/{pk}/").status_code for kind, pk in rows.items()}
    assert seen == dict.fromkeys(rows, 200)
    edited = {kind: client.post(f"/{kind}/{pk}/edit/").status_code for kind, pk in rows.items()}
    assert edited == dict.fromkeys(rows, 403)


def test_settings_of_all_belong_to_the_top(client: Client, city: Unit, county: Unit) -> None:
    below, top = user_with(Role.ADMINISTRATOR, county), user_with(Role.ADMINISTRATOR, city)
    assert (bool(may_manage_settings(below)), bool(may_manage_settings(top))) == (False, True)
    client.force_login(below)
    pages = ("industries/", "industries/new/", "installation/", "calendar/", "policies/")
    assert {client.get(f"/settings/{page}").status_code for page in pages} <= {403, 404}


def test_the_audit_of_a_county_is_what_its_people_did(client: Client, city: Unit, county: Unit) -> None:
    auditor, top = user_with(Role.AUDITOR, county), user_with(Role.AUDITOR, city)
    ours, theirs = user_with(Role.KEEPER, county), user_with(Role.KEEPER, city)
    for user in (ours, theirs):
        with change(user, "edit_user", user):
            pass
    assert [event.actor for event in audit_events_for(auditor)] == [ours]
    assert set(audit_events_for(top)) == set(AuditEvent.objects.all())
    assert not confirmations_for(auditor).exists()
    client.force_login(auditor)
    assert client.post("/settings/audit/verify/").status_code == 403
    assert "核对审计链" not in client.get("/settings/audit/").content.decode()


def test_imports_of_others_are_not_seen(city: Unit, county: Unit) -> None:
    above, below = user_with(Role.INSPECTORATE, city), user_with(Role.INSPECTORATE, county)
    theirs = read(above, "units", "单位编码,单位名称,类别,上级编码\nCO9,新所,工商所,CITY\n")
    ours = read(below, "units", "单位编码,单位名称,类别,上级编码\nDO9,新所,工商所,CNTY\n")
    assert (theirs.unit, ours.unit) == (city, county)
    assert list(import_runs_for(below)) == [ours]
    assert set(import_runs_for(above)) == {theirs, ours}


def test_a_county_s_file_moves_and_renames_nothing_of_the_city(
    city: Unit, county: Unit, city_office: Unit, county_office: Unit
) -> None:
    mine = user_with(Role.INSPECTORATE, county)
    run = read(
        mine,
        "units",
        "单位编码,单位名称,类别,上级编码\n"
        "CO1,城关所,工商所,CNTY\n"
        "CITY,改了名的局,市局,\n"
        "DO1,东山所,工商所,CITY\n"
        "CNTY,东山县局,县局,CNTY9\n"
        "CO2,新所,工商所,CO1\n"
        "DO2,西山所,工商所,CNTY\n",
    )
    assert run.counts["problem"] == 5
    assert run.counts["new"] == 1
    assert problems(run)[0] == "这个单位不归本单位管理"
    runs.begin_apply(actor=mine, run=run)
    runs.apply_import(actor=mine, run=run, report=lambda *_: None)
    stands = {unit.code: (unit.name, unit.parent and unit.parent.code) for unit in Unit.objects.all()}
    assert stands == {
        "CITY": ("安澜市局", None),
        "CNTY": ("东山县局", "CITY"),
        "CO1": ("城关所", "CITY"),
        "DO1": ("东山所", "CNTY"),
        "DO2": ("西山所", "CNTY"),
    }


def test_nobody_s_file_moves_a_unit_to_another_bureau(
    city: Unit, county: Unit, city_office: Unit, county_office: Unit
) -> None:
    top = user_with(Role.INSPECTORATE, city)
    run = read(
        top,
        "units",
        "单位编码,单位名称,类别,上级编码\nCO1,城关所,工商所,CNTY\nDO1,东山所,工商所,CITY\n",
    )
    assert [words[:11] for words in problems(run)] == ["单位不能改到另一个局。"] * 2
    for unit, parent in ((city_office, county), (county_office, city)):
        unit.parent = parent
        with pytest.raises(UnitRefused, match="另一个局"):
            save_unit(actor=top, unit=unit, changed=["parent"])


def test_a_county_edits_no_unit_of_the_city_s(city: Unit, county: Unit, city_office: Unit) -> None:
    mine = user_with(Role.INSPECTORATE, county)
    for unit, words in (
        (city_office, "不归本单位"),
        (Unit(code="N1", name="新所", kind="office", parent=city), "不归本单位"),
        (Unit(code="N2", name="新局", kind="bureau"), "上级单位为空"),
    ):
        with pytest.raises(UnitRefused, match=words):
            save_unit(actor=mine, unit=unit)
    top = user_with(Role.INSPECTORATE, city)
    with pytest.raises(UnitRefused, match="只有一个"):
        save_unit(actor=top, unit=Unit(code="N3", name="又一局", kind="bureau"))


def test_the_form_of_the_own_bureau_keeps_what_stands_above_it(
    client: Client, city: Unit, county: Unit
) -> None:
    client.force_login(user_with(Role.INSPECTORATE, county))
    typed = {"code": "CNTY", "name": "东山县工商局", "kind": "county"}
    assert client.post(f"/units/{county.pk}/edit/", typed).status_code == 302
    stored = Unit.objects.get(pk=county.pk)
    assert (stored.name, stored.parent) == ("东山县工商局", city)


def test_rows_of_people_areas_townships_and_businesses_stay_inside(
    city: Unit, county: Unit, city_office: Unit, county_office: Unit
) -> None:
    mine = user_with(Role.INSPECTORATE, county)
    phone = "13000000001"
    PersonFactory(name="市里的人", phone=phone, phone_digest=blind_digest(phone), unit=city_office)
    area = AreaFactory(code="CP1", name="城关片", office=city_office)
    AreaFactory(code="DP1", name="东山片", office=county_office)
    BusinessFactory(code="WZ001", kind="unlicensed", name="市里的店", area=area)
    files = {
        "people": "姓名,类别,所属工商所,联系电话\n"
        f"市里的人,党代表,DO1,{phone}\n"
        "甲,党代表,CO1,13000000002\n"
        "乙,党代表,,13000000003\n"
        "丙,党代表,DO1,13000000004\n",
        "areas": "片区编码,片区名称,所属工商所编码\nCP1,改了名,DO1\nCP2,新片区,CO1\nDP2,新片区,DO1\n",
        "townships": "乡镇街道,所属工商所\n城关镇,CO1\n东山镇,DO1\n",
        "businesses": "统一社会信用代码,名称,主体类型,风险等级,片区\n"
        "WZ001,改了名,无照经营户,甲,DP1\n"
        "WZ002,新店,无照经营户,甲,CP1\n"
        "WZ003,新店,无照经营户,甲,DP1\n",
    }
    found = {}
    for kind, text in files.items():
        run = read(mine, kind, text)
        found[kind] = (run.counts["problem"], run.counts["new"])
        runs.begin_apply(actor=mine, run=run)
        runs.apply_import(actor=mine, run=run, report=lambda *_: None)
    assert found == {"people": (3, 1), "areas": (2, 1), "townships": (1, 1), "businesses": (2, 1)}
    assert {person.unit for person in Person.objects.exclude(name="市里的人")} == {county_office}
    assert Person.objects.get(name="市里的人").unit == city_office
    assert Area.objects.get(code="CP1").name == "城关片"
    assert {row.office for row in Township.objects.all()} == {county_office}
    assert Business.objects.get(code="WZ001").name == "市里的店"
    assert {row.area.office for row in Business.objects.exclude(code="WZ001")} == {county_office}


def test_an_import_ends_with_the_importer_s_post(city: Unit, county: Unit) -> None:
    mine = user_with(Role.INSPECTORATE, county)
    run = read(mine, "units", "单位编码,单位名称,类别,上级编码\nDO9,新所,工商所,CNTY\n")
    runs.begin_apply(actor=mine, run=run)
    Post.objects.filter(user=mine).update(unit=UnitFactory(kind="county", parent=city))
    with pytest.raises(ImportRefused, match="已不管理"):
        runs.apply_import(actor=None, run=run, report=lambda *_: None)
    assert not Unit.objects.filter(code="DO9").exists()


def test_a_row_that_left_after_the_preview_is_refused(city: Unit, county: Unit, county_office: Unit) -> None:
    mine = user_with(Role.INSPECTORATE, county)
    run = read(mine, "townships", "乡镇街道,所属工商所\n东山镇,DO1\n")
    runs.begin_apply(actor=mine, run=run)
    Unit.objects.filter(pk=county_office.pk).update(parent=city)
    with pytest.raises(ImportRefused, match="不归本单位"):
        runs.apply_import(actor=mine, run=run, report=lambda *_: None)
    assert not Township.objects.exists()


def test_an_account_says_which_bureau_keeps_it(client: Client, city: Unit, county: Unit) -> None:
    top = user_with(Role.ADMINISTRATOR, city)
    client.force_login(top)
    typed = {"username": "xinren", "name": "新人", "unit": county.pk}
    assert client.post("/settings/users/new/", typed).status_code == 200
    made = User.objects.get(username="xinren")
    assert made.unit == county
    edit_user(actor=top, user=made, name="新人", is_active=True, unit=city)
    below = user_with(Role.ADMINISTRATOR, county)
    assert made not in users_for(below)
    client.force_login(below)
    client.post("/settings/users/new/", {"username": "xianren", "name": "县人", "unit": city.pk})
    assert User.objects.get(username="xianren").unit == county
