"""What a bulletin shows of an election's result: as much as leaves every small panel's votes open (S0-19, S3-19).

All units are shown alike, because a unit that is shown less would say what the rest of its figures are. Place and verdict
are always shown: they are the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from rulebook.ballot.tally import may_show
from rulebook.election.score import DEFAULT_SCHEME, GRADES, PANEL_LABELS, Scheme, UnitScore
from rulebook.publication.figures import Figure, Group, rounded, totals
from rulebook.publication.possible import SMALL, tells
from rulebook.rounding import shown

PLACES = 2
STEP = 5
"""Scores near the highest and the lowest are shown as a bound, a multiple of this."""
BAND = 10
NO_FIGURE = "—"


class Detail(StrEnum):
    """From the finest to the coarsest."""

    GRADES = "grades"
    CLASSES = "classes"
    SCORE = "score"
    BAND = "band"
    PLACE = "place"


CLASSES: Mapping[Detail, tuple[tuple[str, tuple[int, ...]], ...]] = {
    Detail.GRADES: tuple((grade, (place,)) for place, grade in enumerate(GRADES)),
    Detail.CLASSES: (("基本满意以上", (0, 1, 2)), ("不太满意和不满意", (3, 4))),
}
"""The columns of votes of all panels together: their heads and the grades that each adds up."""


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """One unit's figures as text: ``score`` may be a bound, ``votes`` stand under the columns of the result."""

    score: str
    votes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownResult:
    """The whole table: ``columns`` are the heads of the votes; ``reasons`` say in Chinese what is left out and why."""

    detail: Detail
    columns: tuple[str, ...]
    units: Mapping[str, ShownUnit]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Scores of at least ``high`` or at most ``low`` are shown as such; None where no bound keeps the panels open.

    ``least`` and ``most`` are what a score can be at all.
    """

    least: Fraction
    low: int | None
    high: int | None
    most: Fraction


def shown_result(scores: Sequence[UnitScore], scheme: Scheme = DEFAULT_SCHEME) -> ShownResult:
    """The finest table that tells of no small panel."""
    scored = [each for each in scores if each.score is not None]
    bounds = _bounds(scored, scheme)
    detail = next(each for each in Detail if not _tells(scored, scheme, each, bounds))
    columns = CLASSES.get(detail, ())
    units = {
        each.unit: ShownUnit(_score_text(each, detail, bounds), _votes(each, columns)) for each in scores
    }
    return ShownResult(
        detail, tuple(head for head, _ in columns), units, _reasons(scored, detail, list(units.values()))
    )


def panel_groups(score: UnitScore) -> list[Group]:
    """The panels that gave a unit votes."""
    return [Group(panel, PANEL_LABELS[panel], votes) for panel, votes in score.votes.items() if sum(votes)]


def _tells(scores: Sequence[UnitScore], scheme: Scheme, detail: Detail, bounds: _Bounds) -> bool:
    """Whether this table would tell of a panel of some unit; a distribution of fewer than k votes does so by itself (S0-19)."""
    return any(
        (detail in CLASSES and not may_show(sum(group.size for group in panel_groups(each))))
        or tells(panel_groups(each), _figures(each, scheme, detail, bounds))
        for each in scores
    )


def _figures(score: UnitScore, scheme: Scheme, detail: Detail, bounds: _Bounds) -> list[Figure]:
    if detail == Detail.PLACE or score.score is None:
        return []
    classes = [grades for _, grades in CLASSES.get(detail, ())]
    found = totals(panel_groups(score), classes)
    return [*found, _score_figure(score.score, _weighed(score, scheme), detail, bounds)]


def _score_figure(
    value: Fraction, weighed: Mapping[str, tuple[Fraction, ...]], detail: Detail, bounds: _Bounds
) -> Figure:
    if bounds.high is not None and value >= bounds.high:
        return Figure(weighed, Fraction(bounds.high), bounds.most)
    if bounds.low is not None and value <= bounds.low:
        return Figure(weighed, bounds.least, Fraction(bounds.low))
    if detail == Detail.BAND:
        band = value // BAND * BAND
        return Figure(weighed, Fraction(band), Fraction(band + BAND), high_in=False)
    return rounded(weighed, value, PLACES)


def _weighed(score: UnitScore, scheme: Scheme) -> dict[str, tuple[Fraction, ...]]:
    """What one vote of each panel and grade adds to the score."""
    return {
        panel: tuple(weight * points / sum(score.votes[panel]) for points in scheme.points)
        for panel, weight in score.weights.items()
    }


def _bounds(scores: Sequence[UnitScore], scheme: Scheme) -> _Bounds:
    """The bounds for every unit alike. They hang on the sizes of the panels only, so that a bound tells no more than it says."""

    def open_for_all(low: Fraction, high: Fraction) -> bool:
        return not any(
            tells(panel_groups(each), [Figure(_weighed(each, scheme), low, high)])
            for each in _of_each_size(scores)
        )

    least, most = Fraction(scheme.points[-1]), Fraction(scheme.points[0])
    steps = range(scheme.points[-1] // STEP * STEP + STEP, scheme.points[0], STEP)
    low = next((step for step in steps if open_for_all(least, Fraction(step))), None)
    high = next((step for step in reversed(steps) if open_for_all(Fraction(step), most)), None)
    return _Bounds(least, low, high, most)


def _of_each_size(scores: Sequence[UnitScore]) -> list[UnitScore]:
    """One unit for every number of votes that the panels gave."""
    return list({tuple(group.size for group in panel_groups(each)): each for each in scores}.values())


def _score_text(score: UnitScore, detail: Detail, bounds: _Bounds) -> str:
    value = score.score
    if value is None or detail == Detail.PLACE:
        return NO_FIGURE
    if bounds.high is not None and value >= bounds.high:
        return f"{bounds.high} 分以上"
    if bounds.low is not None and value <= bounds.low:
        return f"{bounds.low} 分以下"
    if detail == Detail.BAND:
        band = value // BAND * BAND
        return f"{band}—{band + BAND} 分"
    return shown(value)


def _votes(score: UnitScore, columns: Sequence[tuple[str, Sequence[int]]]) -> tuple[int, ...]:
    combined = [sum(votes[grade] for votes in score.votes.values()) for grade in range(len(GRADES))]
    return tuple(sum(combined[grade] for grade in grades) for _, grades in columns)


WITHHELD = {
    Detail.GRADES: "各等次的合计票数",
    Detail.CLASSES: "“基本满意以上”的合计票数",
    Detail.SCORE: "得分的具体数",
    Detail.BAND: "得分",
}


def _reasons(scores: Sequence[UnitScore], detail: Detail, units: Sequence[ShownUnit]) -> tuple[str, ...]:
    small = {group.label for each in scores for group in panel_groups(each) if group.size < SMALL}
    named = "、".join(label for label in PANEL_LABELS.values() if label in small) or "各层面"
    left_out = [WITHHELD[each] for each in list(Detail)[: list(Detail).index(detail)]]
    found = [f"{'、'.join(left_out)}不公布：{named}票数少，公布后能推算出其中的投票。"] if left_out else []
    bounds = sorted({unit.score for unit in units if unit.score.endswith(("以上", "以下"))})
    if bounds:
        found.append(f"{'、'.join(bounds)}的得分不写具体数：接近满分或零分，同样能推算。")
    return tuple(found)
