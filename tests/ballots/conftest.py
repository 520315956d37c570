"""A vote in each of the states most tests begin with."""

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from ballots.models.votes import Front
from ballots.services import preparing
from ballots.services.throttle import enrol_failures, failures, passphrase_failures
from registry.models import Unit
from tests.ballots.steps import Hall, make_hall, opened


@pytest.fixture(autouse=True)
def forgotten_failures() -> None:
    failures.forget()
    enrol_failures.forget()
    passphrase_failures.forget()


@pytest.fixture
def hall(office: Unit) -> Hall:
    return make_hall(office)


@pytest.fixture
def open_hall(hall: Hall) -> Hall:
    return opened(hall)


@pytest.fixture
def survey(office: Unit) -> Hall:
    hall = make_hall(office)
    former = hall.vote
    hall.vote = preparing.prepare_vote(
        actor=hall.runner,
        title="万人评议",
        unit=office,
        form=hall.form,
        origin_kind=former.origin_kind,
        origin_label="测试调查",
        threshold=10,
        front=Front.SLIPS,
    )
    return hall


@pytest.fixture
def program(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation whose programs find the database, the keys and the secrets of this test."""
    settings.COUNT_IN_PROCESS = False
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        server = f"{database['USER']}@{database['HOST']}:{database['PORT']}"
        monkeypatch.setenv("DATABASE_URL", f"postgres://{server}/{database['NAME']}")
    else:
        monkeypatch.delenv("DATABASE_URL", raising=False)
        (tmp_path / "evalsite.sqlite3").symlink_to(database["NAME"])
    Path(settings.KEY_DIR).mkdir(mode=0o700, exist_ok=True)
    (tmp_path / "keys").symlink_to(settings.KEY_DIR)
    Path(settings.CASTS_DIR).mkdir(exist_ok=True)
    (tmp_path / "casts").symlink_to(settings.CASTS_DIR)
    for name, value in {
        "VAR_DIR": str(tmp_path),
        "LANE_KEY": settings.LANE_KEY,
        "FIELD_KEY": settings.FIELD_KEY,
    }.items():
        monkeypatch.setenv(f"EVALSITE_{name}", value)
