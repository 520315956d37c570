"""Raw SQL over the cards of a vote: which there are and where, for comparing them with the roll that the lane sealed."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ballots.sql.connecting import BATCH, row, rows, run
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


def load_sealed(vote: int, lot: Lot, cards: Sequence[tuple[str, str]]) -> None:
    """Insert (digest, seal on its place) of cards of one lot, in the order given, which the caller has shuffled."""
    for start in range(0, len(cards), BATCH):
        part = cards[start : start + BATCH]
        lines = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(part))
        run(
            f"INSERT INTO ballots_codeissued (hash, place_seal, vote_id, panel, stratum, batch) VALUES {lines}",  # noqa: S608  # a constant, repeated
            [value for card in part for value in (*card, vote, *lot)],
        )


def sealed_place(vote: int, card: str) -> tuple[tuple[str, str], str] | None:
    """(Panel and stratum, seal on them) of an issued card. Reads only."""
    found = row(
        "SELECT panel, stratum, place_seal FROM ballots_codeissued WHERE hash = %s AND vote_id = %s",
        [card, vote],
    )
    return None if found is None else ((str(found[0]), str(found[1])), str(found[2]))


def sealed_places(vote: int) -> Iterator[tuple[str, tuple[str, str], str]]:
    """(Digest, place, seal on it) of every issued card but the challenge cards, in no order."""
    found = rows("SELECT hash, panel, stratum, place_seal FROM ballots_codeissued WHERE vote_id = %s", vote)
    return (
        (digest, (panel, stratum), seal)
        for part in found
        for digest, panel, stratum, seal in part
        if panel != CHALLENGE
    )


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
