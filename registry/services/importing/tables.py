"""From a sheet to its head: which row holds the headings, which heading feeds which field, which rows are no data."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from registry.services.importing.files import ImportRefused, Row, Table
from rulebook.registry.messy import clean_text

SEARCHED_ROWS = 30
"""How far down the headings may stand below titles."""

REASON = "问题说明"
"""Heading of the column that the workbook of problem rows adds; it is never data."""

NO_DATA = {"empty": "空行", "title": "标题行", "total": "合计行", "note": "说明行", "headings": "重复的表头"}

_TOTAL = re.compile(r"(?:合计|总计|小计|共计)(?:[:：(（\d].*)?")
_NOTE = re.compile(r"(?:填表|制表|审核|复核|填报|备注|注|说明|单位负责)[^:：]{0,6}[:：].*")


@dataclass(frozen=True)
class Column:
    """A field of a kind of file: its heading, other headings seen for it, and what the template says about it."""

    field: str
    label: str
    others: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    note: str = ""
    longest: int = 0


@dataclass(frozen=True)
class Head:
    """The heading row of a table: its number, the headings as read, and field → column index as far as recognised."""

    table: Table
    number: int
    headings: tuple[str, ...]
    mapping: dict[str, int]


# Text that cleaning would leave as it is, and nearly every cell is such: Chinese characters, ASCII, usual marks.
_CLEAN = re.compile(r"[!-~一-鿿（）、，。；：“”《》·—]*")


def text_of(value: object) -> str:
    """``clean_text``, without its work for the many cells that need none."""
    if isinstance(value, str) and _CLEAN.fullmatch(value):
        return value
    return clean_text(value)


def bare(heading: object) -> str:
    """A heading without spaces, brackets and their content, marks of duty."""
    return re.sub(r"[（(【\[].*?[】\])）]|[\s*＊:：]", "", text_of(heading))


def headings_digest(kind: str, headings: Sequence[str]) -> str:
    """What a remembered mapping is found by; the column of reasons and empty ends do not count."""
    names = [bare(heading) for heading in headings]
    while names and names[-1] in ("", REASON):
        names.pop()
    return hashlib.sha256(json.dumps([kind, names], ensure_ascii=False).encode()).hexdigest()


def recognise(columns: Iterable[Column], headings: Sequence[str]) -> dict[str, int]:
    """Field → index of the first heading that names it: its label first, then the other names."""
    places: dict[str, int] = {}
    for index, heading in enumerate(headings):
        places.setdefault(bare(heading), index)
    found: dict[str, int] = {}
    for column in columns:
        for name in (column.label, *column.others):
            place = places.get(bare(name))
            if place is not None and place not in found.values():
                found[column.field] = place
                break
    return found


def find_head(columns: Sequence[Column], found: Sequence[Table]) -> Head:
    """The row, on whichever sheet, that names most fields; failing that, the fullest row of text of the first sheet."""
    best: Head | None = None
    for table in found:
        for number, row in islice(table.rows(), SEARCHED_ROWS):
            headings = tuple(text_of(cell) for cell in row)
            mapping = recognise(columns, headings)
            if len(mapping) >= 2 and (best is None or len(mapping) > len(best.mapping)):
                best = Head(table, number, headings, mapping)
    return best or _fullest(found[0])


def _fullest(table: Table) -> Head:
    best = Head(table, 0, (), {})
    most = 0
    for number, row in islice(table.rows(), SEARCHED_ROWS):
        headings = tuple(text_of(cell) for cell in row)
        words = len({name for name in headings if name and not name[0].isdigit()})
        if words > most:
            best, most = Head(table, number, headings, {}), words
    if not most:
        raise ImportRefused("没有找到表头，请核对文件内容，或下载模板填写。")
    return best


def missing(columns: Iterable[Column], mapping: Mapping[str, int]) -> list[str]:
    """Labels of the required columns that the mapping lacks."""
    return [column.label for column in columns if column.required and column.field not in mapping]


def ignored(headings: Sequence[str], mapping: Mapping[str, int]) -> list[str]:
    """Headings that feed no field, to be told; running numbers and our own column are not worth a word."""
    used = set(mapping.values())
    return [
        name
        for index, name in enumerate(headings)
        if name and index not in used and bare(name) not in ("序号", "编号", REASON)
    ]


def data_rows(head: Head, key_index: int, skipped: dict[str, int]) -> Iterator[tuple[int, Row]]:
    """The rows that hold data; what is left out is counted in ``skipped`` by the keys of ``NO_DATA``."""
    for number, row in head.table.rows():
        kind = "title" if number < head.number else _no_data(row, head.headings, key_index)
        if number == head.number:
            continue
        if kind:
            skipped[kind] = skipped.get(kind, 0) + 1
        else:
            yield number, row


def _no_data(row: Row, headings: tuple[str, ...], key_index: int) -> str:
    filled = _filled(row)
    cell = next(filled, "")
    if cell == "":
        return "empty"
    key = text_of(row[key_index]) if key_index < len(row) else ""
    if isinstance(cell, str):
        first = text_of(cell)
        if _TOTAL.fullmatch(first.replace(" ", "")) and key in ("", first):
            return "total"
        if _NOTE.fullmatch(first) and len(list(filled)) <= 1:
            return "note"
    if key == headings[key_index] and tuple(map(text_of, row)) == headings and len(list(_filled(row))) > 1:
        return "headings"
    return ""


def _filled(row: Row) -> Iterator[Any]:
    return (cell for cell in row if cell != "" and (not isinstance(cell, str) or cell.strip()))
