"""Raw SQL of opinions, with the same walls as the urn: one database function on PostgreSQL, the same statements on SQLite.

An opinion takes a lock of its own space shared, opening the box takes it exclusively; no opinion waits for a cast.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from ballots.sql.connecting import (
    HIGHEST_VOTE,
    answer_of,
    on_postgresql,
    overwrite_deleted,
    row,
    rows,
    run,
    truncate_for,
)
from ballots.sql.urn import STALE

OPINION_ISSUED, OPINION_OPEN = "ballots_opinionissued", "ballots_opinionopen"
OPINION_URN = "ballots_urnopinion"
OPINION_TABLES = (OPINION_OPEN, OPINION_URN, OPINION_ISSUED)
OPINION_LOCK_SPACE, SLIP_LOCK_SPACE = 4202, 4203

TAKING_STATES = ("open", "closing", "closed")
"""From the opening until the count, which opens the box: a tablet may deliver after the close."""

CREATE_OPINE = """
CREATE OR REPLACE FUNCTION ballots_opine(
    p_vote bigint, p_code text, p_id text, p_key text, p_ciphertext bytea, p_seal text
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $opine$
DECLARE
    v_state text;
    v_key text;
    v_rows integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4202, p_vote::integer);
    SELECT state, key_id INTO v_state, v_key FROM ballots_vote WHERE id = p_vote;
    IF NOT FOUND THEN RETURN 404; END IF;
    IF v_state NOT IN ('open', 'closing', 'closed') THEN RETURN 403; END IF;
    IF v_key <> p_key THEN RETURN 0; END IF;
    DELETE FROM ballots_opinionopen WHERE hash = p_code AND vote_id = p_vote;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    IF v_rows = 1 THEN
        INSERT INTO ballots_urnopinion (id, vote_id, ciphertext, seal)
        VALUES (p_id, p_vote, p_ciphertext, p_seal) ON CONFLICT DO NOTHING;
        RETURN 201;
    END IF;
    PERFORM 1 FROM ballots_urnopinion WHERE id = p_id AND vote_id = p_vote;
    IF FOUND THEN RETURN 200; END IF;
    PERFORM 1 FROM ballots_opinionissued WHERE hash = p_code AND vote_id = p_vote;
    IF FOUND THEN RETURN 410; END IF;
    RETURN 404;
END
$opine$;
REVOKE ALL ON FUNCTION ballots_opine(bigint, text, text, text, bytea, text) FROM PUBLIC;
"""
DROP_OPINE = "DROP FUNCTION IF EXISTS ballots_opine(bigint, text, text, text, bytea, text);"


def lock_opinions(vote: int) -> None:
    """Wait until no opinion on this vote is under way and let none begin until the transaction ends."""
    if on_postgresql():
        row("SELECT pg_advisory_xact_lock(%s, %s)", [OPINION_LOCK_SPACE, vote])


def lock_slips(vote: int) -> None:
    """One reply slip of this vote at a time, so that their number is bounded."""
    if on_postgresql():
        row("SELECT pg_advisory_xact_lock(%s, %s)", [SLIP_LOCK_SPACE, vote])


@dataclass(frozen=True)
class SealedOpinion:
    """What the lane hands over: the id of the row, the id of the ``key`` it is sealed to, and the lane's seal on it."""

    row: str
    key: str
    ciphertext: bytes
    seal: str


def opine(vote: int, code: str, sent: SealedOpinion) -> int:
    """Take one opinion and spend its code; a status as HTTP has them: 201, 200 for the same card and id again, 403, 404, 410.

    ``code`` is the opinion digest of a card's code. ``STALE``: the lane knows another key of the vote.
    """
    if vote > HIGHEST_VOTE:
        return 404
    if on_postgresql():
        return answer_of("ballots_opine", [vote, code, sent.row, sent.key, sent.ciphertext, sent.seal])
    with transaction.atomic():
        return _opine_by_statements(vote, code, sent)


def _opine_by_statements(vote: int, code: str, sent: SealedOpinion) -> int:
    known = row("SELECT state, key_id FROM ballots_vote WHERE id = %s", [vote])
    if known is None:
        return 404
    state, key = known
    if state not in TAKING_STATES:
        return 403
    if key != sent.key:
        return STALE
    if close_opinion_code(vote, code):
        run(
            "INSERT INTO ballots_urnopinion (id, vote_id, ciphertext, seal) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [sent.row, vote, sent.ciphertext, sent.seal],
        )
        return 201
    if row("SELECT 1 FROM ballots_urnopinion WHERE id = %s AND vote_id = %s", [sent.row, vote]):
        return 200
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


def sealed_opinions(vote: int) -> Iterator[tuple[str, bytes, str]]:
    """(id, ciphertext, seal) of every row of the box, in no order."""
    for part in rows("SELECT id, ciphertext, seal FROM ballots_urnopinion WHERE vote_id = %s", vote):
        yield from ((found[0], bytes(found[1]), found[2]) for found in part)


def discard_opinions(vote: int) -> None:
    """Remove codes and opinions of the vote, in the order in which an opinion takes the tables."""
    for table in OPINION_TABLES:
        run(f"DELETE FROM {table} WHERE vote_id = %s", [vote])  # noqa: S608  # constants of this module


def empty_opinions(vote: int) -> None:
    """Destroy the vote's opinions and their codes within the current transaction, as ``urn.empty_urn`` does, and after it.

    Truncated and put back in random order on PostgreSQL, overwritten on SQLite, where the rest is left to ``wipe_sqlite``.
    """
    if on_postgresql():
        truncate_for(OPINION_TABLES, vote)
    else:
        overwrite_deleted()
        discard_opinions(vote)
