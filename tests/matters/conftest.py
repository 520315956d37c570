"""Where problems and letters are tested: Monday 2 March 2026, and who works at bureau and office."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from desk.services import calendar
from registry.models import Role, Unit, User
from tests.factories import user_with


@pytest.fixture(autouse=True)
def at() -> Iterator[Any]:
    cache.clear()
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as traveller:
        calendar.load_year(actor=None, year=2026)
        yield traveller


@pytest.fixture
def people(bureau: Unit, office: Unit) -> dict[str, User]:
    return {
        "inspector": user_with(Role.INSPECTORATE, bureau, name="监察员"),
        "second": user_with(Role.INSPECTORATE, bureau, name="监察员乙"),
        "leader": user_with(Role.LEADER, bureau, name="局长"),
        "clerk": user_with(Role.LETTER_HANDLER, bureau, name="信件员"),
        "head": user_with(Role.HEAD, office, name="所长"),
        "deputy": user_with(Role.DEPUTY, office, name="副所长"),
        "administrator": user_with(Role.ADMINISTRATOR, bureau, name="管理员"),
    }
