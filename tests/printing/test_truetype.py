"""Faces held in little memory answer as ReportLab's own do."""

import subprocess
import sys
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from printing import fonts
from printing.truetype import MappedFace

DRAWN = [0, *map(ord, "民主评议 Aé½①🀄𠮷镕")]
FILES = sorted(fonts.FACES.glob("*.ttf"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_mapped_face_embeds_what_the_whole_file_would(path: Path) -> None:
    whole, mapped = TTFontFile(str(path)), MappedFace(str(path))
    assert dict(mapped.charToGlyph) == whole.charToGlyph
    assert dict(mapped.charWidths) == whole.charWidths
    assert mapped.makeSubset(DRAWN) == whole.makeSubset(DRAWN)


def test_widths_stay_whole_numbers_so_that_a_pdf_writes_them_as_before() -> None:
    assert {type(width) for width in MappedFace(str(fonts.FACES / "song.ttf")).charWidths.values()} == {int}


def test_a_character_that_a_face_lacks_is_not_in_it() -> None:
    face = MappedFace(str(fonts.FACES / "mono.ttf"))
    assert (ord("a") in face.charToGlyph, ord("评") in face.charToGlyph) == (True, False)
    assert face.charWidths.get(ord("评")) is None


GROWTH = """
import resource
import printing.blank, printing.page
from printing import fonts
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
fonts.register()
printing.page.official_pdf(printing.page.Document(title="述职述廉", blocks=[printing.page.Paragraph("王镕")]))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_all_faces_and_a_document_take_less_memory_than_their_files() -> None:
    run = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, text=True, check=True)
    files = sum(path.stat().st_size for path in FILES) / 1024**2
    assert float(run.stdout) < files
