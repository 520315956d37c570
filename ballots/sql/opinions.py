"""Raw SQL of opinions, with the same walls as the urn: one database function on PostgreSQL, the same statements on SQLite.

An opinion takes a lock of its own space shared, releasing takes it exclusively; neither waits for a cast.
"""

from collections.abc import Iterator

from django.db import transaction

from ballots.sql.connecting import (
    HIGHEST_VOTE,
    answer_of,
    chunks,
    on_postgresql,
    overwrite_deleted,
    row,
    run,
    truncate_for,
)

OPINION_ISSUED, OPINION_OPEN = "ballots_opinionissued", "ballots_opinionopen"
OPINION_URN = "ballots_urnopinion"
OPINION_TABLES = (OPINION_OPEN, OPINION_URN, OPINION_ISSUED)
OPINION_LOCK_SPACE, SLIP_LOCK_SPACE = 4202, 4203

TAKING_STATES = ("open", "closing", "closed", "sealed")
"""While the ballots are cast, and afterwards until the opinions are released: a tablet may deliver late."""

CREATE_OPINE = """
CREATE FUNCTION ballots_opine(p_vote bigint, p_code text, p_id text, p_body text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $opine$
DECLARE
    v_taking boolean;
    v_known record;
    v_rows integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4202, p_vote::integer);
    SELECT state IN ('open', 'closing', 'closed', 'counted', 'sealed') AND opinions_released_at IS NULL
    INTO v_taking FROM ballots_vote WHERE id = p_vote;
    IF NOT FOUND THEN RETURN 404; END IF;
    IF v_taking THEN
        BEGIN
            DELETE FROM ballots_opinionopen WHERE hash = p_code AND vote_id = p_vote;
            GET DIAGNOSTICS v_rows = ROW_COUNT;
            IF v_rows = 1 THEN
                INSERT INTO ballots_urnopinion (id, vote_id, body)
                VALUES (p_id, p_vote, p_body) ON CONFLICT DO NOTHING;
                GET DIAGNOSTICS v_rows = ROW_COUNT;
                IF v_rows = 1 THEN RETURN 201; END IF;
                RAISE SQLSTATE 'ZB409';
            END IF;
        EXCEPTION WHEN SQLSTATE 'ZB409' THEN NULL;
        END;
    END IF;
    SELECT vote_id, body INTO v_known FROM ballots_urnopinion WHERE id = p_id;
    IF FOUND THEN
        IF v_known.vote_id = p_vote AND v_known.body = p_body THEN RETURN 200; END IF;
        RETURN 409;
    END IF;
    IF NOT v_taking THEN RETURN 403; END IF;
    PERFORM 1 FROM ballots_opinionissued WHERE hash = p_code AND vote_id = p_vote;
    IF FOUND THEN RETURN 410; END IF;
    RETURN 404;
END
$opine$;
REVOKE ALL ON FUNCTION ballots_opine(bigint, text, text, text) FROM PUBLIC;
"""
DROP_OPINE = "DROP FUNCTION ballots_opine(bigint, text, text, text);"


def lock_opinions(vote: int) -> None:
    """Wait until no opinion on this vote is under way and let none begin until the transaction ends."""
    if on_postgresql():
        row("SELECT pg_advisory_xact_lock(%s, %s)", [OPINION_LOCK_SPACE, vote])


def lock_slips(vote: int) -> None:
    """One reply slip of this vote at a time, so that their number is bounded."""
    if on_postgresql():
        row("SELECT pg_advisory_xact_lock(%s, %s)", [SLIP_LOCK_SPACE, vote])


def opine(vote: int, code: str, opinion: str, body: str) -> int:
    """Take one opinion and spend its code; a status as HTTP has them (201, 200, 403, 404, 409, 410).

    ``code`` is the opinion digest of a card's code, ``opinion`` the id made by the tablet, ``body`` canonical.
    """
    if vote > HIGHEST_VOTE:
        return 404
    if on_postgresql():
        return answer_of("ballots_opine", [vote, code, opinion, body])
    with transaction.atomic():
        return _opine_by_statements(vote, code, opinion, body)


def _opine_by_statements(vote: int, code: str, opinion: str, body: str) -> int:
    known = row("SELECT state, opinions_released_at FROM ballots_vote WHERE id = %s", [vote])
    if known is None:
        return 404
    taking = known[0] in TAKING_STATES and known[1] is None
    if taking:
        savepoint = transaction.savepoint()
        if run("DELETE FROM ballots_opinionopen WHERE hash = %s AND vote_id = %s", [code, vote]) == 1:
            put = run(
                "INSERT INTO ballots_urnopinion (id, vote_id, body) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [opinion, vote, body],
            )
            if put == 1:
                transaction.savepoint_commit(savepoint)
                return 201
        transaction.savepoint_rollback(savepoint)
    kept = row("SELECT vote_id, body FROM ballots_urnopinion WHERE id = %s", [opinion])
    if kept is not None:
        return 200 if tuple(kept) == (vote, body) else 409
    if not taking:
        return 403
    found = row("SELECT 1 FROM ballots_opinionissued WHERE hash = %s AND vote_id = %s", [code, vote])
    return 410 if found else 404


def open_all_opinions(vote: int) -> None:
    """Let every issued code give one opinion, in random order."""
    run(
        "INSERT INTO ballots_opinionopen (hash, vote_id)"
        " SELECT hash, vote_id FROM ballots_opinionissued WHERE vote_id = %s ORDER BY random()",
        [vote],
    )


def close_opinion_code(vote: int, code: str) -> bool:
    """Spend a code without an opinion; False when it was not open."""
    return run("DELETE FROM ballots_opinionopen WHERE hash = %s AND vote_id = %s", [code, vote]) == 1


def opinion_bodies(vote: int) -> Iterator[str]:
    """Every opinion waiting to be released, in no order."""
    for part in chunks("SELECT body FROM ballots_urnopinion WHERE vote_id = %s", vote):
        yield from part


def discard_opinions(vote: int) -> None:
    """Remove codes and opinions of the vote, in the order in which an opinion takes the tables."""
    for table in OPINION_TABLES:
        run(f"DELETE FROM {table} WHERE vote_id = %s", [vote])  # noqa: S608  # constants of this module


def empty_opinions(vote: int) -> bool:
    """Destroy the vote's opinions and their codes within the current transaction; whether the disk is clean once it commits.

    As with the urn: truncated and put back in random order on PostgreSQL, overwritten on SQLite and left to ``wipe_sqlite``.
    """
    if not on_postgresql():
        overwrite_deleted()
        discard_opinions(vote)
        return False
    truncate_for(OPINION_TABLES, vote)
    return True
