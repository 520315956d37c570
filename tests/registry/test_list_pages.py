"""The lists of the registry: pager, search, filters, counts."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from registry import search
from registry.forms import filters
from registry.models import AuditEvent, Role, Street, Unit
from tests.factories import AreaFactory, BusinessFactory, PersonFactory, UnitFactory, user_with

pytestmark = pytest.mark.django_db


def pager(page: str) -> str:
    """What the pager says, without the whitespace between its parts; "" when there is none."""
    found = re.search(r'<nav class="pager.*?</nav>', page, re.DOTALL)
    return "".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def link(page: str, relation: str) -> str:
    """Where the pager leads."""
    found = re.search(f'rel="{relation}" href="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def heads(page: str) -> list[str]:
    """The first column of the rows, in their order."""
    return re.findall(r'<th scope="row">.*?<a\s+href="[^"]*"\s*>([^<]*)</a>', page, re.DOTALL)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_pager_goes_through_the_list_and_keeps_filter_and_order(client: Client, bureau: Unit) -> None:
    area = AreaFactory(office=bureau)
    for n in range(45):
        BusinessFactory(name=f"甲店{n:02}", area=area, grade="A")
    BusinessFactory(name="乙店", area=area, grade="B")
    client.force_login(user_with(Role.LEADER, bureau))
    names = [f"甲店{n:02}" for n in reversed(range(45))]
    first = text(client, "/businesses/?grade=A&sort=-name")
    assert (pager(first), heads(first)) == ("第1–20户，共45户下一页末页", names[:20])
    second = text(client, "/businesses/" + link(first, "next"))
    assert (pager(second), heads(second)) == ("第21–40户，共45户首页上一页下一页末页", names[20:40])
    last = text(client, "/businesses/" + link(second, "last"))
    assert (pager(last), heads(last)) == ("第41–45户，共45户首页上一页", names[40:])
    assert heads(text(client, "/businesses/" + link(last, "prev"))) == names[20:40]
    assert heads(text(client, "/businesses/" + link(last, "first"))) == names[:20]


def test_without_filter_or_order_the_first_page_is_reached_too(client: Client, bureau: Unit) -> None:
    area = AreaFactory(office=bureau)
    for n in range(21):
        BusinessFactory(name=f"店{n:02}", code=f"{n:02}", area=area)
    client.force_login(user_with(Role.LEADER, bureau))
    last = text(client, "/businesses/?page=last")
    assert heads(last) == ["店20"]
    assert heads(text(client, "/businesses/" + link(last, "first"))) == [f"店{n:02}" for n in range(20)]
    assert 'href="?sort=name"' in last


def test_the_list_is_searched_by_characters_initials_and_the_beginning_of_a_code(
    client: Client, office: Unit, other_office: Unit
) -> None:
    area = AreaFactory(office=office)
    mine = [
        BusinessFactory(name="滨江路石娜药品店", code="9233039968", area=area, responsible="赵华"),
        BusinessFactory(name="盟新科技有限公司", code="9133039958", area=area, responsible="钱明"),
    ]
    other = BusinessFactory(name="人民路石娜药品店", code="9233039969", area=AreaFactory(office=other_office))
    search.index_objects("business", [shop.pk for shop in (*mine, other)])
    client.force_login(user_with(Role.HEAD, office))
    found = {
        query: heads(text(client, f"/businesses/?q={query}"))
        for query in ("石娜", "mxkj", "923303", "钱明", "东湖")
    }
    first, second = "滨江路石娜药品店", "盟新科技有限公司"
    assert found == {"石娜": [first], "mxkj": [second], "923303": [first], "钱明": [second], "东湖": []}
    assert heads(text(client, "/businesses/?q=药品&sort=-name")) == [first]


def test_of_a_common_word_the_list_says_that_it_is_cut(
    client: Client, bureau: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.queries.listing.SEARCHED", 3)
    area = AreaFactory(office=bureau)
    # A digit finds the beginning of every word: no name or code of a factory may begin with the one searched.
    shops = [BusinessFactory(name=f"药店{n}", code=f"C{n}", responsible="赵华", area=area) for n in range(5)]
    search.index_objects("business", [shop.pk for shop in shops])
    client.force_login(user_with(Role.LEADER, bureau))
    page = text(client, "/businesses/?q=药店")
    assert pager(page) == "第1–3户，共超过3户，只列出其中3户，请多输入几个字"
    assert len(heads(page)) == 3
    assert pager(text(client, "/businesses/?q=药店4")) == "第1–1户，共1户"


def test_the_beginning_of_a_code_finds_the_same_whether_many_begin_so_or_few(
    client: Client, office: Unit, other_office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One address holds the number too: it is listed as long as not more codes begin so than are listed at all."""
    area, beside = AreaFactory(office=office), AreaFactory(office=office)
    shops = [
        BusinessFactory(name=f"店{n}", code=f"91330{n}X", area=area, grade="AB"[n % 2]) for n in range(4)
    ]
    shops.append(BusinessFactory(name="乙店", code="0", address="91330号", area=beside, grade="A"))
    shops.append(BusinessFactory(name="丙店", code="913309X", area=AreaFactory(office=other_office)))
    search.index_objects("business", [shop.pk for shop in shops])
    client.force_login(user_with(Role.HEAD, office))
    whole = ["乙店", "店0", "店1", "店2", "店3"]
    assert heads(text(client, "/businesses/?q=91330")) == whole
    assert heads(text(client, "/businesses/?q=91330&grade=A")) == ["乙店", "店0", "店2"]
    assert heads(text(client, "/businesses/?q=913302x")) == ["店2"]
    for module in ("registry.forms.filters", "registry.queries.listing"):
        monkeypatch.setattr(f"{module}.SEARCHED", 3)
    cut = text(client, "/businesses/?q=91330")
    assert pager(cut) == "第1–3户，共超过3户，只列出其中3户，请多输入几个字"
    assert set(heads(cut)) < set(whole)
    assert heads(text(client, "/businesses/?q=91330&grade=A")) == ["乙店", "店0", "店2"]
    assert heads(text(client, f"/businesses/?q=91330&area={beside.pk}")) == ["乙店"]


def test_areas_and_units_count_each_by_itself(client: Client, bureau: Unit, office: Unit) -> None:
    area, empty = AreaFactory(name="一片区", office=office), AreaFactory(name="二片区", office=office)
    for name in ("甲街", "乙街", "丙街"):
        Street.objects.create(area=area, name=name)
    BusinessFactory(area=area)
    BusinessFactory(area=area)
    BusinessFactory(area=area, status="revoked")
    PersonFactory(unit=office)
    PersonFactory(unit=office, category="staff")
    client.force_login(user_with(Role.LEADER, bureau))
    page = text(client, "/areas/?sort=-businesses")
    assert heads(page) == [area.name, empty.name]
    assert re.findall(r'class="number">(\d+)</td>', page) == ["3", "2", "0", "0"]
    for address in ("/units/", "/units/?sort=name"):
        rows = dict(
            re.findall(
                r'/units/(\d+)/.*?评议人员" class="number">([^<]*)</td>', text(client, address), re.DOTALL
            )
        )
        assert rows[str(office.pk)] == "1"
    assert text(client, "/areas/?sort=businesses").index("二片区") < text(
        client, "/areas/?sort=businesses"
    ).index("一片区")


def test_of_many_areas_only_those_of_the_chosen_office_are_offered(
    client: Client, bureau: Unit, office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MOST_AREAS", 2)
    mine = AreaFactory(name="城关一片区", office=office)
    far = [AreaFactory(name=f"远方{n}片区", office=UnitFactory(parent=bureau)) for n in range(2)]
    BusinessFactory(name="城关店", area=mine)
    BusinessFactory(name="远方店", area=far[0])
    client.force_login(user_with(Role.LEADER, bureau))

    def offered(query: str) -> list[str]:
        return [
            name
            for name in ("城关一片区", "远方0片区", "远方1片区")
            if f">{name}</option>" in text(client, f"/businesses/{query}")
        ]

    assert offered("") == []
    assert offered(f"?office={office.pk}") == ["城关一片区"]
    assert offered(f"?area={far[0].pk}") == ["远方0片区"]
    assert heads(text(client, f"/businesses/?area={far[0].pk}")) == ["远方店"]
    monkeypatch.setattr(filters, "MOST_AREAS", 3)
    assert offered("") == ["城关一片区", "远方0片区", "远方1片区"]


def test_audit_days_are_whole_days_here(client: Client, bureau: Unit) -> None:
    viewer = user_with(Role.AUDITOR, bureau)
    for number, at in enumerate(
        [
            datetime(2026, 3, 1, 15, 59, tzinfo=UTC),  # still the first of March in China
            datetime(2026, 3, 1, 16, 0, tzinfo=UTC),
            datetime(2026, 3, 2, 15, 59, 59, 999999, tzinfo=UTC),
            datetime(2026, 3, 2, 16, 0, tzinfo=UTC),
        ],
        start=1001,
    ):
        AuditEvent.objects.create(
            number=number,
            at=at,
            verb="edit_unit",
            subject_kind="registry.unit",
            subject_id="1",
            previous_hash="",
            hash="",
        )
    client.force_login(viewer)

    def numbers(query: str) -> list[str]:
        return re.findall(
            r'data-label="序号" class="number">(10\d\d)</td>', text(client, f"/settings/audit/?{query}")
        )

    assert numbers("since=2026-03-02&until=2026-03-02") == ["1003", "1002"]
    assert numbers("until=2026-03-01") == ["1001"]
    assert numbers("since=0001-01-01&until=9999-12-31") == ["1004", "1003", "1002", "1001"]
    assert numbers("until=0001-01-01") == []


def test_the_search_page_sorts_no_more_than_its_candidates(
    office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = AreaFactory(office=office)
    shops = [BusinessFactory(name=f"人民{n}店", area=area) for n in range(6)]
    search.index_objects("business", [shop.pk for shop in shops])
    assert len(search.find("人民", [office.pk])) == 6
    monkeypatch.setattr(search, "CANDIDATES", 4)
    found = [entry.label for entry in search.find("人民", [office.pk])]
    assert (len(found), found) == (4, sorted(found))
