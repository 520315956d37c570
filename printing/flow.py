"""Pieces of a page from top to bottom: each knows its height, where it may be cut and how to draw itself."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from printing.fonts import Family
from printing.text import Align, Line, Pen, break_lines, text_width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


class Piece:
    """Something of a fixed height on a page. ``before``: space above it, dropped at the top of a page."""

    before: float = 0.0
    keeps_next: bool = False  # a heading never stands alone at the foot of a page

    @property
    def height(self) -> float:
        raise NotImplementedError

    @property
    def least(self) -> float:
        """Height of the smallest first part that may stand at the foot of a page."""
        return self.height

    def split(self, room: float, *, force: bool) -> "tuple[Piece, Piece] | None":
        """Two parts, the first no higher than ``room``; ``None`` if it cannot be cut there.

        ``force`` is set when a whole empty page is not enough: then even a row may be cut.
        """
        return None

    def draw(self, canvas: "Canvas", x: float, top: float) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Style:
    """How prose is set; lengths in points, ``indent`` in characters of the first line."""

    family: str = Family.FANGSONG
    size: float = 16.0
    leading: float = 29.0
    indent: float = 0.0
    align: str = Align.JUSTIFY
    tracking: float = 0.0
    before: float = 0.0
    keeps_next: bool = False
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)


class Lines(Piece):
    """Lines of prose, already broken."""

    def __init__(self, lines: Sequence[Line], style: Style, width: float) -> None:
        self.lines, self.style, self.width = lines, style, width
        self.before, self.keeps_next = style.before, style.keeps_next

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.leading

    @property
    def least(self) -> float:
        return min(len(self.lines), 2) * self.style.leading

    def split(self, room: float, *, force: bool) -> tuple[Piece, Piece] | None:
        count = int((room + 0.01) // self.style.leading)
        if count < (1 if force else 2) or count >= len(self.lines):
            return None
        rest = replace(self.style, before=0.0)
        return (
            Lines(self.lines[:count], replace(self.style, keeps_next=False), self.width),
            Lines(self.lines[count:], rest, self.width),
        )

    def draw(self, canvas: "Canvas", x: float, top: float) -> None:
        style = self.style
        canvas.setFillColorRGB(*style.colour)
        baseline = top - style.leading / 2 - style.size * 0.36
        pen = Pen(canvas)
        for line in self.lines:
            pen.line(
                line,
                x,
                baseline,
                style.size,
                width=self.width,
                align=style.align,
                tracking=style.tracking,
            )
            baseline -= style.leading
        pen.lift()
        canvas.setFillGray(0)


def prose(text: str, style: Style, width: float) -> Lines:
    """``text`` broken into a piece ``width`` points wide."""
    indent = style.indent * (style.size + style.tracking)
    lines = break_lines(text, style.family, style.size, width, indent=indent, tracking=style.tracking)
    return Lines(lines, style, width)


# Terms a title does not part, as far as its lines allow (GB/T 9704, 7.3.1: 词意完整).
TERMS = (
    *(
        "述职述廉",
        "民主评议",
        "行风评议",
        "万人评议",
        "评议代表",
        "评议",
        "会议",
        "计票",
        "报告",
        "情况",
        "抽取",
        "证书",
    ),
    *(
        "监督",
        "监察",
        "检查",
        "管理",
        "整改",
        "通报",
        "公示",
        "结果",
        "年度",
        "季度",
        "分局",
        "代表",
        "关于",
        "工作",
    ),
)


def balanced(text: str, style: Style, width: float) -> Lines:
    """Like :func:`prose`, for titles: lines as even as their number allows, parted between terms if possible."""

    def broken(room: float) -> list[Line]:
        return break_lines(text, style.family, style.size, room)

    count = len(broken(width))
    steps = max(0, ceil((width - style.size) / 4))
    # The narrowest room for so many lines: fewer characters fit as it shrinks, so halving finds it.
    narrowest = bisect_right(range(1, steps + 1), count, key=lambda step: len(broken(width - 4 * step)))
    choices = (broken(width - 4 * step) for step in range(narrowest, -1, -1))
    whole = next((lines for lines in choices if not _parts_a_term(lines)), None)
    return Lines(whole or broken(width - 4 * narrowest), style, width)


def _parts_a_term(lines: Sequence[Line]) -> bool:
    texts = ["".join(characters for _, characters in line.runs) for line in lines]
    for before, after in pairwise(texts):
        for term in TERMS:
            if any(
                before.endswith(term[:cut]) and after.startswith(term[cut:]) for cut in range(1, len(term))
            ):
                return True
    return False


class Drawn(Piece):
    """A figure of a known height, painted by a function of (canvas, x, top)."""

    def __init__(
        self, height: float, paint: Callable[["Canvas", float, float], None], *, before: float = 0.0
    ) -> None:
        self._height, self._paint, self.before = height, paint, before

    @property
    def height(self) -> float:
        return self._height

    def draw(self, canvas: "Canvas", x: float, top: float) -> None:
        self._paint(canvas, x, top)


class Break(Piece):
    """What follows begins on a new page."""

    @property
    def height(self) -> float:
        return 0.0

    def draw(self, canvas: "Canvas", x: float, top: float) -> None:
        """Nothing to see."""


Cell = Sequence[Line]


@dataclass(frozen=True)
class Look:
    """Type of a table."""

    size: float = 10.5
    leading: float = 15.0
    pad_x: float = 3.5
    pad_y: float = 3.5
    body: str = Family.SONG
    head: str = Family.HEI


SHORT_TABLE = 8
"""Rows up to which a table is not cut."""


class Grid(Piece):
    """A ruled table. The head stands again on every page; a row is never cut unless it outgrows a page."""

    def __init__(
        self,
        head: Sequence[Cell],
        rows: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        align: Sequence[str],
        look: Look,
        *,
        caption: str = "",
        continued: bool = False,
    ) -> None:
        self.head, self.rows, self.widths, self.align, self.look = head, rows, widths, align, look
        self.caption, self.continued = caption, continued
        self.before = 0.0 if continued else look.leading * 0.6
        self._heights = [self._row_height(row) for row in rows]
        words = f"{caption}（续）" if caption and continued else caption
        caption_style = Style(look.head, look.size + 1.5, look.leading + 5, align=Align.CENTER)
        self._caption = prose(words, caption_style, sum(widths)) if words else None
        self._head_height = self._row_height(head) if head else 0.0
        self._top = self._head_height + (self._caption.height if self._caption else 0.0)

    def _row_height(self, row: Sequence[Cell]) -> float:
        return max(len(cell) for cell in row) * self.look.leading + 2 * self.look.pad_y

    @property
    def height(self) -> float:
        return self._top + sum(self._heights)

    @property
    def _whole(self) -> bool:
        """A short table is read at one glance, so it moves to the next page rather than being cut."""
        return not self.continued and len(self.rows) <= SHORT_TABLE

    @property
    def least(self) -> float:
        return self.height if self._whole else self._top + sum(self._heights[:2])

    def split(self, room: float, *, force: bool) -> tuple[Piece, Piece] | None:
        if self._whole and not force:
            return None
        left = room - self._top + 0.01
        count = 0
        while count < len(self.rows) and self._heights[count] <= left:
            left -= self._heights[count]
            count += 1
        if len(self.rows) - count == 1 and count > 2:  # the last row does not travel alone
            count -= 1
        if count == 1 and not force:  # a single row under a head at the foot of a page looks lost
            return None
        if 0 < count < len(self.rows):
            return self._part(self.rows[:count], self.continued), self._part(self.rows[count:], True)
        if count == 0 and force and self.rows:
            return self._cut_first_row(left)
        return None

    def _cut_first_row(self, left: float) -> tuple[Piece, Piece] | None:
        count = int((left - 2 * self.look.pad_y) // self.look.leading)
        if count < 1:
            return None
        first = [cell[:count] for cell in self.rows[0]]
        rest = [cell[count:] for cell in self.rows[0]]
        return self._part([first], self.continued), self._part([rest, *self.rows[1:]], True)

    def _part(self, rows: Sequence[Sequence[Cell]], continued: bool) -> "Grid":
        return Grid(
            self.head, rows, self.widths, self.align, self.look, caption=self.caption, continued=continued
        )

    def draw(self, canvas: "Canvas", x: float, top: float) -> None:
        edge = top
        if self._caption:
            self._caption.draw(canvas, x, top)
            edge -= self._caption.height
        rules = [edge]
        pen = Pen(canvas)
        if self.head:
            self._draw_row(pen, self.head, [Align.CENTER] * len(self.widths), x, edge, self._head_height)
            edge -= self._head_height
            rules.append(edge)
        for row, height in zip(self.rows, self._heights, strict=True):
            self._draw_row(pen, row, self.align, x, edge, height)
            edge -= height
            rules.append(edge)
        pen.lift()
        self._rule(canvas, x, rules)

    def _draw_row(
        self, pen: Pen, row: Sequence[Cell], align: Sequence[str], x: float, top: float, height: float
    ) -> None:
        look = self.look
        for cell, width, side in zip(row, self.widths, align, strict=True):
            spare = height - len(cell) * look.leading
            baseline = top - spare / 2 - look.leading / 2 - look.size * 0.36
            for line in cell:
                pen.line(
                    line,
                    x + look.pad_x,
                    baseline,
                    look.size,
                    width=width - 2 * look.pad_x,
                    align=side,
                )
                baseline -= look.leading
            x += width

    def _rule(self, canvas: "Canvas", x: float, rules: Sequence[float]) -> None:
        right = x + sum(self.widths)
        columns = [x]
        for width in self.widths:
            columns.append(columns[-1] + width)
        canvas.setLineWidth(0.5)
        canvas.setStrokeGray(0)
        canvas.lines([(x, y, right, y) for y in rules])
        canvas.lines([(c, rules[0], c, rules[-1]) for c in columns])
        canvas.setLineWidth(1)
        canvas.rect(x, rules[-1], right - x, rules[0] - rules[-1], stroke=1, fill=0)


def grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: float,
    *,
    shares: Sequence[float] | None = None,
    align: Sequence[str] | None = None,
    caption: str = "",
    look: Look,
    labels: Collection[int] = (),
) -> Grid:
    """Break every cell of a table ``width`` points wide into lines.

    ``shares`` are relative column widths, measured from the text if ``None``; ``align`` is ``left``, ``center``
    or ``right`` for each column, centred if ``None``. The columns in ``labels`` are set like a head.
    Raises ``ValueError`` when a row, ``shares`` or ``align`` has not one entry for each column.
    """
    columns = len(head) if head else len(rows[0])
    for entry in (*rows, *(part for part in (shares, align) if part is not None)):
        if len(entry) != columns:
            raise ValueError(f"the table has {columns} columns, not {len(entry)}: {entry!r}")
    sides = [Align(side) for side in align] if align else [Align.CENTER] * columns
    shares = shares or _measured(head, rows, columns, look)
    widths = [width * share / sum(shares) for share in shares]

    def cell(text: str, column: int, family: str) -> Cell:
        return break_lines(text, family, look.size, widths[column] - 2 * look.pad_x)

    families = [look.head if column in labels else look.body for column in range(columns)]
    return Grid(
        [cell(text, column, look.head) for column, text in enumerate(head)],
        [[cell(text, column, families[column]) for column, text in enumerate(row)] for row in rows],
        widths,
        sides,
        look,
        caption=caption,
    )


def _measured(head: Sequence[str], rows: Sequence[Sequence[str]], columns: int, look: Look) -> list[float]:
    """Natural column widths, none under three characters nor over sixteen."""
    found = []
    for column in range(columns):
        texts = [row[column] for row in (head, *rows) if row]
        longest = max((text_width(text, look.head, look.size) for text in texts), default=0.0)
        found.append(min(max(longest, 3 * look.size), 16 * look.size) + 2 * look.pad_x)
    return found
