"""What every statement of this room goes through."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

HIGHEST_VOTE = 2**31 - 1
"""An advisory lock takes no higher number, so no vote has one; whatever is sent as an address may."""

BATCH = 200


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def run(statement: str, parameters: Sequence[Any] = ()) -> int:
    """Rows touched by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def row(statement: str, parameters: Sequence[Any] = ()) -> Any:
    """The first row found, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()


def answer_of(function: str, parameters: Sequence[Any]) -> int:
    """What a database function on PostgreSQL answers, with parameters bound by the server: no statement text holds them."""
    from psycopg import Cursor

    connection.ensure_connection()
    places = ", ".join(["%s"] * len(parameters))
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        # Prepared once for each connection: the statement of a cast is parsed and planned no second time.
        cursor.execute(f"SELECT {function}({places})".encode(), parameters, prepare=True)
        return int(cursor.fetchone()[0])  # type: ignore[index]  # a function returns exactly one row


def chunks(statement: str, vote: int) -> Iterator[list[str]]:
    """The first column of every row, some two thousand at a time."""
    for part in rows(statement, vote):
        yield [found[0] for found in part]


def rows(statement: str, vote: int) -> Iterator[list[tuple[Any, ...]]]:
    """Every row, some two thousand at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [vote])
        while part := cursor.fetchmany(2000):
            yield part


def load_codes(table: str, vote: int, digests: Sequence[str], **place: str | int) -> None:
    """Insert the digests in the order given, which the caller has shuffled; ``place`` names panel, stratum or batch of all."""
    columns = ", ".join(["hash", "vote_id", *place])
    for start in range(0, len(digests), BATCH):
        part = digests[start : start + BATCH]
        line = f"({', '.join(['%s'] * (2 + len(place)))})"
        run(
            f"INSERT INTO {table} ({columns}) VALUES {', '.join([line] * len(part))}",  # noqa: S608  # constants of this room
            [value for digest in part for value in (digest, vote, *place.values())],
        )


def count_rows(table: str, vote: int) -> int:
    """How many rows of the vote are in one of the tables of this room."""
    return int(row(f"SELECT count(*) FROM {table} WHERE vote_id = %s", [vote])[0])  # noqa: S608  # a constant of this room


def truncate_for(tables: Sequence[str], vote: int) -> None:
    """On PostgreSQL: empty the tables and put the other votes' rows back in random order, so that no dead row and no
    physical order remains. ``tables`` in the order in which a request takes them, else the two could wait for one another.
    """
    run(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
    for table in tables:
        kept = f"kept_{table}"
        run(
            f"CREATE TEMPORARY TABLE {kept} AS SELECT * FROM {table} WHERE vote_id <> %s",  # noqa: S608  # constants of this room
            [vote],
        )
        run(f"TRUNCATE {table}")
        run(f"INSERT INTO {table} SELECT * FROM {kept} ORDER BY random()")  # noqa: S608  # constants of this room
        run(f"DROP TABLE {kept}")


def overwrite_deleted() -> None:
    """On SQLite: what is deleted or replaced from now on is overwritten in the file."""
    if not on_postgresql():
        row("PRAGMA secure_delete = ON")


def wipe_sqlite() -> bool:
    """Rewrite the file and cut the write-ahead log; False if a reader was in the way. Outside any transaction, repeatable."""
    run("VACUUM")
    busy = row("PRAGMA wal_checkpoint(TRUNCATE)")[0]
    return not busy
