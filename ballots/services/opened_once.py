"""What the key of a vote may open: the rows that lay in the urn at the close, and the opinions of the first count, no others.

A count that is killed before its commit can be taken again, and what it had written stands in the database's log. Whoever
writes the database could let it run without one ballot, kill it, put the row back and let it run again: the difference of
both sums is that ballot. So the first set is noted beside the key, outside the database, and every other one is refused.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction

from ballots.models import Vote
from ballots.services.counting import Mark, mark_of
from ballots.services.keys import held_file, write_file
from ballots.services.moves import REPORT, VoteRefused
from rulebook.ballot.form import canonical_json

BALLOTS, OPINIONS = "ballots", "opinions"


def hold_urn(vote: Vote) -> None:
    """Note once the close is committed what lies in the urn; the caller holds the vote's lock. What is noted stays."""
    transaction.on_commit(partial(_hold_closed, vote.pk, mark_of(vote).as_list()))


def _hold_closed(vote: int, mark: list[Any]) -> None:
    # Without room on the disk the count notes it, before it tells anything.
    with suppress(VoteRefused):
        _note(vote, BALLOTS, mark)


def require_held(vote: Vote, mark: Mark) -> None:
    """Raise ``VoteRefused`` unless the rows that were opened are those of the close, or of an earlier count."""
    held, now = _note(vote.pk, BALLOTS, mark.as_list()), mark.as_list()
    if held != now:
        raise VoteRefused(
            f"票箱与截止时（或上次计票时）不是同样的选票：当时 {held[0]} 张，现在 {now[0]} 张，不能计票。{REPORT}"
        )


def held_opinions(vote: Vote, rows: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Those of the ids among ``rows`` (id, seal) that may be opened: all in the first count, in a later one those of the first.

    Raises ``VoteRefused`` when one of the first is gone.
    """
    there = {hashlib.sha256(f"{row}\n{seal}".encode()).hexdigest(): row for row, seal in rows}
    held = _note(vote.pk, OPINIONS, sorted(there))
    if gone := set(held) - set(there):
        raise VoteRefused(f"意见箱里少了上次计票时有的意见 {len(gone)} 条，不能计票。{REPORT}")
    return frozenset(there[digest] for digest in held)


def _note(vote: int, name: str, value: list[Any]) -> list[Any]:
    """What is noted under this name; ``value`` from now on, if nothing was."""
    path = held_file(vote)
    noted: dict[str, list[Any]] = json.loads(path.read_bytes()) if path.exists() else {}
    if name not in noted:
        noted[name] = value
        write_file(path, canonical_json(noted))
    return noted[name]
