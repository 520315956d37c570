"""The database as one file and back: pg_dump and pg_restore, or a copy of SQLite's file without its deleted pages."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from evalsite.backup.refusals import BackupRefused
from rulebook.lifecycle.vote import VoteState as S

QUIET = frozenset({S.PREPARING, S.TESTING, S.READY, S.SEALED, S.PUBLISHED, S.VOID})
"""States of a vote in which a copy of the database tells nothing of ballots; any other is between opening and sealing."""

VOTES = "ballots_vote"


@contextmanager
def held_still() -> Iterator[None]:
    """No vote is opened while the block runs (PostgreSQL); SQLite's copy is of one moment anyway."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {VOTES} IN SHARE MODE")
        yield


def dump(target: Path) -> None:
    """Write the whole database to a file that does not exist. Raises ``BackupRefused``."""
    if connection.vendor == "postgresql":
        _program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    with closing(sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)) as own:
        own.execute("VACUUM INTO ?", [str(target)])


def load(source: Path) -> None:
    """Fill the empty database from the file. Raises ``BackupRefused``."""
    if connection.vendor == "postgresql":
        _program("pg_restore", *QUIETLY, f"--dbname={settings.DATABASES['default']['NAME']}", str(source))
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(source)) as copy:
        copy.backup(connection.connection)
    connection.close()


QUIETLY = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")


def states_of(source: Path) -> set[str]:
    """States of the votes in a dump, before it is loaded. Raises ``BackupRefused``."""
    if connection.vendor != "postgresql":
        with closing(sqlite3.connect(source)) as copy:
            return {str(state) for (state,) in copy.execute(f"SELECT state FROM {VOTES}")}  # noqa: S608  # a constant
    lines = iter(
        _program("pg_restore", "--data-only", f"--table={VOTES}", "--file=-", str(source)).splitlines()
    )
    header = next((line for line in lines if line.startswith(f"COPY public.{VOTES} (")), None)
    if header is None:
        raise BackupRefused("备份里没有投票的表，不是本系统的备份。")
    place = header[header.index("(") + 1 : header.index(")")].split(", ").index("state")
    states: set[str] = set()
    for line in lines:
        if line == "\\.":
            return states
        states.add(line.split("\t")[place])
    raise BackupRefused("备份里投票的表不完整。")


def _program(name: str, *arguments: str) -> str:
    """What one of PostgreSQL's own programs says. Its errors name tables, never rows."""
    given = settings.DATABASES["default"]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PGHOST": str(given["HOST"]),
        "PGPORT": str(given["PORT"] or 5432),
        "PGUSER": str(given["USER"]),
        "PGPASSWORD": str(given["PASSWORD"]),
        "PGDATABASE": str(given["NAME"]),
        "PGCLIENTENCODING": "UTF8",
    }
    try:
        done = subprocess.run(  # noqa: S603  # a program of PostgreSQL, arguments of this module
            [name, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupRefused(f"本机没有 {name}，请安装 PostgreSQL 的客户端程序。") from error
    if done.returncode:
        raise BackupRefused(f"{name} 没有完成：{done.stderr.strip()[:300]}")
    return done.stdout
