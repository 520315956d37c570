"""Table tests of the mass survey (S4-11)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.survey import LEAST_BATCH, MOST_BATCH, rate_in_fives


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
