"""The type of official documents: which face stands for which Chinese family, and what draws a rare character.

The committed subsets (``faces/``) are open fonts. An office that owns 仿宋_GB2312 or 方正小标宋 names their files
in :class:`FontPaths`; only TrueType outlines (.ttf, .ttc) can be embedded, never CFF (.otf).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from threading import Lock

FACES = Path(__file__).parent / "faces"
MISSING = "〓"  # what Chinese printers set for a character the case does not hold


class Family(StrEnum):
    """Names by which documents ask for type."""

    SONG = "Song"  # 宋体
    TITLE = "Title"  # 小标宋
    HEI = "Hei"  # 黑体
    KAI = "Kai"  # 楷体
    FANGSONG = "FangSong"  # 仿宋, drawn by the Song face unless a file is given
    MONO = "Mono"  # for codes and hashes


@dataclass(frozen=True)
class FontPaths:
    """Files of an office's own faces; ``None`` keeps the committed one."""

    song: Path | None = None
    title: Path | None = None
    hei: Path | None = None
    kai: Path | None = None
    fangsong: Path | None = None
    mono: Path | None = None


class FontError(Exception):
    """A font file cannot be read or embedded; the message is Chinese and names the file."""


class Face:
    """One font file as ReportLab draws it: which characters it has and how wide they are."""

    def __init__(self, name: str, path: Path) -> None:
        # ReportLab is loaded by whoever prints, not by every process at its start.
        from reportlab.pdfbase import ttfonts

        from printing.truetype import load_font

        ttfonts.makeToUnicodeCMap = to_unicode_cmap
        try:
            font = load_font(name, str(path))
        except (ttfonts.TTFError, OSError, ValueError) as error:
            raise FontError(f"字体文件不能使用（需要 TrueType 轮廓的 .ttf 或 .ttc）：{path}") from error
        self.name = name
        self._glyphs: Mapping[int, int] = font.face.charToGlyph
        self._widths: Mapping[int, float] = font.face.charWidths
        self._default: float = font.face.defaultWidth

    def has(self, character: str) -> bool:
        return ord(character) in self._glyphs

    def width(self, character: str) -> float:
        """Advance in thousandths of the type size."""
        return self._widths.get(ord(character), self._default)


_lock = Lock()
_loaded: dict[Path, Face] = {}
_chains: dict[str, tuple[Face, ...]] = {}
_registered: list[FontPaths] = []


def register(paths: FontPaths | None = None) -> None:
    """Load the faces and tell ReportLab about them. The same paths again cost nothing.

    Without ``paths`` whatever is registered stays; the committed faces if nothing is.
    Raises :class:`FontError` for a file that cannot be embedded; then all stays as it was.
    """
    with _lock:
        if _registered and paths in (None, _registered[0]):
            return
        given = paths or FontPaths()
        song = _load(Family.SONG, given.song or FACES / "song.ttf")
        kai = _load(Family.KAI, given.kai or FACES / "kai.ttf")
        wanted = {
            Family.SONG: song,
            Family.TITLE: _load(Family.TITLE, given.title or FACES / "title.ttf"),
            Family.HEI: _load(Family.HEI, given.hei or FACES / "hei.ttf"),
            Family.KAI: kai,
            Family.FANGSONG: _load(Family.FANGSONG, given.fangsong) if given.fangsong else song,
            Family.MONO: _load(Family.MONO, given.mono or FACES / "mono.ttf"),
        }
        # An own 宋体 or 楷体 may lack rare characters: the committed ones stand behind it.
        spare = [_load(Family.SONG, FACES / "song.ttf"), _load(Family.KAI, FACES / "kai.ttf")]
        _chains.update(
            {
                str(family): tuple(dict.fromkeys([face, song, spare[0], kai, spare[1]]))
                for family, face in wanted.items()
            }
        )
        place.cache_clear()
        _registered[:] = [given]


def _load(family: Family, path: Path) -> Face:
    """The face of a file. ReportLab never replaces a name it knows, so an own file gets a name of its own."""
    if path not in _loaded:
        name = path.stem.capitalize() if path.parent == FACES else f"{family}{len(_loaded)}"
        _loaded[path] = Face(name, path)
    return _loaded[path]


@lru_cache(maxsize=65536)
def place(character: str, family: str) -> tuple[str, str, float]:
    """How one character is set: (name of the face that draws it, character drawn, advance in thousandths).

    A character that no face of the family's chain holds becomes ``〓``, drawn by the body face.
    """
    for face in _chains[family]:
        if face.has(character):
            return face.name, character, face.width(character)
    body = next(face for face in _chains[Family.SONG] if face.has(MISSING))
    return body.name, MISSING, body.width(MISSING)


def to_unicode_cmap(fontname: str, subset: Sequence[int]) -> str:
    """The map from the codes of an embedded subset back to characters, for copying and searching.

    Replaces ReportLab's own, which writes characters above U+FFFF as bare numbers instead of UTF-16BE and puts
    more than the allowed hundred entries into one block (PDF 32000-1, 9.10.3; Adobe Technical Note 5411).
    """
    entries = [f"<{code:02X}> <{_utf16(value)}>" for code, value in enumerate(subset) if value]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for block in _blocks(entries, 100):
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be", "surrogatepass").hex().upper()


def _blocks(entries: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (entries[start : start + size] for start in range(0, len(entries), size))
