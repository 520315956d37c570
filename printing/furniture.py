"""What stands around the text of an official document: type area, red head, signatures, 署名 and date, QR code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from printing import paper
from printing.flow import Drawn, Look, Piece, Style, grid
from printing.fonts import Family
from printing.paper import millimetres
from printing.text import Align, break_lines, draw_line, plain, set_line, text_width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

BODY_SIZE = 16.0  # 3号
COMPACT_SIZE = 12.0  # 小四
PARTICULARS = Look(size=12, leading=18, pad_x=6, pad_y=4)
COMPACT_PARTICULARS = Look(size=10.5, leading=15, pad_x=6, pad_y=3)
CHARACTERS, LINES = 28, 22
Colour: TypeAlias = tuple[float, float, float]
RED = (0.78, 0.07, 0.07)


@dataclass(frozen=True)
class TypeArea:
    """The type area (版心) of a page in points, and how prose is set in it."""

    size: tuple[float, float]
    left: float
    top: float
    width: float
    height: float
    body_size: float
    leading: float
    tracking: float

    def style(self, family: str = Family.FANGSONG, *, indent: float = 2.0, keeps_next: bool = False) -> Style:
        return Style(
            family,
            self.body_size,
            self.leading,
            indent=indent,
            tracking=self.tracking,
            keeps_next=keeps_next,
        )


def type_area(*, landscape: bool, compact: bool) -> TypeArea:
    """The type area. A page laid across is the upright one turned, its binding edge on top.

    28 characters of 3号 are a hair wider than the standard's 156 mm: ``tracking`` takes the difference.
    """
    wide, high = paper.LANDSCAPE if landscape else paper.PORTRAIT
    top, bottom, left, right = (28, 26, 37, 35) if landscape else (37, 35, 28, 26)
    return TypeArea(
        size=(wide, high),
        left=millimetres(left),
        top=high - millimetres(top),
        width=wide - millimetres(left + right),
        height=high - millimetres(top + bottom),
        body_size=COMPACT_SIZE if compact else BODY_SIZE,
        leading=21.0 if compact else millimetres(225) / LINES,
        tracking=0.0 if compact else (millimetres(156) - CHARACTERS * BODY_SIZE) / (CHARACTERS - 1),
    )


def gap() -> Piece:
    return Drawn(8, lambda canvas, x, top: None)


def particulars(rows: Sequence[tuple[str, str]], area: TypeArea) -> list[Piece]:
    """Names and values as a table; on a compact page two short ones share a row."""
    look = COMPACT_PARTICULARS if area.body_size == COMPACT_SIZE else PARTICULARS
    pieces: list[Piece] = []
    for columns, members in groupby(_shared_rows(rows, area, look), key=len):
        shares = (2, 3, 2, 3) if columns == 4 else (2, 8) if look is COMPACT_PARTICULARS else (2, 5)
        piece = grid(
            (),
            list(members),
            area.width,
            shares=shares,
            align=("center", "left") * (columns // 2),
            look=look,
            labels=range(0, columns, 2),
        )
        if pieces:
            piece.before = 0.0
        pieces.append(piece)
    return pieces


def _shared_rows(rows: Sequence[tuple[str, str]], area: TypeArea, look: Look) -> Iterator[tuple[str, ...]]:
    room = 0.3 * area.width - 2 * look.pad_x
    waiting: tuple[str, str] | None = None
    for name, value in rows:
        short = text_width(plain(value), look.body, look.size) <= room
        if look is not COMPACT_PARTICULARS or not short:
            if waiting:
                yield waiting
            waiting = None
            yield name, value
        elif waiting:
            yield *waiting, name, value
            waiting = None
        else:
            waiting = name, value
    if waiting:
        yield waiting


def coloured_head(issuer: str, number: str, area: TypeArea, colour: Colour = RED) -> Piece:
    """发文机关标志 and 发文字号 over a rule, red unless the document says otherwise."""
    name = plain(issuer).replace("\n", "")
    size = min(36.0, area.width / max(len(name), 1))
    line = set_line(name, Family.TITLE, size)
    number_line = set_line(plain(number).replace("\n", ""), Family.FANGSONG, BODY_SIZE)
    rule = 52.0 + (34.0 if number else 0.0)

    def paint(canvas: "Canvas", x: float, top: float) -> None:
        canvas.setFillColorRGB(*colour)
        draw_line(canvas, line, x, top - 36, size, width=area.width, align=Align.CENTER)
        canvas.setFillGray(0)
        draw_line(canvas, number_line, x, top - rule + 12, BODY_SIZE, width=area.width, align=Align.CENTER)
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(1.5)
        canvas.line(x, top - rule, x + area.width, top - rule)
        canvas.setStrokeGray(0)

    return Drawn(rule + 4, paint)


def qr_code(data: str, caption: str, size: float, area: TypeArea) -> Piece:
    lines = break_lines(caption, Family.SONG, 10.5, area.width) if caption else []

    def paint(canvas: "Canvas", x: float, top: float) -> None:
        paper.draw_qr(canvas, data, x + (area.width - size) / 2, top - size, size)
        for number, line in enumerate(lines):
            baseline = top - size - 10 - number * 15
            draw_line(canvas, line, x, baseline, 10.5, width=area.width, align=Align.CENTER)

    return Drawn(size + 15 * len(lines) + 4, paint, before=6)


def signatures(lines: Sequence[str], area: TypeArea) -> Piece:
    """Lines to sign, two abreast if every label leaves 28 mm for a name."""
    leading = area.leading + 7
    labels = [plain(line).replace("\n", " ") for line in lines]
    longest = max((text_width(label, Family.FANGSONG, area.body_size) for label in labels), default=0.0)
    abreast = 2 if len(labels) > 1 and longest + millimetres(28) + area.body_size <= area.width / 2 else 1
    pitch = area.width / abreast
    end = pitch - area.body_size if abreast == 2 else min(longest + millimetres(60), pitch)

    def paint(canvas: "Canvas", x: float, top: float) -> None:
        canvas.setLineWidth(0.6)
        for number, label in enumerate(labels):
            left = x + pitch * (number % abreast)
            baseline = top - leading + 10 - leading * (number // abreast)
            line = set_line(label, Family.FANGSONG, area.body_size)
            draw_line(canvas, line, left, baseline, area.body_size)
            if label.endswith(("：", ":")):
                canvas.line(left + line.width + 2, baseline - 4, left + end, baseline - 4)

    return Drawn(leading * -(-len(labels) // abreast), paint, before=area.leading * 0.6)


def signed_off(issuer: str, date_text: str, area: TypeArea) -> Piece:
    """署名 over 成文日期, the date four characters from the right edge."""
    name, date = (
        set_line(plain(text).replace("\n", ""), Family.FANGSONG, area.body_size)
        for text in (issuer, date_text)
    )
    middle = area.width - max(4 * area.body_size + date.width / 2, 2 * area.body_size + name.width / 2)
    rows = [line for line in (name, date) if line.count]

    def paint(canvas: "Canvas", x: float, top: float) -> None:
        for number, line in enumerate(rows):
            baseline = top - area.leading * (number + 0.5) - area.body_size * 0.36
            draw_line(canvas, line, x + middle - line.width / 2, baseline, area.body_size)

    return Drawn(area.leading * len(rows), paint, before=area.leading)
