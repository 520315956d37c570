"""The bureau with its departments on which these tests stand."""

import pytest

from registry.models import Unit
from tests.ballots.conftest import program
from tests.evaluations.elections.stage import ElectionStage, set_election_stage

__all__ = ["program", "stage"]


@pytest.fixture
def stage(bureau: Unit) -> ElectionStage:
    return set_election_stage(bureau)
