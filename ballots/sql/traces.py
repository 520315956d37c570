"""The database's own settings that would leave traces of casting."""

from collections.abc import Iterable

from django.db import connection

from ballots.sql.connecting import on_postgresql

TRACELESS_VALUES = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_duration": ("off",),
    "log_parameter_max_length_on_error": ("0",),
    "track_commit_timestamp": ("off",),
    "archive_mode": ("off",),
}
"""PostgreSQL settings under which a cast would leave a trace outside the urn, with the values that are quiet."""


def settings_with_traces() -> Iterable[tuple[str, str]]:
    """(setting, value) that the database has otherwise than quiet; replication slots count as one."""
    if not on_postgresql():
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(TRACELESS_VALUES)])
        found = [(name, value) for name, value in cursor.fetchall() if value not in TRACELESS_VALUES[name]]
        cursor.execute("SELECT count(*) FROM pg_replication_slots")
        slots = cursor.fetchone()[0]
    return [*found, ("replication_slots", str(slots))] if slots else found
