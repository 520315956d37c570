"""The small world, built once a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.house.world import World, build


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Committed, since sealing a vote rewrites the database file outside any transaction; emptied again at the end.

    Tests that use it are marked ``django_db``: without the mark there is no test database at all.
    """
    assert "test" in Path(str(connection.settings_dict["NAME"])).name
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        keep_files_in(tmp_path_factory.mktemp("files"), patch)
        try:
            yield build()
        finally:
            call_command("flush", verbosity=0, interactive=False)


def keep_files_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settings, "MEDIA_ROOT", folder)
    patch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
