"""The search box: by kind, by initials, within one's units."""

import pytest
from django.test import Client

from registry import search
from registry.models import Role, Unit
from tests.factories import AreaFactory, BusinessFactory, PersonFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(office: Unit, other_office: Unit) -> None:
    search.index_objects("unit", [office.pk, other_office.pk])
    area = AreaFactory(name="城关第一片区", office=office)
    search.index_objects("area", [area.pk])
    search.index_objects("business", [BusinessFactory(name="城关药店", area=area).pk])
    search.index_objects("person", [PersonFactory(name="城关生", unit=None).pk])


def test_results_stand_by_kind_with_links(client: Client, entries: None, bureau: Unit, office: Unit) -> None:
    client.force_login(user_with(Role.LEADER, bureau))
    page = client.get("/search/?q=cg").content.decode()
    assert [page.index(f"<h2>{kind}</h2>") > 0 for kind in ("单位", "片区", "市场主体", "人员")] == [True] * 4
    assert f'href="/units/{office.pk}/"' in page
    assert "东湖工商所" not in page


def test_other_units_stay_hidden(client: Client, entries: None, office: Unit, other_office: Unit) -> None:
    client.force_login(user_with(Role.HEAD, other_office))
    assert "没有找到" in client.get("/search/?q=城关").content.decode()
    assert "东湖工商所" in client.get("/search/?q=东湖").content.decode()


def test_who_belongs_to_no_unit_is_found_from_the_top_only(
    client: Client, entries: None, bureau: Unit, office: Unit
) -> None:
    client.force_login(user_with(Role.LEADER, bureau))
    assert "城关生" in client.get("/search/?q=城关生").content.decode()
    client.force_login(user_with(Role.HEAD, office))
    assert "没有找到" in client.get("/search/?q=城关生").content.decode()


@pytest.mark.parametrize("query", ["", "   ", "%00", "'", '"*(', "a" * 500])
def test_odd_words_do_no_harm(client: Client, entries: None, bureau: Unit, query: str) -> None:
    client.force_login(user_with(Role.LEADER, bureau))
    assert client.get("/search/", {"q": query}).status_code == 200
