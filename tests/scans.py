"""Scans of signed papers, as a scanner makes them."""

from io import BytesIO

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def scanned_pdf(text: str = "signed by hand", size: tuple[float, float] = A4) -> bytes:
    """One page, a picture under what the scanner read on it; another text makes another file."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    canvas.drawImage(ImageReader(Image.new("L", (1240, 1754), 255)), 0, 0, *size)
    canvas.drawString(10, 10, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned_picture(wide: int = 1240, high: int = 1754, kind: str = "PNG") -> bytes:
    """A4 at 150 dots per inch, unless told otherwise."""
    out = BytesIO()
    Image.new("L", (wide, high), 255).save(out, kind)
    return out.getvalue()
