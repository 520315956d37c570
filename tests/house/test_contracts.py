"""The import contracts of ``pyproject.toml`` hold."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

CONTRACTS = [
    "Products of a wing stand side by side",
    "Floors: imports run down only",
    "The ground is plain Python",
    "Rooms inside every app",
    "Views reach rows through access, queries and services",
    "Printing is reached through documents and jobs",
]


def test_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([linter], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    for contract in CONTRACTS:
        assert f"{contract} KEPT" in run.stdout
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in run.stdout
