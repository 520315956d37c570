"""Chinese lines: cleaning, breaking by the rules of punctuation, setting with a face for every character.

ReportLab's own paragraphs take markup, let 「，」 and 「”」 start a line, do not justify Chinese and draw nothing
for a character the font lacks. Lines are therefore broken here; text is only ever text, never markup.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from printing import fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

OPENING = "“‘（《〈「『【〔〖([{￥¥$№"  # cannot end a line
CLOSING = "，。、；：？！”’）》〉」』】〕〗…—·～％‰℃°′″,.;:?!)]}%"  # cannot start a line

_LOOSEST_GAP = 0.35  # of the type size; a line that needs more to be flush stays ragged

_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_ATOM = re.compile(
    "[{open}]*(?:{word}|[^\n])(?: *[{close}])* *|[{open}]+".format(
        open=re.escape(OPENING),
        close=re.escape(CLOSING),
        word=r"[0-9A-Za-z\u00c0-\u024f]+(?:[-./_:@,][0-9A-Za-z\u00c0-\u024f]+)*",
    )
)


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type: runs of (face name, characters), natural width and left indent in points."""

    runs: tuple[tuple[str, str], ...]
    width: float
    count: int
    indent: float = 0.0
    last: bool = True


def plain(text: str) -> str:
    """The text as it may be printed: no control, bidirectional or zero-width characters, lines parted by \\n."""
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", text.replace("\t", " ")))


def text_width(text: str, family: str, size: float, tracking: float = 0.0) -> float:
    """Width in points of ``text`` on one line."""
    if not text:
        return 0.0
    place = fonts.place
    return sum(place(c, family)[2] for c in text) * size / 1000 + tracking * (len(text) - 1)


def set_line(text: str, family: str, size: float, tracking: float = 0.0) -> Line:
    """``text`` (already plain) on one line, however long."""
    runs: list[tuple[str, str]] = []
    advance = 0.0
    for character in text:
        face, drawn, width = fonts.place(character, family)
        advance += width
        if runs and runs[-1][0] == face:
            runs[-1] = (face, runs[-1][1] + drawn)
        else:
            runs.append((face, drawn))
    return Line(tuple(runs), advance * size / 1000 + tracking * max(len(text) - 1, 0), len(text))


def break_lines(
    text: str, family: str, size: float, width: float, *, indent: float = 0.0, tracking: float = 0.0
) -> list[Line]:
    """Break ``text`` into lines of ``width`` points; every \\n starts a paragraph, indented by ``indent`` points.

    ``tracking`` is added between characters. Closing punctuation never starts a line and opening punctuation
    never ends one; words and figures stay whole unless longer than a line.
    """
    lines: list[Line] = []
    for paragraph in plain(text).split("\n"):
        rows = list(_fill(paragraph.rstrip(), family, size, width, indent, tracking))
        for number, row in enumerate(rows):
            set_row = set_line(row, family, size, tracking)
            lines.append(
                Line(
                    set_row.runs,
                    set_row.width,
                    set_row.count,
                    indent=indent if number == 0 else 0.0,
                    last=number == len(rows) - 1,
                )
            )
    return lines


def _fill(text: str, family: str, size: float, width: float, indent: float, tracking: float) -> Iterator[str]:
    room = width - indent + 0.01
    if text_width(text, family, size, tracking) <= room:
        yield text
        return
    row = ""
    used = 0.0
    for atom in _atoms(text, family, size, width, tracking):
        solid = text_width(atom.rstrip(" "), family, size, tracking)
        if row and used + solid > room:
            yield row.rstrip(" ")
            row, used, room = "", 0.0, width + 0.01
        row += atom
        used += text_width(atom, family, size, tracking) + tracking
    yield row


def _atoms(text: str, family: str, size: float, width: float, tracking: float) -> Iterator[str]:
    for found in _ATOM.finditer(text):
        atom = found.group()
        if len(atom) > 1 and text_width(atom, family, size, tracking) > width:
            yield from _chop(atom)
        else:
            yield atom


def _chop(atom: str) -> Iterator[str]:
    """Characters of an atom longer than a line; its closing punctuation stays with the last of them."""
    tail = len(atom.rstrip(CLOSING + " ")) - 1
    if tail > 0 and len(atom) - tail <= 4:
        yield from atom[:tail]
        yield atom[tail:]
    else:
        yield from atom


class Pen:
    """One run of text drawing on a page: many lines anywhere, the type changed only when it must."""

    def __init__(self, canvas: "Canvas") -> None:
        self._canvas = canvas
        self._text = canvas.beginText()
        self._face, self._size, self._space = "", 0.0, 0.0

    def line(
        self,
        line: Line,
        x: float,
        y: float,
        size: float,
        *,
        width: float = 0.0,
        align: str = Align.LEFT,
        tracking: float = 0.0,
    ) -> None:
        """Set ``line`` with its baseline at ``y``, within ``width`` points from ``x``."""
        left = x + line.indent
        spare = width - line.indent - line.width
        space = tracking
        if align == Align.CENTER:
            left += spare / 2
        elif align == Align.RIGHT:
            left += spare
        elif align == Align.JUSTIFY and not line.last and line.count > 1:
            gap = spare / (line.count - 1)
            if gap <= _LOOSEST_GAP * size:
                space += gap
        self._text.setTextOrigin(left, y)
        if space != self._space:
            self._text.setCharSpace(space)
            self._space = space
        for face, characters in line.runs:
            if (face, size) != (self._face, self._size):
                self._text.setFont(face, size)
                self._face, self._size = face, size
            self._text.textOut(characters)

    def lift(self) -> None:
        """Put everything on the page."""
        if self._space:
            self._text.setCharSpace(0)
        self._canvas.drawText(self._text)


def draw_line(
    canvas: "Canvas",
    line: Line,
    x: float,
    y: float,
    size: float,
    *,
    width: float = 0.0,
    align: str = Align.LEFT,
    tracking: float = 0.0,
) -> None:
    """Set a single line; see :meth:`Pen.line`."""
    pen = Pen(canvas)
    pen.line(line, x, y, size, width=width, align=align, tracking=tracking)
    pen.lift()
