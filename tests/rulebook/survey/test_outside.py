"""Lines of an outside survey's result (S4-11)."""

from decimal import Decimal

import pytest

from rulebook.survey.outside import GRADES, Rating, RatingError, read_rating


def cells(*counts: str, ballots: str = "", score: str = "") -> dict[str, str]:
    return dict(zip(GRADES, counts, strict=False)) | {"ballots": ballots, "score": score}


@pytest.mark.parametrize(
    ("given", "rating"),
    [
        (cells("6", "3", "2", "1", "0", ballots="12"), Rating(12, (6, 3, 2, 1, 0), None)),
        (cells("6.0", "3", "2", "1", "0"), Rating(None, (6, 3, 2, 1, 0), None)),
        (cells(score="81.77"), Rating(None, (), Decimal("81.77"))),
        (cells(score="100", ballots="300"), Rating(300, (), Decimal("100.00"))),
        (
            cells("1", "0", "0", "0", "0", ballots="4", score="98.5"),
            Rating(4, (1, 0, 0, 0, 0), Decimal("98.50")),
        ),
    ],
)
def test_s4_11_a_line_gives_votes_or_a_score(given: dict[str, str], rating: Rating) -> None:
    assert read_rating(given) == rating


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (cells("6", "3"), "五个等次的票数应当填全，缺基本满意、不太满意、不满意"),
        (cells(), "没有各等次票数，也没有得分"),
        (cells("6", "3", "2", "1", "1", ballots="12"), "各等次合计 13 票，多于有效票 12 张"),
        (cells("-6", "3", "2", "1", "0"), "满意“-6”不是 0 至 10000000 的整数"),
        (cells("6", "3", "2", "1", "0.5"), "不满意“0.5”不是 0 至 10000000 的整数"),
        (cells("99999999", "3", "2", "1", "0"), "满意“99999999”不是 0 至 10000000 的整数"),
        (cells(score="100.01"), "得分“100.01”不是 0 至 100 的数"),
        (cells(score="=1+1"), "得分“=1+1”不是 0 至 100 的数"),
        (cells(score="优秀"), "得分“优秀”不是 0 至 100 的数"),
    ],
)
def test_a_line_that_cannot_be_says_why(given: dict[str, str], words: str) -> None:
    with pytest.raises(RatingError) as refused:
        read_rating(given)
    assert str(refused.value) == words
