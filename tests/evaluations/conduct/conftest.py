"""The bureau with its departments on which these tests stand."""

import pytest

from registry.models import Unit
from tests.evaluations.elections.stage import ElectionStage, set_election_stage


@pytest.fixture
def stage(bureau: Unit) -> ElectionStage:
    return set_election_stage(bureau)
