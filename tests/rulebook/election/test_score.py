"""The weighted score of the departments' evaluation, sentence by sentence, and its laws (S3-07 … S3-15)."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.election.score import (
    DEFAULT_SCHEME,
    GRADES,
    Consequence,
    Panel,
    PanelRule,
    Scheme,
    UnitKind,
    UnitScore,
    Votes,
    consequences,
    lowest_satisfied,
    outcome,
    panel_score,
    rank_differences,
    ranking,
    scheme_problems,
    second_ranking,
    unit_score,
    votes_problems,
)
from rulebook.rounding import shown

F = Fraction
PANELS = tuple(rule.panel for rule in DEFAULT_SCHEME.panels)


def of(
    unit: str, mutual: Votes, leaders: Votes, service: Votes, supervisors: Votes, **more: Any
) -> UnitScore:
    return unit_score(unit, dict(zip(PANELS, (mutual, leaders, service, supervisors), strict=True)), **more)


WORKED = ((6, 3, 2, 1, 0), (2, 2, 1, 0, 0), (9, 4, 3, 1, 1), (10, 5, 3, 1, 1))
A = ((8, 1, 3, 0, 0), (1, 2, 0, 1, 1), (7, 4, 4, 2, 1), (6, 5, 7, 1, 1))
B = ((4, 5, 0, 3, 0), (1, 2, 1, 1, 0), (7, 4, 5, 2, 0), (9, 3, 4, 1, 3))
ALL_BEST = ((12, 0, 0, 0, 0), (5, 0, 0, 0, 0), (18, 0, 0, 0, 0), (20, 0, 0, 0, 0))


def test_s3_04_s3_07_four_panels_of_55_votes_with_their_weights() -> None:
    assert [(rule.panel.value, rule.seats, rule.weight) for rule in DEFAULT_SCHEME.panels] == [
        ("mutual", 12, 20),
        ("leaders", 5, 20),
        ("service_objects", 18, 30),
        ("supervisors", 20, 30),
    ]
    assert sum(rule.seats for rule in DEFAULT_SCHEME.panels) == 55
    assert scheme_problems(DEFAULT_SCHEME) == []


def test_s3_08_five_grades() -> None:
    assert GRADES == ("满意", "比较满意", "基本满意", "不太满意", "不满意")


def test_s3_09_the_rate_of_a_grade_is_its_votes_of_those_cast() -> None:
    score = of("甲", *WORKED)
    assert score.rates[Panel.MUTUAL] == (F(1, 2), F(1, 4), F(1, 6), F(1, 12), F(0))
    assert score.rates[Panel.SUPERVISORS] == (F(1, 2), F(1, 4), F(3, 20), F(1, 20), F(1, 20))


def test_s3_10_the_average_rate_weighs_the_panels() -> None:
    assert of("甲", *WORKED).averages == (F(48, 100), F(163, 600), F(101, 600), F(29, 600), F(19, 600))


def test_s3_11_the_score_of_the_worked_example() -> None:
    score = of("甲", *WORKED)
    assert (score.score, shown(score.score)) == (F(2453, 30), "81.77")


def test_s3_12_the_other_values_stand_beside_and_a_different_rank_is_said() -> None:
    score = of("甲", *WORKED)
    assert (score.second, shown(score.second)) == (F(78), "78.00")
    pair = [of("甲", *A), of("乙", *B)]
    assert [shown(each.score) for each in pair] == ["73.90", "74.37"]
    assert [placed.score.unit for placed in ranking(pair)] == ["乙", "甲"]
    assert [placed.score.unit for placed in second_ranking(pair)] == ["甲", "乙"]
    assert rank_differences(pair) == [("乙", 1, 2), ("甲", 2, 1)]
    assert rank_differences([of("甲", *ALL_BEST), of("乙", *B)]) == []


def test_s3_09_a_panel_without_votes_gives_no_score_and_no_silent_weight() -> None:
    score = of("甲", (6, 3, 2, 1, 0), (0, 0, 0, 0, 0), (9, 4, 3, 1, 1), (10, 5, 3, 1, 1))
    assert (score.missing, score.averages, score.score, score.second) == ((Panel.LEADERS,), None, None, None)
    assert Panel.LEADERS not in score.rates
    assert ranking([score]) == []


def test_a_recorded_decision_spreads_the_weight_of_an_empty_panel() -> None:
    empty = (0, 0, 0, 0, 0)
    score = of(
        "甲",
        (12, 0, 0, 0, 0),
        empty,
        (0, 0, 18, 0, 0),
        empty,
        spread=frozenset({Panel.LEADERS, Panel.SUPERVISORS}),
    )
    assert score.weights == {Panel.MUTUAL: F(2, 5), Panel.SERVICE_OBJECTS: F(3, 5)}
    assert (score.score, score.spread) == (F(76), (Panel.LEADERS, Panel.SUPERVISORS))
    nothing = of("甲", empty, empty, empty, empty, spread=frozenset(PANELS))
    assert nothing.score is None


def test_spreading_a_panel_that_has_votes_changes_nothing() -> None:
    assert of("甲", *WORKED, spread=frozenset({Panel.LEADERS})) == of("甲", *WORKED)


def test_s3_13_the_top_two_and_the_last() -> None:
    scores = [of("甲", *WORKED), of("乙", *A), of("丙", *B), of("丁", *ALL_BEST)]
    found = outcome(scores)
    assert (found.satisfied, found.low, found.undecided) == (("丁", "甲"), ("乙",), ())
    assert [(placed.place, placed.tied) for placed in ranking([*scores, of("戊", *ALL_BEST)])] == [
        (1, True),
        (1, True),
        (3, False),
        (4, False),
        (5, False),
    ]


SAME = ((0, 10, 2, 0, 0), (5, 0, 0, 0, 0), (18, 0, 0, 0, 0), (20, 0, 0, 0, 0))


def tie(mutual: Votes, service: Votes, unit: str) -> UnitScore:
    return of(unit, mutual, (5, 0, 0, 0, 0), service, (20, 0, 0, 0, 0))


def test_s3_13_a_tie_at_the_cut_goes_to_the_higher_satisfied_rate() -> None:
    more = tie((6, 0, 6, 0, 0), (18, 0, 0, 0, 0), "多满意")
    less = tie((0, 12, 0, 0, 0), (18, 0, 0, 0, 0), "少满意")
    best = of("最好", *ALL_BEST)
    low = of("最低", *B)
    assert more.score == less.score
    found = outcome([less, more, best, low])
    assert (found.satisfied, found.low) == (("最好", "多满意"), ("最低",))


def test_s3_13_then_to_the_higher_score_of_service_objects() -> None:
    swapped: tuple[Votes, Votes] = ((20, 0, 0, 0, 0), (10, 10, 0, 0, 0))
    front = of("服务对象高", (12, 0, 0, 0, 0), (5, 0, 0, 0, 0), (18, 0, 0, 0, 0), swapped[1])
    back = of("服务对象低", (12, 0, 0, 0, 0), (5, 0, 0, 0, 0), (9, 9, 0, 0, 0), swapped[0])
    assert (front.score, front.satisfied_rate) == (back.score, back.satisfied_rate)
    assert outcome([back, front, of("最好", *ALL_BEST), of("最低", *B)]).satisfied == ("最好", "服务对象高")


def test_s3_13_then_the_leading_group_decides_and_until_then_nobody_is_named() -> None:
    twins = [of(unit, *WORKED) for unit in ("甲", "乙")]
    rest = [of("最好", *ALL_BEST), of("最低", *B)]
    open_ = outcome([*twins, *rest])
    assert (open_.satisfied, open_.low, open_.undecided) == ((), (), (("乙", "甲"),))
    decided = outcome([*twins, *rest], decided=["乙", "甲"])
    assert (decided.satisfied, decided.low, decided.undecided) == (("最好", "乙"), ("最低",), ())


def test_a_tie_away_from_every_cut_needs_no_decision() -> None:
    scores = [of("一", *ALL_BEST), of("二", *WORKED), of("三", *B), of("四", *B), of("五", *A)]
    found = outcome(scores)
    assert (found.satisfied, found.low, found.undecided) == (("一", "二"), ("五",), ())
    assert [placed.tied for placed in ranking(scores)] == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("kind", "satisfied", "low", "before", "expected"),
    [
        (UnitKind.OFFICE, True, False, False, {"plus_two", "bonus"}),
        (UnitKind.DEPARTMENT, True, False, True, {"plus_two", "bonus"}),
        (UnitKind.OFFICE, False, True, False, {"minus_one", "no_advanced", "admonition"}),
        (UnitKind.DEPARTMENT, False, True, False, {"minus_one", "admonition"}),
        (UnitKind.OFFICE, False, True, True, {"minus_one", "no_advanced", "head"}),
        (UnitKind.DEPARTMENT, False, True, True, {"minus_one", "head"}),
        (UnitKind.OFFICE, False, False, True, set()),
    ],
)
def test_s3_14_s3_15_what_follows(
    kind: UnitKind, satisfied: bool, low: bool, before: bool, expected: set[str]
) -> None:
    found = consequences(kind, satisfied=satisfied, low=low, low_before=before)
    assert {each.value for each in found} == expected
    assert all(isinstance(each, Consequence) for each in found)


def test_s3_15_the_lowest_satisfied_rate_is_said_when_it_is_another_s() -> None:
    last = of("末位", (6, 0, 0, 0, 6), (2, 0, 0, 0, 3), (9, 0, 0, 0, 9), (10, 0, 0, 0, 10))
    fewest = of("满意率最低", (0, 12, 0, 0, 0), (0, 5, 0, 0, 0), (0, 18, 0, 0, 0), (0, 20, 0, 0, 0))
    rest = [of("甲", *WORKED), of("乙", *ALL_BEST)]
    assert outcome([last, fewest, *rest]).low == ("末位",)
    assert lowest_satisfied([last, fewest, *rest]) == ("满意率最低",)


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ((13, 0, 0, 0, 0), ["科所互评共 12 票，现有 13 票，多出 1 票。"]),
        ((-1, 0, 0, 0, 0), ["满意的票数“-1”不是数字，请填不小于零的整数。"]),
        (("六", 0, 0, 0, 0), ["满意的票数“六”不是数字，请填不小于零的整数。"]),
        ((1.5, 0, 0, 0, 0), ["满意的票数“1.5”不是数字，请填不小于零的整数。"]),
        ((True, 0, 0, 0, 0), ["满意的票数“True”不是数字，请填不小于零的整数。"]),
        ((1, 2), ["应有五档票数，现有 2 档。"]),
        ((0, 0, 0, 0, 0), []),
        ((12, 0, 0, 0, 0), []),
    ],
)
def test_votes_that_cannot_be(votes: tuple[object, ...], said: list[str]) -> None:
    assert votes_problems(DEFAULT_SCHEME.panels[0], votes) == said


@pytest.mark.parametrize(
    ("panels", "said"),
    [
        (((20, 12), (20, 5), (30, 18), (20, 20)), "各层面权重合计应为 100%，现为 90%。"),
        (((0, 12), (20, 5), (40, 18), (40, 20)), "每个层面的权重应大于零；不用的层面请去掉。"),
        (
            ((20, 12), (20, 0), (30, 18), (30, 20)),
            "每个层面至少 2 票：只有一个人的层面，结果就是他的票；不用的层面请去掉。",
        ),
    ],
)
def test_weights_make_a_hundred(panels: tuple[tuple[int, int], ...], said: str) -> None:
    rules = tuple(
        PanelRule(panel, seats, weight) for panel, (weight, seats) in zip(PANELS, panels, strict=True)
    )
    assert scheme_problems(Scheme(panels=rules)) == [said]


def test_points_fall_from_the_best_grade_to_the_last() -> None:
    assert scheme_problems(Scheme(points=(100, 60, 80, 40, 0))) == ["计分应有五档，从高到低。"]
    assert scheme_problems(Scheme(second_points=(100, 50))) == ["对照计分应有五档，从高到低。"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(2453, 30), "81.77"),
        (F(78), "78.00"),
        (F(1, 8), "0.12"),
        (F(3, 8), "0.38"),
        (F(100), "100.00"),
        (None, "—"),
    ],
)
def test_rounding_is_once_to_two_places_half_to_even(value: Fraction | None, text: str) -> None:
    assert shown(value) == text


marks = st.tuples(*[st.integers(0, 20)] * 5)
filled = marks.filter(any)
units = st.tuples(filled, filled, filled, filled)


@given(units)
def test_averages_make_one_and_the_score_lies_between_nought_and_a_hundred(votes: Any) -> None:
    score = of("甲", *votes)
    assert score.averages is not None
    assert sum(score.averages) == 1
    assert score.score is not None
    assert score.second is not None
    assert 0 <= score.second <= score.score <= 100


@given(units, st.sampled_from(range(4)), st.sampled_from(range(1, 5)))
def test_a_vote_for_a_better_grade_never_lowers_the_score(votes: Any, panel: int, grade: int) -> None:
    if not votes[panel][grade]:
        return
    better = [list(each) for each in votes]
    better[panel][grade] -= 1
    better[panel][grade - 1] += 1
    before, after = of("甲", *votes).score, of("甲", *(tuple(each) for each in better)).score
    assert before is not None
    assert after is not None
    assert after > before


@given(units, st.integers(2, 9))
def test_the_score_depends_on_rates_alone(votes: Any, times: int) -> None:
    more = [tuple(mark * times for mark in each) for each in votes]
    assert of("甲", *votes).score == of("甲", *more).score


@given(units)
def test_the_score_is_the_weighted_mean_of_the_panels_own_scores(votes: Any) -> None:
    score = of("甲", *votes)
    own = {panel: panel_score(score, panel) or F(0) for panel in PANELS}
    assert score.score == sum((own[rule.panel] * F(rule.weight, 100) for rule in DEFAULT_SCHEME.panels), F(0))


@given(st.lists(units, min_size=4, max_size=8), st.randoms())
def test_the_order_in_which_units_are_given_changes_nothing(votes: Any, random: Any) -> None:
    scores = [of(f"单位{number}", *each) for number, each in enumerate(votes)]
    shuffled = scores[:]
    random.shuffle(shuffled)
    assert ranking(scores) == ranking(shuffled)
    first, second = outcome(scores), outcome(shuffled)
    assert (first.satisfied, first.low) == (second.satisfied, second.low)
    assert {frozenset(tied) for tied in first.undecided} == {frozenset(tied) for tied in second.undecided}
