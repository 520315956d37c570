"""Two blind readings of one sheet: only an equal pair counts."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.form import BallotError, duty_meeting_form
from rulebook.ballot.paper import (
    SPOILT_LABELS,
    Comparison,
    Pair,
    PaperError,
    PaperFigures,
    Reading,
    Spoilt,
    compare,
    decided,
    new_stamps,
    paper_figures,
    read_sheet,
    unfinished,
)

FORM = duty_meeting_form("城关工商所", [])
ONES = Reading("[1,1,1,1,1,1]")
OTHER = Reading("[1,2,1,1,0,1]")
VOID = Reading(invalid="marked")


@pytest.mark.parametrize(
    ("readings", "found"),
    [
        ([], Comparison(Pair.MISSING)),
        ([ONES], Comparison(Pair.MISSING)),
        ([ONES, ONES], Comparison(Pair.EQUAL)),
        ([VOID, VOID], Comparison(Pair.EQUAL)),
        ([ONES, OTHER], Comparison(Pair.DIFFERS, (1, 4))),
        ([ONES, VOID], Comparison(Pair.DIFFERS)),
        ([VOID, Reading(invalid="altered")], Comparison(Pair.DIFFERS)),
    ],
)
def test_s0_12_a_sheet_is_settled_by_two_equal_readings_only(readings, found):
    assert compare(FORM, readings) == found


def test_s0_12_a_sheet_without_a_mark_is_valid_and_abstains():
    assert read_sheet(FORM, [0] * 6) == Reading("[0,0,0,0,0,0]")


@pytest.mark.parametrize("reason", list(Spoilt))
def test_s0_23_a_void_sheet_has_a_reason_and_no_marks(reason):
    found = read_sheet(FORM, [1] * 6, reason)
    assert found == Reading(invalid=reason)
    assert found.words == SPOILT_LABELS[reason]


@pytest.mark.parametrize(
    ("marks", "invalid"), [([1] * 5, ""), ([6] * 6, ""), (["1"] * 6, ""), ([True] * 6, ""), ([1] * 6, "x")]
)
def test_what_is_no_reading_is_refused(marks, invalid):
    with pytest.raises((PaperError, BallotError)):
        read_sheet(FORM, marks, invalid)


def test_the_decision_fills_the_differing_places_and_keeps_the_rest():
    assert decided(FORM, [ONES, OTHER], {1: 3, 4: 0}) == Reading("[1,3,1,1,0,1]")
    assert decided(FORM, [ONES, VOID], dict.fromkeys(range(6), 2)) == Reading("[2,2,2,2,2,2]")


@pytest.mark.parametrize(
    ("readings", "marks"),
    [
        ([ONES, OTHER], {1: 3}),
        ([ONES, OTHER], {0: 5, 1: 3, 4: 0}),
        ([ONES, VOID], {0: 1}),
        ([ONES, ONES], {}),
        ([ONES], {}),
        ([ONES, OTHER], {1: 9, 4: 0}),
    ],
)
def test_a_decision_touches_exactly_what_differs(readings, marks):
    with pytest.raises((PaperError, BallotError)):
        decided(FORM, readings, marks)


@given(st.integers(0, 200), st.integers(0, 2**32))
def test_stamps_are_fresh_and_all_different(n, seed):
    taken = set(range(1000, 1100))
    found = new_stamps(n, taken, random.Random(seed).sample)
    assert len(set(found)) == n
    assert all(1100 <= stamp <= 9999 for stamp in found)


def test_stamps_stand_in_no_order():
    found = new_stamps(60, (), random.Random(1).sample)
    assert found not in (sorted(found), sorted(found, reverse=True))


def test_more_sheets_than_stamps_allow_are_refused():
    with pytest.raises(PaperError, match="0 至 2000"):
        new_stamps(2001, (), random.Random(1).sample)


def test_s0_23_what_is_unfinished_is_said_with_its_number():
    found = paper_figures(
        [
            (Pair.EQUAL, 2, False),
            (Pair.EQUAL, 2, True),
            (Pair.DIFFERS, 2, False),
            (Pair.MISSING, 1, False),
            (Pair.MISSING, 0, False),
            (Pair.MISSING, 0, False),
        ]
    )
    assert found == PaperFigures(sheets=6, valid=1, invalid=1, differing=1, single=1, untouched=2)
    assert unfinished(found) == [
        "还有 2 张纸质票没有录入",
        "还有 1 张纸质票只录入了一遍",
        "有 1 张纸质票两遍录入不一致，须由市纪委监督员或监察室按票面裁定",
    ]
    assert unfinished(paper_figures([(Pair.EQUAL, 2, False)])) == []


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=6), min_size=2, max_size=2),
)
def test_readings_are_equal_exactly_when_no_place_differs(both):
    one, other = (read_sheet(FORM, marks) for marks in both)
    found = compare(FORM, [one, other])
    different = tuple(place for place in range(6) if both[0][place] != both[1][place])
    assert found == (Comparison(Pair.DIFFERS, different) if different else Comparison(Pair.EQUAL))
