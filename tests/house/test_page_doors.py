"""What every page does is written once, in the registry: the floors above go through these doors and build none of their own.

The meetings' wing still has doors of its own and joins ``FLOORS`` once its pages go through these.
"""

from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FLOORS = ("registry", "desk", "matters", "draws", "ballots")
DOORS = {
    "UNPROCESSABLE = 422": "registry/views/steps.py",
    "status=422": "",
    "identify_on_same_screen(": "registry/views/second_person.py",
    "content_disposition_header(": "registry/views/attachments.py",
    'cast("User", request.user)': "",
    "def acting_user(": "registry/views/acting.py",
}
"""Words of a door, and the one module that may hold them ("": none)."""


@pytest.mark.parametrize(("words", "door"), DOORS.items(), ids=str)
def test_a_door_is_built_once(words: str, door: str) -> None:
    files = [file for floor in FLOORS for file in sorted((ROOT / floor).glob("views/**/*.py"))]
    assert len(files) > 40
    found = [str(file.relative_to(ROOT)) for file in files if words in file.read_text()]
    assert found == ([door] if door else [])
