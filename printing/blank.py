"""A ReportLab canvas without ReportLab's own traces: no clock, no Helvetica."""

from typing import IO

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from printing import fonts


class _Info(pdfdoc.PDFInfo):
    """Document information without a clock: equal input gives equal bytes, a file tells no time."""

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        entries = {
            "Title": pdfdoc.PDFString(self.title),
            "Author": pdfdoc.PDFString(self.author),
            "Producer": pdfdoc.PDFString("ReportLab"),
        }
        return bytes(pdfdoc.PDFDictionary(entries).format(document))


def blank_canvas(buffer: IO[bytes], size: tuple[float, float], *, title: str, author: str) -> Canvas:
    """A canvas of ``size`` points that writes into ``buffer`` when it is saved. The fonts are registered."""
    rl_config.useA85 = 0  # binary streams: a fifth smaller and quicker than ReportLab's ASCII ones
    # ReportLab opens every page in Helvetica, which is never embedded, unless told otherwise.
    canvas = Canvas(
        buffer,
        pagesize=size,
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.place(" ", fonts.Family.SONG)[0],  # type: ignore[arg-type]  # the stub says float
    )
    info = _Info()
    info.title, info.author = title, author
    canvas._doc.info = info  # type: ignore[attr-defined]  # there is no public way to leave out the dates
    canvas.setCatalogEntry("Lang", pdfdoc.PDFString("zh-CN"))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas
