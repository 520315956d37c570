"""Every page of the registry by role: whose post does not include it gets 403, whose units do not include it 404."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from registry.models import Area, AuditEvent, Role, Unit
from registry.services.confirmations import request_confirmation
from tests.factories import (
    AreaFactory,
    BusinessFactory,
    IndustryFactory,
    PersonFactory,
    TownshipFactory,
    UserFactory,
    user_with,
)

pytestmark = pytest.mark.django_db
OK, FORBIDDEN, MISSING = 200, 403, 404
# page: administrator, inspectorate, auditor, head of 城关, inspector of 东湖, receptionist. {…} are rows of 城关.
PAGES = {
    "/businesses/": [OK, OK, OK, OK, OK, FORBIDDEN],
    "/businesses/export/": [OK, OK, OK, OK, OK, FORBIDDEN],
    "/businesses/new/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/businesses/{business}/": [OK, OK, OK, OK, MISSING, FORBIDDEN],
    "/businesses/{business}/edit/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/areas/": [OK, OK, OK, OK, OK, FORBIDDEN],
    "/areas/export/": [OK, OK, OK, OK, OK, FORBIDDEN],
    "/areas/new/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/areas/{area}/": [OK, OK, OK, OK, MISSING, FORBIDDEN],
    "/areas/{area}/edit/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/townships/new/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/townships/{township}/": [OK, OK, OK, OK, MISSING, FORBIDDEN],
    "/townships/{township}/edit/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/units/": [OK, OK, OK, OK, OK, FORBIDDEN],
    "/units/export/": [OK, OK, OK, OK, OK, FORBIDDEN],
    "/units/new/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/units/{unit}/": [OK, OK, OK, OK, MISSING, FORBIDDEN],
    "/units/{unit}/edit/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/people/": [OK, OK, OK, OK, OK, FORBIDDEN],
    "/people/export/": [OK, OK, OK, OK, OK, FORBIDDEN],
    "/people/new/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/people/{person}/": [OK, OK, OK, OK, MISSING, FORBIDDEN],
    "/people/{person}/edit/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/people/{person}/posts/new/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/": [OK, OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/users/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/users/new/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/users/{user}/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/users/{user}/edit/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/users/{user}/posts/new/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/industries/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/industries/new/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/industries/{industry}/edit/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/gaps/": [OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/audit/": [FORBIDDEN, OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/confirmations/": [FORBIDDEN, OK, OK, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/installation/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/search/": [OK] * 6,
    "/search/?q=城关": [OK] * 6,
    "/account/": [OK] * 6,
    "/account/password/": [OK] * 6,
    "/account/code/remove/": [OK] * 6,
}
POSTED = {
    "/businesses/{business}/contact/": [FORBIDDEN, OK, FORBIDDEN, FORBIDDEN, MISSING, FORBIDDEN],
    "/townships/{township}/contact/": [FORBIDDEN, OK, FORBIDDEN, FORBIDDEN, MISSING, FORBIDDEN],
    "/people/{person}/contact/": [FORBIDDEN, OK, FORBIDDEN, FORBIDDEN, MISSING, FORBIDDEN],
    "/settings/users/{user}/password/": [OK, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/users/{user}/code/remove/": [302, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN],
    "/settings/audit/verify/": [FORBIDDEN, 302, 302, FORBIDDEN, FORBIDDEN, FORBIDDEN],
}


@pytest.fixture
def clients(bureau: Unit, office: Unit, other_office: Unit) -> list[Client]:
    users = [
        user_with(Role.ADMINISTRATOR, bureau),
        user_with(Role.INSPECTORATE, bureau),
        user_with(Role.AUDITOR, bureau),
        user_with(Role.HEAD, office),
        user_with(Role.INSPECTOR, other_office),
        user_with(Role.RECEPTIONIST, bureau),
    ]
    clients = [Client() for _ in users]
    for client, user in zip(clients, users, strict=True):
        client.force_login(user)
    return clients


@pytest.fixture
def rows(office: Unit) -> dict[str, int]:
    area = AreaFactory(office=office)
    return {
        "unit": office.pk,
        "area": area.pk,
        "business": BusinessFactory(area=area, phone="13000000512", industry=IndustryFactory()).pk,
        "township": TownshipFactory(office=office, phone="13000007618").pk,
        "person": PersonFactory(unit=office, phone="13000001234").pk,
        "industry": IndustryFactory().pk,
        "user": UserFactory().pk,
    }


@pytest.mark.parametrize("address", PAGES)
def test_pages_by_role(clients: list[Client], rows: dict[str, int], address: str) -> None:
    assert [client.get(address.format(**rows)).status_code for client in clients] == PAGES[address]


@pytest.mark.parametrize("address", POSTED)
def test_actions_by_role(clients: list[Client], rows: dict[str, int], address: str) -> None:
    assert {client.get(address.format(**rows)).status_code for client in clients} == {405}
    assert [client.post(address.format(**rows)).status_code for client in clients] == POSTED[address]


@pytest.mark.parametrize("address", [*PAGES, *POSTED])
def test_nobody_without_a_session_sees_a_page(client: Client, rows: dict[str, int], address: str) -> None:
    response = client.get(address.format(**rows))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")


def areas(office: Unit, number: int) -> list[Area]:
    return [AreaFactory(office=office) for _ in range(number)]


MORE: dict[str, Callable[[Unit, int], Any]] = {
    "/businesses/": lambda office, n: [BusinessFactory(area=area) for area in areas(office, n)],
    "/businesses/export/": lambda office, n: [BusinessFactory(area=area) for area in areas(office, n)],
    "/areas/": areas,
    "/areas/export/": areas,
    "/units/": lambda office, n: [
        Unit.objects.create(code=f"X{office.pk}{i}{n}", name=f"窗口{i}", kind="window", parent=office)
        for i in range(n)
    ],
    "/people/": lambda office, n: [PersonFactory(unit=office) for _ in range(n)],
    "/people/export/": lambda office, n: [PersonFactory(unit=office) for _ in range(n)],
    "/settings/users/": lambda office, n: [user_with(Role.HEAD, office) for _ in range(n)],
    "/settings/industries/": lambda _, n: [IndustryFactory(name=f"行业{n}{i}") for i in range(n)],
    "/settings/gaps/": areas,
}


@pytest.mark.parametrize("address", MORE)
def test_lists_ask_the_database_as_often_for_many_rows_as_for_few(
    client: Client, bureau: Unit, office: Unit, address: str
) -> None:
    client.force_login(user_with(Role.ADMINISTRATOR, bureau))
    MORE[address](office, 2)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    MORE[address](office, 9)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
    assert len(many) <= 20


def test_audit_and_confirmation_lists_have_constant_queries(client: Client, office: Unit) -> None:
    client.force_login(user_with(Role.AUDITOR, office))
    counts = []
    for number in (2, 9):
        for _ in range(number):
            request_confirmation(actor=UserFactory(), action="x", subject=office, label="某事", facts={})
        for page in ("/settings/audit/", "/settings/confirmations/"):
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                client.get(page)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]


def test_telephones_are_masked_until_looked_at_and_the_look_is_recorded(
    client: Client, bureau: Unit, office: Unit
) -> None:
    user = user_with(Role.INSPECTORATE, bureau)
    client.force_login(user)
    person = PersonFactory(unit=office, phone="13800001234")
    for page in ("/people/", f"/people/{person.pk}/", f"/people/{person.pk}/edit/"):
        text = client.get(page).content.decode()
        assert "138****1234" in text
        assert "13800001234" not in text
    assert AuditEvent.objects.count() == 0
    shown = client.post(f"/people/{person.pk}/contact/")
    assert "13800001234" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.subject_id) == (user, "view_contact", str(person.pk))
    assert "13800001234" not in str(event.payload)


def test_a_filter_in_the_address_narrows_list_and_export_alike(
    client: Client, bureau: Unit, office: Unit
) -> None:
    area = AreaFactory(office=office)
    BusinessFactory(name="=1+1 甲店", code="A1", grade="A", area=area)
    BusinessFactory(name="乙店", code="B1", grade="B", area=area)
    client.force_login(user_with(Role.LEADER, bureau))
    page = client.get("/businesses/?grade=A").content.decode()
    assert "=1+1 甲店" in page
    assert "乙店" not in page
    sheet = load_workbook(BytesIO(client.get("/businesses/export/?grade=A").content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[:2] for row in cells] == [["A1", "=1+1 甲店"]]
    assert sheet["B3"].data_type == "s"


def test_sorting_goes_both_ways_and_unknown_words_change_nothing(client: Client, bureau: Unit) -> None:
    client.force_login(user_with(Role.LEADER, bureau))
    area = AreaFactory(office=bureau)
    for code in ("B", "A", "C"):
        BusinessFactory(code=code, name=f"店{code}", area=area)

    def order(query: str) -> list[str]:
        page = client.get(f"/businesses/{query}").content.decode()
        return sorted("ABC", key=lambda code: page.index(f"店{code}"))

    assert order("?sort=code") == ["A", "B", "C"]
    assert order("?sort=-code") == ["C", "B", "A"]
    assert order("?sort=password") == order("")


@pytest.mark.parametrize(
    "query", ["?page=999", "?page=x", "?grade=Z", "?area=999", "?area=x", "?q=%F0%9F%98%80", "?sort=--"]
)
def test_odd_addresses_still_give_a_page(client: Client, bureau: Unit, query: str) -> None:
    client.force_login(user_with(Role.LEADER, bureau))
    assert client.get(f"/businesses/{query}").status_code == 200


def test_an_empty_list_says_what_to_do(client: Client, bureau: Unit) -> None:
    client.force_login(user_with(Role.LEADER, bureau))
    assert "还没有导入经济户口的" in client.get("/businesses/").content.decode()
