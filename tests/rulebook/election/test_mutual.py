"""Nobody rates his own unit: the blanks of all ballots of the mutual panel together (S3-04)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.election.mutual import OWN_RATED, rates_only_others

ALL = ("a", "b", "c", "d")

TABLE = [
    ("every rater left his own unit blank", {"a": 1, "b": 1, "c": 1, "d": 1}, ALL, True),
    ("one marked his own unit and left another blank", {"a": 0, "b": 2, "c": 1, "d": 1}, ALL, False),
    ("a unit sent nobody, and nobody left it blank", {"a": 1, "b": 1, "c": 1, "d": 0}, ("a", "b", "c"), True),
    ("a unit sent nobody, but somebody left it blank", {"a": 0, "b": 1, "c": 1, "d": 1}, ("a", "b", "c"), False),
    ("a rater was there, but his unit is blank on no ballot", {"a": 1, "b": 1, "c": 1, "d": 0}, ALL, False),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "blanks", "present", "right"), TABLE, ids=[row[0] for row in TABLE])
def test_s3_04_blanks_and_raters_present_agree(
    sentence: str, blanks: dict[str, int], present: tuple[str, ...], right: bool
) -> None:
    assert rates_only_others(blanks, present) == right


@given(st.permutations(range(5)), st.integers(0, 4), st.integers(1, 4))
def test_s3_04_one_who_rates_his_own_unit_is_always_noticed(
    order: list[int], cheat: int, instead: int
) -> None:
    left_blank = list(order)
    left_blank[cheat] = (left_blank[cheat] + instead) % 5
    keys = [f"unit-{unit}" for unit in range(5)]
    honest = dict.fromkeys(keys, 1)
    blanks = {key: left_blank.count(place) for place, key in enumerate(keys)}
    assert rates_only_others(honest, keys)
    assert not rates_only_others(blanks, keys)


def test_s0_19_the_sentence_names_no_unit() -> None:
    assert "重新投票" in OWN_RATED
    assert "{" not in OWN_RATED
