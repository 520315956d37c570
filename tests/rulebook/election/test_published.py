"""How much of an election's result a bulletin shows: sentences first, then laws (S0-19, S3-13, S3-19)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.election.published import BAND, CLASSES, Detail, ShownResult, panel_groups, shown_result
from rulebook.election.score import DEFAULT_SCHEME, Panel, UnitScore, Votes, unit_score
from rulebook.publication.figures import Figure, rounded, totals
from rulebook.publication.possible import SMALL, half_of, remaining
from rulebook.rounding import shown

PANELS = tuple(rule.panel for rule in DEFAULT_SCHEME.panels)
Rows = tuple[Votes, Votes, Votes, Votes]

MIXED: Rows = ((8, 3, 1, 0, 0), (3, 1, 0, 1, 0), (9, 4, 3, 1, 1), (10, 5, 3, 1, 1))
GOOD: Rows = ((12, 0, 0, 0, 0), (5, 0, 0, 0, 0), (16, 2, 0, 0, 0), (17, 3, 0, 0, 0))
BAD: Rows = ((0, 0, 0, 1, 11), (0, 0, 0, 0, 5), (0, 0, 0, 0, 18), (0, 0, 0, 1, 19))
MANY_LEADERS: Rows = ((8, 3, 1, 0, 0), (6, 2, 1, 1, 0), (9, 4, 3, 1, 1), (10, 5, 3, 1, 1))
NO_BAD_ONE: Rows = ((6, 6, 0, 0, 0), (2, 3, 0, 0, 0), (9, 4, 5, 0, 0), (10, 5, 5, 0, 0))
TINY: Rows = ((0, 0, 1, 0, 0), (1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 1, 0, 0, 0))


def scored(*units: Rows) -> list[UnitScore]:
    return [unit_score(f"unit-{n}", dict(zip(PANELS, rows, strict=True))) for n, rows in enumerate(units)]


TABLE = [
    ("S0-19: five leaders among fifty-five: no grades, but both halves and the score", [MIXED], Detail.CLASSES, ["83.43"]),
    ("S3-19: no small panel at all: every grade is published", [MANY_LEADERS], Detail.GRADES, None),
    ("S0-19: nobody voted badly: the halves would say so of the leaders", [NO_BAD_ONE], Detail.SCORE, None),
    ("S3-13: one unit that tells withholds the votes of all, for they are shown alike", [MIXED, NO_BAD_ONE], Detail.SCORE, None),
    ("S0-19: fewer than k votes in all have no distribution", [TINY], Detail.SCORE, ["80.00"]),
    ("S0-19: near the full score a bound stands for it", [GOOD], Detail.SCORE, ["90 分以上"]),
    ("S0-19: near nothing as well", [BAD], Detail.SCORE, ["15 分以下"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "units", "detail", "texts"), TABLE, ids=[row[0] for row in TABLE])
def test_s3_19_a_bulletin_shows_as_much_as_leaves_small_panels_open(
    sentence: str, units: list[Rows], detail: Detail, texts: list[str] | None
) -> None:
    scores = scored(*units)
    found = shown_result(scores)
    expected = texts or [shown(each.score) for each in scores]
    assert (found.detail, [unit.score for unit in found.units.values()]) == (detail, expected)


def test_s0_19_what_is_left_out_is_said_with_its_reason() -> None:
    assert shown_result(scored(MANY_LEADERS)).reasons == ()
    assert shown_result(scored(MIXED)).reasons == (
        "各等次的合计票数不公布：分局领导票数少，公布后能推算出其中的投票。",
    )
    assert shown_result(scored(GOOD)).reasons == (
        "各等次的合计票数、“基本满意以上”的合计票数不公布：分局领导票数少，公布后能推算出其中的投票。",
        "90 分以上的得分不写具体数：接近满分或零分，同样能推算。",
    )


def test_s0_19_columns_hold_the_votes_of_all_panels() -> None:
    whole, halves = shown_result(scored(MANY_LEADERS)), shown_result(scored(MIXED))
    assert whole.columns == ("满意", "比较满意", "基本满意", "不太满意", "不满意")
    assert whole.units["unit-0"].votes == (33, 14, 8, 3, 2)
    assert (halves.columns, halves.units["unit-0"].votes) == (("基本满意以上", "不太满意和不满意"), (50, 5))


def test_s3_09_a_unit_without_a_score_has_a_dash() -> None:
    scores = [unit_score("unit-9", {Panel.LEADERS: (5, 0, 0, 0, 0)}), *scored(MIXED)]
    assert [unit.score for unit in shown_result(scores).units.values()] == ["—", "83.43"]


def read(found: ShownResult, score: UnitScore) -> list[Figure]:
    """What a reader can write down from the text of the table alone."""
    text, groups = found.units[score.unit].score, panel_groups(score)
    weighed = {
        panel: tuple(weight * points / sum(score.votes[panel]) for points in DEFAULT_SCHEME.points)
        for panel, weight in score.weights.items()
    }
    figures = totals(groups, [grades for _, grades in CLASSES.get(found.detail, ())])
    if text == "—":
        return figures
    number, _, end = text.removesuffix("分以上").removesuffix("分以下").removesuffix(" 分").partition("—")
    if text.endswith("以上"):
        return [*figures, Figure(weighed, Fraction(int(number)), Fraction(100))]
    if text.endswith("以下"):
        return [*figures, Figure(weighed, Fraction(0), Fraction(int(number)))]
    if end:
        assert int(end) - int(number) == BAND
        return [*figures, Figure(weighed, Fraction(int(number)), Fraction(int(end)), high_in=False)]
    return [*figures, rounded(weighed, Fraction(number), 2)]


def votes(size: int) -> st.SearchStrategy[Votes]:
    """Mostly good, as votes are, but anything can come."""
    return st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4]), min_size=size, max_size=size).map(
        lambda marks: tuple(marks.count(grade) for grade in range(5))
    )


@settings(deadline=None, max_examples=10)
@given(st.lists(st.tuples(votes(4), votes(3), votes(4), votes(3)), min_size=1, max_size=3))
def test_s0_19_whatever_was_voted_half_of_the_results_of_every_small_panel_remain(units: list[Rows]) -> None:
    scores = scored(*units)
    found = shown_result(scores)
    for score in scores:
        for group in panel_groups(score):
            assert group.size < SMALL
            half = half_of(group.size, 5)
            assert remaining(group, panel_groups(score), read(found, score), enough=half) >= half


@settings(deadline=None, max_examples=5)
@given(st.lists(st.tuples(votes(12), votes(5), votes(18), votes(20)), min_size=1, max_size=2))
def test_s0_19_so_it_is_with_the_seats_of_the_document(units: list[Rows]) -> None:
    scores = scored(*units)
    found = shown_result(scores)
    for score in scores:
        leaders = next(group for group in panel_groups(score) if group.key == Panel.LEADERS)
        assert remaining(leaders, panel_groups(score), read(found, score), enough=63) >= 63


@settings(deadline=None, max_examples=10)
@given(st.lists(st.tuples(votes(4), votes(3), votes(4), votes(3)), min_size=2, max_size=3))
def test_s3_19_one_more_unit_never_brings_more_detail(units: list[Rows]) -> None:
    order = list(Detail)
    fewer, more = shown_result(scored(*units[:-1])), shown_result(scored(*units))
    assert order.index(more.detail) >= order.index(fewer.detail)
