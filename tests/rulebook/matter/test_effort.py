"""The effort of a letter: how much is asked, and what fits."""

from itertools import count

import pytest

from rulebook.matter.effort import LEAST_BITS, MOST_BITS, effort_bits, is_effort


@pytest.mark.parametrize(
    ("letters", "bits"),
    [(0, 14), (19, 14), (20, 15), (39, 15), (40, 16), (80, 17), (640, 20), (1_000_000, 20)],
)
def test_more_is_asked_the_more_letters_come(letters: int, bits: int) -> None:
    assert effort_bits(letters) == bits


def test_least_and_most() -> None:
    assert (LEAST_BITS, MOST_BITS) == (14, 20)


def test_a_number_fits_its_ticket_and_no_other() -> None:
    number = next(str(n) for n in count() if is_effort("甲", str(n), 12))
    assert is_effort("甲", number, 12)
    assert not is_effort("乙", number, 12)
    assert not is_effort("甲", number, 60)


@pytest.mark.parametrize("number", ["", "-1", "1e3", "９", " 1", "1" * 17, "0x1"])
def test_what_is_no_number_fits_nothing(number: str) -> None:
    assert not is_effort("甲", number, 0)
