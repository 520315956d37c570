"""Paper ballots: as many sheets as asked for, each like the next, nothing on them that tells one from another."""

import pytest

from printing.ballot_paper import BallotPaper, ballot_paper_pdf
from tests.printing.reading import reader

BALLOT = BallotPaper(
    title="城关工商所述职述廉评议",
    how_to=["每一项只在一个等次的方框内打“√”。不打的为弃权。"],
    subjects=["城关工商所（单位）", "所长 张山（个人）"],
    criteria=["履行职责", "总体评价"],
    grades=["满意", "基本满意", "不满意"],
)


def sheets(copies: int, ballot: BallotPaper = BALLOT) -> bytes:
    return b"".join(ballot_paper_pdf(ballot, copies))


def face(page) -> tuple[str, bytes]:
    """The one drawing on a page: its text and its bytes."""
    (form,) = page["/Resources"]["/XObject"].values()
    return page.extract_text(), form.get_object().get_data()


def test_every_sheet_is_exactly_like_the_next() -> None:
    pages = reader(sheets(60)).pages
    assert len(pages) == 60
    assert len({face(page) for page in pages}) == 1
    assert len({page.get_contents().get_data() for page in pages}) == 1
    assert sheets(3) == sheets(3), "no clock, no number"


def test_s0_12_a_sheet_says_what_is_asked_and_that_no_mark_abstains() -> None:
    text = reader(sheets(1)).pages[0].extract_text()
    for words in (BALLOT.title, "不打的为弃权", *BALLOT.subjects, *BALLOT.criteria, *BALLOT.grades):
        assert words in text, words


def test_there_is_a_box_for_every_grade_of_every_criterion() -> None:
    _, drawn = face(reader(sheets(1)).pages[0])
    boxes = [line for line in drawn.splitlines() if line.endswith(b" re S")]
    assert len(boxes) == len(BALLOT.subjects) * len(BALLOT.criteria) * len(BALLOT.grades)


def test_the_type_is_embedded() -> None:
    for page in reader(sheets(1)).pages:
        (form,) = page["/Resources"]["/XObject"].values()
        for font in form.get_object()["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"].get_object()


def test_a_form_that_one_sheet_cannot_hold_is_refused_before_anything_is_printed() -> None:
    many = BallotPaper("评议", [], [f"第{number}人" for number in range(20)], ["一", "二", "三"], ["满意"])
    with pytest.raises(ValueError, match="one sheet"):
        ballot_paper_pdf(many, 1)
    with pytest.raises(ValueError, match="no sheets"):
        ballot_paper_pdf(BALLOT, 0)
