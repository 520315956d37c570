"""Where each app of the project stands: its folder, its label, the modules of one of its rooms."""

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LABELS = {app: app.rpartition(".")[2] for app in settings.FIRST_PARTY_APPS}
"""App as settings name it → its label, as addresses, templates and tables have it."""


def folder(app: str) -> Path:
    """The folder of an app; one of a wing's products stands inside the wing."""
    return ROOT / app.replace(".", "/")


def room(app: str, name: str) -> list[ModuleType]:
    """Every module of a room (``forms``, ``views``, …), whether it is one file or a folder; [] for none."""
    if not ((folder(app) / name).is_dir() or (folder(app) / f"{name}.py").is_file()):
        return []
    package = importlib.import_module(f"{app}.{name}")
    inner = pkgutil.iter_modules(getattr(package, "__path__", []))
    return [package, *(importlib.import_module(f"{app}.{name}.{each.name}") for each in inner)]
