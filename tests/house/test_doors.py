"""A name has one door: the module that defines it."""

import ast
from pathlib import Path

from tests.house.rooms import APPS, room_files, shown

ROOMS = ("services", "queries", "access", "views", "forms", "documents")


def packages(room: str) -> list[Path]:
    """The apps' rooms that are folders."""
    return [folder for app in APPS if (folder := Path(app.path) / room).is_dir()]


def test_the_init_of_a_room_says_nothing_but_what_it_is_for() -> None:
    files = [folder / "__init__.py" for room in ROOMS for folder in packages(room)]
    assert len(files) > 10
    body = {shown(file): ast.parse(file.read_text()).body for file in files}
    assert [
        name for name, nodes in body.items() if any(not isinstance(node, ast.Expr) for node in nodes)
    ] == []


def test_no_name_is_both_a_module_and_a_function_of_a_room() -> None:
    twins = [
        (shown(file), node.name)
        for room in ROOMS
        for folder in packages(room)
        for file in room_files(room)
        if file.is_relative_to(folder)
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef) and (folder / f"{node.name}.py").is_file()
    ]
    assert twins == []
