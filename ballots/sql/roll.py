"""Raw SQL over the cards of a vote: which there are and where, for comparing them with the roll that the lane sealed."""

from collections.abc import Iterator
from itertools import groupby

from ballots.sql.connecting import rows
from ballots.sql.urn import CHALLENGE

Lot = tuple[str, str, int]
"""Panel, stratum and batch of cards that were made together."""


def issued_lots(vote: int) -> Iterator[tuple[Lot, Iterator[str]]]:
    """The digests of every lot in their order, without the challenge cards; each is read before the next is asked for."""
    found = rows(
        "SELECT panel, stratum, batch, hash FROM ballots_codeissued WHERE vote_id = %s"
        " ORDER BY panel, stratum, batch, hash",
        vote,
    )
    cards = (card for part in found for card in part if card[0] != CHALLENGE)
    for lot, lines in groupby(cards, key=lambda card: (card[0], card[1], int(card[2]))):
        yield lot, (line[3] for line in lines)


def stray_open(vote: int) -> int:
    """How many open codes are none of the issued, or stand in another place than these."""
    found = rows(
        "SELECT count(*) FROM ballots_codeopen o LEFT JOIN ballots_codeissued i ON i.hash = o.hash"
        " AND i.vote_id = o.vote_id AND i.panel = o.panel AND i.stratum = o.stratum AND i.batch = o.batch"
        " WHERE o.vote_id = %s AND i.hash IS NULL",
        vote,
    )
    return sum(int(n) for part in found for (n,) in part)


def by_place(table: str, vote: int) -> dict[tuple[str, str], int]:
    """Rows of the urn or of the open codes by panel and stratum."""
    found = rows(
        f"SELECT panel, stratum, count(*) FROM {table} WHERE vote_id = %s GROUP BY panel, stratum",  # noqa: S608  # a constant of this room
        vote,
    )
    return {(str(panel), str(stratum)): int(n) for part in found for panel, stratum, n in part}
