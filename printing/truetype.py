"""TrueType files as ReportLab embeds them, without its holding every file and every glyph of it in memory.

ReportLab reads a whole file, makes Python numbers of all its glyphs, and copies all outlines for every document: some
40 MB for the faces here, in every process that prints. Here the file is mapped and the numbers stand in arrays.
"""

import mmap
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts


def load_font(name: str, path: str) -> Any:
    """Make the file known to ReportLab as ``name``; the font, an earlier one if two files share an inner name.

    Raises ``TTFError``, ``OSError`` or ``ValueError`` (an empty file) when it cannot be embedded.
    """
    ttfonts.TTFontFace = MappedFace  # type: ignore[misc]  # the class that TTFont makes its face of
    pdfmetrics.registerFont(ttfonts.TTFont(name, path))
    return pdfmetrics.getFont(name)


class MappedFace(ttfonts.TTFontFace):
    """A face whose file stays on the disk."""

    def readFile(self, f: str) -> None:
        self.filename = f
        with open(f, "rb") as file:
            self._ttf_data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._pos = 0

    def extractInfo(self, charInfo: Any = 1) -> None:
        super().extractInfo(charInfo)
        self.charToGlyph, self.charWidths = ByCode(self.charToGlyph), ByCode(self.charWidths)
        self.glyphPos = array("I", self.glyphPos)
        self.hmetrics = Pairs(self.hmetrics)
        del self.glyphToChar  # type: ignore[attr-defined]  # only for shaping, which is not for Chinese

    def makeSubset(self, subset: Sequence[int]) -> bytes:
        made: bytes = super().makeSubset(subset)
        # What was looked at need not stay in this process: the system has it at hand.
        self._ttf_data.madvise(mmap.MADV_DONTNEED)
        return made

    def get_table(self, tag: str) -> Any:
        if tag == "glyf":
            return Outlines(self._ttf_data, self.get_table_pos(tag)[0])
        return super().get_table(tag)  # type: ignore[no-untyped-call]  # ReportLab has no types


class Outlines:
    """The outlines of a file, of which only the slices asked for are read."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, place: slice) -> bytes:
        return self._data[self._start + place.start : self._start + place.stop]


class ByCode(Mapping[int, float]):
    """What a dict by character code says, in two arrays."""

    def __init__(self, found: Mapping[int, float]) -> None:
        self._codes = array("I", sorted(found))
        values = [found[code] for code in self._codes]
        self._values = array("H" if all(isinstance(value, int) for value in values) else "d", values)

    def __getitem__(self, code: int) -> float:
        place = bisect_left(self._codes, code)
        if place < len(self._codes) and self._codes[place] == code:
            return self._values[place]
        raise KeyError(code)

    def __iter__(self) -> Iterator[int]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


class Pairs:
    """Advance and left bearing of every glyph."""

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        self._numbers = array("H", chain.from_iterable(pairs))

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        return self._numbers[2 * glyph], self._numbers[2 * glyph + 1]
