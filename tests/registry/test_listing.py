"""Pages by keys: every row once, in order, whatever happens to the rows meanwhile."""

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet

from registry.models import Area, Business
from registry.models.territory import LAST_PATROL
from registry.queries import listing
from registry.queries.listing import COUNTED, ListPage, Order, bounded_count, order_of, page_of
from tests.factories import AreaFactory, BusinessFactory

pytestmark = pytest.mark.django_db

ORDERS = {
    "code": ("code",),
    "grade": ("grade", "pk"),
    "area": ("area__code", "pk"),
    "patrol": (LAST_PATROL, "pk"),
}
NAMES = [*ORDERS, *(f"-{name}" for name in ORDERS)]


@pytest.fixture
def shops() -> QuerySet[Business]:
    """Eleven, with equal keys of every kind and days of patrol that are missing."""
    areas = [AreaFactory(), AreaFactory()]
    for n in range(11):
        day = date(2026, 1, 1) + timedelta(n % 3) if n % 4 else None
        BusinessFactory(grade="AAB"[n % 3], area=areas[n % 2], last_patrol_on=day)
    return Business.objects.all()


def page(shops: QuerySet[Business], name: str, asked: str = "") -> ListPage[Business]:
    return page_of(shops, order_of(name, ORDERS, "code"), asked, size=4)


def in_order(shops: QuerySet[Business], name: str) -> list[Business]:
    """By Python, from the meaning of the orders."""
    keys = {
        "code": lambda shop: (shop.code,),
        "grade": lambda shop: (shop.grade, shop.pk),
        "area": lambda shop: (shop.area.code, shop.pk),
        "patrol": lambda shop: (shop.last_patrol_on or date.min, shop.pk),
    }
    return sorted(shops, key=keys[name.removeprefix("-")], reverse=name.startswith("-"))


@pytest.mark.parametrize("name", NAMES)
def test_forwards_and_backwards_every_row_stands_once(shops: QuerySet[Business], name: str) -> None:
    wanted = in_order(shops, name)
    first = page(shops, name)
    second = page(shops, name, first.next)
    third = page(shops, name, second.next)
    assert [first.rows, second.rows, third.rows] == [wanted[:4], wanted[4:8], wanted[8:]]
    assert (first.previous, third.next) == ("", "")
    assert page(shops, name, "last").rows == third.rows
    back = page(shops, name, third.previous)
    assert back.rows == second.rows
    assert page(shops, name, back.previous).rows == first.rows


def test_each_page_knows_which_rows_it_shows(shops: QuerySet[Business]) -> None:
    first = page(shops, "grade")
    second = page(shops, "grade", first.next)
    third = page(shops, "grade", second.next)
    back = page(shops, "grade", third.previous)
    pages = [first, second, third, back, page(shops, "grade", "last"), page(shops, "grade", back.previous)]
    assert [(each.start, each.end) for each in pages] == [(1, 4), (5, 8), (9, 11), (5, 8), (9, 11), (1, 4)]
    assert {each.counted for each in pages} == {"11"}


def test_a_full_last_page_has_no_next(shops: QuerySet[Business]) -> None:
    whole = page_of(shops, Order("code", ("code",)), size=11)
    assert (len(whole), whole.previous, whole.next) == (11, "", "")


def test_no_rows_are_an_empty_page(shops: QuerySet[Business]) -> None:
    for asked in ("", "last"):
        empty = page(shops.none(), "code", asked)
        assert (empty.rows, empty.total, empty.previous, empty.next) == ([], 0, "", "")


def test_the_place_outlives_the_row_it_was_taken_from(shops: QuerySet[Business]) -> None:
    wanted = in_order(shops, "grade")
    second = page(shops, "grade", page(shops, "grade").next)
    third = second.next
    for gone in (wanted[3], wanted[7]):
        gone.delete()
    assert page(shops, "grade", third).rows == wanted[8:]
    assert page(shops, "grade", second.previous).rows == [*wanted[:3], wanted[4]]


def test_a_page_whose_rows_all_went_is_the_last(shops: QuerySet[Business]) -> None:
    wanted = in_order(shops, "code")
    third = page(shops, "code", page(shops, "code").next).next
    Business.objects.filter(pk__in=[shop.pk for shop in wanted[8:]]).delete()
    assert page(shops, "code", third).rows == wanted[4:8]
    assert page(shops, "code", third).start == 5


def test_a_row_that_came_meanwhile_shifts_nothing(shops: QuerySet[Business]) -> None:
    wanted = in_order(shops, "code")
    following = page(shops, "code").next
    BusinessFactory(code="0")
    assert page(shops, "code", following).rows == wanted[4:8]


@pytest.mark.parametrize("asked", ["3", "x", "first", "\x00", "🦆", "a" * 5000, "WzFd:abc", ":", "last "])
def test_what_we_have_not_written_is_the_first_page(shops: QuerySet[Business], asked: str) -> None:
    assert page(shops, "code", asked).rows == in_order(shops, "code")[:4]


def test_a_place_that_was_tampered_with_or_is_of_another_order_is_the_first_page(
    shops: QuerySet[Business],
) -> None:
    first = page(shops, "code")
    assert page(shops, "code", first.next[:-1] + "?").rows == first.rows
    assert page(shops, "grade", first.next).rows == page(shops, "grade").rows
    assert page(shops, "-code", first.next).rows == page(shops, "-code").rows


def test_more_than_the_bound_is_not_counted(shops: QuerySet[Business]) -> None:
    assert [bounded_count(shops, bound) for bound in (5, 10, 11)] == [6, 11, 11]
    rows = list(shops[:2])
    words = [ListPage(rows, 1, total).counted for total in (0, 1234, COUNTED, COUNTED + 1)]
    assert words == ["0", "1,234", "10,000", "超过 10000"]


@pytest.fixture
def five_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 5)
    monkeypatch.setattr(listing, "SEARCHED", 5)


def test_a_list_of_many_goes_both_ways_without_numbers_at_its_end(
    shops: QuerySet[Business], five_are_many: None
) -> None:
    last = page(shops, "grade", "last")
    wanted = in_order(shops, "grade")
    assert (last.rows, last.start, last.counted, last.cut) == (wanted[7:], None, "超过 5", False)
    before = page(shops, "grade", last.previous)
    assert (before.rows, before.start) == (wanted[3:7], None)
    first = page(shops, "grade", before.previous)
    assert (first.rows, first.start, first.previous) == (wanted[:4], 1, "")
    assert page(shops, "grade", first.next).rows == wanted[4:8]


def test_of_a_common_word_only_so_many_are_listed(shops: QuerySet[Business], five_are_many: None) -> None:
    order = order_of("code", ORDERS, "code")
    first = page_of(shops, order, size=4, countable=False)
    last = page_of(shops, order, first.next, size=4, countable=False)
    shown = [*first, *last]
    assert (len(shown), last.next, first.counted, first.cut) == (5, "", "超过 5", True)
    assert shown == sorted(shown, key=lambda shop: shop.code)
    assert (last.start, last.end) == (5, 5)


def test_only_the_rows_of_the_page_are_read_along(shops: QuerySet[Business]) -> None:
    read: list[int] = []

    def reading(rows: QuerySet[Business]) -> list[Business]:
        found = list(rows.select_related("area"))
        read.extend(each.pk for each in found)
        return found

    shown = page_of(shops, order_of("-code", ORDERS, "code"), read=reading, size=4)
    assert sorted(read) == sorted(each.pk for each in shown)
    assert [each.area.name for each in shown] == [Area.objects.get(pk=each.area_id).name for each in shown]


def test_rows_that_are_not_found_are_on_no_page(shops: QuerySet[Business]) -> None:
    mine = shops.filter(area=shops[0].area)
    hidden = shops.exclude(area=shops[0].area)
    first = page(mine, "grade")
    following = page(mine, "grade", first.next)
    assert {*first, *following} == set(mine)
    assert (len(hidden), first.total) == (5, 6)
    assert (
        page(hidden, "grade", first.next).rows
        == [
            shop
            for shop in in_order(hidden, "grade")
            if (shop.grade, shop.pk) > (first.rows[-1].grade, first.rows[-1].pk)
        ][:4]
    )


@pytest.mark.parametrize(
    ("wanted", "name", "descending"),
    [
        ("code", "code", False),
        ("-code", "-code", True),
        ("", "-grade", True),
        ("password", "-grade", True),
        ("--code", "-grade", True),
    ],
)
def test_an_order_is_one_of_those_offered(wanted: str, name: str, descending: bool) -> None:
    order = order_of(wanted, ORDERS, "-grade")
    assert (order.name, order.descending) == (name, descending)
