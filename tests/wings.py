"""A second wing beside the one under test, with rights of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from registry.roles import Capability

OTHER = "tests.other_wing"


@contextmanager
def other_wing(origins: dict[str, Any], like: str) -> Iterator[None]:
    """What it owns is run with the right to run letters, confirmed and seen with others of its own."""
    origins[OTHER] = replace(
        origins[like],
        kind=OTHER,
        run=Capability.RUN_LETTERS,
        confirm=Capability.VIEW_CLOSE_LETTERS,
        view=Capability.VIEW_LETTERS,
    )
    yield
    del origins[OTHER]
