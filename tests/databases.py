"""The database of a test process: a copy of a template that was migrated once.

Migrating takes many seconds, copying some hundredths. The template's name carries a digest of the project's folder, so
that two checkouts never meet, and one of all migrations, so that a changed migration makes another template. Every
process takes the first number that no other holds: two runs at the same time have databases of their own.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management.color import Style
from django.db import DatabaseError, connection
from django.db.models.signals import post_migrate

from draws.sql import REMOVE as DRAW_TRIGGERS_DROP
from registry.sql import AUDIT_TRIGGERS_POSTGRESQL_DROP, AUDIT_TRIGGERS_SQLITE_DROP

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
"""The same for all workers of one run."""


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:10]


def _schema_files() -> list[Path]:
    """Migrations of every app, and the statements that those of ours take from the room ``sql``."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    return sorted(
        file
        for folder in folders
        for pattern in ("migrations/*.py", "sql.py", "sql/*.py")
        for file in folder.glob(pattern)
    )


FAMILY = f"test_{_digest([str(settings.BASE_DIR).encode(), str(settings.VAR_DIR).encode()])}"
"""How the names of all test databases of this folder begin."""


@contextmanager
def own_database(*, reuse: bool) -> Iterator[None]:
    """Let the connection stand on a fresh copy of the template, which goes when the block ends.

    With ``reuse`` a template of an earlier run is taken as it is; else the first process of this run makes it anew.
    """
    original = connection.settings_dict["NAME"]
    _spare_work()
    template = f"{FAMILY}_{_digest(file.read_bytes() for file in _schema_files())}"
    with _number(template) as number:
        with _locked(settings.VAR_DIR / f"{FAMILY}.lock"):
            _stand_on(template)
            if not _is_made(template, reuse=reuse):
                _remove_older(template)
                _make(template)
            connection.creation.clone_test_db(suffix=number, verbosity=0, autoclobber=True)
            _stand_on(f"{template}_{number}")
        try:
            yield
        finally:
            connection.creation.destroy_test_db(original, verbosity=0)


def _spare_work() -> None:
    """Nothing need outlive a loss of power, nothing asks Django's permissions, and few tables are filled when a test ends."""
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    else:
        connection.settings_dict["OPTIONS"]["options"] = "-c synchronous_commit=off"
        connection.ops.sql_flush = _deletes
    post_migrate.disconnect(
        create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions"
    )
    post_migrate.disconnect(create_contenttypes)


def _deletes(style: Style, tables: list[str], **how: bool) -> list[str]:
    """What the flush after a test with committed rows runs on PostgreSQL.

    Django truncates, and that gives every table and index a new file, however empty it was: a hundred times the work.
    """
    quoted = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"(SELECT {n} FROM {name} LIMIT 1)" for n, name in enumerate(quoted))
        )
        return [f"DELETE FROM {quoted[n]}" for (n,) in cursor.fetchall()]


@contextmanager
def _number(template: str) -> Iterator[str]:
    """The first number that no living process holds; held until the block ends."""
    for number in count():
        with (settings.VAR_DIR / f"{template}_{number}.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield str(number)
            return


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def _stand_on(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"] = _place(name)


def _place(name: str) -> str:
    """What the connection is told: a file for SQLite."""
    return str(settings.VAR_DIR / f"{name}.sqlite3") if connection.vendor == "sqlite" else name


def _mark(template: str) -> Path:
    """The file that says by which run the template was finished."""
    return settings.VAR_DIR / f"{template}.{connection.vendor}"


def _is_made(template: str, *, reuse: bool) -> bool:
    mark = _mark(template)
    made = mark.exists() and (reuse or mark.read_text() == RUN)
    return made and template in _existing()


def _make(template: str) -> None:
    """Without the append-only triggers, which also refuse the flush between tests; their own tests put them back."""
    _mark(template).unlink(missing_ok=True)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).chmod(0o600)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(AUDIT_TRIGGERS_POSTGRESQL_DROP)
        else:
            cursor.connection.executescript(AUDIT_TRIGGERS_SQLITE_DROP)
        for statement in DRAW_TRIGGERS_DROP[connection.vendor]:
            cursor.execute(statement)
    connection.close()
    _mark(template).write_text(RUN)


def _existing() -> set[str]:
    """Names of this folder's test databases."""
    if connection.vendor == "sqlite":
        return {file.stem for file in settings.VAR_DIR.glob(f"{FAMILY}_*.sqlite3")}
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{FAMILY}_"])
        return {name for (name,) in cursor.fetchall()}


def _remove_older(template: str) -> None:
    """Whatever earlier migrations left behind, unless somebody is using it."""
    for name in _existing():
        if not name.startswith(template):
            with suppress(DatabaseError):
                if connection.vendor == "sqlite":
                    (settings.VAR_DIR / f"{name}.sqlite3").unlink()
                else:
                    connection.creation._destroy_test_db(name, verbosity=0)
            for file in settings.VAR_DIR.glob(f"{name}*"):
                file.unlink()


@contextmanager
def another_database() -> Iterator[str]:
    """A second copy of the template beside this process's own, as its name; the connection stands where it stood."""
    own = Path(connection.settings_dict["NAME"]).stem
    template, _, number = own.rpartition("_")
    with standing_on(template), _locked(settings.VAR_DIR / f"{FAMILY}.lock"):
        connection.creation.clone_test_db(suffix=f"{number}_world", verbosity=0, autoclobber=True)
    name = f"{own}_world"
    try:
        yield name
    finally:
        with standing_on(name):
            connection.creation.destroy_test_db(_place(own), verbosity=0)


@contextmanager
def standing_on(name: str) -> Iterator[None]:
    """Let the connection stand on another database until the block ends; no transaction is open."""
    before = Path(connection.settings_dict["NAME"]).stem
    _stand_on(name)
    try:
        yield
    finally:
        _stand_on(before)
