"""The last resort: ballots taken out of the sealed file of a tablet that finds no network."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ballots.models import Vote
from ballots.queries.tablets import tablet_of_token
from ballots.services.casting import GOOD, TAKEN, cast
from ballots.services.keys import read_unsent_key
from ballots.services.moves import VoteRefused, lock, require
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.form import new_ballot_id
from rulebook.ballot.unsent import WrongUnsentFile, open_unsent
from rulebook.lifecycle.vote import VoteState as S

LARGEST_FILE = 5 * 1024 * 1024
TAKING = (S.OPEN, S.CLOSING)
LATER = frozenset({429, 503})
"""Not refused: the same file brings them in a minute later."""


@dataclass(frozen=True)
class Imported:
    """How many ballots of the file are in the urn now, were in it before, were refused, and must be tried again."""

    accepted: int
    known: int
    refused: int
    later: int


def import_unsent(*, actor: User, vote: Vote, raw: bytes) -> Imported:
    """Cast every ballot of a tablet's file, each on its own as if the tablet had sent it; the tablet is retired.

    The casts are no part of the audited transaction: a row of the urn must share no mark of the database with an event.
    """
    vote.refresh_from_db()
    require(vote, *TAKING, doing="导入应急文件")
    if len(raw) > LARGEST_FILE:
        raise VoteRefused("文件过大，不是平板导出的应急文件。")
    private = read_unsent_key(vote.pk)
    try:
        handed = open_unsent(raw, vote=vote.pk, private=private)
    except WrongUnsentFile as error:
        raise VoteRefused(f"{error}。") from error
    statuses = [_cast(vote, ballot) for ballot in _shuffled(handed.ballots)]
    found = Imported(
        accepted=statuses.count(201),
        known=statuses.count(200),
        refused=sum(status not in GOOD and status not in LATER for status in statuses),
        later=sum(status in LATER for status in statuses),
    )
    with change(actor, "import_unsent", vote) as log:
        lock(vote)
        tablet = tablet_of_token(vote.pk, handed.token)
        if tablet is not None:
            tablet.retired, tablet.settled, tablet.enrol_hash = True, True, ""
            tablet.unsent = found.later
            tablet.conflicts += found.refused
            tablet.save(update_fields=["retired", "settled", "unsent", "enrol_hash", "conflicts"])
        log.note(accepted=found.accepted, known=found.known, refused=found.refused, later=found.later)
    return found


def _shuffled(ballots: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    pile = list(ballots)
    secrets.SystemRandom().shuffle(pile)
    return pile


def _cast(vote: Vote, ballot: Mapping[str, Any]) -> int:
    card, given, digest, marks = (ballot.get(name) for name in ("card", "id", "form", "marks"))
    if not (isinstance(card, str) and isinstance(given, str) and isinstance(digest, str)):
        return 400
    if not isinstance(marks, list):
        return 400
    status = cast(vote=vote.pk, card=card, ballot=given, form=digest, marks=marks).status
    if status == TAKEN:
        fresh = new_ballot_id(secrets.token_bytes)
        status = cast(vote=vote.pk, card=card, ballot=fresh, form=digest, marks=marks).status
    return status
