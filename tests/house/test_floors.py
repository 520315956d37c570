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
PLAIN = {"CA_FILE.exists", "STEP_TITLES.values", "bound.values", "form.errors.values", "states.count"}
"""A path, dictionaries and a list: words that their kind shares with rows."""

REACHING = {
    "access.areas_for(request.user).select_related",
    "access.audit_events_for(request.user).select_related",
    "access.businesses_for(request.user).select_related",
    "access.businesses_for(request.user).select_related(*READ_ALONG).defer",
    "access.businesses_for(user).defer",
    "access.confirmations_for(request.user).select_related",
    "access.own_meetings_for(user).order_by",
    "access.people_for(request.user).select_related",
    "access.people_for(request.user).select_related('unit').defer",
    "access.person_posts_for(request.user).select_related",
    "access.townships_for(request.user).select_related",
    "access.units_for(request.user).select_related",
    "access.user_posts_for(request.user).select_related",
    "activity.group.all",
    "activity.refresh_from_db",
    "area.streets.order_by",
    "doors.pledges_for(signed_in(request)).select_related",
    "doors.units_to_write_for(user).count",
    "form.narrow(queries.current_members(meeting)).order_by",
    "form.narrow(queries.members(meeting)).order_by",
    "found.iterator",
    "found.values_list",
    "gaps.areas.count",
    "gaps.posts.count",
    "import_runs_for(request.user).select_related",
    "jobs_for(request.user).select_related",
    "loose.exists",
    "meeting.collected_opinions.all",
    "meeting.collected_opinions.count",
    "meeting.consumers.select_related",
    "meeting.past_draws.all",
    "meeting.past_votes.all",
    "meeting.refresh_from_db",
    "mine.select_related",
    "queries.members(meeting).select_related",
    "queries.seats_open(meeting).count",
    "queries.unsorted_opinions(meeting).count",
    "row.opinions.all",
    "row.refresh_from_db",
    "row.report.opinions.select_related",
    "rows.order_by",
    "unit.areas.order_by",
    "unit.children.order_by",
    "unit.townships.defer",
    "unit.townships.defer('phone').order_by",
    "unread.count",
}
"""What views still reach for; only ever shorter."""


def reached_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if not (isinstance(node, ast.Attribute) and node.attr in OF_ROWS):
            continue
        if not isinstance(node.value, ast.Dict | ast.DictComp) and ast.unparse(node) not in PLAIN:
            yield ast.unparse(node)


def test_views_do_not_reach_for_rows() -> None:
    files = room_files("views")
    assert len(files) > 50
    reached = {(shown(file), words) for file in files for words in reached_in(file)}
    assert sorted((name, words) for name, words in reached if words not in REACHING) == []
    assert REACHING - {words for _, words in reached} == set()


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
