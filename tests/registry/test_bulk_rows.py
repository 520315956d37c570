"""Many rows at once come back as they were given, whatever the texts hold, on both databases."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.models import Business, SearchEntry, Unit
from registry.search import index_objects
from registry.sql import FEW, NotStorable, among, append_rows, count_each, merge_rows, with_keys
from tests.factories import AreaFactory, BusinessFactory

pytestmark = pytest.mark.django_db

TEXTS = {
    "tab": "人民路\t1号",
    "lines": "第一行\n第二行\r\n第三行\r",
    "backslash": "C:\\路\\n\\t",
    "null sign": "\\N",
    "end sign": "\\.",
    "word null": "NULL",
    "empty": "",
    "quotes": "'\"“”‘’",
    "percent": "%s %(a)s 100%",
    "controls": "\x01\x08\x0b\x7f",
    "rare": "\U00020000𠮷 e\u0301 \u200b\ufeff",
    "separators": "a,b;c|d{e}(f)",
    "long": "浙江省安澜市" * 100_000,
}


@pytest.fixture
def table() -> str:
    """A table of this transaction with a column of each sort."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS heap")
        cursor.execute(
            "CREATE TEMP TABLE heap (id integer PRIMARY KEY, words text, more text, size double precision)"
        )
    return "heap"


def heap() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, words, more, size FROM heap ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize("filled", [0, FEW], ids=["few", "many"])
@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_comes_back_as_it_was(table: str, words: str, filled: int) -> None:
    append_rows(
        table, ["id", "words", "more", "size"], [(1, words, None, 120.625952), (2, None, words, None)]
    )
    filling = [(number, "填") for number in range(4, 4 + filled)]
    merge_rows(table, ["id", "words"], [(2, words), (3, words), *filling], key=["id"], updated=["words"])
    assert heap()[3:] == [(number, "填", None, None) for number, _ in filling]
    assert heap()[:3] == [(1, words, None, 120.625952), (2, words, words, None), (3, words, None, None)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.none(),
            st.text("\\Nnt.\t\n\r\"',x店"),
            st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
        ),
        max_size=500,
    )
)
def test_any_rows_come_back_as_they_were(table: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM heap")
    numbered = [(number, *row) for number, row in enumerate(rows)]
    append_rows(table, ["id", "words", "more", "size"], numbered[::2])
    merge_rows(
        table,
        ["id", "words", "more", "size"],
        numbered,
        key=["id"],
        updated=["words", "more", "size"],
    )
    assert heap() == numbered


def test_a_merge_changes_only_the_columns_it_names(table: str) -> None:
    append_rows(table, ["id", "words", "more"], [(1, "旧", "旧"), (2, "旧", "旧")])
    returned = merge_rows(
        table,
        ["id", "words", "more"],
        [(2, "新", "新"), (3, "新", "新")],
        key=["id"],
        updated=["words"],
        returned=["id", "words", "more"],
    )
    assert sorted(returned) == [(2, "新", "旧"), (3, "新", "新")]
    assert heap() == [(1, "旧", "旧", None), (2, "新", "旧", None), (3, "新", "新", None)]


@pytest.mark.parametrize("words", ["\0", "城关\0所", "x" * 5000 + "\0"])
def test_a_nul_is_refused_in_words_and_nothing_is_written(table: str, words: str) -> None:
    rows = [(1, "好"), (2, words)]
    with pytest.raises(NotStorable, match="文字里有空字符，不能保存。"):
        append_rows(table, ["id", "words"], rows)
    with pytest.raises(NotStorable, match="文字里有空字符，不能保存。"):
        merge_rows(table, ["id", "words"], rows, key=["id"], updated=["words"])
    assert heap() == []


def test_rows_are_found_among_many_texts(office: Unit) -> None:
    area = AreaFactory(office=office)
    codes = ["A-1", "A'2", 'A"3', "A\\4", "甲5"]
    for code in codes:
        BusinessFactory(code=code, area=area)
    asked = [*codes[:4], *(f"无{number}" for number in range(3000))]
    found = among(Business.objects.filter(area=area), "code", asked).values_list("code", flat=True)
    assert sorted(found) == sorted(codes[:4])
    assert list(among(Business.objects.all(), "code", [])) == []


def test_rows_are_found_by_many_keys(office: Unit) -> None:
    shops = [BusinessFactory(area=AreaFactory(office=office), code=f"C{n}") for n in range(4)]
    wanted = [shops[2].pk, shops[0].pk]
    asked = [*wanted, *range(10**6, 10**6 + 3000)]
    assert set(with_keys(Business.objects.all(), asked)) == {shops[0], shops[2]}
    assert set(with_keys(Business.objects.exclude(code="C0"), asked)) == {shops[2]}
    assert set(with_keys(Business.objects.all(), [shops[3].area_id], "area")) == {shops[3]}
    assert list(with_keys(Business.objects.all(), [])) == []


def test_several_are_counted_at_once_each_to_the_bound(office: Unit) -> None:
    area = AreaFactory(office=office)
    for n in range(7):
        BusinessFactory(area=area, grade="AAAAABB"[n], name="100% 'a'")
    rows = Business.objects.filter(name="100% 'a'", area=area)
    parts = [rows.filter(grade="A"), rows.none(), rows.filter(grade="B"), rows.filter(grade="C"), rows]
    assert count_each(parts, 100) == [5, 0, 2, 0, 7]
    assert count_each(parts, 3) == [4, 0, 2, 0, 4]
    assert count_each([rows.none()], 3) == [0]
    assert count_each([], 3) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, FEW + 1])
def test_words_are_written_whether_a_transaction_is_open_or_not(office: Unit, number: int) -> None:
    area = AreaFactory(office=office)
    keys = [BusinessFactory(area=area).pk for _ in range(number)]
    index_objects("business", keys)
    assert sorted(SearchEntry.objects.filter(kind="business").values_list("object_id", flat=True)) == keys
