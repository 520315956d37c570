"""Ways to look from outside at what the database and the logs hold, and to let many loose at once."""

import logging
from threading import Barrier, Thread

from django.db import connection, connections


def in_threads(work: list) -> list:
    """Run every callable in its own thread and connection, all let loose together; results in order."""
    results: list = [None] * len(work)
    gate = Barrier(len(work))

    def run(place: int) -> None:
        try:
            gate.wait()
            results[place] = work[place]()
        except Exception as error:  # shown by the assertion on the results
            results[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[place]) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def triggers() -> set[str]:
    statement = (
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {row[0] for row in cursor.fetchall()}


def rows_of(table: str, column: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}::text FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def other_tables(*but: str) -> list[str]:
    return [name for name in connection.introspection.table_names() if name not in but]


class Everything(logging.Handler):
    """Keeps every record that reaches it, as a log file would."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.args!r} {getattr(record, 'sql', '')}")
