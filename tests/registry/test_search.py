"""Search gives the same answers on both databases."""

import pytest

from registry import search
from registry.models import Unit
from tests.factories import AreaFactory, BusinessFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(office: Unit) -> None:
    area = AreaFactory(office=office)
    shop = BusinessFactory(
        name="安澜市滨江路石娜药品店", code="9233039968529858JJ", area=area, responsible="赵华"
    )
    other = BusinessFactory(name="盟新科技有限公司", code="9133039958192155HL", area=area)
    search.index_objects("business", [shop.pk, other.pk])
    person = PersonFactory(name="石娜", unit=office)
    search.index_objects("person", [person.pk])


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("滨江路", ["安澜市滨江路石娜药品店"]),
        ("石娜", ["石娜", "安澜市滨江路石娜药品店"]),
        ("923303", ["安澜市滨江路石娜药品店"]),
        ("mxkj", ["盟新科技有限公司"]),
        ("赵华", ["安澜市滨江路石娜药品店"]),
        ("药", ["安澜市滨江路石娜药品店"]),
        ("科技 盟新", ["盟新科技有限公司"]),
        ("不存在", []),
        ("' OR 1=1 --", []),
        ('" * ( )', []),
        ("", []),
    ],
)
def test_finds_by_characters_initials_and_codes(
    shop: None, office: Unit, query: str, labels: list[str]
) -> None:
    assert [entry.label for entry in search.find(query, [office.pk])] == labels


def test_other_units_entries_stay_hidden(shop: None, office: Unit, other_office: Unit) -> None:
    assert len(search.find("石娜", [office.pk])) == 2
    assert search.find("石娜", [other_office.pk]) == []


def test_writing_an_entry_anew_forgets_the_old_words(office: Unit) -> None:
    shop = BusinessFactory(name="旧名商店", area=AreaFactory(office=office))
    search.index_objects("business", [shop.pk])
    shop.name = "新名商店"
    shop.save()
    search.index_objects("business", [shop.pk])
    assert search.find("旧名", [office.pk]) == []
    assert [entry.label for entry in search.find("新名", [office.pk])] == ["新名商店"]
