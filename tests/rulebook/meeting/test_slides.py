"""Which sheet the hall sees."""

import pytest

from rulebook.meeting.slides import HOLD_SECONDS, Showing, seconds, showing

SHEETS = ("名册", "承诺", "报数")
HELD = 1_000 - HOLD_SECONDS

TABLE = [
    # what, at, since, paused → sheet, since
    ("a screen that says nothing begins at the start", "", 0, False, (1, 1_000)),
    ("S0-07: a sheet that is not there yet is not shown", "结果", 900, False, (1, 1_000)),
    ("loaded anew, the sheet is the same and begins again", "名册", 0, False, (0, 1_000)),
    ("a sheet stays until its time is over", "名册", HELD + 1, False, (0, HELD + 1)),
    ("then the next comes", "名册", HELD, False, (1, 1_000)),
    ("one at a time, however long ago", "名册", 1, False, (1, 1_000)),
    ("the last one stays", "报数", 1, False, (2, 1)),
    ("a paused screen stays", "名册", 1, True, (0, 1)),
    ("a time to come counts as now", "名册", 2_000, False, (0, 1_000)),
    ("a time before all time counts as now", "名册", -5, False, (0, 1_000)),
]


@pytest.mark.parametrize(("what", "at", "since", "paused", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_s0_07_the_screen_goes_sheet_by_sheet(
    what: str, at: str, since: int, paused: bool, expected: tuple[int, int]
) -> None:
    found = showing(SHEETS, at=at, start="承诺", since=since, now=1_000, paused=paused)
    assert found == Showing(*expected)


@pytest.mark.parametrize("sheets", [(), ("名册",)])
def test_a_start_that_does_not_exist_is_an_error(sheets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no sheet"):
        showing(sheets, at="", start="承诺", since=0, now=1)


@pytest.mark.parametrize(
    ("text", "read"),
    [("1732579200", 1_732_579_200), ("", 0), ("-1", 0), ("1.5", 0), ("²", 0), ("１２", 0), ("9" * 13, 0)],
)
def test_a_time_that_is_none_is_read_as_none(text: str, read: int) -> None:
    assert seconds(text) == read
