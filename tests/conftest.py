"""Settings of the whole suite: cheap passwords, a file folder of its own, the unit tree that most tests stand on.

Two layers: everything on SQLite; on PostgreSQL, shortly after midnight, ``-m database``: what a database answers for, as
``tests/layers.py`` reads it off the code.
"""

import gc
import os
from collections.abc import Iterator
from datetime import datetime, time
from itertools import count

import pytest
import time_machine
from django.conf import settings as project
from django.utils import timezone
from pyrage import passphrase
from pytest_django import DjangoDbBlocker, Settings

from registry.models import Unit
from tests.databases import own_database
from tests.factories import UnitFactory
from tests.layers import database_tests
from tests.passphrases import quickly_encrypted

# Playwright runs an event loop in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


FOLDER_MARKS = {"browser": "browser", "journeys": "journey"}
DATABASE = "postgresql" if "postgresql" in project.DATABASES["default"]["ENGINE"] else "sqlite"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark by folder; mark what runs on both databases, when that is asked for; leave out what belongs to the other one.

    The walks through the house are the longest tests: they come first, so that nobody waits for the last of them.
    """
    other = "sqlite" if DATABASE == "postgresql" else "postgresql"
    for item in items:
        for folder, mark in FOLDER_MARKS.items():
            if folder in item.path.relative_to(config.rootpath).parts:
                item.add_marker(mark)
    if "database" in config.option.markexpr:
        chosen = database_tests()
        for item in items:
            if item.originalname in chosen.get(item.path, ()):
                item.add_marker("database")
    foreign = [
        item for item in items if item.get_closest_marker(other) and not item.get_closest_marker(DATABASE)
    ]
    if foreign:
        config.hook.pytest_deselected(items=foreign)
        items[:] = [item for item in items if item not in foreign]
    yield
    items.sort(key=lambda item: "house" not in item.path.parts)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands now stands to the end: rubbish is looked for among the new, and less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def skipped_where_none_may_be(config: pytest.Config) -> int:
    """How many tests were skipped in continuous integration, counted once, where the workers report to."""
    if os.environ.get("CI") != "true" or hasattr(config, "workerinput"):
        return 0
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", [])) if reporter else 0


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if skipped_where_none_may_be(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    if skipped := skipped_where_none_may_be(config):
        terminalreporter.write_line(
            f"{skipped} skipped: in continuous integration every test must run", red=True
        )


@pytest.fixture(autouse=True)
def at_another_hour() -> Iterator[None]:
    """With ``EVALSITE_TEST_AT=00:30`` every test runs at that time of today in Shanghai, when UTC is a day behind."""
    if not (hour := os.environ.get("EVALSITE_TEST_AT")):
        yield
        return
    moment = datetime.combine(timezone.localdate(), time.fromisoformat(hour), timezone.get_default_timezone())
    with time_machine.travel(moment, tick=True):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """In place of pytest-django's own. With ``--reuse-db`` nothing is migrated unless a migration has changed."""
    reuse = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock(), own_database(reuse=reuse), django_db_blocker.block():
        yield


FOLDERS = count()


@pytest.fixture(autouse=True)
def quick_and_apart(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Argon2, scrypt and age's passphrases are slow on purpose and tested by themselves; files of a test stay in its own folder,
    made with the first of them.
    """
    monkeypatch.setattr(passphrase, "encrypt", quickly_encrypted)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]
    number = next(FOLDERS)
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"files-{number}"
    settings.KEY_DIR = tmp_path_factory.getbasetemp() / f"keys-{number}"
    settings.CASTS_DIR = tmp_path_factory.getbasetemp() / f"casts-{number}"
    settings.KEY_COST = 2
    settings.COUNT_IN_PROCESS = True
    # Every client of a test would look through all static files, to serve none of them.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def bureau(db: None) -> Unit:
    return UnitFactory(code="SJ00", name="安澜市工商行政管理局", kind="bureau")


@pytest.fixture
def office(bureau: Unit) -> Unit:
    return UnitFactory(code="SO01", name="城关工商所", kind="office", parent=bureau)


@pytest.fixture
def other_office(bureau: Unit) -> Unit:
    return UnitFactory(code="SO02", name="东湖工商所", kind="office", parent=bureau)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium: no browser is downloaded."""
    return browser_type_launch_args | {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox"]}
