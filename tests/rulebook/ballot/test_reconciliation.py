from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.reconciliation import FIGURE_LABELS, Figures, equations, in_fives, publishing_blocks

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
        ({"paper": 3}, {"electronic", "paper", "paper_returned", "paper_valid", "both_returned"}),
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


PAPER = replace(
    GOOD,
    voided=26,
    issued=80,
    open=2,
    receipts=52,
    returned=62,
    paper=10,
    valid=60,
    invalid=2,
    paper_made=15,
    paper_left=5,
    exchanged=10,
    paper_missing=0,
    paper_valid=8,
    paper_invalid=2,
)
"""Of 64 representatives 52 voted on tablets and 10 on paper; two cards stayed unused."""


def test_s0_23_paper_ballots_join_the_equations_and_hold():
    assert broken(PAPER) == set()
    assert publishing_blocks(PAPER) == []
    texts = {equation.key: equation.text_zh for equation in equations(PAPER)}
    assert {
        key: texts[key] for key in ("voided", "paper_made", "paper_returned", "paper_valid", "both_returned")
    } == {
        "voided": "系统登记作废 = 作废 + 剩余 + 换发纸质票",
        "paper_made": "纸质票印制 = 纸质发出 + 纸质票剩余",
        "paper_returned": "纸质发出 = 纸质收回 + 纸质未收回",
        "paper_valid": "纸质收回 = 纸质有效 + 纸质无效",
        "both_returned": "电子收回 + 纸质收回 = 收回",
    }


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        # A sheet of paper lies about, or one was copied.
        ({"paper_left": 4}, {"paper_made"}),
        ({"paper_made": 16}, {"paper_made"}),
        # Paper was given without a card, or a card was scanned and no paper given.
        ({"exchanged": 9}, {"voided", "paper_made", "paper_returned"}),
        # More sheets lay in the box than were given out.
        ({"paper": 11}, {"electronic", "paper_returned", "paper_valid", "both_returned"}),
        ({"paper_missing": 1}, {"paper_returned"}),
        # A sheet was not judged.
        ({"paper_valid": 7}, {"paper_valid"}),
        ({"paper_invalid": 1}, {"paper_valid"}),
    ],
)
def test_s0_23_invariant_09_each_wrong_paper_figure_breaks_its_equations_and_blocks(change, keys):
    figures = replace(PAPER, **change)
    assert broken(figures) == keys
    assert len(publishing_blocks(figures)) == len(keys)


def test_s0_23_red_words_name_the_missing_paper():
    assert publishing_blocks(replace(PAPER, paper_left=4)) == [
        "“纸质票印制 = 纸质发出 + 纸质票剩余”不成立：纸质票印制为 15，纸质发出 + 纸质票剩余为 14，相差 1"
    ]


def test_s0_23_one_voter_on_both_channels_shows_as_surplus_and_means_a_repeat():
    both = replace(PAPER, returned=65, paper=13, valid=63, not_returned=-1)
    assert any("作废重投" in words for words in publishing_blocks(both))


def test_a_vote_without_paper_speaks_of_no_paper():
    assert not any(
        "纸质票剩余" in equation.text_zh or "换发" in equation.text_zh for equation in equations(GOOD)
    )


@given(st.lists(st.integers(0, 100), min_size=8, max_size=8))
def test_s0_23_figures_of_an_honest_vote_on_both_channels_always_hold(counts):
    used, unused, spoiled, leftover, on_paper, lost, invalid, left = counts
    invalid = min(invalid, on_paper)
    exchanged = on_paper + lost
    handed_out = used + unused + exchanged
    made = handed_out + spoiled + leftover
    honest = Figures(
        made=made,
        handed_out=handed_out,
        spoiled=spoiled,
        leftover=leftover,
        voided=spoiled + leftover + exchanged,
        checked_in=handed_out,
        returned=used + on_paper,
        not_returned=unused + lost,
        valid=used + on_paper - invalid,
        invalid=invalid,
        issued=made,
        open=unused,
        urn=used,
        receipts=used,
        paper=on_paper,
        paper_made=exchanged + left,
        paper_left=left,
        exchanged=exchanged,
        paper_missing=lost,
        paper_valid=on_paper - invalid,
        paper_invalid=invalid,
    )
    assert publishing_blocks(honest) == []


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
