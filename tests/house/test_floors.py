"""What the import linter cannot see: strings that point upward, and views that reach for rows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.house.addresses import addresses
from tests.house.rooms import APPS, ROOT, project_files, room_files, shown

FLOOR = {"rulebook": 0, "printing": 0, "registry": 1, "desk": 2, "draws": 3, "ballots": 3, "matters": 3}
FLOOR |= {"evaluations": 4, "supervision": 4, "disclosure": 4, "evalsite": 5}


def floor_of(module: str) -> int:
    """0 for the ground and whatever is not ours."""
    return FLOOR.get(module.partition(".")[0], 0)


def test_every_app_stands_on_a_floor() -> None:
    assert {app.name.partition(".")[0] for app in APPS} <= set(FLOOR)


def test_foreign_keys_never_point_upward_or_sideways() -> None:
    keys = [
        (
            f"{model._meta.label}.{field.name}",
            app.name,
            apps.get_app_config(field.related_model._meta.app_label).name,
        )
        for app in APPS
        for model in app.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field.is_relation
    ]
    assert len(keys) > 100
    assert [
        (key, there) for key, here, there in keys if here != there and floor_of(there) >= floor_of(here)
    ] == []


OF_ROWS = {
    *(
        "objects",
        "all",
        "none",
        "filter",
        "exclude",
        "order_by",
        "distinct",
        "only",
        "defer",
        "in_bulk",
        "iterator",
    ),
    *(
        "select_related",
        "prefetch_related",
        "select_for_update",
        "annotate",
        "aggregate",
        "values",
        "values_list",
    ),
    *(
        "exists",
        "count",
        "first",
        "last",
        "latest",
        "earliest",
        "raw",
        "create",
        "get_or_create",
        "update_or_create",
    ),
    *("bulk_create", "bulk_update", "save", "delete", "refresh_from_db"),
}
PLAIN = {"CA_FILE.exists", "STEP_TITLES.values"}
"""A path and a dictionary: words that their kind shares with rows."""


def reached_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if not (isinstance(node, ast.Attribute) and node.attr in OF_ROWS):
            continue
        if not isinstance(node.value, ast.Dict | ast.DictComp):
            yield ast.unparse(node)


def test_views_do_not_reach_for_rows() -> None:
    files = room_files("views")
    assert len(files) > 50
    reached = {(shown(file), words) for file in files for words in reached_in(file)}
    assert sorted((name, words) for name, words in reached if words not in PLAIN) == []
    assert PLAIN - {words for _, words in reached} == set()


def test_nobody_looks_models_up_by_name() -> None:
    assert len(project_files()) > 300
    assert [shown(file) for file in project_files() if "get_model(" in file.read_text()] == []


def test_templates_of_lower_floors_name_no_address_of_upper_ones() -> None:
    floor_of_space = {
        address.name.rpartition(":")[0]: floor_of(address.view.__module__) for address in addresses()
    }
    folders = {app.label: floor_of(app.name) for app in APPS}
    named = [
        (shown(file), space)
        for file in (ROOT / "templates").rglob("*.html")
        for space in re.findall(r"""\{%\s*url\s+['"]([\w:]+):[\w-]+['"]""", file.read_text())
        if file.relative_to(ROOT / "templates").parts[0] in folders
    ]
    assert len(named) > 100
    assert [
        (name, space) for name, space in named if floor_of_space[space] > folders[Path(name).parts[1]]
    ] == []


def test_files_stay_short() -> None:
    lengths = {shown(file): len(file.read_text().splitlines()) for file in project_files()}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
