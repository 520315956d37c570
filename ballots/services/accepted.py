"""How many ballots the lane has taken, counted outside the database: whoever deletes rows there cannot take this back.

Each process that takes ballots appends one byte to a file of its own; the sizes together are the number. There is nothing
else in them: no card, no ballot, no time, no order. What a killed process or a full disk leaves out makes the number too
small, never too large, so that it accuses nobody falsely.
"""

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from ballots.sql import connecting, urn

logger = logging.getLogger(__name__)
KEPT_OPEN = 32
FOLDER_MODE = 0o1733
"""Every process of the installation may add a file, only the owner of the folder sees which there are."""
_open: dict[Path, int] = {}
_told: set[Path] = set()


def _folder() -> Path:
    return Path(settings.CASTS_DIR)


def note_taken(vote: int) -> None:
    """One ballot more. A file that cannot be written holds up no ballot: that is said once in the log."""
    try:
        os.write(_handle(vote), b".")
    except OSError:
        folder = _folder()
        if folder not in _told:
            _told.add(folder)
            logger.error("票道收下的张数写不进 %s，计票时查不出从数据库里删掉的选票", folder)


def _handle(vote: int) -> int:
    own = _folder() / f"vote-{vote}"
    if own not in _open:
        if len(_open) >= KEPT_OPEN:
            _close_all()
        if not own.parent.exists():
            own.parent.mkdir(parents=True)
            own.parent.chmod(FOLDER_MODE)
        fresh = own.with_name(f"{own.name}.{os.getpid()}-{secrets.token_hex(4)}")
        _open[own] = os.open(fresh, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o644)
    return _open[own]


def _close_all() -> None:
    while _open:
        os.close(_open.popitem()[1])


def taken(vote: int) -> int:
    """How many ballots of the vote were taken, at the least."""
    return sum(file.stat().st_size for file in _files(vote))


def _files(vote: int) -> list[Path]:
    return list(_folder().glob(f"vote-{vote}.*"))


def forget_taken(vote: int) -> None:
    """Begin at nought: after the challenge ballots, and when the urn is gone."""
    if (handle := _open.pop(_folder() / f"vote-{vote}", None)) is not None:
        os.close(handle)
    for file in _files(vote):
        with suppress(FileNotFoundError):
            file.unlink()


def missing_ballots(vote: int) -> list[str]:
    """How many ballots that the lane took are in the urn no more, in Chinese; empty when none is known to be missing."""
    found, there = taken(vote), connecting.count_rows(urn.URN, vote)
    return (
        [f"票道收下过 {found} 张选票，票箱里只有 {there} 张，少了 {found - there} 张"]
        if found > there
        else []
    )
