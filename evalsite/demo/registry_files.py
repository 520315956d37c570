"""The registry of the demo, loaded through the importers from the sample files and the invented businesses."""

from datetime import date
from pathlib import Path

from django.conf import settings

from evalsite.demo.businesses import file_of_businesses
from registry.models import User
from registry.services.importing import runs
from rulebook.lifecycle.importing import ImportState

SAMPLES = Path(settings.BASE_DIR) / "docs" / "samples"


def load(actor: User, today: date) -> None:
    """Import the five kinds of file, in the order in which they refer to one another."""
    for kind, name in (
        ("units", "units.csv"),
        ("areas", "areas.csv"),
        ("townships", "townships.csv"),
        ("people", "people.csv"),
    ):
        _import(actor, kind, name, (SAMPLES / name).read_bytes())
    _import(actor, "businesses", "经济户口.csv", file_of_businesses(today))


def _import(actor: User, kind: str, name: str, content: bytes) -> None:
    run = runs.start_import(actor=actor, kind=kind, name=name, content=content)
    runs.read_import(run=run, report=_unseen)
    runs.begin_apply(actor=actor, run=run)
    runs.apply_import(actor=actor, run=run, report=_unseen)
    if run.state != ImportState.DONE:
        raise RuntimeError(f"{kind}: {run.message}")


def _unseen(done: int, total: int, message: str = "") -> None:
    return None
