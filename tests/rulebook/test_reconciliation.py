from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.reconciliation import (
    FIGURE_LABELS,
    Figures,
    equations,
    in_fives,
    must_repeat,
    publishing_blocks,
)

GOOD = Figures(
    made=80,
    handed_out=64,
    spoiled=1,
    leftover=15,
    voided=16,
    checked_in=64,
    returned=62,
    not_returned=2,
    valid=61,
    invalid=1,
    issued=80,
    open=2,
    urn=None,
    receipts=62,
)


def broken(figures):
    return {equation.key for equation in equations(figures) if not equation.holds}


def test_s0_23_good_figures_hold_and_may_be_published():
    assert broken(GOOD) == set()
    assert publishing_blocks(GOOD) == []
    assert all(equation.breach == "" for equation in equations(GOOD))


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"made": 81}, {"made", "issued"}),
        ({"handed_out": 63}, {"made", "checked_in", "returned"}),
        ({"spoiled": 2}, {"made", "voided"}),
        ({"leftover": 14}, {"made", "voided"}),
        ({"voided": 15}, {"voided", "electronic", "receipts"}),
        ({"checked_in": 65}, {"checked_in"}),
        ({"returned": 61}, {"returned", "valid", "electronic"}),
        ({"not_returned": 3}, {"returned"}),
        ({"valid": 60}, {"valid"}),
        ({"invalid": 0}, {"valid"}),
        ({"issued": 81}, {"issued", "electronic", "receipts"}),
        ({"open": 1}, {"electronic", "receipts"}),
        ({"urn": 61}, {"urn"}),
        ({"receipts": 61}, {"receipts"}),
        ({"paper": 3}, {"electronic", "paper"}),
        ({"returned": 66}, {"returned", "valid", "electronic", "surplus"}),
    ],
)
def test_s0_23_invariant_09_each_wrong_figure_breaks_its_equations_and_blocks(change, keys):
    figures = replace(GOOD, **change)
    assert broken(figures) == keys
    assert len(publishing_blocks(figures)) == len(keys)


def test_s0_23_red_words_name_the_figure_and_the_difference():
    assert publishing_blocks(replace(GOOD, not_returned=3)) == [
        "“发给 = 收回 + 未收回”不成立：发给为 64，收回 + 未收回为 65，相差 1"
    ]
    assert publishing_blocks(replace(GOOD, receipts=60)) == [
        "“电子收回 = 回执条数”不成立：电子收回为 62，回执条数为 60，相差 2"
    ]


def test_s0_23_more_returned_than_handed_out_means_a_repeat():
    surplus = replace(GOOD, returned=66, valid=65, not_returned=-2, open=-2, receipts=66)
    assert must_repeat(surplus)
    assert not must_repeat(GOOD)
    assert publishing_blocks(surplus) == [
        "“电子收回 ≤ 发给 − 纸质票”不成立：电子收回为 66，发给 − 纸质票为 64，超出 2",
        "“收回 ≤ 发给”不成立：收回为 66，发给为 64，超出 2；收回多于发给，本次投票须作废重投",
    ]


def test_before_sealing_the_urn_is_checked_and_publishing_waits():
    before = replace(GOOD, urn=62, receipts=None)
    assert [equation.key for equation in equations(before)] == [
        "made", "checked_in", "returned", "valid", "voided", "issued", "electronic", "urn", "paper", "surplus"
    ]  # fmt: skip
    assert broken(before) == set()
    assert publishing_blocks(before) == ["尚未封存：回执还没有生成"]
    assert broken(replace(before, urn=61)) == {"urn"}


def test_paper_ballots_are_outside_the_electronic_equations():
    figures = replace(GOOD, paper=10, voided=26, spoiled=11, handed_out=64, leftover=15, made=90, issued=90)
    figures = replace(figures, open=12, receipts=52)
    assert broken(figures) == set()


def test_every_figure_has_its_word():
    assert set(FIGURE_LABELS) == {field.name for field in fields(Figures)}


@pytest.mark.parametrize(("figure", "shown"), [(0, 0), (4, 0), (5, 5), (9, 5), (60, 60), (64, 60)])
def test_s0_19_while_open_figures_move_in_fives(figure, shown):
    assert in_fives(figure) == shown


@given(st.lists(st.integers(0, 300), min_size=5, max_size=5))
def test_figures_of_an_honest_vote_always_hold(counts):
    used, unused, spoiled, leftover, invalid = counts
    invalid = min(invalid, used)
    honest = Figures(
        made=used + unused + spoiled + leftover,
        handed_out=used + unused,
        spoiled=spoiled,
        leftover=leftover,
        voided=spoiled + leftover,
        checked_in=used + unused,
        returned=used,
        not_returned=unused,
        valid=used - invalid,
        invalid=invalid,
        issued=used + unused + spoiled + leftover,
        open=unused,
        urn=used,
        receipts=used,
    )
    assert publishing_blocks(honest) == []
