"""The small world: built once for all tests of the house, in a database of its own."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker, Settings

from tests.databases import another_database, standing_on
from tests.house.walking import Walk
from tests.house.world import World, build


@pytest.fixture(scope="session")
def built_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, World]]:
    """The name of its database and what stands in it. Committed, since sealing a vote rewrites the database file."""
    with django_db_blocker.unblock(), another_database() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("files"))
        # Two workers build theirs at once, with the same numbers of votes.
        for name in ("KEY_DIR", "CASTS_DIR"):
            patch.setattr(settings, name, tmp_path_factory.mktemp("votes"))
        patch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        with standing_on(name):
            world = build()
        with django_db_blocker.block():
            patch.undo()
            yield name, world


@pytest.fixture(scope="module")
def world(built_world: tuple[str, World], django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The connection stands on the world's database while the module runs; its tests are marked ``django_db``."""
    name, found = built_world
    with django_db_blocker.unblock(), standing_on(name), django_db_blocker.block():
        yield found


@pytest.fixture
def walk(
    world: World, settings: Settings, caplog: pytest.LogCaptureFixture, quick_and_apart: None, db: None
) -> Walk:
    """Every test has a folder of files of its own; who walks through the world looks at the world's.

    Most of what a walk asks for is refused, and each refusal would be logged and kept with its request.
    """
    caplog.set_level(logging.CRITICAL, "django.request")
    settings.MEDIA_ROOT = Path(world.files)
    return Walk(world)
