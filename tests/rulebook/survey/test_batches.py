"""Table tests of the mass survey (S4-11)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.form import OVERALL
from rulebook.ballot.tally import Counts, count_bodies
from rulebook.survey.batches import (
    LEAST_BATCH,
    MOST_BATCH,
    SURVEY_THRESHOLD,
    SurveyError,
    off_cycle,
    rate_in_fives,
    shown_strata,
    survey_form,
)


def test_s4_11_a_batch_has_at_least_two_hundred_slips() -> None:
    assert (LEAST_BATCH, MOST_BATCH) == (200, 5000)


@pytest.mark.parametrize(
    ("returned", "sent", "percent"),
    [
        (0, 200, 0),
        (9, 200, 0),
        (10, 200, 5),
        (19, 200, 5),
        (20, 200, 10),
        (199, 200, 95),
        (200, 200, 100),
        (66, 333, 15),
        (67, 333, 20),
        (0, 0, None),
    ],
)
def test_s4_11_a_running_rate_is_rounded_down_to_five_percent(
    returned: int, sent: int, percent: int | None
) -> None:
    assert rate_in_fives(returned, sent) == percent


@given(
    st.integers(LEAST_BATCH, MOST_BATCH).flatmap(lambda sent: st.tuples(st.integers(0, sent), st.just(sent)))
)
def test_s4_11_a_running_rate_never_exceeds_the_true_one_and_is_less_than_a_step_below(
    case: tuple[int, int],
) -> None:
    returned, sent = case
    shown = rate_in_fives(returned, sent)
    assert shown is not None
    assert shown % 5 == 0
    assert shown <= Fraction(returned, sent) * 100 < shown + 5


@pytest.mark.parametrize(
    ("year", "others", "near"),
    [
        (2026, [], None),
        (2026, [2024], None),
        (2026, [2022, 2024, 2028], None),
        (2026, [2025], 2025),
        (2026, [2026], 2026),
        (2026, [2027], 2027),
        (2026, [2025, 2026], 2026),
        (2026, [2027, 2025], 2025),
    ],
)
def test_s4_11_a_survey_is_held_every_two_years(year: int, others: list[int], near: int | None) -> None:
    assert off_cycle(year, others) == near


UNITS = [(f"unit-{number}", f"第{number}工商所") for number in range(1, 27)]


def test_s4_11_twenty_six_units_are_rated_once_each() -> None:
    form = survey_form(UNITS)
    assert [(subject.key, subject.label) for subject in form.subjects] == UNITS
    assert [criterion.key for criterion in form.criteria] == [OVERALL]
    assert (form.size, [grade.label for grade in form.grades]) == (
        26,
        ["满意", "比较满意", "基本满意", "不太满意", "不满意"],
    )


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ([], "请选择评议对象"),
        ([("a", "一所"), ("a", "二所")], "标识重复：a"),
        ([("a", "一所"), ("b", "一所")], "名称重复：一所"),
        ([(str(n), f"{n}所") for n in range(61)], "不得超过 60 个，现有 61 个"),
    ],
)
def test_what_is_no_list_of_units_is_refused(units: list[tuple[str, str]], words: str) -> None:
    with pytest.raises(SurveyError, match=words):
        survey_form(units)


FORM = survey_form([("a", "城关工商所")])
LABELS = {"business": "企业", "citizen": "居民", "deputy": "人大代表"}


def counted(ballots: int, mark: int = 1) -> Counts:
    return count_bodies(FORM, [f"[{mark}]"] * ballots)


@pytest.mark.parametrize(
    ("ballots", "rows"),
    [
        ((30, 20, 10), [("企业", 30), ("居民", 20), ("人大代表", 10)]),
        ((30, 20, 9), [("企业", 30), ("居民、人大代表", 29)]),
        ((30, 6, 5), [("企业", 30), ("居民、人大代表", 11)]),
        ((30, 5, 4), []),
        ((4, 3, 2), []),
        ((30, 20, 0), [("企业", 30), ("居民、人大代表", 20)]),
    ],
)
def test_s4_11_strata_below_ten_ballots_are_merged(
    ballots: tuple[int, int, int], rows: list[tuple[str, int]]
) -> None:
    found = shown_strata({key: counted(n) for key, n in zip(LABELS, ballots, strict=True)}, LABELS)
    assert [(row.label, row.counts.ballots) for row in found] == rows


def test_merged_strata_add_up_mark_by_mark() -> None:
    strata = {"business": counted(30, 1), "citizen": counted(6, 2), "deputy": counted(7, 5)}
    merged = shown_strata(strata, LABELS)[1]
    assert (merged.label, merged.counts.at("a", OVERALL).marks) == ("居民、人大代表", (0, 6, 0, 0, 7))


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 40), max_size=8))
def test_invariant_12_no_shown_stratum_and_no_difference_is_below_ten(sizes: dict[str, int]) -> None:
    found = shown_strata({key: counted(n) for key, n in sizes.items()}, {key: key for key in sizes})
    shown = [row.counts.ballots for row in found]
    if shown:
        assert sum(shown) == sum(sizes.values())
        assert min(shown) >= SURVEY_THRESHOLD
