"""Raw SQL of the urn: the cast, the loading of codes, the aggregate counter, emptying.

On PostgreSQL a cast is one call of the database function ``ballots_cast``, with parameters bound by the server, so that
no statement text ever holds a digest, an id or a choice. On SQLite the same steps are statements of one IMMEDIATE
transaction. A cast takes the vote's advisory lock shared, closing and sealing take it exclusively.
"""

from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from ballots.sql.connecting import (
    HIGHEST_VOTE,
    answer_of,
    chunks,
    on_postgresql,
    overwrite_deleted,
    row,
    rows,
    run,
    truncate_for,
)

ISSUED, OPEN, URN = "ballots_codeissued", "ballots_codeopen", "ballots_urnballot"
URN_TABLES = (URN, OPEN, ISSUED)
LOCK_SPACE = 4201
"""First key of the advisory locks; the second is the number of the vote."""

CASTING_STATES = ("testing", "open", "closing")

CREATE_CAST = """
CREATE OR REPLACE FUNCTION ballots_cast(
    p_vote bigint, p_code text, p_id text, p_receipt text, p_form text, p_body text
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $cast$
DECLARE
    v_state text;
    v_form text;
    v_known record;
    v_panel text;
    v_stratum text;
    v_rows integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4201, p_vote::integer);
    SELECT state, form_hash INTO v_state, v_form FROM ballots_vote WHERE id = p_vote;
    IF NOT FOUND THEN RETURN 404; END IF;
    IF v_form <> p_form THEN RETURN 400; END IF;
    IF v_state IN ('testing', 'open', 'closing') THEN
        BEGIN
            DELETE FROM ballots_codeopen WHERE hash = p_code AND vote_id = p_vote
            RETURNING panel, stratum INTO v_panel, v_stratum;
            GET DIAGNOSTICS v_rows = ROW_COUNT;
            IF v_rows = 1 THEN
                INSERT INTO ballots_urnballot (id, vote_id, panel, stratum, form_hash, body)
                VALUES (p_id, p_vote, v_panel, v_stratum, p_form, p_body) ON CONFLICT DO NOTHING;
                GET DIAGNOSTICS v_rows = ROW_COUNT;
                IF v_rows = 1 THEN RETURN 201; END IF;
                RAISE SQLSTATE 'ZB409';
            END IF;
        EXCEPTION WHEN SQLSTATE 'ZB409' THEN NULL;
        END;
    END IF;
    SELECT vote_id, body INTO v_known FROM ballots_urnballot WHERE id = p_id;
    IF FOUND THEN
        IF v_known.vote_id = p_vote AND v_known.body = p_body THEN RETURN 200; END IF;
        RETURN 409;
    END IF;
    PERFORM 1 FROM ballots_receipt WHERE vote_id = p_vote AND receipt = p_receipt;
    IF FOUND THEN RETURN 200; END IF;
    IF v_state NOT IN ('open', 'closing') THEN RETURN 403; END IF;
    PERFORM 1 FROM ballots_codeissued WHERE hash = p_code AND vote_id = p_vote;
    IF FOUND THEN RETURN 410; END IF;
    RETURN 404;
END
$cast$;
REVOKE ALL ON FUNCTION ballots_cast(bigint, text, text, text, text, text) FROM PUBLIC;
"""
DROP_CAST = "DROP FUNCTION ballots_cast(bigint, text, text, text, text, text);"


def lock_vote(vote: int) -> None:
    """Wait until no cast of this vote is under way and let none begin until the transaction ends."""
    if on_postgresql():
        row("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, vote])


def cast(vote: int, code: str, ballot: str, receipt: str, form: str, body: str) -> int:
    """Put one ballot into the urn and spend its code; a status as HTTP has them (201, 200, 400, 403, 404, 409, 410).

    ``code`` is the digest of the card's code, ``receipt`` the receipt of ``ballot``, ``form`` the form's digest, ``body`` canonical.
    """
    if vote > HIGHEST_VOTE:
        return 404
    if not on_postgresql():
        with transaction.atomic():
            return _cast_by_statements(vote, code, ballot, receipt, form, body)
    return answer_of("ballots_cast", [vote, code, ballot, receipt, form, body])


def _cast_by_statements(vote: int, code: str, ballot: str, receipt: str, form: str, body: str) -> int:
    known = row("SELECT state, form_hash FROM ballots_vote WHERE id = %s", [vote])
    if known is None:
        return 404
    state, frozen = known
    if frozen != form:
        return 400
    if state in CASTING_STATES:
        savepoint = transaction.savepoint()
        place = row(
            "DELETE FROM ballots_codeopen WHERE hash = %s AND vote_id = %s RETURNING panel, stratum",
            [code, vote],
        )
        if place is not None:
            put = run(
                "INSERT INTO ballots_urnballot (id, vote_id, panel, stratum, form_hash, body)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [ballot, vote, *place, form, body],
            )
            if put == 1:
                transaction.savepoint_commit(savepoint)
                return 201
        transaction.savepoint_rollback(savepoint)
    urn = row("SELECT vote_id, body FROM ballots_urnballot WHERE id = %s", [ballot])
    if urn is not None:
        return 200 if tuple(urn) == (vote, body) else 409
    if row("SELECT 1 FROM ballots_receipt WHERE vote_id = %s AND receipt = %s", [vote, receipt]):
        return 200
    if state not in ("open", "closing"):
        return 403
    return (
        410 if row("SELECT 1 FROM ballots_codeissued WHERE hash = %s AND vote_id = %s", [code, vote]) else 404
    )


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
    run("DELETE FROM ballots_urnballot WHERE vote_id = %s", [vote])


def close_code(vote: int, code: str) -> int | None:
    """Spend a code without a ballot: the number of its batch (0 for a meeting's card), None when it was not open."""
    found = row("DELETE FROM ballots_codeopen WHERE hash = %s AND vote_id = %s RETURNING batch", [code, vote])
    return int(found[0]) if found else None


def open_by_batch(vote: int) -> dict[int, int]:
    """How many codes of each batch are still open; batches without any are left out."""
    found = rows("SELECT batch, count(*) FROM ballots_codeopen WHERE vote_id = %s GROUP BY batch", vote)
    return {int(batch): int(n) for part in found for batch, n in part}


def stratum_sizes(vote: int) -> dict[str, int]:
    """How many ballots of each stratum lie in the urn; a meeting's have none, ``""``."""
    found = rows("SELECT stratum, count(*) FROM ballots_urnballot WHERE vote_id = %s GROUP BY stratum", vote)
    return {str(stratum): int(n) for part in found for stratum, n in part}


def place_counts(vote: int) -> Iterator[tuple[str, int, int, int]]:
    """The first counter: (stratum, place from 0, mark, votes), summed by the database from the bodies."""
    if on_postgresql():
        statement = (
            "SELECT urn.stratum, mark.place - 1, mark.value::integer, count(*) FROM ballots_urnballot urn,"
            " string_to_table(btrim(urn.body, '[]'), ',') WITH ORDINALITY AS mark(value, place)"
            " WHERE urn.vote_id = %s GROUP BY 1, 2, 3"
        )
    else:
        statement = (
            "SELECT urn.stratum, mark.key, mark.value, count(*) FROM ballots_urnballot urn, json_each(urn.body) mark"
            " WHERE urn.vote_id = %s GROUP BY 1, 2, 3"
        )
    with connection.cursor() as cursor:
        cursor.execute(statement, [vote])
        for stratum, place, mark, votes in cursor.fetchall():
            yield str(stratum), int(place), int(mark), int(votes)


def bodies(vote: int) -> Iterator[str]:
    """What a sealed box keeps: every body, a few hundred at a time, in no order."""
    for part in chunks("SELECT body FROM ballots_urnballot WHERE vote_id = %s", vote):
        yield from part


def bodies_in_strata(vote: int) -> Iterator[tuple[str, str]]:
    """The second counter's input: every (stratum, body), a few hundred at a time, in no order."""
    for part in rows("SELECT stratum, body FROM ballots_urnballot WHERE vote_id = %s", vote):
        yield from part


def ballots(vote: int) -> Iterator[tuple[str, str, str]]:
    """Every (id, stratum, body) in the urn, in no order: one reading for the receipts and for the last count."""
    for part in rows("SELECT id, stratum, body FROM ballots_urnballot WHERE vote_id = %s", vote):
        yield from part


def add_receipts(vote: int, receipts: Sequence[str]) -> None:
    """Insert the receipts in the order given, which the caller has sorted."""
    if not on_postgresql():
        for start in range(0, len(receipts), 400):
            part = receipts[start : start + 400]
            places = ", ".join(["(%s, %s)"] * len(part))
            run(
                f"INSERT INTO ballots_receipt (vote_id, receipt) VALUES {places}",  # noqa: S608  # placeholders only
                [value for each in part for value in (vote, each)],
            )
        return
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY ballots_receipt (vote_id, receipt) FROM STDIN") as copy,
    ):
        for start in range(0, len(receipts), 10_000):
            copy.write("".join(f"{vote}\t{each}\n" for each in receipts[start : start + 10_000]))


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
