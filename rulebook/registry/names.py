"""One form of a person's name, and which names stand in what somebody wrote.

Two texts name the same person when their ``canonical_name`` is equal, and never because one stands in the other: 张健 is not
张健康.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 2
_INVISIBLE = {"Cc", "Cf", "Cs"}
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅･", "·"))
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff·]"
_BESIDE_HAN = re.compile(rf"(?<={_HAN})\s+|\s+(?={_HAN})")
_PIECES = re.compile(r"[^\w\s·]+")
_TITLES = (
    "党组书记|副书记|书记|副局长|局长|副主任|主任|副科长|科长|副所长|所长|副处长|处长|副队长|队长|副股长|股长|"
    "科员|干部|同志|先生|女士|老师|等人|等"
)
_BEHIND = re.compile(rf"(?:{_TITLES})$")
_BEFORE = re.compile(rf"^(?:{_TITLES})")
_PLACE = re.compile(r"^.*(?:室|科|所|局|队|股|处)(?:的)?")


def canonical_name(text: str) -> str:
    """The name as it is kept and compared: half width, nothing invisible, no space in or beside Chinese characters.

    卢 凤英, 卢　凤英 and 卢凤英 with a zero-width space are one; a name in letters keeps one space between its words; the dot of a
    translated name is ``·``, however it was typed.
    """
    return _BESIDE_HAN.sub("", " ".join(visible_text(text).split()))


def visible_text(text: str) -> str:
    """What one sees of a text, half width; its spaces stay."""
    plain = unicodedata.normalize("NFKC", text.translate(_DOTS))
    shown = (each for each in plain if each.isspace() or unicodedata.category(each) not in _INVISIBLE)
    return "".join(shown).translate(_DOTS)


def names_in(text: str, known: Iterable[str]) -> set[str]:
    """Those of the ``known`` names (canonical) that stand in the text, whatever else stands around them.

    A longer known name is looked for first, and what it covers names nobody else: 王海 does not stand in 王海涛 where both are
    known. A name of two characters that with one more is all that was written, titles and unit apart, is somebody else's:
    张健 is not named by 张健康, nor by 东湖所张健康同志.
    """
    names = sorted({name for name in known if len(name) >= SHORTEST}, key=len, reverse=True)
    found: set[str] = set()
    for piece in _PIECES.split(visible_text(text)):
        for way in _ways(piece):
            found |= _standing(way, names)
    return found


def _ways(piece: str) -> set[str]:
    """The piece written without its spaces, and each of its words: 卢 凤英 is one name, 张健 李明 are two."""
    return {canonical_name(piece), *(canonical_name(word) for word in piece.split())} - {""}


def _standing(text: str, names: list[str]) -> set[str]:
    found, core = set(), core_of(text)
    for name in names:
        if name not in text:
            continue
        if len(name) == SHORTEST and len(core) == SHORTEST + 1 and core.startswith(name):
            continue
        found.add(name)
        text = text.replace(name, "\n")
    return found


def core_of(text: str) -> str:
    """What is left of a piece without titles and the unit before it: 东湖所的张健康同志 → 张健康."""
    bare = text
    while (less := _BEFORE.sub("", _BEHIND.sub("", bare))) != bare and less:
        bare = less
    return _BEFORE.sub("", _PLACE.sub("", bare)) or bare


def named_pieces(text: str) -> set[str]:
    """What a field for names holds, one by one and canonical, titles and units apart; for names that nobody has yet."""
    found = set()
    for piece in map(canonical_name, _PIECES.split(visible_text(text))):
        core = core_of(piece)
        found.add(core if len(core) >= SHORTEST else piece)
    return {piece for piece in found if len(piece) >= SHORTEST}
