"""The apps of this project and their rooms, wherever in the tree they stand."""

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from django.apps import AppConfig, apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GROUND = ("rulebook", "printing")
"""Plain Python under the apps."""

APPS: list[AppConfig] = [
    app for app in apps.get_app_configs() if (ROOT / app.name.partition(".")[0] / "__init__.py").is_file()
]


def room_files(room: str) -> list[Path]:
    """The files of one room in every app: ``views.py``, or everything under ``views/``."""
    places = [Path(app.path) for app in APPS]
    return sorted(
        {
            file
            for place in places
            for file in [place / f"{room}.py", *place.glob(f"{room}/**/*.py")]
            if file.is_file()
        }
    )


def project_files() -> list[Path]:
    """Every file of the product, migrations left out."""
    tops = {app.name.partition(".")[0] for app in APPS} | set(GROUND)
    return sorted(
        file for top in tops for file in (ROOT / top).rglob("*.py") if "migrations" not in file.parts
    )


def module_of(file: Path) -> ModuleType:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def classes_in(room: str, base: type) -> Iterator[type]:
    """Every class of a room that is one of ``base``, from the module that defines it."""
    for module in map(module_of, room_files(room)):
        for _, each in inspect.getmembers(module, inspect.isclass):
            if issubclass(each, base) and each.__module__ == module.__name__:
                yield each


def shown(file: Path) -> str:
    return str(file.relative_to(ROOT))
