"""An uploaded file as rows of cells: what it is, told by its content, and what it may not be."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from registry.services.archives import BrokenArchive, opened_archive
from registry.services.refusals import FileRefused
from rulebook.registry.messy import MessyCell, decode_csv

if TYPE_CHECKING:
    from zipfile import ZipFile

    from python_calamine import CalamineWorkbook

LARGEST = 20 * 1024 * 1024
"""Bytes of an upload."""

LARGEST_UNPACKED = 300 * 1024 * 1024
LARGEST_RATIO = 200
LONGEST_TEXT = 1 << 18
"""Bytes between two tags of a worksheet: far more than the 32,767 characters a cell may hold."""

LARGEST_GRID = 8_000_000
"""Rows × columns of one sheet: the reader keeps the whole grid, empty cells included."""

Row: TypeAlias = list[Any]
"""Cells as read: text, numbers, dates; "" when empty."""


class ImportRefused(FileRefused):
    """The file or the step cannot be accepted; the text is a sentence in Chinese."""


@dataclass(frozen=True)
class Table:
    """One worksheet, or the whole of a CSV file. ``rows()`` starts afresh; row numbers count from 1 as Excel shows them."""

    name: str
    rows: Callable[[], Iterator[tuple[int, Row]]]
    count: Callable[[], int]
    """About how many rows there are, for the progress bar."""


def refuse_unsuitable(content: bytes) -> None:
    """Raise ``ImportRefused`` for what is no importable file: empty, too large, an old or locked workbook, a bomb."""
    if not content.strip(b"\xef\xbb\xbf \r\n\t"):
        raise ImportRefused("文件是空的，请重新选择。")
    if len(content) > LARGEST:
        raise ImportRefused(f"文件超过 {LARGEST // 1024 // 1024} 兆，请拆分后分次导入。")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise ImportRefused("工作簿设有打开密码，请去掉密码、另存后再上传。")
        raise ImportRefused("这是旧版 xls 文件，请用表格软件另存为 xlsx 后再上传。")
    if content.startswith(b"PK"):
        _refuse_bad_workbook(content)
        return
    if re.match(
        rb"(?is)\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype|html|table|\?mso|workbook)",
        content[3:] if content[:3] == b"\xef\xbb\xbf" else content,
    ):
        raise ImportRefused("这是网页格式的表格，请用表格软件打开后另存为 xlsx 再上传。")
    _csv_text(content)


def tables(content: bytes) -> list[Table]:
    """The worksheets that hold something, visible ones only; a CSV file is one table.

    ``content`` has passed ``refuse_unsuitable``. Raises ``ImportRefused``.
    """
    if not content.startswith(b"PK"):
        return [Table("CSV", lambda: _csv_rows(content), lambda: content.count(b"\n"))]
    # Loaded by who reads a workbook, not by every process at its start.
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        found = [_sheet_table(name, book) for name in names]
        filled = [table for table in found if next(table.rows(), None) is not None]
    except CalamineError as error:
        raise ImportRefused("工作簿已损坏，请用表格软件打开后另存为 xlsx 再上传。") from error
    if not filled:
        raise ImportRefused("工作簿里没有数据。")
    return filled


def _sheet_table(name: str, book: "CalamineWorkbook") -> Table:
    # One sheet is parsed once and kept by the reader in its own compact form; rows become Python one at a time.
    sheet = cache(book.get_sheet_by_name)
    return Table(name, lambda: enumerate(sheet(name).iter_rows(), 1), lambda: sheet(name).height)


def _csv_text(content: bytes) -> str:
    try:
        return decode_csv(content)
    except MessyCell as error:
        raise ImportRefused(f"{error}。只接受 xlsx 和 CSV 文件。") from error


def _csv_rows(content: bytes) -> Iterator[tuple[int, Row]]:
    text = _csv_text(content)
    start = text[:4096]
    delimiter = max(",\t;", key=start.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ImportRefused(f"第 {number} 行的引号不配对，读不下去，请检查这一行。") from error
        yield number, list(row)


def _refuse_bad_workbook(content: bytes) -> None:
    try:
        with opened_archive(content) as archive:
            _refuse_bad_entries(archive)
    except BrokenArchive as error:
        raise ImportRefused("工作簿已损坏或设有密码，请用表格软件打开后另存为 xlsx 再上传。") from error


def _refuse_bad_entries(archive: "ZipFile") -> None:
    entries = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        raise ImportRefused("文件内容不是 xlsx 工作簿。只接受 xlsx 和 CSV 文件。")
    unpacked = sum(entry.file_size for entry in entries)
    bomb = any(entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1024) for entry in entries)
    if unpacked > LARGEST_UNPACKED or bomb:
        raise ImportRefused("工作簿解开后过大，可能不是正常的表格，请拆分或另存后再上传。")
    # Reading to the end checks that no entry is larger than it declares.
    for entry in entries:
        if entry.filename.startswith("xl/worksheets/"):
            _refuse_wide_grid(partial(archive.open, entry))
            continue
        with archive.open(entry) as stream:
            while stream.read(1 << 20):
                pass


_ROW_NUMBERS = re.compile(rb'<row [^>]*?\br="(\d{1,7})"')
_CELL_COLUMNS = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})\d')
# A cell with content names its place, or stands after the one before it; a self-closing one is only formatted.
_PLACE = re.compile(rb'<(?:\w+:)?(row|c)(?=[\s>/])(?:[^>]*?\sr="([A-Z]{0,3})(\d{0,7})")?[^>]*?(/?)>')


def _refuse_wide_grid(entry: Callable[[], IO[bytes]]) -> None:
    """Two far cells make a tiny file that the reader would spread out to billions of empty ones."""
    with entry() as stream:
        if _roughly_narrow(stream):
            return
    with entry() as stream:
        rows, columns = _extent(stream)
    if rows * columns > LARGEST_GRID:
        raise ImportRefused(f"工作表范围过大（{rows} 行、{columns} 列），请删去多余的行列后再上传。")


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces that never cut a tag."""
    rest = b""
    while chunk := stream.read(1 << 20):
        chunk = rest + chunk
        cut = max(chunk.rfind(b"<"), 0)
        rest = chunk[cut:]
        if len(rest) > LONGEST_TEXT:
            raise ImportRefused("工作表内容不正常，请用表格软件打开后另存为 xlsx 再上传。")
        yield chunk[:cut]


def _roughly_narrow(stream: IO[bytes]) -> bool:
    """A quick look for the usual workbook, in which every row and cell names its place: certainly within bounds?"""
    rows, columns = 0, set[bytes]()
    named = met = 0
    for piece in _pieces(stream):
        numbers, letters = _ROW_NUMBERS.findall(piece), _CELL_COLUMNS.findall(piece)
        rows = max(rows, int(numbers[-1]) if numbers else 0)
        columns.update(letters)
        here = len(numbers) + len(letters)
        named += here
        # Counting what begins like a row or a cell is quick and never too few; tags are looked at where it is too many.
        quick = sum(map(piece.count, (b"<c", b"<row", b":c", b":row")))
        met += here if quick == here else len(re.findall(rb"<(?:\w+:)?(?:row|c)[\s>/]", piece))
    widest = max(map(_column_number, columns), default=0)
    return named == met and rows * widest <= LARGEST_GRID


def _extent(stream: IO[bytes]) -> tuple[int, int]:
    """Last row and column with content, by every tag in turn."""
    row = column = rows = columns = 0
    for piece in _pieces(stream):
        for kind, letters, number, closed in _PLACE.findall(piece):
            if kind == b"row":
                row, column = int(number) if number else row + 1, 0
                continue
            column = _column_number(letters) if letters else column + 1
            if not closed:
                rows, columns = max(rows, int(number) if number else row), max(columns, column)
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
