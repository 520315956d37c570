"""Workbooks (xlsx) and CSV for offices: real numbers, live formulas only on purpose, ready to print on A4.

Every sheet has its title in row 1, its head in row 2 and data from :data:`FIRST_ROW` on, so that a caller can
write formulas. Rows are consumed once and never held.
"""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeAlias, cast

from printing.text import plain

if TYPE_CHECKING:
    # Loaded by whoever writes a workbook, not by every process at its start.
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment, Border, Font
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.worksheet import Worksheet

FIRST_ROW = 3

Kind: TypeAlias = Literal["text", "integer", "percent", "number2", "date", "formula"]


@dataclass(frozen=True)
class Formula:
    """A live formula such as ``=B3/C3``: the only value that Excel will compute. Never built from typed text."""

    text: str


Value: TypeAlias = str | int | float | Fraction | Decimal | date | Formula | None


@dataclass(frozen=True)
class Column:
    """``width`` in characters. ``percent`` takes a ratio (0.5 shows as 50.00%); ``formula`` shows two decimals."""

    title: str
    width: float = 12
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One worksheet; ``notes`` stand under the table."""

    name: str
    title: str
    head: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    notes: Sequence[str] = ()
    landscape: bool = False
    freeze: bool = True


_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "percent": "0.00%",
    "number2": "#,##0.00",
    "date": "yyyy-mm-dd",
    "formula": "#,##0.00",
}
_LONGEST_TEXT = 32_767  # characters in a cell of Excel
_LARGEST_EXACT = 10**15  # Excel keeps fifteen digits; a longer number (a phone, a code) would lose its tail
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one xlsx file. Raises ``ValueError`` for no sheet or a row that does not fit its head."""
    buffer = BytesIO()
    write_workbook(buffer, sheets)
    return buffer.getvalue()


def write_workbook(file: BinaryIO, sheets: Sequence[Sheet]) -> None:
    """The same into a file, without holding it in memory."""
    from openpyxl import Workbook

    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        name = sheet_name(sheet.name, taken)
        taken.add(name.casefold())
        page = book.create_sheet(name)
        try:
            _write(
                cast("Worksheet", page), sheet
            )  # the stub hides what the write-only sheet takes over from it
        finally:
            page.close()
    book.save(file)


def sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """A name Excel accepts: at most 31 characters, none of ``[]:*?/\\``, no quote at an end, not in ``taken``."""
    clean = re.sub(r"[\[\]:*?/\\\n]", " ", plain(name)).strip(" '")[:31].strip(" '") or "工作表"
    if clean.casefold() == "history":  # Excel keeps this one for itself
        clean = "History_"
    used = {other.casefold() for other in taken}
    candidate, number = clean, 1
    while candidate.casefold() in used:
        number += 1
        suffix = f"（{number}）"
        candidate = clean[: 31 - len(suffix)] + suffix
    return candidate


@cache
def _border() -> "Border":
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color="FF808080")
    return Border(left=side, right=side, top=side, bottom=side)


def _write(page: "Worksheet", sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font

    _set_up(page, sheet)
    columns = len(sheet.head)
    across = Alignment(horizontal="centerContinuous", vertical="center")
    page.append(
        _styled_row(page, [sheet.title] + [""] * (columns - 1), Font(name="宋体", size=16, bold=True), across)
    )
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    page.append(
        _styled_row(page, [c.title for c in sheet.head], Font(name="黑体", size=11), middle, border=_border())
    )
    pens = [_ColumnPen(page, column) for column in sheet.head]
    for row in sheet.rows:
        if len(row) != columns:
            raise ValueError(f"sheet {sheet.name} has {columns} columns, not {len(row)}: {row!r}")
        page.append([pen.write(value) for pen, value in zip(pens, row, strict=True)])
    for note in sheet.notes:
        page.append(_styled_row(page, [note], Font(name="宋体", size=10), Alignment(wrap_text=False)))


def _set_up(page: "Worksheet", sheet: Sheet) -> None:
    """Widths, frozen head and print set-up: all of it must stand before the first row."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for number, column in enumerate(sheet.head, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.row_dimensions[1].height = 30
    if sheet.freeze:
        page.freeze_panes = f"A{FIRST_ROW}"
    page.print_title_rows = f"1:{FIRST_ROW - 1}"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.horizontalCentered = True
    page.page_margins.left = page.page_margins.right = 0.6
    footer = cast("HeaderFooterItem", page.oddFooter)
    footer.center.text = "第 &P 页，共 &N 页"
    footer.left.text = plain(sheet.name).replace("&", "&&")


def _styled_row(
    page: "Worksheet",
    texts: Sequence[str],
    font: "Font",
    alignment: "Alignment",
    *,
    border: "Border | None" = None,
) -> list["Cell"]:
    cells = []
    for text in texts:
        cell = _text_cell(page, text)
        cell.font, cell.alignment = font, alignment
        if border:
            cell.border = border
        cells.append(cell)
    return cells


def _text_cell(page: "Worksheet", text: str) -> "Cell":
    """A cell that stays text, whatever it starts with."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page)
    cell.value = plain(text)[:_LONGEST_TEXT]
    cell.data_type = "s"  # openpyxl makes a formula of a leading "=" and an error of "#N/A"
    return cell


class _ColumnPen:
    """Writes the values of one column into one cell that is used again for every row.

    openpyxl's write-only sheet has written a row out before the next is given. A new styled cell for each value
    costs twice the time; styling each cell afresh, four times.
    """

    def __init__(self, page: "Worksheet", column: Column) -> None:
        self._cell = _template(page, column.kind)
        self._look = self._cell._style
        guarded = _template(page, "text")
        self._as_text = copy(guarded._style)
        guarded.quotePrefix = True  # stays text even after somebody edits it
        self._guarded = guarded._style

    def write(self, value: Value) -> "Cell":
        """The cell holding ``value``: text as text whatever it looks like, numbers and dates as such."""
        if isinstance(value, Formula):
            return self._put(value.text, "f", self._look)
        if isinstance(value, date):
            moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            return self._put(moment, "d", self._look)
        if value is None or isinstance(value, str) or _too_long(value):
            text = "" if value is None else str(value)
            risky = text.lstrip().startswith(_SIGNS)
            return self._put(plain(text)[:_LONGEST_TEXT], "s", self._guarded if risky else self._as_text)
        return self._put(float(value) if isinstance(value, Fraction) else value, "n", self._look)

    def _put(self, value: object, data_type: str, style: object) -> "Cell":
        cell = self._cell
        cell._value, cell.data_type, cell._style = value, data_type, style
        return cast("Cell", cell)


def _template(page: "Worksheet", kind: Kind) -> Any:
    """A styled cell; ``Any``, because the stub does not show value and style the way openpyxl keeps them."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(page)
    cell.font = Font(name="宋体", size=11)
    cell.border = _border()
    side = {"text": "left", "date": "center"}.get(kind, "right")
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=kind == "text")
    cell.number_format = _FORMATS[kind]
    return cell


def _too_long(value: int | float | Fraction | Decimal) -> bool:
    return isinstance(value, int) and abs(value) >= _LARGEST_EXACT
