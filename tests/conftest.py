"""Settings of the whole suite: cheap passwords, a file folder of its own, the unit tree that most tests stand on."""

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from registry.models import Unit
from tests.factories import UnitFactory

# Playwright runs an event loop in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(autouse=True)
def quick_and_apart(settings: Settings, tmp_path: Path) -> None:
    """Argon2 is slow on purpose and tested by itself; files of a test stay in its own folder."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]
    settings.MEDIA_ROOT = tmp_path / "files"


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
