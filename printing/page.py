"""Official documents as PDF, laid out by GB/T 9704—2012 《党政机关公文格式》.

A4 with margins of 37 / 35 / 28 / 26 mm; prose in 3号 type, 22 lines of 28 characters; the title in 2号 小标宋;
page numbers 「— 1 —」 in 4号, outside. Every face is embedded. Text is never markup: what a person typed is
printed as typed, less control characters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reportlab.pdfgen.canvas import Canvas

from printing import paper
from printing.chart import distribution_bars
from printing.flow import Break, Drawn, Look, Piece, Style, balanced, grid, prose
from printing.fonts import Family
from printing.paper import millimetres
from printing.text import Align, break_lines, draw_line, plain, set_line, text_width

BODY_SIZE = 16.0  # 3号
COMPACT_SIZE = 12.0  # 小四
TITLE_SIZE = 22.0  # 2号
PAGE_NUMBER_SIZE = 14.0  # 4号
CHARACTERS, LINES = 28, 22
MANY_COLUMNS = Look(size=9, leading=12.5, pad_x=2)
PARTICULARS = Look(size=12, leading=18, pad_x=6, pad_y=4)
PARTICULARS_COMPACT = Look(size=10.5, leading=15, pad_x=6, pad_y=3)
RED = (0.78, 0.07, 0.07)


@dataclass(frozen=True)
class Heading:
    """A heading inside the text: level 1 in 黑体, 2 in 楷体, 3 and below like the text. The number is the caller's."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Prose, indented by two characters; a line feed begins a new paragraph."""

    text: str


@dataclass(frozen=True)
class Table:
    """A ruled table. ``widths`` are relative, measured from the text if ``None``; ``align`` holds ``left``,
    ``center`` or ``right`` for each column, all centred if ``None``. The head stands on every page.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] | None = None
    align: Sequence[str] | None = None
    caption: str = ""


@dataclass(frozen=True)
class KeyValues:
    """Particulars as a table of two columns: (name, value)."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class BarChart:
    """Stacked bars, one for each (label, [(grade, count)]); put the table of the same figures beside it."""

    title: str
    rows: Sequence[tuple[str, Sequence[tuple[str, float]]]]


@dataclass(frozen=True)
class Mono:
    """A hash or code in type of one width, broken anywhere."""

    text: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True)
class QrCode:
    """A QR code with a line beneath."""

    data: str
    caption: str = ""
    size_mm: float = 30.0


@dataclass(frozen=True)
class SignatureBlock:
    """Lines to sign by hand; one that ends with 「：」 gets a rule to write on. Never parted by a page."""

    lines: Sequence[str]


Block: TypeAlias = (
    Heading | Paragraph | Table | KeyValues | BarChart | Mono | PageBreak | QrCode | SignatureBlock
)


@dataclass(frozen=True)
class Document:
    """One official document.

    ``issuer`` stands in red over the title (with ``number``, 发文字号) and again above ``date_text`` at the end;
    ``watermark`` goes across every page; ``footer_note`` stands small at the foot of every page, two lines at most;
    ``addressee`` (主送机关) opens the text without indent; ``compact`` sets text in 小四 with closer lines, for
    certificates that must stay on one page. A line feed in ``title`` breaks it there.
    """

    title: str
    issuer: str = ""
    number: str = ""
    date_text: str = ""
    blocks: Sequence[Block] = ()
    signature_lines: Sequence[str] = ()
    watermark: str = ""
    footer_note: str = ""
    landscape: bool = False
    addressee: str = ""
    compact: bool = False


@dataclass(frozen=True)
class _Area:
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


def _area(document: Document) -> _Area:
    """The type area. A page laid across is the upright one turned, its binding edge on top.

    28 characters of 3号 are a hair wider than the standard's 156 mm: ``tracking`` takes the difference.
    """
    across = document.landscape
    wide, high = paper.LANDSCAPE if across else paper.PORTRAIT
    top, bottom, left, right = (28, 26, 37, 35) if across else (37, 35, 28, 26)
    compact = document.compact
    return _Area(
        size=(wide, high),
        left=millimetres(left),
        top=high - millimetres(top),
        width=wide - millimetres(left + right),
        height=high - millimetres(top + bottom),
        body_size=COMPACT_SIZE if compact else BODY_SIZE,
        leading=21.0 if compact else millimetres(225) / LINES,
        tracking=0.0 if compact else (millimetres(156) - CHARACTERS * BODY_SIZE) / (CHARACTERS - 1),
    )


def official_pdf(document: Document) -> bytes:
    """The document as a PDF file. Equal documents give equal bytes.

    Raises ``ValueError`` for a table whose rows do not fit its head.
    """
    area = _area(document)
    sheets = paper.Sheets(document.title, author=document.issuer, size=area.size)
    _Pages(sheets, area, document).fill(_pieces(document, area))
    return sheets.finish()


class _Pages:
    """Lays pieces from top to bottom and turns the page when the next does not fit."""

    def __init__(self, sheets: paper.Sheets, area: _Area, document: Document) -> None:
        self.canvas, self.area, self.document = sheets.canvas, area, document
        self.number = 0
        self.used = 0.0

    def fill(self, pieces: Sequence[Piece]) -> None:
        self._open()
        for position, piece in enumerate(pieces):
            if isinstance(piece, Break):
                self._turn()
                continue
            following = pieces[position + 1] if position + 1 < len(pieces) else None
            wanted = piece.height + following.before + following.least if following else 0.0
            if piece.keeps_next and wanted <= self.area.height and wanted + piece.before > self._room:
                self._turn()
            self._place(piece)
        self._close()

    @property
    def _room(self) -> float:
        return self.area.height - self.used + 0.01

    def _place(self, piece: Piece) -> None:
        waiting: Piece | None = piece
        while waiting:
            fresh = self.used == 0.0
            before = 0.0 if fresh else waiting.before
            if waiting.height + before <= self._room:
                self._draw(waiting, before)
                return
            parts = waiting.split(self._room - before, force=fresh)
            if parts:
                self._draw(parts[0], before)
                waiting = parts[1]
            elif fresh:
                self._draw(waiting, before)
                return
            self._turn()

    def _draw(self, piece: Piece, before: float) -> None:
        piece.draw(self.canvas, self.area.left, self.area.top - self.used - before)
        self.used += piece.height + before

    def _turn(self) -> None:
        if self.used:
            self._close()
            self._open()

    def _open(self) -> None:
        self.number += 1
        self.used = 0.0
        paper.draw_watermark(self.canvas, self.document.watermark, self.area.size)

    def _close(self) -> None:
        area, canvas = self.area, self.canvas
        foot = area.top - area.height - millimetres(7) - PAGE_NUMBER_SIZE * 0.8
        side = Align.RIGHT if self.number % 2 else Align.LEFT
        line = set_line(f"— {self.number} —", Family.SONG, PAGE_NUMBER_SIZE)
        inset = PAGE_NUMBER_SIZE
        draw_line(
            canvas,
            line,
            area.left + inset,
            foot,
            PAGE_NUMBER_SIZE,
            width=area.width - 2 * inset,
            align=side,
        )
        canvas.setFillGray(0.35)
        for offset, note in enumerate(break_lines(self.document.footer_note, Family.SONG, 9, area.width)[:2]):
            draw_line(
                canvas, note, area.left, foot - 20 - 12 * offset, 9, width=area.width, align=Align.CENTER
            )
        canvas.setFillGray(0)
        canvas.showPage()


def _pieces(document: Document, area: _Area) -> list[Piece]:
    pieces: list[Piece] = []
    if document.issuer:
        pieces.append(_red_head(document, area))
    if document.title:
        gap = area.leading if document.issuer else 0.0
        style = Style(Family.TITLE, TITLE_SIZE, 36, align=Align.CENTER, before=gap)
        pieces.append(balanced(document.title, style, area.width))
        pieces.append(Drawn(area.leading * 0.6, lambda canvas, x, top: None))
    if document.addressee:
        pieces.append(prose(f"{document.addressee}：", area.style(indent=0), area.width))
    for block in document.blocks:
        pieces.extend(_block(block, area))
    if document.signature_lines:
        pieces.append(_signatures(document.signature_lines, area))
    if document.date_text:
        pieces.append(_signed_off(document, area))
    return pieces


def _block(block: Block, area: _Area) -> Iterator[Piece]:
    match block:
        case Paragraph(text):
            yield prose(text, area.style(), area.width)
        case Heading(text, level):
            family = {1: Family.HEI, 2: Family.KAI}.get(level, Family.FANGSONG)
            yield prose(text, area.style(family, keeps_next=True), area.width)
        case Table(head, rows, widths, align, caption):
            if head or rows:
                look = Look() if len(head) <= 9 else MANY_COLUMNS
                yield grid(head, rows, area.width, shares=widths, align=align, caption=caption, look=look)
                yield _gap()
        case KeyValues(rows):
            if rows:
                look = PARTICULARS_COMPACT if area.body_size == COMPACT_SIZE else PARTICULARS
                yield grid(
                    (),
                    rows,
                    area.width,
                    shares=(2, 5),
                    align=("center", "left"),
                    look=look,
                    label_column=True,
                )
                yield _gap()
        case BarChart(title, rows):
            yield distribution_bars(title, rows, area.width)
            yield _gap()
        case Mono(text):
            yield prose(text, Style(Family.MONO, 10.5, 16, align=Align.LEFT), area.width)
        case QrCode(data, caption, size_mm):
            yield _qr(data, caption, millimetres(size_mm), area)
        case SignatureBlock(lines):
            yield _signatures(lines, area)
        case PageBreak():
            yield Break()


def _gap() -> Piece:
    return Drawn(8, lambda canvas, x, top: None)


def _red_head(document: Document, area: _Area) -> Piece:
    """发文机关标志 and 发文字号 over a red rule."""
    issuer = plain(document.issuer).replace("\n", "")
    size = min(36.0, area.width / max(len(issuer), 1))
    line = set_line(issuer, Family.TITLE, size)
    number = set_line(plain(document.number).replace("\n", ""), Family.FANGSONG, BODY_SIZE)
    rule = 52.0 + (34.0 if document.number else 0.0)

    def paint(canvas: Canvas, x: float, top: float) -> None:
        canvas.setFillColorRGB(*RED)
        draw_line(canvas, line, x, top - 36, size, width=area.width, align=Align.CENTER)
        canvas.setFillGray(0)
        draw_line(canvas, number, x, top - rule + 12, BODY_SIZE, width=area.width, align=Align.CENTER)
        canvas.setStrokeColorRGB(*RED)
        canvas.setLineWidth(1.5)
        canvas.line(x, top - rule, x + area.width, top - rule)
        canvas.setStrokeGray(0)

    return Drawn(rule + 4, paint)


def _qr(data: str, caption: str, size: float, area: _Area) -> Piece:
    lines = break_lines(caption, Family.SONG, 10.5, area.width) if caption else []

    def paint(canvas: Canvas, x: float, top: float) -> None:
        paper.draw_qr(canvas, data, x + (area.width - size) / 2, top - size, size)
        for number, line in enumerate(lines):
            baseline = top - size - 10 - number * 15
            draw_line(canvas, line, x, baseline, 10.5, width=area.width, align=Align.CENTER)

    return Drawn(size + 15 * len(lines) + 4, paint, before=6)


def _signatures(lines: Sequence[str], area: _Area) -> Piece:
    """Lines to sign, two abreast if every label leaves 28 mm for a name."""
    leading = area.leading + 7
    labels = [plain(line).replace("\n", " ") for line in lines]
    longest = max((text_width(label, Family.FANGSONG, area.body_size) for label in labels), default=0.0)
    abreast = 2 if len(labels) > 1 and longest + millimetres(28) + area.body_size <= area.width / 2 else 1
    pitch = area.width / abreast
    end = pitch - area.body_size if abreast == 2 else min(longest + millimetres(60), pitch)

    def paint(canvas: Canvas, x: float, top: float) -> None:
        canvas.setLineWidth(0.6)
        for number, label in enumerate(labels):
            left = x + pitch * (number % abreast)
            baseline = top - leading + 10 - leading * (number // abreast)
            line = set_line(label, Family.FANGSONG, area.body_size)
            draw_line(canvas, line, left, baseline, area.body_size)
            if label.endswith(("：", ":")):
                canvas.line(left + line.width + 2, baseline - 4, left + end, baseline - 4)

    return Drawn(leading * -(-len(labels) // abreast), paint, before=area.leading * 0.6)


def _signed_off(document: Document, area: _Area) -> Piece:
    """署名 over 成文日期, the date four characters from the right edge."""
    issuer = set_line(plain(document.issuer).replace("\n", ""), Family.FANGSONG, area.body_size)
    date = set_line(plain(document.date_text).replace("\n", ""), Family.FANGSONG, area.body_size)
    middle = area.width - max(4 * area.body_size + date.width / 2, 2 * area.body_size + issuer.width / 2)
    rows = [line for line in (issuer, date) if line.count]

    def paint(canvas: Canvas, x: float, top: float) -> None:
        for number, line in enumerate(rows):
            baseline = top - area.leading * (number + 0.5) - area.body_size * 0.36
            draw_line(canvas, line, x + middle - line.width / 2, baseline, area.body_size)

    return Drawn(area.leading * len(rows), paint, before=area.leading)
