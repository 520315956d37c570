"""Waiting after failures: grows, has an end, and costs an honest slip nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.registry.patience import FREE_OF_ADDRESS, LONGEST, wait_after, wait_in_words


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (5000, 15)],
)
def test_the_wait_grows_with_every_failure(failures: int, minutes: int) -> None:
    assert wait_after(failures) == timedelta(minutes=minutes)


def test_an_address_has_more_tries_than_an_account() -> None:
    assert [wait_after(n, FREE_OF_ADDRESS) for n in (29, 30)] == [timedelta(0), timedelta(minutes=1)]


@given(st.integers(0, 10**9))
def test_a_wait_never_shrinks_and_never_lasts(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "1 分钟"), (1, "1 分钟"), (60, "1 分钟"), (61, "2 分钟"), (900, "15 分钟")]
)
def test_a_wait_is_told_in_whole_minutes(seconds: int, said: str) -> None:
    assert wait_in_words(timedelta(seconds=seconds)) == said
