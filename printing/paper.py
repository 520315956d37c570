"""Blank sheets: a ReportLab canvas that carries nothing but what we put on it."""

from collections.abc import Sequence
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

import segno

from printing import fonts
from printing.text import Align, draw_line, plain, set_line

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MILLIMETRE = 72.0 / 2.54 * 0.1
PORTRAIT = (210 * MILLIMETRE, 297 * MILLIMETRE)
LANDSCAPE = (PORTRAIT[1], PORTRAIT[0])
_embedding = Lock()
QUIET_ZONE = 4  # modules of white that ISO/IEC 18004 wants around a QR code


class Sheets:
    """A growing PDF. ``canvas`` draws on the current page; ``finish`` gives the bytes."""

    def __init__(self, title: str, *, author: str = "", size: tuple[float, float] = PORTRAIT) -> None:
        # ReportLab is loaded by whoever prints, not by every process at its start.
        from printing.blank import blank_canvas

        fonts.register()
        self._buffer = BytesIO()
        self.canvas = blank_canvas(
            self._buffer, size, title=plain(title).replace("\n", ""), author=plain(author)
        )
        self.size = size

    def finish(self) -> bytes:
        # ReportLab cuts the embedded subset with one reading position for each font file: one thread at a time.
        with _embedding:
            self.canvas.save()
        return self._buffer.getvalue()


def draw_watermark(canvas: "Canvas", text: str, size: tuple[float, float]) -> None:
    """``text`` across the page in light grey, under whatever is drawn afterwards."""
    words = plain(text).replace("\n", " ")
    if not words:
        return
    wide, high = size
    type_size = min(150.0, 0.45 * (wide**2 + high**2) ** 0.5 / max(len(words), 1))
    line = set_line(words, fonts.Family.HEI, type_size)
    canvas.saveState()
    canvas.setFillGray(0.93)
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(45)
    draw_line(
        canvas, line, -line.width / 2, -type_size * 0.35, type_size, width=line.width, align=Align.CENTER
    )
    canvas.restoreState()


def qr_matrix(data: str) -> Sequence[Sequence[int]]:
    """Modules of the QR code of ``data`` (1 dark), without the quiet zone; medium error correction."""
    code = segno.make(data, error="m", micro=False, boost_error=False)
    return [list(row) for row in code.matrix]


def draw_qr(canvas: "Canvas", data: str, x: float, y: float, size: float) -> None:
    """Draw the QR code of ``data`` as shapes in a white square of ``size`` points, quiet zone included."""
    matrix = qr_matrix(data)
    module = size / (len(matrix) + 2 * QUIET_ZONE)
    canvas.saveState()
    canvas.setFillGray(1)
    canvas.rect(x, y, size, size, stroke=0, fill=1)
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for number, row in enumerate(matrix):
        bottom = y + size - (number + QUIET_ZONE + 1) * module
        for start, length in _dark_runs(row):
            path.rect(x + (start + QUIET_ZONE) * module, bottom, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs


def millimetres(value: float) -> float:
    """Points of so many millimetres."""
    return float(value * MILLIMETRE)
