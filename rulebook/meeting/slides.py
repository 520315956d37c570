"""Which sheet a hall's screen shows: in order, each for a while, none before it exists (S0-07, S0-13).

The screen asks again every few seconds and says what it shows and since when; nothing is remembered in between, so that a
screen that is loaded anew comes back to its sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HOLD_SECONDS = 15
"""A sheet stays at least so long before the next comes by itself."""

LONGEST_TIME = 12


@dataclass(frozen=True, slots=True)
class Showing:
    """``index`` of the sheet among those there are; ``since`` when it went up, in seconds of the server's clock."""

    index: int
    since: int


def showing(
    sheets: Sequence[str],
    *,
    at: str,
    start: str,
    since: int,
    now: int,
    paused: bool = False,
    hold: int = HOLD_SECONDS,
) -> Showing:
    """The sheet to show now. A sheet that does not exist (yet) is answered with ``start``; a time to come counts as now.

    Raises ValueError without sheets, or if ``start`` is none of them.
    """
    if at not in sheets:
        return Showing(_place(sheets, start), now)
    place = sheets.index(at)
    if not 0 < since <= now:
        return Showing(place, now)
    if not paused and place + 1 < len(sheets) and now - since >= hold:
        return Showing(place + 1, now)
    return Showing(place, since)


def seconds(text: str) -> int:
    """A time as the screen sends it back; 0, which is no time, for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_TIME else 0


def _place(sheets: Sequence[str], start: str) -> int:
    if start not in sheets:
        raise ValueError(f"no sheet {start!r}")
    return sheets.index(start)
