"""A vote in each of the states most tests begin with."""

import pytest

from ballots.models.votes import Front
from ballots.services import preparing
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
