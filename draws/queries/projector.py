"""The room's screen of a draw, sheet by sheet: nothing earlier than the state allows (S0-03, S0-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from draws.models import Draw, RosterEntry
from draws.queries.facts import seats_in_all
from draws.queries.pages import digit_parties
from draws.queries.records import stages_of
from draws.queries.results import originally_drawn, strata_drawn
from rulebook.lifecycle.draw import DrawState

ON_A_SHEET = 10
GROUP = 4
SCENES = {
    "locked": "名册已锁定",
    "promise": "承诺值",
    "digits": "各方报数",
    "result": "抽取结果",
    "check": "当场核对",
}
OPEN = frozenset({DrawState.PUBLISHED, DrawState.ARCHIVED})


@dataclass(frozen=True)
class Sheet:
    """One sheet of the screen. A sheet of results is part ``part`` of ``parts`` of a stratum."""

    key: str
    scene: str
    stratum: str = ""
    pool: int = 0
    drawn: int = 0
    part: int = 1
    parts: int = 1


def sheets(draw: Draw) -> list[Sheet]:
    """Every sheet that the state allows, in order; a void draw has only the one that says so."""
    if draw.state == DrawState.VOID:
        return [Sheet("void", "void")]
    if draw.state == DrawState.DRAFT:
        return [Sheet("waiting", "waiting")]
    found = [Sheet(key, key) for key in ("locked", "promise", "digits")]
    if draw.seed:
        found.append(Sheet("seed", "digits"))
    if draw.drawn_at:
        found += _results(draw)
    if draw.state in OPEN:
        found.append(Sheet("check", "check"))
    return found


def _results(draw: Draw) -> list[Sheet]:
    found: list[Sheet] = []
    for row in strata_drawn(draw):
        parts = -(-row.drawn // ON_A_SHEET)
        for part in range(1, parts + 1):
            key = f"result-{len(found) + 1}"
            found.append(Sheet(key, "result", row.name, row.pool, row.drawn, part, parts))
    return found


def first_sheet(draw: Draw) -> str:
    """Where a screen begins that was just turned on."""
    match draw.state:
        case DrawState.VOID:
            return "void"
        case DrawState.DRAFT:
            return "waiting"
        case DrawState.LOCKED:
            return "digits" if draw.seed_parts.exists() else "locked"
        case DrawState.SEEDED:
            return "seed"
    return "result-1"


def rail(found: Sequence[Sheet], shown: Sheet) -> list[dict[str, str]]:
    """The five scenes: which is on the screen, which were there, each with its first sheet."""
    first: dict[str, str] = {}
    for sheet in found:
        first.setdefault(sheet.scene, sheet.key)
    names = list(SCENES)
    at = names.index(shown.scene) if shown.scene in names else -1
    return [
        {
            "title": title,
            "state": "current" if place == at else "done" if place < at else "todo",
            "sheet": first.get(name, ""),
        }
        for place, (name, title) in enumerate(SCENES.items())
    ]


def sheet_context(draw: Draw, sheet: Sheet) -> dict[str, Any]:
    """What the sheet shows, and nothing that belongs to a later one."""
    match sheet.scene:
        case "locked":
            strata = {name for stage in stages_of(draw) for name in stage.strata}
            return {
                "entries": draw.entries.count(),
                "excluded": draw.exclusions.count(),
                "seats": seats_in_all(draw),
                "strata": len(strata),
            }
        case "promise":
            return {"groups": in_groups(draw.commitment_hash)}
        case "digits":
            revealed = sheet.key == "seed"
            return {"parties": _parties(draw, revealed), "seed": draw.seed if revealed else ""}
        case "result":
            return {"drawn": _page(draw, sheet)}
    return {}


def in_groups(text: str) -> list[str]:
    """A hash in groups of four, as people read it to each other."""
    return [text[start : start + GROUP] for start in range(0, len(text), GROUP)]


def _parties(draw: Draw, revealed: bool) -> list[dict[str, Any]]:
    return [
        {
            "party": each["party"],
            "given": each["part"] is not None,
            "rolled": each["part"] is not None and each["part"].rolled,
            "digits": each["part"].digits if revealed and each["part"] else "",
            "dots": "●" * draw.digits_each,
        }
        for each in digit_parties(draw)
    ]


def _page(draw: Draw, sheet: Sheet) -> list[RosterEntry]:
    start = (sheet.part - 1) * ON_A_SHEET
    return list(originally_drawn(draw).filter(stratum=sheet.stratum)[start : start + ON_A_SHEET])


def mark(draw: Draw, found: Sequence[Sheet], sheet: Sheet) -> str:
    """Changes whenever the sheet would look different, so that an unchanged one is not sent again."""
    return f"{sheet.key}.{draw.state}.{draw.seed_parts.count()}.{len(found)}.{draw.marking}"
