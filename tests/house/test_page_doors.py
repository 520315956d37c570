"""What every page does is written once, in the registry: the floors above go through these doors and build none of their own."""

import pytest

from tests.house.rooms import room_files, shown

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
    files = room_files("views")
    assert len(files) > 80
    found = [shown(file) for file in files if words in file.read_text()]
    assert found == ([door] if door else [])
