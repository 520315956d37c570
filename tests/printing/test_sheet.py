"""Workbooks and CSV: numbers are numbers, text stays text, the print set-up is there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from printing.sheet import FIRST_ROW, Column, Formula, Sheet, Value, sheet_name, workbook

HEAD = [
    Column("姓名", 14),
    Column("得票", 10, "integer"),
    Column("满意率", 10, "percent"),
    Column("均分", 10, "number2"),
    Column("日期", 12, "date"),
    Column("核对", 10, "formula"),
]
ROW: list[Value] = ["王镕基", 60, Fraction(60, 117), Decimal("91.25"), date(2026, 11, 20), Formula("=B3/117")]


def opened(*rows: list[Value], **changes: object) -> Workbook:
    fields: dict[str, object] = {"name": "汇总", "title": "计票汇总", "head": HEAD, "rows": rows}
    return load_workbook(BytesIO(workbook([Sheet(**(fields | changes))])))  # type: ignore[arg-type]  # the fields a test changes


def test_numbers_are_numbers_with_a_format() -> None:
    page = opened(ROW)["汇总"]
    cells = page[FIRST_ROW]
    assert [cell.value for cell in cells] == [
        "王镕基",
        60,
        60 / 117,
        91.25,
        datetime(2026, 11, 20),  # noqa: DTZ001  # a date in Excel has no zone
        "=B3/117",
    ]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "n", "d", "f"]
    assert [cell.number_format for cell in cells] == [
        "@",
        "#,##0",
        "0.00%",
        "#,##0.00",
        "yyyy-mm-dd",
        "#,##0.00",
    ]


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", " =1", "#N/A", "1/2", "true"])
def test_text_that_looks_like_something_else_stays_text(typed: str) -> None:
    cell = opened([typed, None, None, None, None, None])["汇总"].cell(FIRST_ROW, 1)
    assert (cell.value, cell.data_type) == (typed, "s")
    assert bool(cell.quotePrefix) == (typed.strip()[0] in "=+-@")


def test_a_quoted_cell_does_not_quote_the_next() -> None:
    page = opened(["=1", 1, 1, 1, None, None], ["甲", 2, 2, 2, None, None])["汇总"]
    assert [bool(page.cell(row, 1).quotePrefix) for row in (FIRST_ROW, FIRST_ROW + 1)] == [True, False]


def test_a_formula_in_a_title_head_or_note_stays_text() -> None:
    page = opened(title="=1+1", head=[Column("=A1")], notes=["=B2"])["汇总"]
    assert [(page.cell(row, 1).value, page.cell(row, 1).data_type) for row in (1, 2, 3)] == [
        ("=1+1", "s"),
        ("=A1", "s"),
        ("=B2", "s"),
    ]


def test_control_characters_are_stripped() -> None:
    page = opened(["王\x00镕\x07\x1b基\ufffe", None, None, None, None, None], title="汇\x01总")["汇总"]
    assert page.cell(FIRST_ROW, 1).value == "王镕基"
    assert page.cell(1, 1).value == "汇总"


def test_words_and_gaps_in_a_number_column() -> None:
    page = opened(["甲", "—", None, 1.5, "不详", "无"])["汇总"]
    assert [cell.value for cell in page[FIRST_ROW]] == ["甲", "—", None, 1.5, "不详", "无"]


def test_a_number_longer_than_fifteen_digits_keeps_its_tail_as_text() -> None:
    cell = opened(["甲", 913401000123456789, None, None, None, None])["汇总"].cell(FIRST_ROW, 2)
    assert (cell.value, cell.data_type) == ("913401000123456789", "s")


def test_a_time_with_a_zone_is_shown_as_it_reads() -> None:
    moment = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    cell = opened(["甲", None, None, None, moment, None])["汇总"].cell(FIRST_ROW, 5)
    assert cell.value == datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001  # a time in Excel has no zone


def test_very_long_text_is_cut_where_excel_ends() -> None:
    cell = opened(["评" * 40_000, None, None, None, None, None])["汇总"].cell(FIRST_ROW, 1)
    assert len(cell.value) == 32_767


def test_the_print_set_up() -> None:
    page = opened(ROW, landscape=True, name="汇总&核对")["汇总&核对"]
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage is True
    assert page.print_title_rows == "$1:$2"
    assert page.freeze_panes == "A3"
    assert page.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert page.oddFooter.left.text == "汇总&&核对"
    assert page.column_dimensions["A"].width == 14
    assert [page.cell(2, column).value for column in range(1, 7)] == [column.title for column in HEAD]


def test_freezing_and_notes() -> None:
    page = opened(ROW, freeze=False, notes=["注：弃权不计入分母。", "完"])["汇总"]
    assert page.freeze_panes is None
    assert [page.cell(row, 1).value for row in (4, 5)] == ["注：弃权不计入分母。", "完"]


def test_rows_are_taken_one_by_one() -> None:
    live = 0

    def rows() -> Iterator[list[Value]]:
        nonlocal live
        for number in range(500):
            live = number
            yield [f"第{number}人"]

    content = workbook([Sheet("大", "大", [Column("姓名")], rows())])
    assert live == 499
    page = load_workbook(BytesIO(content))["大"]
    assert [page.cell(row, 1).value for row in (3, 502)] == ["第0人", "第499人"]


def test_a_row_that_does_not_fit_and_an_empty_workbook_are_refused() -> None:
    with pytest.raises(ValueError, match="6 columns"):
        opened(["甲"])
    with pytest.raises(ValueError, match="at least one"):
        workbook([])


@pytest.mark.parametrize(
    ("given", "taken", "kept"),
    [
        ("汇总", [], "汇总"),
        ("甲/乙[1]:*?\\", [], "甲 乙 1"),
        ("'汇总'", [], "汇总"),
        ("", [], "工作表"),
        ("History", [], "History_"),
        ("评" * 40, [], "评" * 31),
        ("汇总", ["汇总"], "汇总（2）"),
        ("ABC", ["abc", "ABC（2）"], "ABC（3）"),
        ("评" * 40, ["评" * 31], "评" * 28 + "（2）"),
    ],
)
def test_sheet_names_are_ones_excel_accepts(given: str, taken: list[str], kept: str) -> None:
    assert sheet_name(given, taken) == kept


def test_two_sheets_of_one_name_both_exist() -> None:
    sheets = [Sheet("汇总", "甲", HEAD, [ROW]), Sheet("汇总", "乙", HEAD, [ROW])]
    assert load_workbook(BytesIO(workbook(sheets))).sheetnames == ["汇总", "汇总（2）"]
