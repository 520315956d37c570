"""The bureau on which the tests of meetings stand."""

import pytest

from registry.models import Unit
from tests.evaluations.meetings.stage import Stage, set_stage


@pytest.fixture
def stage(bureau: Unit, office: Unit) -> Stage:
    return set_stage(bureau, office)
