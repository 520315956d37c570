"""A vote in each of the states most tests begin with."""

import pytest

from ballots.services.throttle import failures
from registry.models import Unit
from tests.ballots.steps import Hall, make_hall, opened


@pytest.fixture(autouse=True)
def forgotten_failures() -> None:
    failures.forget()


@pytest.fixture
def hall(office: Unit) -> Hall:
    return make_hall(office)


@pytest.fixture
def open_hall(hall: Hall) -> Hall:
    return opened(hall)
