"""What a reader finds in a PDF that we made."""

from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ContentStream


def reader(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def pages(content: bytes) -> list[str]:
    """The text of each page, as copied from a viewer."""
    return [page.extract_text() for page in reader(content).pages]


def text_of(content: bytes) -> str:
    """The text of all pages."""
    return "".join(pages(content))


def lines(content: bytes, page: int = 0) -> list[str]:
    """The lines of a page from top to bottom."""
    return [line for line in pages(content)[page].splitlines() if line.strip()]


def embedded_fonts(content: bytes) -> tuple[set[str], set[str]]:
    """(names of embedded fonts, names of fonts that are not)."""
    inside, outside = set(), set()
    for page in reader(content).pages:
        for entry in (page["/Resources"].get("/Font") or {}).values():
            font = entry.get_object()
            descriptor = font.get("/FontDescriptor")
            good = descriptor is not None and "/FontFile2" in descriptor.get_object()
            (inside if good else outside).add(str(font["/BaseFont"]).split("+")[-1])
    return inside, outside


def rectangles(content: bytes, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Every (x, y, width, height) drawn on a page, as written, not transformed."""
    pdf = reader(content)
    stream = ContentStream(pdf.pages[page].get_contents(), pdf)
    return [tuple(map(float, operands)) for operands, operator in stream.operations if operator == b"re"]
