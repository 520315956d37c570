"""How long a register of 100,000 businesses takes from upload to the last written row (figure `import_100k_seconds`, at most 20).

Reading, preview, writing and the search index together, in the database of the settings (its test twin, dropped at the end).
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import django

SAMPLES = Path(__file__).parent.parent / "docs" / "samples"


def measure(count: int = 100_000) -> list[dict[str, object]]:
    """The figure for ``count`` rows, and the processor time and the peak of memory of the process that brought them in."""
    seconds, cpu = seconds_for(count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        {
            "name": f"import_{count // 1000}k_seconds",
            "value": round(seconds, 1),
            "unit": "秒",
            "against": "≤ 20",
        },
        {
            "name": f"import_{count // 1000}k_cpu_seconds",
            "value": round(cpu, 1),
            "unit": "秒",
            "against": "处理器时间，不含数据库",
        },
        {
            "name": f"import_{count // 1000}k_peak_mb",
            "value": round(peak),
            "unit": "MB",
            "against": "≤ 400",
        },
    ]


def seconds_for(count: int) -> tuple[float, float]:
    """Seconds from the upload of ``count`` rows to the end of writing, and those of this process's processor."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import get_runner

    from benchmarks.samples import write_businesses
    from registry.models import Unit, User

    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with TemporaryDirectory() as folder:
            settings.MEDIA_ROOT = folder
            call_command("check", verbosity=0)
            Unit.objects.create(code="SJ00", name="安澜市工商行政管理局", kind="bureau")
            actor = User.objects.create(username="bench", name="录入员")
            for kind, name in (("units", "units.csv"), ("areas", "areas.csv")):
                bring_in(actor, kind, SAMPLES / name)
            register = Path(folder) / "register.xlsx"
            write_businesses(register, count)
            start, cpu = perf_counter(), process_time()
            bring_in(actor, "businesses", register)
            return perf_counter() - start, process_time() - cpu
    finally:
        runner.teardown_databases(databases)


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
    print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
