"""Boxes, limits, and the one rule of letters: none is closed without an answer (S2-11)."""

import pytest

from rulebook.matter.letters import (
    BOX_LABELS,
    BOX_LIMITS,
    BOX_TEXTS,
    CLOSE_BOXES,
    PUBLIC_BOXES,
    Box,
    closing_problems,
    letter_digest,
    rate,
)


def test_s2_11_the_four_boxes_of_the_document_are_open_to_everybody() -> None:
    """Online boxes: director's mailbox, supervision reports, online enquiries, complaints and reports."""
    assert [BOX_LABELS[box] for box in PUBLIC_BOXES] == ["局长信箱", "监察举报", "在线咨询", "申诉举报"]


@pytest.mark.parametrize(
    ("answered", "approved", "closable"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_s2_11_every_letter_has_an_answer_before_it_is_closed(
    answered: bool, approved: bool, closable: bool
) -> None:
    assert (closing_problems(answered=answered, unreachable_approved=approved) == []) is closable


def test_every_box_has_limits_and_says_who_reads_it() -> None:
    assert set(BOX_LIMITS) == set(BOX_TEXTS) == set(Box)
    assert set(Box) > CLOSE_BOXES


def test_reports_of_discipline_are_taken_up_and_answered_within_fifteen_working_days() -> None:
    assert (BOX_LIMITS[Box.REPORT].accept, BOX_LIMITS[Box.REPORT].answer) == (15, 15)


def test_a_digest_tells_nothing_of_the_code_and_differs_from_the_vote_s() -> None:
    from rulebook.ballot.codes import ballot_hash, opinion_hash

    code = "2345ABCDEFGH6789K"
    assert len({letter_digest(code), ballot_hash(code), opinion_hash(code)}) == 3
    assert len(letter_digest(code)) == 64


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(3, 4, None), (4, 5, 80), (0, 5, 0), (5, 5, 100), (0, 0, None)]
)
def test_no_rate_is_shown_of_fewer_than_five(part: int, whole: int, shown: int | None) -> None:
    assert rate(part, whole) == shown
