"""Roster and exclusions of a draw as canonical bytes (AICDRAW1 steps 1 and 2; S0-02, S0-03)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rulebook.draw.canonical import sha256_hex

BYTE_ORDER_MARK = "\ufeff"


class RosterError(ValueError):
    """A row that may not stand in a roster. `row` counts data rows from 1; None means the header."""

    def __init__(self, row: int | None, message: str) -> None:
        super().__init__(f"第 {row} 行：{message}" if row else message)
        self.row = row
        self.message = message


@dataclass(frozen=True, slots=True)
class Entry:
    """One eligible business, person (by roster code) or place."""

    id: str
    stratum: str
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Somebody who is not in the roster, and why."""

    id: str
    reason: str
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """Entries sorted by the UTF-8 bytes of their id, and the canonical bytes they make."""

    columns: tuple[str, ...]
    entries: tuple[Entry, ...]
    data: bytes

    @cached_property
    def hash(self) -> str:
        return sha256_hex(self.data)

    @cached_property
    def stratum_of(self) -> dict[str, str]:
        """id → stratum."""
        return {entry.id: entry.stratum for entry in self.entries}

    @cached_property
    def sizes(self) -> dict[str, int]:
        """stratum → number of entries, strata in order of first appearance."""
        sizes: dict[str, int] = {}
        for entry in self.entries:
            sizes[entry.stratum] = sizes.get(entry.stratum, 0) + 1
        return sizes


@dataclass(frozen=True)
class Exclusions:
    """Exclusions sorted like a roster, and the canonical bytes they make."""

    columns: tuple[str, ...]
    entries: tuple[Exclusion, ...]
    data: bytes

    @cached_property
    def hash(self) -> str:
        return sha256_hex(self.data)


def build_roster(rows: Iterable[Sequence[str]], columns: Sequence[str] = ()) -> Roster:
    """Roster of `rows` (id, stratum, attributes…), attributes named by `columns`.

    Fields are brought to NFC and trimmed; the order of `rows` never matters.
    Raises RosterError with the row number for an empty or repeated id, an empty stratum, a wrong
    number of fields, or a field with a tab, a line break or another control character.
    """
    header, lines = _table(rows, ("id", "stratum", *columns), ("编号", "分层"))
    entries = [Entry(line[0], line[1], line[2:]) for line in lines]
    return Roster(header[2:], tuple(entries), _bytes(header, lines))


def build_exclusions(rows: Iterable[Sequence[str]], columns: Sequence[str] = ()) -> Exclusions:
    """Exclusions of `rows` (id, reason, attributes…); the same rules as for a roster."""
    header, lines = _table(rows, ("id", "reason", *columns), ("编号", "排除理由"))
    entries = [Exclusion(line[0], line[1], line[2:]) for line in lines]
    return Exclusions(header[2:], tuple(entries), _bytes(header, lines))


def read_roster(data: bytes) -> Roster:
    """The roster whose canonical bytes are exactly `data`; raises RosterError otherwise."""
    header, rows = _split(data, "stratum")
    roster = build_roster(rows, header[2:])
    _require_same(roster.data, data)
    return roster


def read_exclusions(data: bytes) -> Exclusions:
    """The exclusions whose canonical bytes are exactly `data`; raises RosterError otherwise."""
    header, rows = _split(data, "reason")
    exclusions = build_exclusions(rows, header[2:])
    _require_same(exclusions.data, data)
    return exclusions


def require_disjoint(roster: Roster, exclusions: Exclusions) -> None:
    """Raises RosterError (row of the exclusion) when an excluded id also stands in the roster."""
    for row, exclusion in enumerate(exclusions.entries, start=1):
        if exclusion.id in roster.stratum_of:
            raise RosterError(row, f"“{exclusion.id}”既在名册中又在排除名单中")


def person_commit(salt: str, name: str, phone: str) -> str:
    """SHA-256 of salt, 姓名, 手机 on three lines, so that nobody re-maps roster codes after the draw.

    The salt must be long and random; it is opened to the person and the auditor only.
    """
    return sha256_hex("\n".join((salt, tidy(name), tidy(phone))).encode())


def tidy(text: str) -> str:
    """NFC without white space at both ends."""
    return unicodedata.normalize("NFC", text).strip()


def flaw(field: str) -> str:
    """Why a tidied field cannot stand in a canonical line, in Chinese; empty when it can."""
    if "\t" in field or "\r" in field or "\n" in field:
        return "内容中有制表符或换行"
    if BYTE_ORDER_MARK in field or any(unicodedata.category(char) == "Cc" for char in field):
        return "内容中有控制字符"
    if any("\ud800" <= char <= "\udfff" for char in field):
        return "内容中有无法编码的字符"
    return ""


def _table(
    rows: Iterable[Sequence[str]], columns: Sequence[str], needed: tuple[str, str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    header = tuple(tidy(column) for column in columns)
    if len(set(header)) != len(header) or not all(header) or any(flaw(column) for column in header):
        raise RosterError(None, "表头的列名为空、重复或含有制表符、换行等字符")
    seen: dict[str, int] = {}
    lines: list[tuple[str, ...]] = []
    for row, raw in enumerate(rows, start=1):
        line = tuple(tidy(field) for field in raw)
        if len(line) != len(header):
            raise RosterError(row, f"应有 {len(header)} 列，实有 {len(line)} 列")
        for column, field in zip(header, line, strict=True):
            if problem := flaw(field):
                raise RosterError(row, f"“{column}”列{problem}")
        for name, field in zip(needed, line[:2], strict=True):
            if not field:
                raise RosterError(row, f"{name}为空")
        if line[0] in seen:
            raise RosterError(row, f"编号“{line[0]}”与第 {seen[line[0]]} 行重复")
        seen[line[0]] = row
        lines.append(line)
    # Python compares text by code point, which is the order of UTF-8 bytes.
    lines.sort(key=lambda line: line[0])
    return header, lines


def _bytes(header: tuple[str, ...], lines: list[tuple[str, ...]]) -> bytes:
    return "".join("\t".join(line) + "\n" for line in [header, *lines]).encode()


def _split(data: bytes, second: str) -> tuple[list[str], list[list[str]]]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise RosterError(None, "内容不是 UTF-8 编码") from error
    header, *rows = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
    if header[:2] != ["id", second]:
        raise RosterError(None, f"表头应以 id、{second} 开头")
    return header, rows


def _require_same(built: bytes, data: bytes) -> None:
    if built != data:
        raise RosterError(None, "内容不是规范形式：须为 NFC、两端无空白、按编号排序、以换行结尾")
