"""What figures leave possible for a small group: sentences first, then laws over anything that could be shown (S0-19, S0-23)."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.publication.figures import Figure, Group, rounded, total, totals
from rulebook.publication.possible import SMALL, possible_results, remaining, tells

F = Fraction
EACH = [[grade] for grade in range(5)]
GOOD_AND_BAD = [[0, 1, 2], [3, 4]]


def group(*votes: int, key: str = "leaders") -> Group:
    return Group(key, "分局领导" if key == "leaders" else "服务对象", votes)


def crowd(*votes: int) -> Group:
    return group(*votes, key="crowd")


TABLE = [
    ("S0-23: the number of votes alone tells nothing", [group(4, 1, 0, 0, 0)], [], 126),
    ("S0-19: its own distribution is the result itself", [group(4, 1, 0, 0, 0)], ["each"], 1),
    ("S0-19: five good votes of five leave how good they are", [group(4, 1, 0, 0, 0)], ["halves"], 21),
    ("S3-17: one late vote is no vote: four leave 70", [group(4, 0, 0, 0, 0)], [], 70),
    ("S0-19: hidden in a crowd with enough of every grade", [group(1, 1, 1, 1, 1), crowd(4, 4, 4, 4, 4)], ["each"], 126),
    ("S0-19: a crowd without a bad vote tells that the five gave none", [group(4, 1, 0, 0, 0), crowd(8, 6, 5, 0, 0)], ["each"], 21),
    ("S0-19: all are satisfied, so are the five", [group(5, 0, 0, 0, 0), crowd(15, 0, 0, 0, 0)], ["each"], 1),
    ("S0-19: two bad votes of twenty-five can be anybody's", [group(5, 0, 0, 0, 0), crowd(18, 0, 0, 2, 0)], ["halves"], 81),
    ("S0-19: one bad vote of twenty-five leaves too little", [group(5, 0, 0, 0, 0), crowd(19, 0, 0, 1, 0)], ["halves"], 51),
    ("S4-11: whole and rest shown, the difference is the small stratum", [group(2, 1, 0, 0, 0), crowd(9, 3, 1, 1, 1)], ["each", "crowd"], 1),
    ("S4-10: what nobody else gave", [group(0, 0, 0, 3, 1), crowd(10, 4, 0, 0, 0)], ["each"], 24),
]  # fmt: skip


def figures_of(groups: list[Group], kinds: list[str]) -> list[Figure]:
    found: list[Figure] = []
    for kind in kinds:
        if kind == "crowd":
            found += totals([each for each in groups if each.key == "crowd"], EACH)
        else:
            found += totals(groups, EACH if kind == "each" else GOOD_AND_BAD)
    return found


@pytest.mark.parametrize(("sentence", "groups", "kinds", "left"), TABLE, ids=[row[0] for row in TABLE])
def test_s0_19_figures_leave_so_many_results_of_a_small_group(
    sentence: str, groups: list[Group], kinds: list[str], left: int
) -> None:
    figures = figures_of(groups, kinds)
    assert remaining(groups[0], groups, figures) == left
    assert tells(groups, figures) == (left * 2 < possible_results(groups[0].size, 5))


def test_s0_19_a_group_of_ten_is_not_small_and_one_without_votes_has_nothing_to_tell() -> None:
    ten, none = group(10, 0, 0, 0, 0), group(0, 0, 0, 0, 0)
    assert ten.size == SMALL
    nine = group(9, 0, 0, 0, 0)
    assert [tells([each], totals([each], EACH)) for each in (none, nine, ten)] == [False, True, False]


def test_a_rounded_sum_excludes_what_would_be_rounded_elsewhere() -> None:
    halves = {"leaders": (F(1, 2), F(0))}
    two_of_three = Group("leaders", "分局领导", (1, 2))
    assert remaining(two_of_three, [two_of_three], [rounded(halves, F(1, 2), 0)]) == 2
    three_halves = Group("leaders", "分局领导", (3, 0))
    # 1.5 is shown as 2; so would 2 be, but three votes reach no more, and 1 is shown as 1.
    assert remaining(three_halves, [three_halves], [rounded(halves, F(3, 2), 0)]) == 1


def test_an_end_that_does_not_belong_is_left_out() -> None:
    pair = Group("leaders", "分局领导", (1, 1))
    count = {"leaders": (F(1), F(0))}
    assert remaining(pair, [pair], [Figure(count, F(0), F(2))]) == 3
    assert remaining(pair, [pair], [Figure(count, F(0), F(2), low_in=False, high_in=False)]) == 1


def compositions(size: int, grades: int) -> list[tuple[int, ...]]:
    return [votes for votes in product(range(size + 1), repeat=grades) if sum(votes) == size]


def agrees(figure: Figure, votes: dict[str, tuple[int, ...]]) -> bool:
    value = sum(
        (one * n for key, row in figure.coefficients.items() for one, n in zip(row, votes[key], strict=True)),
        F(0),
    )
    return (figure.low < value or (figure.low_in and figure.low == value)) and (
        value < figure.high or (figure.high_in and figure.high == value)
    )


def by_trying(target: Group, groups: list[Group], figures: list[Figure]) -> int:
    """The same by trying every vote of every group."""
    keys = [each.key for each in groups]
    ways = product(*(compositions(each.size, len(each.votes)) for each in groups))
    return len(
        {
            votes[keys.index(target.key)]
            for votes in ways
            if all(agrees(figure, dict(zip(keys, votes, strict=True))) for figure in figures)
        }
    )


@st.composite
def worlds(draw: st.DrawFn, most: int = 4) -> tuple[list[Group], list[Figure]]:
    """Up to three groups on three grades, and anything shown of them: totals, a group's own count, a rounded score."""
    votes = st.tuples(*[st.integers(0, most)] * 3).filter(lambda each: 0 < sum(each) <= most)
    groups = [Group(f"g{n}", f"第{n}组", draw(votes)) for n in range(draw(st.integers(1, 3)))]
    figures: list[Figure] = []
    for kind in draw(st.lists(st.sampled_from(["each", "halves", "one", "score"]), max_size=3)):
        some = draw(st.lists(st.sampled_from(groups), min_size=1, unique=True))
        if kind == "each":
            figures += totals(some, [[0], [1], [2]])
        elif kind == "halves":
            figures += totals(some, [[0, 1], [2]])
        elif kind == "one":
            figures.append(total(some, [draw(st.integers(0, 2))]))
        else:
            points = (F(100), F(60), F(0))
            weighed = {each.key: tuple(point / each.size / len(some) for point in points) for each in some}
            value = sum(
                one * n for each in some for one, n in zip(weighed[each.key], each.votes, strict=True)
            )
            figures.append(rounded(weighed, F(value), draw(st.integers(-1, 2))))
    return groups, figures


@settings(deadline=None)
@given(worlds())
def test_as_many_results_remain_as_trying_every_vote_finds(world: tuple[list[Group], list[Figure]]) -> None:
    groups, figures = world
    for each in groups:
        assert remaining(each, groups, figures) == by_trying(each, groups, figures)


@settings(deadline=None)
@given(worlds(most=9))
def test_what_really_was_voted_always_remains(world: tuple[list[Group], list[Figure]]) -> None:
    groups, figures = world
    for each in groups:
        assert 1 <= remaining(each, groups, figures) <= possible_results(each.size, 3)


@settings(deadline=None)
@given(worlds(most=9), st.integers(0, 3))
def test_what_was_told_is_told_by_more_figures_too(
    world: tuple[list[Group], list[Figure]], fewer: int
) -> None:
    groups, figures = world
    assert tells(groups, figures[:fewer]) <= tells(groups, figures)


@settings(deadline=None)
@given(worlds(most=9))
def test_stopping_early_says_the_same(world: tuple[list[Group], list[Figure]]) -> None:
    groups, figures = world
    for each in groups:
        whole = remaining(each, groups, figures)
        for enough in (1, whole, whole + 1):
            assert (remaining(each, groups, figures, enough=enough) >= enough) == (whole >= enough)
