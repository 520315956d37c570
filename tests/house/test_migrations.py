"""Migrations are complete, named by hand, and run forward."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.rooms import APPS


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    out = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert out.getvalue().strip() == "No changes detected"


def test_migrations_are_named_by_hand() -> None:
    names = [file.stem for app in APPS for file in Path(app.path).glob("migrations/0*.py")]
    assert len(names) >= 5
    assert [name for name in names if "_auto_" in name or name.endswith("_initial")] == []
