"""What figures leave possible for a group, and which groups they would give away (S0-19).

The reader knows how many votes every group gave and each figure that is shown, and no vote; large groups are as unknown to him
as small ones, unless a figure shows them. A result of a group is possible when the other groups can be filled so that every
figure comes out. It counts as possible only once such votes were found; after ``STEPS`` of looking it counts as excluded,
so that a hard case is withheld and never shown.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count, islice
from math import comb, gcd

from rulebook.publication.figures import Figure, Group

SMALL = 10
"""A group with fewer votes must not be narrowed."""
STEPS = 3_000
"""How many ways of filling the other groups are tried for one result."""

Sums = tuple[int, ...]
"""What a group adds to each figure."""


def possible_results(size: int, grades: int) -> int:
    """How many results a group has before anything is shown: the ways of dealing ``size`` votes to ``grades``."""
    return comb(size + grades - 1, grades - 1)


def tells(groups: Sequence[Group], figures: Sequence[Figure]) -> bool:
    """Whether these figures, read together, leave less than half of what was possible before of some small group."""
    return any(
        remaining(group, groups, figures, enough=half) < half
        for group in groups
        if 0 < group.size < SMALL and (half := half_of(group.size, len(group.votes)))
    )


def half_of(size: int, grades: int) -> int:
    """The fewest results that must remain."""
    return -(-possible_results(size, grades) // 2)


def remaining(
    group: Group, groups: Sequence[Group], figures: Sequence[Figure], *, enough: int | None = None
) -> int:
    """How many results of ``group`` agree with all figures. With ``enough`` only whether so many do matters: it stops early."""
    others = [each for each in groups if each.key != group.key and each.size]
    search = _Search(group, others, figures)
    found, left = 0, sum(search.results.values())
    for sums, ways in search.results.items():
        if enough is not None and (found >= enough or found + left < enough):
            break
        left -= ways
        if search.agrees(sums):
            found += ways
    return found


class _Search:
    """Looks for votes of the other groups. The largest is not tried through but looked up by what is still wanted of it."""

    def __init__(self, group: Group, others: Sequence[Group], figures: Sequence[Figure]) -> None:
        keys = [group.key, *(each.key for each in others)]
        whole = [figure.whole(keys, len(group.votes)) for figure in figures]
        rows = [
            tuple(zip(*(found[0][place] for found in whole), strict=True))
            if whole
            else ((),) * len(group.votes)
            for place in range(len(keys))
        ]
        self.low = tuple(low for _, low, _ in whole)
        self.high = tuple(high for _, _, high in whole)
        filled = sorted(
            (_results(each.size, row) for each, row in zip(others, rows[1:], strict=True)), key=len
        )
        self.tried = [_strewn(results) for results in filled[:-1]]
        last = filled[-1] if filled else {(0,) * len(figures): 1}
        self.exact = [
            place for place, (low, high) in enumerate(zip(self.low, self.high, strict=True)) if low == high
        ]
        self.loose = [place for place in range(len(figures)) if place not in self.exact]
        self.last: dict[Sums, list[Sums]] = {}
        for sums in sorted(last):
            self.last.setdefault(_part(sums, self.exact), []).append(_part(sums, self.loose))
        for looked_up in self.last.values():
            looked_up.sort()
        self.ranges = [_range(results) for results in [*self.tried, list(last)]]
        self.results = Counter(
            {
                sums: ways
                for sums, ways in _results(group.size, rows[0]).items()
                if self._reachable(sums, self.ranges)
            }
        )

    def agrees(self, sums: Sums) -> bool:
        """Whether votes of the others are found with which a result that adds ``sums`` gives every figure."""
        return any(
            part is not None and self._looked_up(part) for part in islice(self._filled(sums, 0), STEPS)
        )

    def _filled(self, sums: Sums, at: int) -> Iterator[Sums | None]:
        """The sums with all groups but the last filled, one way after the other; None for a way that leads nowhere."""
        if at == len(self.tried):
            yield sums
            return
        for more in self.tried[at]:
            added = tuple(map(int.__add__, sums, more))
            if self._reachable(added, self.ranges[at + 1 :]):
                yield from self._filled(added, at + 1)
            else:
                yield None

    def _reachable(self, sums: Sums, ranges: Sequence[tuple[Sums, Sums]]) -> bool:
        least = [sum(column) for column in zip(sums, *(low for low, _ in ranges), strict=True)]
        most = [sum(column) for column in zip(sums, *(high for _, high in ranges), strict=True)]
        return all(map(int.__le__, least, self.high)) and all(map(int.__ge__, most, self.low))

    def _looked_up(self, sums: Sums) -> bool:
        wanted = tuple(self.low[place] - sums[place] for place in self.exact)
        there = self.last.get(wanted, [])
        if not self.loose or not there:
            return bool(there)
        low = tuple(self.low[place] - sums[place] for place in self.loose)
        high = tuple(self.high[place] - sums[place] for place in self.loose)
        for found in islice(there, bisect_left(there, (low[0],)), None):
            if found[0] > high[0]:
                return False
            if all(map(int.__le__, low, found)) and all(map(int.__le__, found, high)):
                return True
        return False


@lru_cache(maxsize=256)
def _results(size: int, rows: tuple[Sums, ...]) -> dict[Sums, int]:
    """What ``size`` votes can add to the figures, and by how many results; ``rows`` say what one vote of each grade adds."""
    start = (0,) * len(rows[0])
    found: dict[tuple[int, Sums], int] = {(size, start): 1}
    for row in rows[:-1]:
        step: Counter[tuple[int, Sums]] = Counter()
        for (left, sums), ways in found.items():
            for votes in range(left + 1):
                step[
                    left - votes, tuple(each + votes * one for each, one in zip(sums, row, strict=True))
                ] += ways
        found = step
    ended: Counter[Sums] = Counter()
    for (left, sums), ways in found.items():
        ended[tuple(each + left * one for each, one in zip(sums, rows[-1], strict=True))] += ways
    return dict(ended)


def _strewn(results: dict[Sums, int]) -> list[Sums]:
    """In strides through the whole, so that neighbours are unlike each other: a fit is found sooner."""
    found = sorted(results)
    n = len(found)
    stride = next(step for step in count(n * 5 // 8 + 1) if gcd(step, n) == 1)
    return [found[place * stride % n] for place in range(n)]


def _range(results: Sequence[Sums]) -> tuple[Sums, Sums]:
    return tuple(map(min, zip(*results, strict=True))), tuple(map(max, zip(*results, strict=True)))


def _part(sums: Sums, places: Sequence[int]) -> Sums:
    return tuple(sums[place] for place in places)
