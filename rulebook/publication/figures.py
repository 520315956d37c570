"""Groups whose votes stay secret, and figures that are shown of them, as a reader could write them down (S0-19).

Every figure is a weighted sum of the votes of the groups by grade that is known to lie between two bounds: a total of a
grade, a group's own count, a rate, a score as rounded on the page. What several pages show is one sequence of figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm


@dataclass(frozen=True, slots=True)
class Group:
    """Raters who are counted together: ``votes`` by grade, in one order for all groups; 弃权 is a grade where it is shown."""

    key: str
    label: str
    votes: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many votes it gave: always taken as known, because attendance is open."""
        return sum(self.votes)


@dataclass(frozen=True, slots=True)
class Figure:
    """``coefficients`` by group key and grade; a group that is not named adds nothing.

    The sum lies between ``low`` and ``high``; each end belongs to it unless ``low_in`` or ``high_in`` says otherwise.
    """

    coefficients: Mapping[str, tuple[Fraction, ...]]
    low: Fraction
    high: Fraction
    low_in: bool = True
    high_in: bool = True

    def whole(self, keys: Sequence[str], grades: int) -> tuple[list[tuple[int, ...]], int, int]:
        """The same in whole numbers: the coefficients of each group in the order of ``keys``, the lowest and highest sum."""
        rows = [self.coefficients.get(key, (Fraction(0),) * grades) for key in keys]
        scale = lcm(*(cell.denominator for row in rows for cell in row))
        low, high = ceil(self.low * scale), floor(self.high * scale)
        low += not self.low_in and low == self.low * scale
        high -= not self.high_in and high == self.high * scale
        return [tuple(int(cell * scale) for cell in row) for row in rows], low, high


def total(groups: Iterable[Group], grades: Sequence[int]) -> Figure:
    """How many votes of these groups together fell on these grades (places from 0)."""
    groups = list(groups)
    value = Fraction(sum(group.votes[grade] for group in groups for grade in grades))
    rows = {
        group.key: tuple(Fraction(place in grades) for place in range(len(group.votes))) for group in groups
    }
    return Figure(rows, value, value)


def totals(groups: Iterable[Group], classes: Sequence[Sequence[int]]) -> list[Figure]:
    """The distribution of these groups together over ``classes`` of grades; one class for each grade is the full one."""
    groups = list(groups)
    return [total(groups, grades) for grades in classes]


def rounded(coefficients: Mapping[str, tuple[Fraction, ...]], value: Fraction, places: int) -> Figure:
    """A sum that is shown rounded half to even to ``places``."""
    step = Fraction(10) ** -places
    steps, half = round(value / step), Fraction(1, 2)
    # An odd last digit is never what a half was rounded to.
    ends_in = steps % 2 == 0
    return Figure(coefficients, (steps - half) * step, (steps + half) * step, ends_in, ends_in)
