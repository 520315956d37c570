"""Official documents as PDF, laid out by GB/T 9704—2012 《党政机关公文格式》.

A4 with margins of 37 / 35 / 28 / 26 mm; prose in 3号 type, 22 lines of 28 characters; the title in 2号 小标宋;
page numbers 「— 1 —」 in 4号, outside. Every face is embedded. Text is never markup: what a person typed is
printed as typed, less control characters.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from printing import paper
from printing.chart import distribution_bars
from printing.flow import Break, Drawn, Look, Piece, Style, balanced, grid, prose
from printing.fonts import Family
from printing.furniture import (
    RED,
    Colour,
    TypeArea,
    coloured_head,
    gap,
    particulars,
    qr_code,
    signatures,
    signed_off,
    type_area,
)
from printing.paper import millimetres
from printing.text import Align, break_lines, draw_line, set_line

TITLE_SIZE = 22.0  # 2号
PAGE_NUMBER_SIZE = 14.0  # 4号
MANY_COLUMNS = Look(size=9, leading=12.5, pad_x=2)


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
    ``addressee`` (主送机关) opens the text without indent; ``annex`` follows the date on a page of its own; ``compact`` sets text in 小四 with closer lines, for
    certificates that must stay on one page; ``colour`` is of the head, for sheets that are told apart by it. A line feed in ``title`` breaks it there.
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
    annex: Sequence[Block] = ()
    compact: bool = False
    colour: Colour = RED


def official_pdf(document: Document) -> bytes:
    """The document as a PDF file. Equal documents give equal bytes.

    Raises ``ValueError`` for a table whose rows do not fit its head.
    """
    area = type_area(landscape=document.landscape, compact=document.compact)
    sheets = paper.Sheets(document.title, author=document.issuer, size=area.size)
    _Pages(sheets, area, document).fill(_pieces(document, area))
    return sheets.finish()


def bound_pdf(title: str, documents: Iterable[Document], *, author: str = "") -> bytes:
    """Several documents in one file, each beginning on a page of its own, numbered from 1. Equal input gives equal bytes.

    The documents are taken one by one, so that a generator can say how far it is.
    """
    sheets = paper.Sheets(title, author=author)
    for document in documents:
        area = type_area(landscape=document.landscape, compact=document.compact)
        sheets.canvas.setPageSize(area.size)
        _Pages(sheets, area, document).fill(_pieces(document, area))
    return sheets.finish()


class _Pages:
    """Lays pieces from top to bottom and turns the page when the next does not fit."""

    def __init__(self, sheets: paper.Sheets, area: TypeArea, document: Document) -> None:
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


def _pieces(document: Document, area: TypeArea) -> list[Piece]:
    pieces: list[Piece] = []
    if document.issuer:
        pieces.append(coloured_head(document.issuer, document.number, area, document.colour))
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
        signed = signatures(document.signature_lines, area)
        signed.keeps_next = bool(document.date_text)
        pieces.append(signed)
    if document.date_text:
        pieces.append(signed_off(document.issuer, document.date_text, area))
    for block in [PageBreak(), *document.annex] if document.annex else []:
        pieces.extend(_block(block, area))
    return pieces


def _block(block: Block, area: TypeArea) -> Iterator[Piece]:
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
                yield gap()
        case KeyValues(rows):
            if rows:
                yield from particulars(rows, area)
                yield gap()
        case BarChart(title, rows):
            yield distribution_bars(title, rows, area.width)
            yield gap()
        case Mono(text):
            yield prose(text, Style(Family.MONO, 10.5, 16, align=Align.LEFT), area.width)
        case QrCode(data, caption, size_mm):
            yield qr_code(data, caption, millimetres(size_mm), area)
        case SignatureBlock(lines):
            yield signatures(lines, area)
        case PageBreak():
            yield Break()
