"""Stacked bars of a distribution over grades, legible in black and white: tone falls with the grade, every
segment that has room carries its figure, and hatching sets abstention apart.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from printing.flow import Piece
from printing.fonts import Family
from printing.text import Align, break_lines, draw_line, plain, set_line, text_width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

ROW = 24.0
BAR = 15.0
SIZE = 10.5
LEGEND = 22.0
TITLE = 24.0
ABSTAIN = "弃权"

Row = tuple[str, Sequence[tuple[str, float]]]

# From best to worst; the last is the palest, so that a grey print keeps the order.
_TONES = (
    (0.11, 0.30, 0.48),
    (0.26, 0.50, 0.68),
    (0.52, 0.69, 0.82),
    (0.76, 0.85, 0.92),
    (0.93, 0.95, 0.97),
)


def distribution_bars(title: str, rows: Sequence[Row], width: float) -> "Bars":
    """The chart as a piece ``width`` points wide.

    ``rows``: (label, [(grade, count)]), the grades in the same order in every row. A series named 弃权 is hatched.
    A row without any count shows an empty frame. Raises ``ValueError`` when the rows differ in grades.
    """
    names = [name for name, _ in rows[0][1]] if rows else []
    if any([name for name, _ in counts] != names for _, counts in rows):
        raise ValueError("every bar of a chart has the same grades in the same order")
    widest = max((text_width(plain(label), Family.SONG, SIZE) for label, _ in rows), default=0.0)
    label_width = min(widest + 8, 0.32 * width)
    return Bars(title, names, [_Bar(row, label_width, width) for row in rows], width)


class Bars(Piece):
    """Title, legend and bars. Parted only when a whole page is not enough; the legend then stands again."""

    before = 8.0

    def __init__(self, title: str, names: Sequence[str], bars: Sequence["_Bar"], width: float) -> None:
        self.title, self.names, self.bars, self.width = title, names, bars, width
        self._head = (TITLE if title else 0) + LEGEND

    @property
    def height(self) -> float:
        return self._head + sum(bar.height for bar in self.bars)

    def split(self, room: float, *, force: bool) -> tuple[Piece, Piece] | None:
        left = room - self._head
        count = 0
        while count < len(self.bars) and self.bars[count].height <= left:
            left -= self.bars[count].height
            count += 1
        if not force or not 0 < count < len(self.bars):
            return None
        return (
            Bars(self.title, self.names, self.bars[:count], self.width),
            Bars(self.title, self.names, self.bars[count:], self.width),
        )

    def draw(self, canvas: "Canvas", x: float, top: float) -> None:
        _draw_heading(canvas, x, top, self.title, self.names, self.width)
        top -= self._head
        for bar in self.bars:
            bar.draw(canvas, x, top)
            top -= bar.height


class _Bar:
    def __init__(self, row: Row, label_width: float, width: float) -> None:
        label, self.counts = row
        self.label_width, self.width = label_width, width
        self.lines = break_lines(label, Family.SONG, SIZE, label_width - 8)
        self.height = max(ROW, len(self.lines) * (SIZE + 3) + 6)

    def draw(self, canvas: "Canvas", x: float, top: float) -> None:
        middle = top - self.height / 2
        baseline = middle + (len(self.lines) - 1) * (SIZE + 3) / 2 - SIZE * 0.36
        for line in self.lines:
            draw_line(canvas, line, x, baseline, SIZE, width=self.label_width - 8, align=Align.RIGHT)
            baseline -= SIZE + 3
        _draw_bar(canvas, x + self.label_width, middle - BAR / 2, self.counts, self.width - self.label_width)


def _draw_heading(
    canvas: "Canvas", x: float, top: float, title: str, names: Sequence[str], width: float
) -> None:
    if title:
        line = set_line(plain(title), Family.HEI, 12)
        draw_line(canvas, line, x, top - 16, 12, width=width, align=Align.CENTER)
        top -= TITLE
    used = sum(text_width(name, Family.SONG, SIZE) + 32 for name in names) - 16
    left = x + (width - used) / 2
    for number, name in enumerate(names):
        _segment(canvas, left, top - 15, 12, 10, number, name)
        draw_line(canvas, set_line(name, Family.SONG, SIZE), left + 16, top - 14, SIZE)
        left += text_width(name, Family.SONG, SIZE) + 32


def _draw_bar(
    canvas: "Canvas", x: float, y: float, counts: Sequence[tuple[str, float]], width: float
) -> None:
    total = sum(count for _, count in counts)
    canvas.setLineWidth(0.5)
    canvas.setStrokeGray(0.25)
    left = x
    for number, (name, count) in enumerate(counts):
        if count <= 0:
            continue
        length = width * count / total
        _segment(canvas, left, y, length, BAR, number, name)
        figure = f"{count:g}"
        space = text_width(figure, Family.SONG, 9)
        if space + 4 <= length:
            _figure(
                canvas, figure, left + (length - space) / 2, y, space, dark=number < 2 and name != ABSTAIN
            )
        left += length
    canvas.rect(x, y, width, BAR, stroke=1, fill=0)


def _figure(canvas: "Canvas", figure: str, x: float, y: float, space: float, *, dark: bool) -> None:
    if not dark:
        canvas.setFillGray(1)
        canvas.rect(x - 1.5, y + 2, space + 3, BAR - 4, stroke=0, fill=1)
    canvas.setFillGray(1 if dark else 0)
    draw_line(canvas, set_line(figure, Family.SONG, 9), x, y + BAR / 2 - 3.3, 9)
    canvas.setFillGray(0)


def _segment(
    canvas: "Canvas", x: float, y: float, width: float, height: float, number: int, name: str
) -> None:
    canvas.setLineWidth(0.5)
    canvas.setStrokeGray(0.25)
    if name != ABSTAIN:
        canvas.setFillColorRGB(*_TONES[min(number, len(_TONES) - 1)])
        canvas.rect(x, y, width, height, stroke=1, fill=1)
        canvas.setFillGray(0)
        return
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(x, y, width, height)
    canvas.clipPath(frame, stroke=0, fill=0)
    step = 3.5
    strokes = int((width + height) / step) + 1
    canvas.lines([(x + n * step - height, y, x + n * step, y + height) for n in range(strokes)])
    canvas.restoreState()
    canvas.rect(x, y, width, height, stroke=1, fill=0)
