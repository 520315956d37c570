"""What of the database would leave traces of casting: settings of the server and of every role that reaches the urn, what it
hands on to others, what hangs on the urn's tables, and on SQLite who may read the file.
"""

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction

from ballots.sql import freezing
from ballots.sql.connecting import on_postgresql
from ballots.sql.opinions import CREATE_OPINE, OPINION_TABLES
from ballots.sql.urn import CREATE_CAST, URN_TABLES

TRACELESS_VALUES = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_duration": ("off",),
    "log_parameter_max_length_on_error": ("0",),
    "log_statement_stats": ("off",),
    "log_parser_stats": ("off",),
    "log_planner_stats": ("off",),
    "log_executor_stats": ("off",),
    "debug_print_parse": ("off",),
    "debug_print_rewritten": ("off",),
    "debug_print_plan": ("off",),
    "track_commit_timestamp": ("off",),
    "archive_mode": ("off",),
    "shared_preload_libraries": ("",),
    "session_preload_libraries": ("",),
    "local_preload_libraries": ("",),
}
"""PostgreSQL settings under which a cast would leave a trace outside the urn, with the values that are quiet."""
WATCHING_LIBRARIES = ("auto_explain.", "pgaudit.", "pg_stat_statements.")
"""How settings of libraries begin that note what others do."""

GUARDED = (*URN_TABLES, *OPINION_TABLES, "ballots_replyslip", "ballots_vote")
DOORS = ("ballots_cast", "ballots_opine")

FUNCTION = re.compile(
    r"FUNCTION (?P<name>\w+)\([^)]*\)\s+RETURNS \w+\s+LANGUAGE (?P<language>\w+)(?P<definer> SECURITY DEFINER)?"
    r"(?: SET search_path = (?P<path>[\w, ]+))? AS (?P<quote>\$\w+\$)(?P<body>.*?)(?P=quote)",
    re.DOTALL,
)
"""A function as the statements of this room create it."""


def _made_by(statements: str) -> dict[str, tuple[str, str, bool, list[str] | None]]:
    """(Body, language, with the owner's rights, settings) of every function made by the statements, as ``FUNCTIONS`` finds it."""
    return {
        made["name"]: (
            made["body"],
            made["language"],
            made["definer"] is not None,
            [f"search_path={made['path']}"] if made["path"] else None,
        )
        for made in FUNCTION.finditer(statements)
    }


OWN_FUNCTIONS = _made_by(
    CREATE_CAST + CREATE_OPINE + freezing.FREEZE_POSTGRESQL + freezing.FREEZE_KEY_POSTGRESQL
)
FUNCTIONS = """
SELECT proname, prosrc, lanname, prosecdef, proconfig FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
WHERE proname = ANY(%s)
"""
SERVER = "SELECT name, setting, source FROM pg_settings WHERE name = ANY(%s)"
OF_THE_SERVER = (
    "default",
    "configuration file",
    "environment variable",
    "command line",
    "override",
    "global",
)
"""Where a setting comes from that holds for every session; any other source hides what the others have."""

REACHING = """
SELECT role.oid FROM pg_roles role
WHERE role.rolcanlogin AND EXISTS (
    SELECT FROM pg_roles held
    WHERE pg_has_role(role.oid, held.oid, 'MEMBER') AND (
        EXISTS (SELECT FROM unnest(%s::text[]) name
            WHERE has_table_privilege(held.oid, name, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
            OR has_any_column_privilege(held.oid, name, 'SELECT, INSERT, UPDATE'))
        OR EXISTS (SELECT FROM pg_proc
            WHERE proname = ANY(%s) AND has_function_privilege(held.oid, oid, 'EXECUTE'))
    )
)
"""
"""Roles that can sign in and read or write the urn, or call its functions, by themselves or through a role they belong to."""

OF_ROLES = f"""
SELECT coalesce(role.rolname, ''), split_part(line, '=', 1), substr(line, strpos(line, '=') + 1)
FROM pg_db_role_setting kept CROSS JOIN unnest(kept.setconfig) line LEFT JOIN pg_roles role ON role.oid = kept.setrole
WHERE kept.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    AND (kept.setrole = 0 OR kept.setrole IN ({REACHING}))
ORDER BY 1, 2
"""  # noqa: S608  # constants of this room

_OWN = ", ".join(f"('{trigger}', '{function}')" for trigger, function in freezing.OWN_TRIGGERS.items())
HANDING_ON = {
    "replication_slots": "SELECT slot_name FROM pg_replication_slots ORDER BY 1",
    "standby": "SELECT 'WAL' FROM pg_stat_replication LIMIT 1",
    "publication": "SELECT DISTINCT pubname FROM pg_publication_tables WHERE tablename = ANY(%s) ORDER BY 1",
    "subscription": "SELECT subname FROM pg_subscription"
    " WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1",
    "event_trigger": "SELECT evtname FROM pg_event_trigger WHERE evtenabled <> 'D' ORDER BY 1",
    "trigger": "SELECT tgname || ' ON ' || relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"  # noqa: S608  # constants
    " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE relname = ANY(%s) AND NOT tgisinternal AND tgenabled <> 'D'"
    f" AND NOT (relname = 'ballots_vote' AND (tgname, proname) IN ({_OWN})) ORDER BY 1",
    "constraint": "SELECT DISTINCT conname || ' ON ' || relname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
    " JOIN pg_depend ON objid = pg_constraint.oid AND classid = 'pg_constraint'::regclass"
    " WHERE refclassid = 'pg_proc'::regclass AND relname = ANY(%s) ORDER BY 1",
    "policy": "SELECT polname || ' ON ' || relname FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid"
    " WHERE relname = ANY(%s) ORDER BY 1",
    "column": "SELECT attname || ' ON ' || relname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
    " JOIN pg_type ON pg_type.oid = atttypid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
    " WHERE relname = ANY(%s) AND attnum > 0 AND NOT attisdropped AND (typtype = 'd'"
    " OR attidentity <> '' AND relname <> 'ballots_vote' OR strpos(pg_get_expr(adbin, adrelid), '(') > 0) ORDER BY 1",
    "index": "SELECT own.relname || ' ON ' || of.relname FROM pg_index JOIN pg_class own ON own.oid = indexrelid"
    " JOIN pg_class of ON of.oid = indrelid WHERE of.relname = ANY(%s) AND (indexprs IS NOT NULL OR indpred IS NOT NULL)"
    " ORDER BY 1",
    "rule": "SELECT rulename || ' ON ' || tablename FROM pg_rules WHERE tablename = ANY(%s) ORDER BY 1",
}
"""What sends rows or the log elsewhere, or runs beside a cast; each statement gives names. What comes with PostgreSQL has no
entry in ``pg_depend``, so a constraint that has one calls a function of somebody's.
"""

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Trace(NamedTuple):
    """One thing that would tell: a setting or a key of ``HANDING_ON`` with its value or name; ``role`` where it is a role's."""

    what: str
    value: str
    role: str = ""


def traces() -> list[Trace]:
    """All that is found now; empty when a cast leaves nothing behind but the urn."""
    if not on_postgresql():
        return list(_open_files())
    with _catalog_first():
        return [*_of_the_server(), *_of_roles(), *_handed_on(), *_other_functions()]


@contextmanager
def _catalog_first() -> Iterator[None]:
    """Let no view of another schema stand in for one of the catalog while the block runs."""
    with transaction.atomic():
        ((usual,),) = _rows("SELECT pg_catalog.current_setting('search_path')", [])
        _rows("SELECT pg_catalog.set_config('search_path', 'pg_catalog, public', true)", [])
        yield
        _rows("SELECT pg_catalog.set_config('search_path', %s, true)", [usual])


def _of_the_server() -> Iterator[Trace]:
    found = {name: (setting, source) for name, setting, source in _rows(SERVER, [list(TRACELESS_VALUES)])}
    for name, quiet in TRACELESS_VALUES.items():
        setting, source = found.get(name, ("", "hidden"))
        if setting not in quiet:
            yield Trace(name, setting)
        elif source not in OF_THE_SERVER:
            yield Trace("hidden", name)


def _of_roles() -> Iterator[Trace]:
    for role, name, value in _rows(OF_ROLES, [list(GUARDED), list(DOORS)]):
        known = name.lower()
        if known in TRACELESS_VALUES:
            if _plain(value) not in TRACELESS_VALUES[known]:
                yield Trace(known, value, role or "ALL")
        elif known == "search_path":
            yield Trace(known, value, role or "ALL")
        elif known.startswith(WATCHING_LIBRARIES):
            yield Trace("library_setting", f"{known} = {value}", role or "ALL")


def _plain(value: str) -> str:
    """A value as the server would show it."""
    word = value.strip().strip('"').lower()
    if word in ("false", "no"):
        return "off"
    return "0" if word in ("0.0", "0.00") else word


def _handed_on() -> Iterator[Trace]:
    for what, statement in HANDING_ON.items():
        parameters = [list(GUARDED)] if "%s" in statement else []
        yield from (Trace(what, name) for (name,) in _rows(statement, parameters))


def _other_functions() -> Iterator[Trace]:
    """Functions of the names of ours that are not, to the last letter and with all that is set for them, those of this program."""
    for name, *there in _rows(FUNCTIONS, [list(OWN_FUNCTIONS)]):
        if tuple(there) != OWN_FUNCTIONS[name]:
            yield Trace("function", name)


def _open_files() -> Iterator[Trace]:
    """The database and the logs beside it, where they are files that others may read or write."""
    database = Path(str(connection.settings_dict["NAME"]))
    for file in (
        database,
        *(database.with_name(f"{database.name}-{kind}") for kind in ("wal", "shm", "journal")),
    ):
        if file.is_file() and (mode := stat.S_IMODE(file.stat().st_mode)) & FOR_OTHERS:
            yield Trace("file", f"{file.name} {mode:04o}")


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
