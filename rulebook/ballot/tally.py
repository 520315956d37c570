"""Counting marks and computing rates (S0-12, S0-19, S0-20, S0-23, S3-08, S3-09).

Everything is exact: rates keep numerator and denominator, and are rounded only by `percent_text`.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from rulebook.ballot.form import ABSTAIN, OVERALL, BallotForm, canonical_json, form_hash, parse_body
from rulebook.publication.possible import SMALL

SMALL_GROUP = 5
"""k: a group with fewer ballots shows no breakdown outside the internal count report (S0-19); see ``least_shown``."""

SATISFIED = "satisfied"
FAVOURABLE = ("satisfied", "rather_satisfied", "basically_satisfied")
SATISFIED_RATE_LABEL = "满意率"
COMBINED_RATE_LABEL = "基本满意以上率"
"""满意 + 比较满意 + 基本满意, named so that nobody takes it for the 满意率."""

NO_RATE = "—"
MAX_BODY_BYTES = 65_536
AT_ONCE = 2000


class CountError(ValueError):
    """Counts that do not fit the form or do not add up; the text is Chinese."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share as it must be shown: `numerator` of `denominator` marks, not reduced."""

    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        """The exact rate; None when nothing was marked (no data is never 0 %)."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def percent(self) -> str:
        return percent_text(self.value)


@dataclass(frozen=True, slots=True)
class Distribution:
    """The marks of one place: `marks[0]` is the first grade. 弃权 stands beside, outside every rate."""

    abstained: int
    marks: tuple[int, ...]

    @property
    def given(self) -> int:
        """Marks given, the denominator of every rate of this place (S3-09)."""
        return sum(self.marks)

    @property
    def ballots(self) -> int:
        return self.given + self.abstained

    def rate(self, value: int) -> Rate:
        """The share of the grade with this value, counted from 1."""
        return Rate(self.marks[value - 1], self.given)

    def rates(self) -> tuple[Rate, ...]:
        """The share of each grade in form order."""
        return tuple(Rate(votes, self.given) for votes in self.marks)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a vote came to: one distribution for each place of the form, each adding up to `ballots`.

    Raises CountError when it does not.
    """

    form: BallotForm
    ballots: int
    distributions: tuple[Distribution, ...]

    def __post_init__(self) -> None:
        if len(self.distributions) != self.form.size:
            raise CountError(f"评议表有 {self.form.size} 项，计数有 {len(self.distributions)} 项")
        for (subject, criterion), found in zip(self.form.places(), self.distributions, strict=True):
            name = f"{subject.label}“{criterion.label}”"
            if len(found.marks) != len(self.form.grades) or min(found.abstained, *found.marks) < 0:
                raise CountError(f"{name}的计数与等次不符")
            if found.ballots != self.ballots:
                raise CountError(f"{name}各等次与弃权合计 {found.ballots} 张，应为 {self.ballots} 张")

    def at(self, subject_key: str, criterion_key: str) -> Distribution:
        """The distribution of one place. Raises KeyError for a place the form does not have."""
        for (subject, criterion), found in zip(self.form.places(), self.distributions, strict=True):
            if (subject.key, criterion.key) == (subject_key, criterion_key):
                return found
        raise KeyError((subject_key, criterion_key))

    def overall(self, subject_key: str) -> Distribution:
        """The distribution of 总体评价 of a subject."""
        return self.at(subject_key, OVERALL)

    def rows(self) -> Iterator[tuple[str, str, int, int]]:
        """(subject key, criterion key, value, votes) for every place and value from 0, zeros included."""
        for (subject, criterion), found in zip(self.form.places(), self.distributions, strict=True):
            for value, votes in enumerate((found.abstained, *found.marks)):
                yield subject.key, criterion.key, value, votes


def count_bodies(form: BallotForm, bodies: Iterable[str]) -> Counts:
    """Count ballots one by one, holding no more than the table and a few hundred of them (the second counter).

    Raises `rulebook.ballot.form.BallotError` for a body that does not fit the form.
    """
    table = _Table(form)
    stream = iter(bodies)
    while part := list(islice(stream, AT_ONCE)):
        table.add(part)
    return table.counts()


def count_strata(form: BallotForm, ballots: Iterable[tuple[str, str]]) -> dict[str, Counts]:
    """The same for (stratum, body) in any order: the counts of each stratum that has a ballot (S4-11)."""
    tables: dict[str, _Table] = {}
    stream = iter(ballots)
    while part := list(islice(stream, AT_ONCE)):
        bodies: dict[str, list[str]] = {}
        for stratum, body in part:
            bodies.setdefault(stratum, []).append(body)
        for stratum, found in bodies.items():
            tables.setdefault(stratum, _Table(form)).add(found)
    return {stratum: table.counts() for stratum, table in tables.items()}


class _Table:
    """The sums of one group while its ballots are read."""

    def __init__(self, form: BallotForm) -> None:
        self.form, self.ballots = form, 0
        self.table = [[0] * (len(form.grades) + 1) for _ in range(form.size)]

    def add(self, part: Sequence[str]) -> None:
        self.ballots += len(part)
        if not self._add_canonical(part):
            for body in part:
                for place, value in zip(self.table, parse_body(self.form, body, MAX_BODY_BYTES), strict=True):
                    place[value] += 1

    def _add_canonical(self, part: Sequence[str]) -> bool:
        """Add bodies such as `[1,0,5]`, all of single digits and nothing else, or none at all if one is not of that kind.

        Laid end to end, bodies of one length have their brackets, their commas and each place of the form in columns.
        """
        length, n = 2 * self.form.size + 1, len(part)
        if set(map(len, part)) != {length}:
            return False
        text = "".join(part)
        frame = f"[{',' * (self.form.size - 1)}]"
        if any(text[2 * at :: length] != sign * n for at, sign in enumerate(frame)):
            return False
        digits = "0123456789"[: len(self.form.grades) + 1]
        columns = (text[2 * place + 1 :: length] for place in range(self.form.size))
        found = [[column.count(digit) for digit in digits] for column in columns]
        if any(sum(votes) != n for votes in found):
            return False
        for place, votes in zip(self.table, found, strict=True):
            for value, more in enumerate(votes):
                place[value] += more
        return True

    def counts(self) -> Counts:
        return _counts(self.form, self.ballots, self.table)


def counts_from_places(form: BallotForm, ballots: int, rows: Iterable[tuple[int, int, int]]) -> Counts:
    """Counts from a database aggregate: rows of (place from 0 in form order, value from 0, votes).

    Rows that are missing count as 0. Raises CountError.
    """
    width = len(form.grades) + 1
    table = [[0] * width for _ in range(form.size)]
    for place, value, votes in rows:
        if not (0 <= place < form.size and 0 <= value < width):
            raise CountError("计数中有评议表以外的项目或等次")
        table[place][value] += votes
    return _counts(form, ballots, table)


def counts_from_rows(form: BallotForm, ballots: int, rows: Iterable[tuple[str, str, int, int]]) -> Counts:
    """Counts back from sealed rows, the same shape as `Counts.rows`. Raises CountError."""
    place_of = {
        (subject.key, criterion.key): place for place, (subject, criterion) in enumerate(form.places())
    }
    placed = (
        (place_of.get((subject, criterion), -1), value, votes) for subject, criterion, value, votes in rows
    )
    return counts_from_places(form, ballots, placed)


def _counts(form: BallotForm, ballots: int, table: list[list[int]]) -> Counts:
    found = tuple(Distribution(place[ABSTAIN], tuple(place[ABSTAIN + 1 :])) for place in table)
    return Counts(form, ballots, found)


def counts_bytes(counts: Counts) -> bytes:
    """Canonical JSON of the counts: ballots, form hash, and per place [弃权, first grade, …]."""
    table = [[found.abstained, *found.marks] for found in counts.distributions]
    return canonical_json({"ballots": counts.ballots, "form": form_hash(counts.form), "table": table})


def counts_digest(counts: Counts) -> str:
    """SHA-256 of `counts_bytes`: two counters agree exactly when their digests are equal."""
    return hashlib.sha256(counts_bytes(counts)).hexdigest()


def strata_digest(strata: Mapping[str, Counts]) -> str:
    """What two counters must agree on: the digests of every stratum; of a vote without strata that of its only counts."""
    digests = {stratum: counts_digest(counts) for stratum, counts in strata.items()}
    if set(digests) == {""}:
        return digests[""]
    return hashlib.sha256(canonical_json(digests)).hexdigest()


def satisfied_rate(form: BallotForm, found: Distribution) -> Rate:
    """满意率: the share of 满意 alone."""
    return _rate_of(form, found, (SATISFIED,))


def combined_rate(form: BallotForm, found: Distribution) -> Rate:
    """基本满意以上率: the share of 满意, 比较满意 and 基本满意 together."""
    return _rate_of(form, found, FAVOURABLE)


def _rate_of(form: BallotForm, found: Distribution, keys: Iterable[str]) -> Rate:
    votes = sum(found.marks[grade.value - 1] for grade in form.grades if grade.key in keys)
    return Rate(votes, found.given)


def percent_text(rate: Fraction | None, places: int = 2) -> str:
    """A rate as text, such as `66.67%`: the one place where a rate is rounded, half to even.

    None (nothing marked) gives a dash.
    """
    if rate is None:
        return NO_RATE
    scaled = round(rate * 100 * 10**places)
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}%" if places else f"{whole}%"


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A cell of the published breakdown: the groups merged into it and their ballots together."""

    keys: tuple[str, ...]
    ballots: int


def least_shown(k: int = SMALL_GROUP) -> int:
    """The fewest ballots of a group whose distribution may be shown: k, and never so few that it leaves nothing open.

    A distribution of fewer than ``SMALL`` votes is one of all results that were possible (``rulebook.publication``).
    """
    return max(k, SMALL)


def may_show(group_ballots: int, k: int = SMALL_GROUP) -> bool:
    """Whether a group is large enough to be shown: its ballots count, never the votes of one grade."""
    return group_ballots >= least_shown(k)


def shown_groups(ballots: Mapping[str, int], k: int = SMALL_GROUP) -> tuple[ShownGroup, ...]:
    """The breakdown that may be published: groups below k are merged until every cell reaches k (S0-19).

    The cells cover all ballots, so what is left when shown cells are subtracted from the whole or from one
    another is again made of whole cells. Empty when no cell but the whole would remain, or the whole is
    below k: then there is no breakdown to show. Groups without ballots join the merged cell.
    """
    small = [key for key, count in ballots.items() if not may_show(count, k)]
    large = [key for key, count in ballots.items() if may_show(count, k)]
    large.sort(key=lambda key: (ballots[key], key))
    merged = list(small)
    while merged and large and not may_show(sum(ballots[key] for key in merged), k):
        merged.append(large.pop(0))
    cells = [(key,) for key in large] + ([tuple(sorted(merged))] if merged else [])
    shown = tuple(
        ShownGroup(keys, sum(ballots[key] for key in keys))
        for keys in sorted(cells, key=lambda keys: keys[0])
    )
    return shown if len(shown) > 1 else ()


def combined_counts(parts: Sequence[Counts]) -> Counts:
    """The counts of several panels added up. Raises CountError for none, or for different forms."""
    if not parts or any(part.form != parts[0].form for part in parts):
        raise CountError("只有同一评议表的计数可以相加")
    added = tuple(
        Distribution(
            sum(found.abstained for found in place),
            tuple(map(sum, zip(*(found.marks for found in place), strict=True))),
        )
        for place in zip(*(part.distributions for part in parts), strict=True)
    )
    return Counts(parts[0].form, sum(part.ballots for part in parts), added)
