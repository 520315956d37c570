"""Every service says no in the same way: one base for every refusal, so that one page can catch them all."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from registry.services.refusals import REFUSALS, Refused, VersionConflict
from rulebook.lifecycle.matter import MATTER, MatterState

ROOT = Path(settings.BASE_DIR)
APPS = ("registry", "desk", "matters", "draws", "ballots", "evaluations", "supervision", "disclosure")


def refusals() -> list[tuple[str, str]]:
    """Module and name of every class that is called ``…Refused``."""
    return [
        (".".join(file.relative_to(ROOT).with_suffix("").parts), node.name)
        for app in APPS
        for file in sorted((ROOT / app).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Refused")
    ]


def test_every_refusal_derives_from_the_one_base() -> None:
    found = refusals()
    assert ("draws.services.moving", "DrawRefused") in found
    strangers = [
        f"{module}.{name}"
        for module, name in found
        if not issubclass(getattr(import_module(module), name), Refused)
    ]
    assert strangers == []


def test_a_page_catches_a_conflict_and_an_illegal_move_alike() -> None:
    with pytest.raises(REFUSALS, match="已被他人修改") as conflict:
        raise VersionConflict(7)
    assert conflict.value.version == 7
    with pytest.raises(REFUSALS, match="不能改为"):
        MATTER.require(MatterState.CLOSED, MatterState.REGISTERED)
