"""One row on its way: cells read field by field, problems and warnings collected with the heading they belong to."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db.models import QuerySet

from registry.models import ImportRow
from registry.models.importing import ImportVerdict
from registry.services.importing.files import Row
from registry.services.importing.tables import Column, text_of
from rulebook.registry import messy
from rulebook.registry.names import canonical_name

if TYPE_CHECKING:
    from registry.services.importing.lookups import Reach

CHUNK = 2000
"""Rows that are compared, staged or written in one go."""

MEMORY = 5000
"""Answers that a ``Memo`` holds."""

BLANKS = frozenset({"", "-", "—", "——", "/", "无"})
"""What people write into a cell that they leave empty."""

Report = Callable[[int, int, str], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Sheet:
    """What every row of one file shares: headings, field → column index, the columns of its kind."""

    headings: Sequence[str]
    mapping: Mapping[str, int]
    columns: Mapping[str, Column]
    today: date

    def heading(self, name: str) -> str:
        """The heading as the file writes it; the field's own label if the file has no such column."""
        index = self.mapping.get(name)
        return self.headings[index] if index is not None else self.columns[name].label


@dataclass(slots=True)
class Draft:
    """A row being read. ``values`` are plain JSON values by field; ``changes`` are [label, old text, new text]."""

    sheet: Sheet
    number: int
    row: Row
    key: str = ""
    exists: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[list[str]] = field(default_factory=list)
    warnings: list[list[str]] = field(default_factory=list)
    changes: list[list[str]] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether the file has this column at all."""
        return name in self.sheet.mapping

    def raw(self, name: str) -> Any:
        """The cell as read; "" for a missing column or a short row."""
        index = self.sheet.mapping.get(name)
        return self.row[index] if index is not None and index < len(self.row) else ""

    def problem(self, name: str, reason: str) -> None:
        """The row cannot be imported, because of this cell."""
        # A NUL that the reason quotes is the one character that no database keeps.
        self.problems.append([self.sheet.heading(name), reason.replace("\0", "\ufffd")])

    def warn(self, name: str, reason: str) -> None:
        """The row is imported, but somebody should know."""
        self.warnings.append([self.sheet.heading(name), reason])

    def text(self, name: str, *, required: bool = False) -> str:
        """The cleaned text; a formula, a text too long, or a missing required one is a problem."""
        column = self.sheet.columns[name]
        text = text_of(self.raw(name))
        if text[:1] in "=+-@" and text and messy.looks_like_formula(text):
            self.problem(name, f"“{text[:30]}”像是公式，请改成文字")
        if required and not text:
            self.problem(name, f"{column.label}为空")
        if column.longest and len(text) > column.longest:
            self.problem(name, f"超过 {column.longest} 个字，现有 {len(text)} 个字")
        return text

    def person(self, name: str, *, required: bool = False) -> str:
        """A person's name in its one form; the space that fills up a name of two characters goes."""
        return canonical_name(self.text(name, required=required))

    def day(self, name: str) -> str | None:
        """The date as ISO text; an impossible one is a problem, one after today a warning."""
        value = self.raw(name)
        if isinstance(value, str) and value.strip() in BLANKS:
            return None
        try:
            found = messy.parse_date(value)
        except messy.MessyCell as error:
            self.problem(name, str(error))
            return None
        if found is not None and found > self.sheet.today:
            self.warn(name, f"{found.isoformat()} 晚于今天")
        return found.isoformat() if found else None

    def phone(self, name: str) -> str:
        """The normalised telephone number, or "" when empty."""
        value = self.raw(name)
        # The usual mobile number needs no further looking at.
        if (
            isinstance(value, str)
            and len(value) == 11
            and value.isascii()
            and value.isdigit()
            and "13" <= value[:2] <= "19"
        ):
            return value
        if isinstance(value, str) and value.strip() in BLANKS:
            return ""
        try:
            return messy.parse_phone(value)
        except messy.MessyCell as error:
            self.problem(name, str(error))
            return ""

    def choice(self, name: str, words: Mapping[str, T]) -> T | None:
        """The value that a word stands for; an unknown word is a problem that lists the known ones."""
        cell = self.raw(name)
        # Nearly every cell is such a word as it stands.
        if isinstance(cell, str) and (found := words.get(cell)) is not None:
            return found
        text = text_of(cell).replace(" ", "")
        found = words.get(text)
        if found is None and name not in (each[0] for each in self.problems):
            known = "、".join(dict.fromkeys(next(iter(group)) for group in _by_value(words)))
            self.problem(
                name,
                f"“{text}”不在可选范围：{known}"
                if text
                else f"{self.sheet.columns[name].label}为空，应为：{known}",
            )
        return found

    @property
    def verdict(self) -> ImportVerdict:
        if self.problems:
            return ImportVerdict.PROBLEM
        if not self.exists:
            return ImportVerdict.NEW
        return ImportVerdict.CHANGED if self.changes else ImportVerdict.UNCHANGED


@dataclass
class Memo:
    """What cells were found to be that many rows have alike (an industry, an area), so that they are judged once."""

    found: dict[tuple[Any, ...], tuple[Draft, Any]] = field(default_factory=dict)

    def judge(self, draft: Draft, names: Sequence[str], judge: Callable[[Draft], T], *seen: int) -> T:
        """``judge(draft)``, which looks at the cells ``names`` only; the row takes over its values, problems and warnings.

        ``seen`` stands for what else the answer depends on: as soon as it differs, cells are judged again.
        """
        cells = tuple(map(draft.raw, names))
        known = self.found.get((*seen, *cells))
        if known is None:
            first = Draft(draft.sheet, draft.number, draft.row)
            known = first, judge(first)
            # Only texts: 1 and 1.0 and True are one key.
            if all(isinstance(cell, str) for cell in cells):
                if len(self.found) >= MEMORY:
                    self.found.clear()
                self.found[*seen, *cells] = known
        first, answer = known
        draft.values.update(first.values)
        draft.problems += first.problems
        draft.warnings += first.warnings
        return answer


def _by_value(words: Mapping[str, T]) -> list[list[str]]:
    groups: dict[T, list[str]] = {}
    for word, value in words.items():
        groups.setdefault(value, []).append(word)
    return [[word for word in group if word] or [""] for group in groups.values()]


class RowKind(Protocol):
    """One kind of file: its columns, how its rows are judged, and how good rows reach the registry.

    ``key`` is the column whose emptiness tells totals rows apart. ``judge`` may hold rows back, but yields each once;
    ``apply`` takes the staged rows that are new or changed, inside the caller's transaction, and returns the ids it touched
    by search kind. Neither writes outside of ``reach``: a row that would is a problem that says so.
    """

    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def key(self) -> str: ...

    def judge(self, drafts: Iterator[Draft], reach: "Reach") -> Iterator[Draft]: ...

    def apply(
        self, staged: Iterator[dict[str, Any]], today: date, reach: "Reach"
    ) -> Iterator[tuple[int, dict[str, list[int]]]]: ...


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def staged_values(rows: QuerySet[ImportRow]) -> Iterator[dict[str, Any]]:
    """What the good rows carry into the registry, a chunk in memory at a time."""
    for cells in rows.values_list("cells", flat=True).iterator(chunk_size=CHUNK):
        yield json.loads(cells)["values"]
