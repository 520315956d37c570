"""Ballot cards (选票卡) to cut and fold, several on an A4 sheet.

A card carries its code and nothing else that would tell it from the next: no running number, no date, no sheet
number. The sheets exist in memory only; the caller streams them once and keeps nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing import paper
from printing.fonts import Family
from printing.paper import millimetres
from printing.text import Align, break_lines, draw_line, plain, set_line, text_width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

COLUMNS = 2
CHUNK = 64 * 1024
HOW_TO = "用平板扫码或输入票码"
PADDING = millimetres(5)
LEAST_FOR_TWO_LINES = millimetres(65)
"""On a lower card the second line under 选票卡 would meet the fold."""
NOTE_SIZE, NOTE_LINE = 8.0, 11.0


@dataclass(frozen=True)
class Cover:
    """A first sheet for whoever gives the cards out, not to be given out itself.

    ``facts`` are printed, ``blanks`` named and left to be filled in by hand, ``notes`` are sentences under them.
    """

    heading: str
    facts: Sequence[tuple[str, str]]
    blanks: Sequence[str]
    notes: Sequence[str]


@dataclass(frozen=True)
class Card:
    """One slip: ``code`` as it is typed, in groups parted by spaces or hyphens; ``url`` for the QR code;
    ``panel_label`` the same for every card of a panel (empty if the meeting has one panel).
    """

    code: str
    url: str
    panel_label: str = ""


def card_sheet_pdf(
    cards: Iterable[Card],
    *,
    title: str,
    per_sheet: int = 8,
    watermark: str = "",
    how_to: str = HOW_TO,
    notes: Sequence[str] = (),
    cover: Cover | None = None,
) -> Iterator[bytes]:
    """The sheets as pieces of one PDF, in the order given (shuffle before). ``title`` names the meeting, ``how_to`` says
    under it what to do with the card, ``notes`` are small lines beside the code, the same on every card. ``cover`` goes before them on a sheet of its own.

    ``per_sheet`` is 4, 6, 8 or 10: two columns. Raises ``ValueError`` for another number and for no card at all,
    both at the call and not at the first piece.
    """
    if per_sheet not in (4, 6, 8, 10):
        raise ValueError(f"per_sheet is 4, 6, 8 or 10, not {per_sheet}")
    sheets = paper.Sheets(f"{title} 选票卡")
    wide, high = sheets.size
    rows = per_sheet // COLUMNS
    if cover is not None:
        _draw_cover(sheets, cover, title, watermark)
    slip = _Slip(wide / COLUMNS, high / rows, plain(title).replace("\n", " "), watermark, how_to, notes)
    place = 0
    for place, card in enumerate(cards, start=1):
        index = (place - 1) % per_sheet
        if index == 0 and place > 1:
            _finish_sheet(sheets, rows)
        slip.draw(sheets.canvas, card, index % COLUMNS * slip.wide, high - (index // COLUMNS + 1) * slip.high)
    if not place:
        raise ValueError("no cards to print")
    _finish_sheet(sheets, rows)
    return _pieces(sheets.finish())


def _draw_cover(sheets: paper.Sheets, cover: Cover, title: str, watermark: str) -> None:
    canvas, (wide, high) = sheets.canvas, sheets.size
    paper.draw_watermark(canvas, watermark, sheets.size)
    left, top = millimetres(25), high - millimetres(35)
    inside = wide - 2 * left
    for line in break_lines(plain(title).replace("\n", " "), Family.SONG, 14, inside)[:2]:
        draw_line(canvas, line, left, top, 14, width=inside, align=Align.CENTER)
        top -= 20
    heading = set_line(cover.heading, Family.TITLE, 24)
    draw_line(canvas, heading, left, top - 20, 24, width=inside, align=Align.CENTER)
    top -= millimetres(28)
    column = left + millimetres(38)
    for name, value in [*cover.facts, *((name, "") for name in cover.blanks)]:
        draw_line(canvas, set_line(name, Family.KAI, 14), left, top, 14)
        for line in break_lines(plain(value), Family.SONG, 14, wide - left - column)[:1]:
            draw_line(canvas, line, column, top, 14)
        if not value:
            canvas.line(column, top - 3, wide - left, top - 3)
        top -= millimetres(13)
    for note in cover.notes:
        for line in break_lines(note, Family.SONG, 11, inside):
            draw_line(canvas, line, left, top, 11)
            top -= 17
    canvas.showPage()


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]


def _finish_sheet(sheets: paper.Sheets, rows: int) -> None:
    """Cut lines over the whole sheet, then the next one."""
    canvas, (wide, high) = sheets.canvas, sheets.size
    canvas.saveState()
    canvas.setStrokeGray(0.4)
    canvas.setLineWidth(0.6)
    canvas.lines([(0, high * row / rows, wide, high * row / rows) for row in range(1, rows)])
    canvas.line(wide / 2, 0, wide / 2, high)
    canvas.restoreState()
    canvas.showPage()


@dataclass(frozen=True)
class _Slip:
    """The common face of all cards: folded at half height, the print inside."""

    wide: float
    high: float
    title: str
    watermark: str
    how_to: str
    notes: Sequence[str]

    def draw(self, canvas: "Canvas", card: Card, x: float, y: float) -> None:
        canvas.saveState()
        canvas.translate(x, y)
        self._cover(canvas, card)
        self._fold(canvas)
        self._code(canvas, card)
        canvas.restoreState()

    def _cover(self, canvas: "Canvas", card: Card) -> None:
        inside = self.wide - 2 * PADDING
        top = self.high - PADDING
        paper.draw_watermark(canvas, self.watermark, (self.wide, self.high))
        lines = break_lines(self.title, Family.SONG, 10.5, inside)[:2]
        for line in lines:
            draw_line(canvas, line, PADDING, top - 9, 10.5, width=inside, align=Align.CENTER)
            top -= 14
        draw_line(
            canvas,
            set_line("选票卡", Family.TITLE, 22, 6),
            PADDING,
            top - 24,
            22,
            width=inside,
            align=Align.CENTER,
            tracking=6,
        )
        top -= 34
        words = [word for word in (plain(card.panel_label).replace("\n", " "), self.how_to) if word]
        if self.high < LEAST_FOR_TWO_LINES:
            words = ["　".join(words)]
        for word in words:
            line = set_line(word, Family.KAI, 11)
            draw_line(canvas, line, PADDING, top - 11, 11, width=inside, align=Align.CENTER)
            top -= 15

    def _fold(self, canvas: "Canvas") -> None:
        middle = self.high / 2
        canvas.setStrokeGray(0.55)
        canvas.setLineWidth(0.5)
        canvas.setDash(2, 3)
        canvas.line(PADDING, middle, self.wide - PADDING, middle)
        canvas.setDash()
        words = "沿虚线向内对折"
        space = text_width(words, Family.SONG, 7)
        canvas.setFillGray(1)
        canvas.rect(self.wide / 2 - space / 2 - 4, middle - 4, space + 8, 8, stroke=0, fill=1)
        canvas.setFillGray(0.4)
        draw_line(canvas, set_line(words, Family.SONG, 7), self.wide / 2 - space / 2, middle - 2.5, 7)
        canvas.setFillGray(0)

    def _code(self, canvas: "Canvas", card: Card) -> None:
        side = min(self.high / 2 - millimetres(5), millimetres(36))
        low = (self.high / 2 - side) / 2 - millimetres(0.5)
        paper.draw_qr(canvas, card.url, millimetres(3), low, side)
        left = millimetres(3) + side + millimetres(1)
        room = self.wide - left - PADDING
        rows = code_rows(card.code)
        widest = max(text_width(row, Family.MONO, 1) for row in rows)
        high = side - NOTE_LINE * len(self.notes)
        size = min(24.0, room / widest, high / (1.35 * len(rows)))
        baseline = low + side - high / 2 + size * 1.35 * (len(rows) - 1) / 2 - size * 0.36
        for row in rows:
            draw_line(canvas, set_line(row, Family.MONO, size), left, baseline, size)
            baseline -= size * 1.35
        for place, note in enumerate(reversed(self.notes)):
            words = plain(note).replace("\n", " ")
            small = min(NOTE_SIZE, room / text_width(words, Family.SONG, 1))
            draw_line(canvas, set_line(words, Family.SONG, small), left, low + 2 + NOTE_LINE * place, small)


def code_rows(code: str) -> list[str]:
    """The groups of a code, two on a line; a short last group (a check letter) joins the line before."""
    groups = re.findall(r"[^\s-]+", plain(code)) or [""]
    rows = [groups[start : start + 2] for start in range(0, len(groups), 2)]
    if len(rows) > 1 and len(rows[-1]) == 1 and len(rows[-1][0]) < len(groups[0]):
        check = rows.pop()
        rows[-1] += check
    return [" ".join(row) for row in rows]
