"""Raw SQL of the draws: triggers by which the database itself keeps what is committed to, and one fast write.

``INSTALL`` and ``REMOVE`` are lists of statements by database vendor. The test suite removes the triggers after migrate,
because Django's flush deletes rows; the trigger tests install them again from here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

COMMITTED = (
    "number",
    "purpose",
    "unit_id",
    "stages",
    "columns",
    "parties",
    "digits_each",
    "roster_hash",
    "exclusions_hash",
    "commitment",
    "commitment_hash",
    "chain_number",
    "locked_at",
)
"""Columns of a draw that nothing may change once it is locked."""
ENTRY_COLUMNS = ("draw_id", "code", "stratum", "attributes", "person_commit")
EXCLUSION_COLUMNS = ("draw_id", "code", "reason")

STORE_TICKETS = "UPDATE draws_rosterentry SET ticket = %s, rank = %s, outcome = %s WHERE id = %s"
"""One entry's place in the order; run with ``executemany``."""

LOCKED = "draws: a locked draw is never changed or deleted"
ENDED = "draws: a record of a draw is never changed or deleted"


def _draw_changed(different: str) -> str:
    committed = " OR ".join(f"NEW.{column} {different} OLD.{column}" for column in COMMITTED)
    return (
        f"(OLD.state <> 'draft' AND (NEW.state = 'draft' OR {committed}))"
        " OR (OLD.seed <> '' AND NEW.seed <> OLD.seed)"
        " OR (OLD.marking <> '' AND NEW.marking <> OLD.marking)"
        " OR (OLD.state = 'void' AND NEW.state <> 'void')"
    )


def _columns_changed(columns: tuple[str, ...], different: str) -> str:
    return " OR ".join(f"NEW.{column} {different} OLD.{column}" for column in columns)


def _sqlite_trigger(name: str, table: str, event: str, when: str, message: str) -> str:
    condition = f" WHEN {when}" if when else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{condition}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _sqlite_locked(row: str) -> str:
    return f"(SELECT state FROM draws_draw WHERE id = {row}.draw_id) <> 'draft'"  # noqa: S608  # OLD or NEW


def _sqlite() -> dict[str, str]:
    entry = f"{_sqlite_locked('OLD')} AND ({_columns_changed(ENTRY_COLUMNS, 'IS NOT')})"
    ticket = "OLD.ticket <> '' AND (NEW.ticket <> OLD.ticket OR NEW.rank <> OLD.rank)"
    excluded = f"{_sqlite_locked('OLD')} AND ({_columns_changed(EXCLUSION_COLUMNS, 'IS NOT')})"
    rows = [
        ("draws_draw_kept", "draws_draw", "UPDATE", _draw_changed("IS NOT"), LOCKED),
        ("draws_draw_stays", "draws_draw", "DELETE", "", LOCKED),
        ("draws_entry_kept", "draws_rosterentry", "UPDATE", f"({entry}) OR ({ticket})", LOCKED),
        ("draws_entry_in", "draws_rosterentry", "INSERT", _sqlite_locked("NEW"), LOCKED),
        ("draws_entry_out", "draws_rosterentry", "DELETE", _sqlite_locked("OLD"), LOCKED),
        ("draws_exclusion_kept", "draws_exclusion", "UPDATE", excluded, LOCKED),
        ("draws_exclusion_in", "draws_exclusion", "INSERT", _sqlite_locked("NEW"), LOCKED),
        ("draws_exclusion_out", "draws_exclusion", "DELETE", _sqlite_locked("OLD"), LOCKED),
        ("draws_seedpart_kept", "draws_seedpart", "UPDATE", "", ENDED),
        ("draws_seedpart_out", "draws_seedpart", "DELETE", "", ENDED),
        ("draws_substitution_kept", "draws_substitution", "UPDATE", "", ENDED),
        ("draws_substitution_out", "draws_substitution", "DELETE", "", ENDED),
    ]
    return {name: _sqlite_trigger(name, *rest) for name, *rest in rows}


POSTGRESQL_FUNCTIONS = [
    """
CREATE OR REPLACE FUNCTION draws_refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.draw_id ELSE OLD.draw_id END;
BEGIN
  IF (SELECT state FROM draws_draw WHERE id = owner) <> 'draft' THEN
    RAISE EXCEPTION 'draws: a locked draw is never changed or deleted';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$""",
    """
CREATE OR REPLACE FUNCTION draws_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'draws: a record of a draw is never changed or deleted';
END $$""",
]


def _postgresql_trigger(name: str, table: str, event: str, when: str, function: str) -> str:
    condition = f" WHEN ({when})" if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{condition} EXECUTE FUNCTION {function}()"


def _postgresql() -> dict[str, str]:
    different = "IS DISTINCT FROM"
    entry = _columns_changed(ENTRY_COLUMNS, different)
    ticket = "OLD.ticket <> '' AND (NEW.ticket <> OLD.ticket OR NEW.rank <> OLD.rank)"
    excluded = _columns_changed(EXCLUSION_COLUMNS, different)
    locked = "draws_refuse_locked"
    rows = [
        ("draws_draw_kept", "draws_draw", "UPDATE", _draw_changed(different), "draws_refuse"),
        ("draws_draw_stays", "draws_draw", "DELETE", "", "draws_refuse"),
        ("draws_entry_kept", "draws_rosterentry", "UPDATE", entry, locked),
        ("draws_ticket_kept", "draws_rosterentry", "UPDATE", ticket, "draws_refuse"),
        ("draws_entry_in_or_out", "draws_rosterentry", "INSERT OR DELETE", "", locked),
        ("draws_exclusion_kept", "draws_exclusion", "UPDATE", excluded, locked),
        ("draws_exclusion_in_or_out", "draws_exclusion", "INSERT OR DELETE", "", locked),
        ("draws_seedpart_kept", "draws_seedpart", "UPDATE OR DELETE", "", "draws_refuse"),
        ("draws_substitution_kept", "draws_substitution", "UPDATE OR DELETE", "", "draws_refuse"),
    ]
    return {name: _postgresql_trigger(name, *rest) for name, *rest in rows}


def _table_of(statement: str) -> str:
    return statement.split(" ON ", 1)[1].split()[0]


INSTALL: dict[str, list[str]] = {
    "sqlite": list(_sqlite().values()),
    "postgresql": [*POSTGRESQL_FUNCTIONS, *_postgresql().values()],
}
REMOVE: dict[str, list[str]] = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in _sqlite()],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {name} ON {_table_of(statement)}"
        for name, statement in _postgresql().items()
    ],
}

SEED_PARTS_KEPT = "draws_seedpart_kept"
_THERE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s",
    "postgresql": "SELECT 1 FROM pg_trigger WHERE tgname = %s",
}


@contextmanager
def seed_parts_open() -> Iterator[None]:
    """Inside a transaction: the rows of the parties' digits can be written until the block ends, by the owner of the tables.

    For a change of the key under which they are encrypted, and for nothing else. The trigger comes back as it was; a
    failure takes the transaction with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_THERE[connection.vendor], [SEED_PARTS_KEPT])
        kept = cursor.fetchone() is not None
        if kept:
            on = " ON draws_seedpart" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {SEED_PARTS_KEPT}{on}")
        yield
        if kept:
            made = _sqlite() if connection.vendor == "sqlite" else _postgresql()
            cursor.execute(made[SEED_PARTS_KEPT])
