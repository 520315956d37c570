"""SQL that Django's models cannot say: many rows at once, append-only audit, the full-text index of the search entries."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value

M = TypeVar("M", bound=Model)
Values: TypeAlias = Sequence[Any]
"""One row: a value for each column, as the database keeps it (JSON and encrypted columns as their text)."""

PLACES = 900
"""Parameters of one statement on SQLite, which may take no more than 999."""

INCOMING = "registry_incoming"


class NotStorable(ValueError):
    """A text that no database here keeps; the text says so in Chinese."""


def append_rows(table: str, columns: Sequence[str], rows: Iterable[Values]) -> None:
    """Insert some thousand rows: COPY on PostgreSQL, batches on SQLite. Raises ``NotStorable`` for a NUL in a text.

    ``table`` and ``columns`` are names of this program, never what somebody typed.
    """
    checked = _checked(rows)
    if connection.vendor == "postgresql":
        _copy(table, columns, checked)
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        for places, values in _batches(checked, len(columns)):
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES {places}", values)  # noqa: S608  # names and placeholders only


FEW = 100
"""So many rows go by one statement: a table of its own for every saved row would wear the catalogue out."""


def merge_rows(
    table: str,
    columns: Sequence[str],
    rows: Iterable[Values],
    *,
    key: Sequence[str],
    updated: Sequence[str],
    returned: Sequence[str] = ("id",),
) -> list[tuple[Any, ...]]:
    """Insert rows; of those whose ``key`` stands already, write the ``updated`` columns. Raises ``NotStorable``.

    Returns the ``returned`` columns of every row as it stands now, in no certain order. No two rows may have the same key.
    """
    checked = _checked(rows)
    names = ", ".join(columns)
    ending = (
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in updated)}"
        f" RETURNING {', '.join(returned)}"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor != "postgresql" or len(checked) <= FEW:
            found: list[tuple[Any, ...]] = []
            for places, values in _batches(checked, len(columns)):
                cursor.execute(f"INSERT INTO {table} ({names}) VALUES {places} {ending}", values)  # noqa: S608  # as above
                found += cursor.fetchall()
            return found
        # COPY knows no conflicts, so the rows land in a table of this transaction first.
        cursor.execute(
            f"CREATE TEMP TABLE {INCOMING} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608  # as above
        )
        _copy(INCOMING, columns, checked)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {INCOMING} {ending}")  # noqa: S608  # as above
        merged: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute(f"DROP TABLE {INCOMING}")
        return merged


def among(rows: QuerySet[M], column: str, texts: Sequence[str]) -> QuerySet[M]:
    """Those rows of the table whose ``column`` is one of many texts, sent as one parameter instead of thousands."""
    listed = (
        "SELECT jsonb_array_elements_text(%s)"
        if connection.vendor == "postgresql"
        else "SELECT value FROM json_each(%s)"
    )
    table = rows.model._meta.db_table
    # Column and table are names of this program; the texts are a parameter.
    return rows.extra(where=[f"{table}.{column} IN ({listed})"], params=[json.dumps(texts)])  # noqa: S610


def with_keys(rows: QuerySet[M], keys: Sequence[Any], column: str = "pk") -> QuerySet[M]:
    """Those of the rows with these keys, sent as one value instead of thousands where the database takes one."""
    if connection.vendor != "postgresql":
        return rows.filter(**{f"{column}__in": keys})
    listed = Func(
        F(column),
        Value(list(keys)),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    return rows.filter(listed)


def count_each(parts: Sequence[QuerySet[Any]], bound: int) -> list[int]:
    """How many rows each of these has, at most ``bound + 1``; one statement for all of them."""
    counts, statements = [0] * len(parts), []
    values: list[Any] = []
    for place, rows in enumerate(parts):
        try:
            statement, given = rows.order_by().values("pk")[: bound + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(f"SELECT {place}, COUNT(*) FROM ({statement}) counted")  # noqa: S608  # Django's own statement
        values += given
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(statements), values)
            for place, number in cursor.fetchall():
                counts[place] = number
    return counts


def _copy(table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        write = copy.write_row
        for row in rows:
            write(row)


def _checked(rows: Iterable[Values]) -> list[Values]:
    """All rows in memory before a COPY begins: none may ask the database for its values while one runs."""
    found = list(rows)
    if any(isinstance(value, str) and "\0" in value for row in found for value in row):
        raise NotStorable("文字里有空字符，不能保存。")
    return found


def _batches(rows: Sequence[Values], width: int) -> Iterator[tuple[str, list[Any]]]:
    """Placeholders and values of as many rows as one statement takes."""
    place = f"({', '.join(['%s'] * width)})"
    size = PLACES // width
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        yield ", ".join([place] * len(batch)), [value for row in batch for value in row]


AUDIT_TRIGGERS_POSTGRESQL = """
CREATE OR REPLACE FUNCTION registry_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are never changed';
END $$;
CREATE TRIGGER registry_audit_append_only BEFORE UPDATE OR DELETE ON registry_auditevent
    FOR EACH ROW EXECUTE FUNCTION registry_audit_refuse();
CREATE TRIGGER registry_audit_no_truncate BEFORE TRUNCATE ON registry_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION registry_audit_refuse();
"""
AUDIT_TRIGGERS_POSTGRESQL_DROP = """
DROP TRIGGER IF EXISTS registry_audit_append_only ON registry_auditevent;
DROP TRIGGER IF EXISTS registry_audit_no_truncate ON registry_auditevent;
DROP FUNCTION IF EXISTS registry_audit_refuse();
"""
AUDIT_TRIGGERS_SQLITE = """
CREATE TRIGGER registry_audit_no_update BEFORE UPDATE ON registry_auditevent
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
CREATE TRIGGER registry_audit_no_delete BEFORE DELETE ON registry_auditevent
BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
"""
AUDIT_TRIGGERS_SQLITE_DROP = """
DROP TRIGGER IF EXISTS registry_audit_no_update;
DROP TRIGGER IF EXISTS registry_audit_no_delete;
"""

# Kind and unit stand among the tokens, so that what of one kind holds a common word is found without fetching all that
# hold it. Both begin with signs that no token of a text or a query has.
SEARCH_INDEX_POSTGRESQL = """
ALTER TABLE registry_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(
    rtrim('=' || kind || ' @' || coalesce(unit_id, 0)::text || ' ' || tokens), ' '))) STORED;
CREATE INDEX registry_search_tokens ON registry_searchentry USING gin (vector);
"""
SEARCH_INDEX_POSTGRESQL_DROP = """
DROP INDEX IF EXISTS registry_search_tokens;
ALTER TABLE registry_searchentry DROP COLUMN IF EXISTS vector;
"""
SEARCH_INDEX_SQLITE = """
CREATE VIRTUAL TABLE registry_searchtokens USING fts5(tokens, content='registry_searchentry', content_rowid='id');
CREATE TRIGGER registry_search_insert AFTER INSERT ON registry_searchentry
BEGIN INSERT INTO registry_searchtokens(rowid, tokens) VALUES (new.id, new.tokens); END;
CREATE TRIGGER registry_search_delete AFTER DELETE ON registry_searchentry
BEGIN INSERT INTO registry_searchtokens(registry_searchtokens, rowid, tokens) VALUES ('delete', old.id, old.tokens); END;
CREATE TRIGGER registry_search_update AFTER UPDATE ON registry_searchentry
BEGIN
    INSERT INTO registry_searchtokens(registry_searchtokens, rowid, tokens) VALUES ('delete', old.id, old.tokens);
    INSERT INTO registry_searchtokens(rowid, tokens) VALUES (new.id, new.tokens);
END;
"""
SEARCH_INDEX_SQLITE_DROP = """
DROP TRIGGER IF EXISTS registry_search_insert;
DROP TRIGGER IF EXISTS registry_search_delete;
DROP TRIGGER IF EXISTS registry_search_update;
DROP TABLE IF EXISTS registry_searchtokens;
"""
SEARCH_MATCH_POSTGRESQL = "vector @@ %s::tsquery"
SEARCH_LOOK_POSTGRESQL = "(vector @@ %s::tsquery) IS TRUE"
"""The same without the index: how many match several words it cannot guess, and would rather fetch all that do."""
SEARCH_MATCH_SQLITE = "id IN (SELECT rowid FROM registry_searchtokens WHERE tokens MATCH %s)"
