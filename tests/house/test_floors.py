"""What the import linter cannot see: strings that point upward, and views that reach for rows."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.house.places import LABELS, folder

ROOT = Path(settings.BASE_DIR)
FLOOR = {"rulebook": 0, "printing": 0, "registry": 1, "desk": 2, "draws": 3, "ballots": 3, "matters": 3}
FLOOR |= {"meetings": 4, "elections": 4, "surveys": 4, "conduct": 4, "supervision": 4, "disclosure": 4}
PLACES = [*LABELS, "rulebook", "printing", "evalsite"]
ROW_WORDS = {
    "objects",
    "filter",
    "exclude",
    "save",
    "delete",
    "bulk_create",
    "update_or_create",
    "get_or_create",
}


def first_party_fields() -> list[tuple[type[models.Model], models.Field]]:
    return [
        (model, field)
        for name in LABELS.values()
        for model in apps.get_app_config(name).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field.is_relation
    ]


@pytest.mark.parametrize(
    ("model", "field"), first_party_fields(), ids=lambda value: getattr(value, "__name__", str(value))
)
def test_foreign_keys_never_point_upward_or_sideways(model: type[models.Model], field: models.Field) -> None:
    here, there = model._meta.app_label, field.related_model._meta.app_label
    assert there == here or FLOOR.get(there, 0) < FLOOR[here]


def views_files() -> list[Path]:
    return sorted([*ROOT.glob("[a-z]*/**/views.py"), *ROOT.glob("[a-z]*/**/views/*.py")])


@pytest.mark.parametrize("file", views_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_views_do_not_reach_for_rows(file: Path) -> None:
    reached = {
        node.attr
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ROW_WORDS
    }
    assert reached == set()


def test_nobody_looks_models_up_by_name() -> None:
    files = [file for app in PLACES for file in folder(app).rglob("*.py") if "migrations" not in file.parts]
    assert len(files) > 50
    assert [str(file) for file in files if "get_model(" in file.read_text()] == []


def template_files() -> list[Path]:
    return sorted(file for file in (ROOT / "templates").rglob("*.html") if file.parent.name in FLOOR)


@pytest.mark.parametrize("file", template_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_templates_of_lower_floors_name_no_address_of_upper_ones(file: Path) -> None:
    floor = FLOOR[file.parent.name]
    named = set(re.findall(r"""\{%\s*url\s+['"](\w+):""", file.read_text()))
    assert {app for app in named if FLOOR.get(app, 0) > floor} == set()


def test_files_stay_short() -> None:
    files = [file for app in PLACES for file in folder(app).rglob("*.py") if "migrations" not in file.parts]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
