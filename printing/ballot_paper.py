"""Paper ballots (纸质评议表): one A4 sheet a ballot, boxes to tick, every sheet exactly like the next.

A sheet carries no number, no code and no date: a ballot that can be told from another is void.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing import paper
from printing.fonts import Family
from printing.paper import millimetres
from printing.text import Align, break_lines, draw_line, plain, set_line

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

CHUNK = 64 * 1024
MARGIN = millimetres(17)
LABEL_WIDTH = millimetres(68)
HIGHEST_ROW, LOWEST_ROW = millimetres(10), millimetres(4.8)
GAP = millimetres(3)
SHEET = "ballot"


@dataclass(frozen=True)
class BallotPaper:
    """What stands on a sheet: ``subjects`` to be graded on every one of ``criteria`` by one of ``grades``."""

    title: str
    how_to: Sequence[str]
    subjects: Sequence[str]
    criteria: Sequence[str]
    grades: Sequence[str]
    watermark: str = ""


def ballot_paper_pdf(ballot: BallotPaper, copies: int) -> Iterator[bytes]:
    """``copies`` equal sheets as pieces of one PDF. Raises ``ValueError`` for no copy, and where one sheet cannot hold the form."""
    return ballot_papers_pdf([ballot], copies)


def ballot_papers_pdf(ballots: Sequence[BallotPaper], copies: int) -> Iterator[bytes]:
    """``copies`` equal sheets of each of these, one after the other. Raises as ``ballot_paper_pdf``."""
    if copies < 1:
        raise ValueError("no sheets to print")
    sheets = paper.Sheets(f"{ballots[0].title} 纸质评议表")
    canvas = sheets.canvas
    for number, ballot in enumerate(ballots):
        face, name = _Face(ballot, *sheets.size), f"{SHEET}{number}"
        canvas.beginForm(name, 0, 0, *sheets.size)
        face.draw(canvas)
        canvas.endForm()
        for _ in range(copies):
            canvas.doForm(name)
            canvas.showPage()
    content = sheets.finish()
    return (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))


class _Face:
    """The one drawing that all sheets share."""

    def __init__(self, ballot: BallotPaper, wide: float, high: float) -> None:
        self.ballot = ballot
        self.size = (wide, high)
        self.inside = wide - 2 * MARGIN
        self.title = break_lines(ballot.title, Family.TITLE, 18, self.inside)[:2]
        self.how_to = [
            line for words in ballot.how_to for line in break_lines(words, Family.KAI, 11.5, self.inside)
        ]
        head = 26 * len(self.title) + 17 * len(self.how_to) + 30
        rows = len(ballot.subjects) * (len(ballot.criteria) + 1)
        room = high - 2 * MARGIN - head - GAP * len(ballot.subjects)
        self.row = min(HIGHEST_ROW, room / rows)
        if self.row < LOWEST_ROW:
            raise ValueError("the form does not fit one sheet")
        self.column = (self.inside - LABEL_WIDTH) / len(ballot.grades)
        self.type_size = min(11.5, self.row * 0.62)

    def draw(self, canvas: "Canvas") -> None:
        high = self.size[1]
        paper.draw_watermark(canvas, self.ballot.watermark, self.size)
        top = high - MARGIN
        for line in self.title:
            draw_line(canvas, line, MARGIN, top - 18, 18, width=self.inside, align=Align.CENTER)
            top -= 26
        kind = set_line("纸质评议表", Family.HEI, 13, 3)
        draw_line(canvas, kind, MARGIN, top - 15, 13, width=self.inside, align=Align.CENTER, tracking=3)
        top -= 30
        for line in self.how_to:
            draw_line(canvas, line, MARGIN, top - 11, 11.5, width=self.inside)
            top -= 17
        for subject in self.ballot.subjects:
            top = self._table(canvas, subject, top - GAP)

    def _table(self, canvas: "Canvas", subject: str, top: float) -> float:
        """One subject: its name and the grades in the head, a line of boxes for each criterion; where it ends."""
        rows = len(self.ballot.criteria) + 1
        bottom = top - rows * self.row
        canvas.setFillGray(0.92)
        canvas.rect(MARGIN, top - self.row, self.inside, self.row, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setLineWidth(0.6)
        canvas.lines(
            [
                (MARGIN, top - row * self.row, MARGIN + self.inside, top - row * self.row)
                for row in range(rows + 1)
            ]
        )
        edges = [MARGIN, *(MARGIN + LABEL_WIDTH + self.column * number for number in range(self._grades + 1))]
        canvas.lines([(x, top, x, bottom) for x in edges])
        self._label(canvas, subject, top, Family.HEI)
        for number, grade in enumerate(self.ballot.grades):
            self._word(canvas, grade, MARGIN + LABEL_WIDTH + self.column * number, top)
        for row, criterion in enumerate(self.ballot.criteria, start=1):
            self._label(canvas, criterion, top - row * self.row, Family.SONG)
            for number in range(self._grades):
                self._box(canvas, MARGIN + LABEL_WIDTH + self.column * number, top - row * self.row)
        return bottom

    @property
    def _grades(self) -> int:
        return len(self.ballot.grades)

    def _label(self, canvas: "Canvas", words: str, top: float, family: str) -> None:
        text, size, room = plain(words).replace("\n", " "), self.type_size, LABEL_WIDTH - millimetres(4)
        line = set_line(text, family, size)
        if line.width > room:
            size *= room / line.width
            line = set_line(text, family, size)
        draw_line(canvas, line, MARGIN + millimetres(2), self._baseline(top, size), size)

    def _word(self, canvas: "Canvas", words: str, x: float, top: float) -> None:
        line = set_line(words, Family.HEI, self.type_size)
        size = min(self.type_size, self.type_size * (self.column - 4) / line.width)
        line = set_line(words, Family.HEI, size)
        draw_line(canvas, line, x, self._baseline(top, size), size, width=self.column, align=Align.CENTER)

    def _baseline(self, top: float, size: float) -> float:
        return top - self.row / 2 - size * 0.36

    def _box(self, canvas: "Canvas", x: float, top: float) -> None:
        side = min(millimetres(5), self.row * 0.6)
        canvas.setLineWidth(1)
        canvas.rect(x + (self.column - side) / 2, top - (self.row + side) / 2, side, side, stroke=1, fill=0)
        canvas.setLineWidth(0.6)
