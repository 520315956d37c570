"""Raw SQL of the urn: the cast, the loading of codes, the receipts, emptying. No choice reaches a database readable.

On PostgreSQL a cast is one call of the database function ``ballots_cast``, with parameters bound by the server, so that
no statement text ever holds a digest, an id or a ciphertext. On SQLite the same steps are statements of one IMMEDIATE
transaction. A cast takes the vote's advisory lock shared, closing and sealing take it exclusively.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db import connection, transaction

from ballots.sql.connecting import (
    HIGHEST_VOTE,
    answer_of,
    count_rows,
    on_postgresql,
    overwrite_deleted,
    row,
    rows,
    run,
    truncate_for,
)

ISSUED, OPEN, URN = "ballots_codeissued", "ballots_codeopen", "ballots_urnballot"
URN_TABLES = (URN, OPEN, ISSUED)
HEX, ID_DIGITS = "0123456789abcdef", 32
LOT = 4000
"""Ballots opened at a time."""

LOCK_SPACE = 4201
"""First key of the advisory locks; the second is the number of the vote."""

CHALLENGE = "challenge"
"""The panel of challenge cards; there are none outside the zero report."""

CASTING_STATES = ("testing", "open", "closing")

STALE = 0
"""The lane must look again: it knows another key of the vote, or not the place of this card."""

CREATE_CAST = """
CREATE OR REPLACE FUNCTION ballots_cast(
    p_vote bigint, p_code text, p_id text, p_receipt text, p_form text, p_key text, p_ciphertext bytea, p_seals text
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $cast$
DECLARE
    v_state text;
    v_form text;
    v_key text;
    v_panel text;
    v_stratum text;
    v_seal text;
    v_rows integer;
    v_issued boolean;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4201, p_vote::integer);
    SELECT state, form_hash, key_id INTO v_state, v_form, v_key FROM ballots_vote WHERE id = p_vote;
    IF NOT FOUND THEN RETURN 404; END IF;
    IF v_form <> p_form THEN RETURN 400; END IF;
    IF v_key <> p_key THEN RETURN 0; END IF;
    IF v_state IN ('testing', 'open', 'closing') THEN
        BEGIN
            DELETE FROM ballots_codeopen WHERE hash = p_code AND vote_id = p_vote
            RETURNING panel, stratum INTO v_panel, v_stratum;
            GET DIAGNOSTICS v_rows = ROW_COUNT;
            IF v_rows = 1 THEN
                v_seal := p_seals::json ->> (v_panel || chr(10) || v_stratum);
                IF v_seal IS NULL THEN RAISE SQLSTATE 'ZB000'; END IF;
                INSERT INTO ballots_urnballot (id, vote_id, panel, stratum, ciphertext, seal)
                VALUES (p_id, p_vote, v_panel, v_stratum, p_ciphertext, v_seal) ON CONFLICT DO NOTHING;
                GET DIAGNOSTICS v_rows = ROW_COUNT;
                IF v_rows = 1 THEN RETURN 201; END IF;
                RAISE SQLSTATE 'ZB409';
            END IF;
        EXCEPTION
            WHEN SQLSTATE 'ZB409' THEN RETURN 409;
            WHEN SQLSTATE 'ZB000' THEN RETURN 0;
        END;
    END IF;
    v_issued := EXISTS (SELECT 1 FROM ballots_codeissued WHERE hash = p_code AND vote_id = p_vote);
    IF v_issued AND NOT EXISTS (SELECT 1 FROM ballots_codeopen WHERE hash = p_code AND vote_id = p_vote)
       AND (EXISTS (SELECT 1 FROM ballots_urnballot WHERE id = p_id AND vote_id = p_vote)
            OR EXISTS (SELECT 1 FROM ballots_receipt WHERE vote_id = p_vote AND receipt = p_receipt))
    THEN RETURN 200; END IF;
    IF v_state NOT IN ('open', 'closing') THEN RETURN 403; END IF;
    IF v_issued THEN RETURN 410; END IF;
    RETURN 404;
END
$cast$;
REVOKE ALL ON FUNCTION ballots_cast(bigint, text, text, text, text, text, bytea, text) FROM PUBLIC;
"""
DROP_CAST = "DROP FUNCTION ballots_cast(bigint, text, text, text, text, text, bytea, text);"


def lock_vote(vote: int) -> None:
    """Wait until no cast of this vote is under way and let none begin until the transaction ends."""
    if on_postgresql():
        row("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, vote])


@dataclass(frozen=True)
class SealedCast:
    """What the lane hands over: the id made by the tablet, its whole ``receipt``, digest of the ``form`` and id of the ``key``,
    and a seal for the place of the card (``services.casting``), by ``rulebook.ballot.sealing.place_key``.
    """

    ballot: str
    receipt: str
    form: str
    key: str
    ciphertext: bytes
    seals: Mapping[str, str]


def cast(vote: int, code: str, sent: SealedCast) -> int:
    """Put one sealed ballot into the urn and spend its code, whose digest is ``code``.

    A status as HTTP has them: 201; 409 for an open card and an id that is known; 200 for a spent card of this vote and an id
    that is known, whatever was sealed; else 400, 403, 404, 410 as if nothing were known. ``STALE``: see there.
    """
    if vote > HIGHEST_VOTE:
        return 404
    if not on_postgresql():
        with transaction.atomic():
            return _cast_by_statements(vote, code, sent)
    seals = json.dumps(sent.seals)
    given = [vote, code, sent.ballot, sent.receipt, sent.form, sent.key, sent.ciphertext, seals]
    return answer_of("ballots_cast", given)


def _cast_by_statements(vote: int, code: str, sent: SealedCast) -> int:
    known = row("SELECT state, form_hash, key_id FROM ballots_vote WHERE id = %s", [vote])
    if known is None:
        return 404
    state, form, key = known
    if form != sent.form:
        return 400
    if key != sent.key:
        return STALE
    if state in CASTING_STATES and (answer := _take(vote, code, sent)) is not None:
        return answer
    issued = row("SELECT 1 FROM ballots_codeissued WHERE hash = %s AND vote_id = %s", [code, vote])
    if issued and not row("SELECT 1 FROM ballots_codeopen WHERE hash = %s AND vote_id = %s", [code, vote]):
        in_urn = row("SELECT 1 FROM ballots_urnballot WHERE id = %s AND vote_id = %s", [sent.ballot, vote])
        if in_urn or row(
            "SELECT 1 FROM ballots_receipt WHERE vote_id = %s AND receipt = %s", [vote, sent.receipt]
        ):
            return 200
    if state not in ("open", "closing"):
        return 403
    return 410 if issued else 404


def _take(vote: int, code: str, sent: SealedCast) -> int | None:
    """Spend an open code for the ballot; None for a code that is not open."""
    savepoint = transaction.savepoint()
    place = row(
        "DELETE FROM ballots_codeopen WHERE hash = %s AND vote_id = %s RETURNING panel, stratum",
        [code, vote],
    )
    if place is None:
        transaction.savepoint_commit(savepoint)
        return None
    seal = sent.seals.get("\n".join(place))
    put = seal is not None and run(
        "INSERT INTO ballots_urnballot (id, vote_id, panel, stratum, ciphertext, seal)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [sent.ballot, vote, *place, sent.ciphertext, seal],
    )
    if put == 1:
        transaction.savepoint_commit(savepoint)
        return 201
    transaction.savepoint_rollback(savepoint)
    return STALE if seal is None else 409


def look(vote: int, code: str) -> tuple[str, bool, bool] | None:
    """(state, open, issued) of a card in a vote; None for a vote that does not exist. Reads only."""
    if vote > HIGHEST_VOTE:
        return None
    found = row(
        "SELECT state, EXISTS (SELECT 1 FROM ballots_codeopen o WHERE o.hash = %s AND o.vote_id = v.id),"
        " EXISTS (SELECT 1 FROM ballots_codeissued i WHERE i.hash = %s AND i.vote_id = v.id)"
        " FROM ballots_vote v WHERE v.id = %s",
        [code, code, vote],
    )
    return None if found is None else (str(found[0]), bool(found[1]), bool(found[2]))


def about(vote: int, code: str) -> str:
    """The unit that an open card names; empty for a card that names none. Reads only."""
    found = row(
        "SELECT b.label FROM ballots_codeopen o JOIN ballots_cardbatch b ON b.vote_id = o.vote_id AND b.number = o.batch"
        " JOIN ballots_vote v ON v.id = o.vote_id"
        " WHERE o.hash = %s AND o.vote_id = %s AND v.front = 'groups' AND o.stratum <> 'all'",
        [code, vote],
    )
    return str(found[0]) if found else ""


def issued_units(vote: int) -> Iterator[tuple[str, str]]:
    """(digest, unit) of every issued card that names one, sorted. Reads only."""
    found = rows(
        "SELECT i.hash, b.label FROM ballots_codeissued i"
        " JOIN ballots_cardbatch b ON b.vote_id = i.vote_id AND b.number = i.batch"
        " JOIN ballots_vote v ON v.id = i.vote_id"
        " WHERE i.vote_id = %s AND v.front = 'groups' AND i.stratum <> 'all' ORDER BY i.hash",
        vote,
    )
    return ((str(digest), str(label)) for part in found for digest, label in part)


def open_all_issued(vote: int) -> None:
    """Let every issued code vote, in random order."""
    run(
        "INSERT INTO ballots_codeopen (hash, vote_id, panel, stratum, batch)"
        " SELECT hash, vote_id, panel, stratum, batch FROM ballots_codeissued WHERE vote_id = %s ORDER BY random()",
        [vote],
    )


def discard_codes(vote: int) -> int:
    """Remove every code of the vote; how many were issued."""
    run("DELETE FROM ballots_codeopen WHERE vote_id = %s", [vote])
    return run("DELETE FROM ballots_codeissued WHERE vote_id = %s", [vote])


def open_batch(vote: int, batch: int) -> None:
    """Let the issued codes of one batch vote, in random order."""
    run(
        "INSERT INTO ballots_codeopen (hash, vote_id, panel, stratum, batch)"
        " SELECT hash, vote_id, panel, stratum, batch FROM ballots_codeissued WHERE vote_id = %s AND batch = %s"
        " ORDER BY random()",
        [vote, batch],
    )


def discard_batch(vote: int, batch: int) -> int:
    """Remove every code of one batch before the vote is open; how many were issued."""
    run("DELETE FROM ballots_codeopen WHERE vote_id = %s AND batch = %s", [vote, batch])
    return run("DELETE FROM ballots_codeissued WHERE vote_id = %s AND batch = %s", [vote, batch])


def close_batch(vote: int, batch: int) -> None:
    """Spend every open code of one batch without a ballot."""
    run("DELETE FROM ballots_codeopen WHERE vote_id = %s AND batch = %s", [vote, batch])


def discard_test(vote: int) -> None:
    """Remove challenge codes and challenge ballots (state ``testing`` only: then nothing else is open or in the urn)."""
    run("DELETE FROM ballots_codeopen WHERE vote_id = %s", [vote])
    run("DELETE FROM ballots_codeissued WHERE vote_id = %s AND panel = %s", [vote, CHALLENGE])
    run("DELETE FROM ballots_urnballot WHERE vote_id = %s", [vote])


def close_code(vote: int, code: str) -> int | None:
    """Spend a code without a ballot: the number of its batch (0 for a meeting's card), None when it was not open."""
    found = row("DELETE FROM ballots_codeopen WHERE hash = %s AND vote_id = %s RETURNING batch", [code, vote])
    return int(found[0]) if found else None


def open_by_batch(vote: int) -> dict[int, int]:
    """How many codes of each batch are still open; batches without any are left out."""
    found = rows("SELECT batch, count(*) FROM ballots_codeopen WHERE vote_id = %s GROUP BY batch", vote)
    return {int(batch): int(n) for part in found for batch, n in part}


def sealed_ballots(
    vote: int, shuffle: Callable[[list[Any]], None]
) -> Iterator[list[tuple[str, str, str, bytes, str]]]:
    """Every (id, panel, stratum, ciphertext, seal) of the urn, a few thousand at a time, in an order that ``shuffle`` makes.

    The urn is walked by the first digits of the ids, which are random; so no statement reads more than a part of it.
    """
    yield from _unlawful(vote)
    digits = sum(count_rows(URN, vote) > LOT * 16**power for power in (0, 1))
    parts = ["".join(each) for each in product(HEX, repeat=digits)]
    shuffle(parts)
    for first in parts:
        with connection.chunked_cursor() as cursor:
            # No digit stands behind "g", in whatever collation.
            cursor.execute(
                "SELECT id, panel, stratum, ciphertext, seal FROM ballots_urnballot"
                " WHERE vote_id = %s AND id >= %s AND id < %s",
                [vote, first, f"{first}g"],
            )
            while lot := cursor.fetchmany(LOT):
                found = [_plain(each) for each in lot if _is_lawful(each[0])]
                shuffle(found)
                yield found


def _unlawful(vote: int) -> Iterator[list[tuple[str, str, str, bytes, str]]]:
    """Rows whose id the lane never makes, so that the walk by first digits might pass them by."""
    statement = (
        "SELECT id, panel, stratum, ciphertext, seal FROM ballots_urnballot WHERE vote_id = %s"  # noqa: S608  # constants
        f" AND (length(id) <> {ID_DIGITS} OR ltrim(id, '{HEX}') <> '')"
    )
    for lot in rows(statement, vote):
        yield [_plain(each) for each in lot]


def _is_lawful(ballot: str) -> bool:
    return len(ballot) == ID_DIGITS and not ballot.lstrip(HEX)


def _plain(each: tuple[Any, ...]) -> tuple[str, str, str, bytes, str]:
    ballot, panel, stratum, ciphertext, seal = each
    # SQLite keeps text where bytes belong, if somebody writes it.
    raw = ciphertext.encode() if isinstance(ciphertext, str) else bytes(ciphertext)
    return ballot, panel, stratum, raw, seal


def ids_and_seals(vote: int) -> Iterator[list[tuple[str, str]]]:
    """The same rows by what tells them apart, without their content, in no order."""
    for part in rows("SELECT id, seal FROM ballots_urnballot WHERE vote_id = %s", vote):
        yield [(row[0], row[1]) for row in part]


def add_receipts(vote: int) -> int:
    """The receipt of every ballot in the urn, sorted, as ``rulebook.ballot.receipts.whole_receipt`` makes it; how many."""
    whole = (
        "encode(sha256(convert_to('AICRECEIPT2' || chr(10) || id, 'UTF8')), 'hex')"
        if on_postgresql()
        else "SHA256('AICRECEIPT2' || char(10) || id)"
    )
    return run(
        f"INSERT INTO ballots_receipt (vote_id, receipt) SELECT vote_id, {whole} FROM ballots_urnballot"  # noqa: S608  # constants
        " WHERE vote_id = %s ORDER BY 2 ON CONFLICT DO NOTHING",
        [vote],
    )


def empty_urn(vote: int) -> bool:
    """Destroy the vote's ballots and open codes within the current transaction; whether the disk is clean once it commits.

    On PostgreSQL the tables are truncated and the other votes' rows put back in random order, so that no dead row and no
    physical order remains. On SQLite deleted pages are overwritten now and the rest is left to ``wipe_sqlite``.
    """
    if not on_postgresql():
        overwrite_deleted()
        discard_test(vote)
        return False
    truncate_for((OPEN, URN), vote)
    return True
