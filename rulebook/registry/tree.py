"""Where a unit may stand: inside the bureau it stands in, below whoever writes it (own bureau only, S0-14)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

ACROSS = "单位不能改到另一个局。请在那个局新建单位，原单位填停用日期和承继单位"


@dataclass(frozen=True)
class Tree:
    """Units by code: the parent of each ("" at the top), and those that are bureaus (市局、县局)."""

    parents: Mapping[str, str]
    bureaus: Collection[str]

    def bureau_of(self, code: str) -> str:
        """The nearest bureau above the unit, "" if there is none."""
        seen, at = {code}, self.parents.get(code, "")
        while at and at not in self.bureaus and at not in seen:
            seen.add(at)
            at = self.parents.get(at, "")
        return at if at in self.bureaus else ""

    def known_above(self, code: str, known: Collection[str]) -> str:
        """The unit itself or the first one above it that is among ``known``, "" if there is none."""
        seen: set[str] = set()
        while code and code not in known and code not in seen:
            seen.add(code)
            code = self.parents.get(code, "")
        return code if code in known else ""


def wrong_place(code: str, before: Tree, after: Tree, reach: Collection[str] | None) -> str:
    """Why the unit may not be written so by whoever keeps the units in ``reach`` (None: all); "" if it may.

    ``before`` is the tree as it stands, ``after`` as it is to be. A new unit stands below one that he keeps; a known one is
    his, moves only between parents that are his, and never to another bureau.
    """
    parent = after.parents.get(code, "")
    held = before.parents if reach is None else reach
    if code not in before.parents:
        if reach is None and not parent:
            return ""
        above = after.known_above(parent, before.parents)
        inside = above in held or (reach is None and parent not in before.parents)
        return (
            ""
            if inside
            else f"上级单位“{parent}”不归本单位管理"
            if parent
            else "上级单位为空，新单位须归在本单位之下"
        )
    if code not in held:
        return "这个单位不归本单位管理"
    if parent == before.parents[code]:
        return ""
    if before.bureau_of(code) != after.bureau_of(code):
        return ACROSS
    if before.parents[code] not in held or after.known_above(parent, before.parents) not in held:
        return "上级单位不归本单位管理，不能这样改"
    return ""
