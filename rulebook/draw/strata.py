"""Strata of a pool: business type and area, or what the round chose (S0-07); small ones merged, seats by largest remainder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rulebook.draw.allocation import allocate, share_ceiling
from rulebook.meeting.composition import drawn_for
from rulebook.meeting.rounds import RoundFigures, StrataBy

Cell: TypeAlias = tuple[str, str]
"""Type and area, in words, as in ("企业", "城关第一片区")."""

CONSUMERS = "消费者"
OTHER_AREAS = "其他片区"
OTHER_TYPES = "其他类型"
ALL_AREAS = "全部片区"
ALL_TYPES = "市场主体"
NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class StratumSeats:
    """One stratum as it goes into the draw: entries, seats, alternates told to stand by."""

    name: str
    available: int
    size: int
    alternates: int


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """How the drawn seats fall on the strata. ``stratum_of`` tells where the entries of each cell belong."""

    wanted: int
    strata: tuple[StratumSeats, ...]
    stratum_of: Mapping[Cell, str]
    consumers_short: int

    @property
    def available(self) -> int:
        return sum(stratum.available for stratum in self.strata)

    @property
    def seats(self) -> int:
        return sum(stratum.size for stratum in self.strata)


def plan_pool(sizes: Mapping[Cell, int], consumers: int, figures: RoundFigures) -> PoolPlan:
    """Seats for every stratum of a pool of businesses (by cell) and ``consumers``.

    More are drawn than should attend, by the expected absence. Consumers get their percentage of the seats; what their
    list cannot fill (``consumers_short``) goes to the businesses. When the whole pool is too small, every entry gets a seat
    and the sum stays below ``wanted``: the caller reports it.
    """
    wanted = drawn_for(figures.drawn_seats, figures.absence_percent)
    due = wanted * figures.consumer_percent // 100
    businesses = sum(sizes.values())
    consumer_seats = min(consumers, max(due, wanted - businesses))
    business_seats = min(businesses, wanted - consumer_seats)
    stratum_of = _strata(sizes, business_seats, figures.strata_by)
    available: Counter[str] = Counter()
    for cell, size in sizes.items():
        available[stratum_of[cell]] += size
    seats = allocate(business_seats, available)
    if consumers:
        available[CONSUMERS], seats[CONSUMERS] = consumers, consumer_seats
    strata = tuple(
        StratumSeats(
            name,
            available[name],
            seats[name],
            min(
                available[name] - seats[name],
                share_ceiling(seats[name], figures.alternates_percent, 100),
            ),
        )
        for name in sorted(available, key=_reading_order)
    )
    return PoolPlan(wanted, strata, stratum_of, max(0, due - consumer_seats))


def _reading_order(name: str) -> tuple[bool, str, str]:
    """Consumers last; 第一片区, 第二片区, 第三片区 as people count them, not as characters sort."""
    return name == CONSUMERS, name.translate(NUMERALS), name


def _strata(sizes: Mapping[Cell, int], seats: int, strata_by: str) -> dict[Cell, str]:
    by_type = strata_by in (StrataBy.TYPE_AREA, StrataBy.TYPE)
    by_area = strata_by in (StrataBy.TYPE_AREA, StrataBy.AREA)
    coarse = {
        (kind, area): (kind if by_type else ALL_TYPES, area if by_area else ALL_AREAS) for kind, area in sizes
    }
    together: Counter[Cell] = Counter()
    for cell, size in sizes.items():
        together[coarse[cell]] += size
    merged = merged_strata(together, seats)
    return {cell: merged[coarse[cell]] for cell in sizes}


def merged_strata(sizes: Mapping[Cell, int], seats: int) -> dict[Cell, str]:
    """The stratum of every cell, so that each is owed at least one of ``seats`` in proportion to its size.

    A cell owed less than one seat joins the small cells of its type as 类型/其他片区; such a rest still owed less than one
    joins the rests of the other types as 其他类型; and if that too is owed less than one, it joins the smallest stratum.
    Nobody is thereby without a chance. The result does not depend on the order of ``sizes``.
    """
    whole = sum(sizes.values())
    filled = {cell: size for cell, size in sizes.items() if size}

    def owed_a_seat(size: int) -> bool:
        return size * seats >= whole

    names = {cell: "/".join(cell) for cell in filled}
    small = {cell for cell, size in filled.items() if not owed_a_seat(size)}
    for kind in {kind for kind, _ in small}:
        for cell in small:
            if cell[0] == kind:
                names[cell] = f"{kind}/{OTHER_AREAS}"
    totals = _totals(filled, names)
    rests = {names[cell] for cell in small if not owed_a_seat(totals[names[cell]])}
    names |= {cell: OTHER_TYPES for cell in small if names[cell] in rests}
    totals = _totals(filled, names)
    if totals.get(OTHER_TYPES, 0) > 0 and not owed_a_seat(totals[OTHER_TYPES]) and len(totals) > 1:
        host = min((name for name in totals if name != OTHER_TYPES), key=lambda name: (totals[name], name))
        names |= {
            cell: f"{host}及{OTHER_TYPES}" for cell, name in names.items() if name in (host, OTHER_TYPES)
        }
    return {cell: names.get(cell, "/".join(cell)) for cell in sizes}


def _totals(sizes: Mapping[Cell, int], names: Mapping[Cell, str]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for cell, size in sizes.items():
        totals[names[cell]] += size
    return totals
