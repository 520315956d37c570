"""Satisfied and unsatisfied departments: the weighted score of four panels, exactly, and what a tie at a cut needs (S3-04 … S3-15).

Everything is a ``Fraction`` until it is shown; ``shown`` rounds once, to two places, half to even.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

GRADES = ("满意", "比较满意", "基本满意", "不太满意", "不满意")
"""S3-08, best first."""
FEWEST_RATERS = 2
"""A panel of one would publish how he voted, whatever is rounded (S0-19)."""
POINTS = (100, 80, 60, 40, 0)
"""S3-11: what decides."""
SECOND_POINTS = (100, 75, 50, 25, 0)
"""S3-12: the document's other values, computed beside."""


class Panel(StrEnum):
    """S3-04."""

    MUTUAL = "mutual"
    LEADERS = "leaders"
    SERVICE_OBJECTS = "service_objects"
    SUPERVISORS = "supervisors"


PANEL_LABELS = {
    Panel.MUTUAL: "科所互评",
    Panel.LEADERS: "分局领导",
    Panel.SERVICE_OBJECTS: "服务对象",
    Panel.SUPERVISORS: "工作监督员",
}


class UnitKind(StrEnum):
    """S3-01: offices and departments stand in one list; only an office can lose the advanced collective (S3-14)."""

    OFFICE = "office"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class PanelRule:
    """``seats`` votes for each unit at most; ``weight`` in per cent."""

    panel: Panel
    seats: int
    weight: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """The figures of an activity, editable before its vote opens (S3-04, S3-07, S3-11, S3-13)."""

    panels: tuple[PanelRule, ...] = (
        PanelRule(Panel.MUTUAL, 12, 20),
        PanelRule(Panel.LEADERS, 5, 20),
        PanelRule(Panel.SERVICE_OBJECTS, 18, 30),
        PanelRule(Panel.SUPERVISORS, 20, 30),
    )
    points: tuple[int, ...] = POINTS
    second_points: tuple[int, ...] = SECOND_POINTS
    satisfied_units: int = 2
    low_units: int = 1


DEFAULT_SCHEME = Scheme()
Votes = tuple[int, ...]
"""The marks of one unit in one panel, by grade, best first."""


def scheme_problems(scheme: Scheme) -> list[str]:
    """What is wrong with the figures, in Chinese; empty when they can be used."""
    found = []
    total = sum(rule.weight for rule in scheme.panels)
    if total != 100:
        found.append(f"各层面权重合计应为 100%，现为 {total}%。")
    if any(rule.weight <= 0 for rule in scheme.panels):
        found.append("每个层面的权重应大于零；不用的层面请去掉。")
    if any(rule.seats < FEWEST_RATERS for rule in scheme.panels):
        found.append(f"每个层面至少 {FEWEST_RATERS} 票：只有一个人的层面，结果就是他的票；不用的层面请去掉。")
    if len({rule.panel for rule in scheme.panels}) != len(scheme.panels):
        found.append("同一层面只能列一次。")
    for name, points in (("计分", scheme.points), ("对照计分", scheme.second_points)):
        if len(points) != len(GRADES) or any(a < b for a, b in pairwise(points)):
            found.append(f"{name}应有五档，从高到低。")
    if scheme.satisfied_units < 1 or scheme.low_units < 0:
        found.append("满意单位至少一个，满意度较低的单位不能少于零个。")
    return found


def votes_problems(rule: PanelRule, votes: Sequence[object]) -> list[str]:
    """What is wrong with the marks of one unit in one panel, in Chinese (seats are the most that can have voted)."""
    if len(votes) != len(GRADES):
        return [f"应有五档票数，现有 {len(votes)} 档。"]
    found = [
        f"{grade}的票数“{vote}”不是数字，请填不小于零的整数。"
        for grade, vote in zip(GRADES, votes, strict=True)
        if not isinstance(vote, int) or isinstance(vote, bool) or vote < 0
    ]
    if not found and (given := sum(vote for vote in votes if isinstance(vote, int))) > rule.seats:
        found.append(
            f"{PANEL_LABELS[rule.panel]}共 {rule.seats} 票，现有 {given} 票，多出 {given - rule.seats} 票。"
        )
    return found


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's three steps. ``rates[panel]`` are step 1 (S3-09), ``averages`` step 2 (S3-10), ``score`` step 3 (S3-11).

    ``missing`` panels have no votes: then ``averages`` and both scores are None (no silent re-weighting), unless their
    weight was spread by a recorded decision, when they stand in ``spread``. ``weights`` are those used, summing to 1.
    """

    unit: str
    votes: Mapping[Panel, Votes]
    rates: Mapping[Panel, tuple[Fraction, ...]]
    weights: Mapping[Panel, Fraction]
    missing: tuple[Panel, ...]
    spread: tuple[Panel, ...]
    averages: tuple[Fraction, ...] | None
    score: Fraction | None
    second: Fraction | None

    @property
    def satisfied_rate(self) -> Fraction:
        """The average satisfied rate; −1 without a score, so that it ranks behind every rate."""
        return self.averages[0] if self.averages else Fraction(-1)


def unit_score(
    unit: str,
    votes: Mapping[Panel, Votes],
    scheme: Scheme = DEFAULT_SCHEME,
    *,
    spread: frozenset[Panel] = frozenset(),
) -> UnitScore:
    """The score of one unit. ``spread``: empty panels whose weight the leading group gave to the others, in their proportion."""
    given = {rule.panel: votes.get(rule.panel, (0,) * len(GRADES)) for rule in scheme.panels}
    totals = {panel: sum(marks) for panel, marks in given.items()}
    empty = [panel for panel, total in totals.items() if not total]
    missing = tuple(panel for panel in empty if panel not in spread)
    rates = {
        panel: tuple(Fraction(mark, totals[panel]) for mark in marks)
        for panel, marks in given.items()
        if totals[panel]
    }
    used = sum(rule.weight for rule in scheme.panels if totals[rule.panel])
    if missing or not used:
        return UnitScore(unit, given, rates, {}, missing or tuple(empty), (), None, None, None)
    weights = {rule.panel: Fraction(rule.weight, used) for rule in scheme.panels if totals[rule.panel]}
    averages = tuple(
        sum((rates[panel][grade] * weight for panel, weight in weights.items()), Fraction(0))
        for grade in range(len(GRADES))
    )
    return UnitScore(
        unit,
        given,
        rates,
        weights,
        (),
        tuple(panel for panel in empty if panel in spread),
        averages,
        _weighed(averages, scheme.points),
        _weighed(averages, scheme.second_points),
    )


def _weighed(averages: Sequence[Fraction], points: Sequence[int]) -> Fraction:
    return sum((average * point for average, point in zip(averages, points, strict=True)), Fraction(0))


def panel_score(score: UnitScore, panel: Panel, scheme: Scheme = DEFAULT_SCHEME) -> Fraction | None:
    """The score that one panel alone would give; None without votes. The second key of a tie at a cut (S3-13)."""
    rates = score.rates.get(panel)
    return _weighed(rates, scheme.points) if rates is not None else None


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit's place: equal scores share the best place; ``tied`` says so."""

    place: int
    score: UnitScore
    tied: bool


def ranking(scores: Sequence[UnitScore]) -> list[Placed]:
    """By score from high to low; ties are shown as ties (S3-13). Units without a score are left out."""
    return _placed([(each.score, each) for each in scores if each.score is not None])


def second_ranking(scores: Sequence[UnitScore]) -> list[Placed]:
    """By the other values (S3-12)."""
    return _placed([(each.second, each) for each in scores if each.second is not None])


def _placed(pairs: Sequence[tuple[Fraction, UnitScore]]) -> list[Placed]:
    ordered = sorted(pairs, key=lambda pair: (-pair[0], pair[1].unit))
    counted = Counter(value for value, _ in pairs)
    placed: list[Placed] = []
    best = 0
    for index, (value, each) in enumerate(ordered):
        if index == 0 or value != ordered[index - 1][0]:
            best = index + 1
        placed.append(Placed(best, each, counted[value] > 1))
    return placed


def rank_differences(scores: Sequence[UnitScore]) -> list[tuple[str, int, int]]:
    """(unit, place, place by the other values) of the units that the two would place differently (S3-12)."""
    second = {placed.score.unit: placed.place for placed in second_ranking(scores)}
    return [
        (placed.score.unit, placed.place, second[placed.score.unit])
        for placed in ranking(scores)
        if second[placed.score.unit] != placed.place
    ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who is satisfied and who is low; ``undecided`` are units tied at a cut beyond both keys: the leading group decides."""

    satisfied: tuple[str, ...]
    low: tuple[str, ...]
    undecided: tuple[tuple[str, ...], ...]


def outcome(
    scores: Sequence[UnitScore],
    scheme: Scheme = DEFAULT_SCHEME,
    *,
    decided: Sequence[str] = (),
) -> Outcome:
    """The top units and the last one (S3-13). ``decided`` orders units that the leading group had to order, best first.

    A tie at a cut: the higher average satisfied rate, then the higher service-object score, then the recorded decision.
    """
    order = {unit: position for position, unit in enumerate(decided)}

    def key(each: UnitScore) -> tuple[Fraction, Fraction, Fraction]:
        service = panel_score(each, Panel.SERVICE_OBJECTS, scheme)
        return (
            each.score or Fraction(0),
            each.satisfied_rate,
            service if service is not None else Fraction(-1),
        )

    scored = [each for each in scores if each.score is not None]
    ordered = sorted(scored, key=lambda each: (order.get(each.unit, len(order)), each.unit))
    ordered.sort(key=key, reverse=True)
    undecided = []
    for cut in {scheme.satisfied_units, len(ordered) - scheme.low_units}:
        if not 0 < cut < len(ordered) or key(ordered[cut - 1]) != key(ordered[cut]):
            continue
        tied = tuple(each.unit for each in ordered if key(each) == key(ordered[cut]))
        if not all(unit in order for unit in tied) and tied not in undecided:
            undecided.append(tied)
    if undecided:
        return Outcome((), (), tuple(undecided))
    low = ordered[len(ordered) - scheme.low_units :] if scheme.low_units else []
    return Outcome(
        tuple(each.unit for each in ordered[: scheme.satisfied_units]), tuple(each.unit for each in low), ()
    )


def lowest_satisfied(scores: Sequence[UnitScore]) -> tuple[str, ...]:
    """The units with the lowest average satisfied rate: the report says so when they are not the last by score (S3-15)."""
    scored = [each for each in scores if each.score is not None]
    lowest = min((each.satisfied_rate for each in scored), default=None)
    return tuple(each.unit for each in scored if each.satisfied_rate == lowest)


class Consequence(StrEnum):
    """S3-14, S3-15: proposed, never executed by themselves; a named leader confirms each."""

    PLUS_TWO = "plus_two"
    BONUS = "bonus"
    MINUS_ONE = "minus_one"
    NO_ADVANCED = "no_advanced"
    ADMONITION = "admonition"
    HEAD = "head"


CONSEQUENCE_LABELS = {
    Consequence.PLUS_TWO: "年度考核“自身建设（或基础组织建设）”加 2 分",
    Consequence.BONUS: "人均奖金上浮 100 元",
    Consequence.MINUS_ONE: "年度考核“自身建设（或基础组织建设）”扣 1 分",
    Consequence.NO_ADVANCED: "不能评为先进集体",
    Consequence.ADMONITION: "诫勉谈话，限期整改",
    Consequence.HEAD: "连续两年较低，负责人降职或免职，提请领导研究",
}


def consequences(kind: UnitKind, *, satisfied: bool, low: bool, low_before: bool) -> tuple[Consequence, ...]:
    """What follows for a unit; ``low_before``: it was low in the year before as well."""
    found = [Consequence.PLUS_TWO, Consequence.BONUS] if satisfied else []
    if low:
        found.append(Consequence.MINUS_ONE)
        if kind == UnitKind.OFFICE:
            found.append(Consequence.NO_ADVANCED)
        found.append(Consequence.HEAD if low_before else Consequence.ADMONITION)
    return tuple(found)
