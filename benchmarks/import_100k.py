"""How long a register of 100,000 businesses takes from upload to the last written row (`import_100k_seconds`, at most 20).

Reading, preview, writing and the search index together, on PostgreSQL as in production: an own database, and an own
process, whose peak of memory is the import's and no other's. ``python -m benchmarks.import_100k FILE`` runs inside.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import psycopg

from benchmarks.cast import figure
from benchmarks.hall import ROOT, SERVER, megabytes
from benchmarks.samples import write_businesses

SAMPLES = ROOT / "docs" / "samples"


def measure(count: int = 100_000) -> list[dict[str, Any]]:
    """The figure for ``count`` rows, and the processor time and the peak of memory of the process that brought them in."""
    name = f"evalsite_bench_{os.getpid()}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            with tempfile.TemporaryDirectory() as folder:
                register = Path(folder) / "register.xlsx"
                write_businesses(register, count)
                environment = os.environ | {
                    "DATABASE_URL": f"{SERVER}/{name}",
                    "EVALSITE_VAR_DIR": folder,
                    "PYTHONPATH": str(ROOT),
                    "DJANGO_SETTINGS_MODULE": "evalsite.settings",
                }
                command = [sys.executable, "-m", "benchmarks.import_100k", str(register)]
                said = subprocess.run(
                    command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
                )
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
    found = json.loads(said.stdout.splitlines()[-1])
    rows = f"import_{count // 1000}k"
    return [
        figure(f"{rows}_seconds", found["seconds"], "秒", "≤ 20"),
        figure(f"{rows}_cpu_seconds", found["cpu"], "秒", "处理器时间，不含数据库"),
        figure(f"{rows}_peak_mb", found["peak_mb"], "MB", "≤ 400"),
    ]


def run(register: Path) -> dict[str, float]:
    """Inside the bench database: seconds from the upload to the end of writing, those of the processor, and the peak."""
    import django

    django.setup()
    from django.core.management import call_command

    from registry.models import Unit, User

    call_command("migrate", verbosity=0)
    Unit.objects.create(code="SJ00", name="安澜市工商行政管理局", kind="bureau")
    actor = User.objects.create(username="bench", name="录入员")
    for kind, name in (("units", "units.csv"), ("areas", "areas.csv")):
        bring_in(actor, kind, SAMPLES / name)
    start, cpu = perf_counter(), process_time()
    bring_in(actor, "businesses", register)
    return {
        "seconds": perf_counter() - start,
        "cpu": process_time() - cpu,
        "peak_mb": megabytes(os.getpid(), "VmHWM"),
    }


def bring_in(actor: object, kind: str, file: Path) -> None:
    """Through the services, as the jobs do it."""
    from registry.services.importing import runs

    def quiet(done: int, total: int, message: str) -> None:
        pass

    run = runs.start_import(actor=actor, kind=kind, name=file.name, content=file.read_bytes())
    runs.read_import(run=run, report=quiet)
    runs.begin_apply(actor=actor, run=run)
    runs.apply_import(actor=actor, run=run, report=quiet)


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
