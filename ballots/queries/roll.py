"""The roll of a vote's cards: how many were made for which place, with a digest of them, under the lane's seal.

Whoever writes the database can plant a card, take one away or move it; he cannot seal the roll that would hold it.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from ballots.models import Vote
from ballots.queries.lane import ALTERED_ROLL, lane_seal, places_of
from ballots.queries.votes import voids
from ballots.sql import roll, urn
from ballots.sql.roll import Lot
from rulebook.ballot.sealing import SEVERAL


class Line(NamedTuple):
    """The cards made together: their place, how many, a digest of theirs."""

    panel: str
    stratum: str
    batch: int
    n: int
    digest: str

    @property
    def lot(self) -> Lot:
        return self.panel, self.stratum, self.batch


def line_of(lot: Lot, digests: Iterable[str]) -> Line:
    """The line of some cards, whose digests come sorted."""
    whole, n = hashlib.sha256(), 0
    for digest in digests:
        whole.update(f"{digest}\n".encode())
        n += 1
    return Line(*lot, n, whole.hexdigest())


def roll_of(vote: Vote) -> list[Line] | None:
    """The roll as the lane sealed it, or None where it is not. A vote without cards has an empty one."""
    return None if places_of(vote) is None else [Line(*line) for line in vote.cards]


def card_problems(vote: Vote) -> list[str]:
    """Which cards were planted, taken away or moved since they were made, in Chinese; empty when none was."""
    lines = roll_of(vote)
    if lines is None:
        return [ALTERED_ROLL]
    made = {line.lot: line for line in lines}
    there = {lot: line_of(lot, digests) for lot, digests in roll.issued_lots(vote.pk)}
    found = [
        _difference(vote, lot, made.get(lot), there.get(lot))
        for lot in sorted({*made, *there})
        if made.get(lot) != there.get(lot)
    ]
    if astray := _astray(vote):
        found.append(f"有 {astray} 张选票卡不是为现在的层次制作的，或没有票道的印记，请作废重制")
    if stray := roll.stray_open(vote.pk):
        found.append(f"有 {stray} 张未用的选票卡不在名册里，或被挪到别处")
    return found


def _astray(vote: Vote) -> int:
    """How many cards of a vote with several places bear no seal of the lane on the place where they stand."""
    if len(places_of(vote) or ()) < SEVERAL:
        return 0
    lane = lane_seal()
    return sum(
        not lane.holds_card(seal, vote.pk, card, place) for card, place, seal in roll.sealed_places(vote.pk)
    )


def _difference(vote: Vote, lot: Lot, made: Line | None, there: Line | None) -> str:
    had, has = made.n if made else 0, there.n if there else 0
    said = f"制卡 {had} 张，现有 {has} 张"
    return f"{_name(vote, lot)}{said if had != has else f'{said}，其中有被换过的'}"


def _name(vote: Vote, lot: Lot) -> str:
    return f"第 {lot[2]} 批（{_label(vote, lot[1])}）" if vote.by_batches else "选票卡"


def _label(vote: Vote, stratum: str) -> str:
    return vote.batches.filter(stratum=stratum).values_list("label", flat=True).first() or stratum or "不分层"


def place_problems(vote: Vote) -> list[str]:
    """Where ballots, open and void cards are not together the cards that were made, in Chinese: ballots went or were moved."""
    lines = roll_of(vote) or []
    void = _void(vote)
    open_codes, ballots = roll.by_place(urn.OPEN, vote.pk), roll.by_place(urn.URN, vote.pk)
    expected: dict[tuple[str, str], int] = {}
    for line in lines:
        place = line.panel, line.stratum
        expected[place] = expected.get(place, 0) + line.n - void.get(line.batch, 0)
    on_paper = dict(vote.paper_stocks.values_list("stratum", "given"))
    expected = {place: n - on_paper.get(place[1], 0) for place, n in expected.items()}
    found = []
    for place in sorted({*expected, *open_codes, *ballots}):
        left = expected.get(place, 0) - open_codes.get(place, 0)
        if (n := ballots.get(place, 0)) != left:
            where = f"“{_label(vote, place[1])}”" if vote.by_batches else ""
            found.append(f"{where}用掉选票卡 {left} 张，票箱里有选票 {n} 张")
    return found


def _void(vote: Vote) -> dict[int, int]:
    """Cards voided after printing, by batch; those of a misprinted batch are on the roll no more."""
    if vote.by_batches:
        return dict(vote.batches.filter(made__gt=0).values_list("number", "voided"))
    return {0: sum(n for reason, n in voids(vote).items() if reason != "misprint")}
