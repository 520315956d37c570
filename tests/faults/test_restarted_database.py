"""A PostgreSQL cluster of its own is restarted under load, orderly and as by a power cut: the same equality."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.hall import open_hall
from tests.faults.crowd import Crowd, urn_of
from tests.faults.test_killed_server import free_address, killed, started

CARDS, BETWEEN = 4000, 300
MODES = ["fast", "immediate"] * 4


def binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


def run_as_postgres(*command: str) -> None:
    """A server of PostgreSQL does not run as root."""
    subprocess.run(["runuser", "-u", "postgres", "--", *command], check=True, capture_output=True, cwd="/")


@contextmanager
def cluster(programs: Path, folder: Path | None = None) -> Iterator[tuple[str, Path]]:
    """(address, folder) of a fresh cluster that listens on 127.0.0.1 only; ``folder``: where it lies, empty."""
    folder = folder or Path(tempfile.mkdtemp(prefix="evalsite-faults-"))
    shutil.chown(folder, "postgres", "postgres")
    port = free_address().partition(":")[2]
    try:
        run_as_postgres(str(programs / "initdb"), "-D", f"{folder}/data", "-A", "trust", "-U", "postgres")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        run_as_postgres(
            *(str(programs / "pg_ctl"), "-D", f"{folder}/data", "-o", options),
            *("-w", "-l", f"{folder}/log", "start"),
        )
        yield f"postgres://postgres@127.0.0.1:{port}", folder / "data"
        run_as_postgres(str(programs / "pg_ctl"), "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_database_restarted_under_load_keeps_what_it_acknowledged() -> None:
    programs = binaries()
    if programs is None or shutil.which("runuser") is None:
        pytest.skip(
            "PostgreSQL's own programs or runuser are missing: the restart of a cluster was NOT tested"
        )
    with cluster(programs) as (server, data), open_hall(CARDS, server) as hall:
        address = free_address()
        web = started(hall, address)
        try:
            crowd = Crowd(hall, address)
            for place, mode in enumerate(MODES, start=1):
                crowd.reached(place * BETWEEN)
                run_as_postgres(
                    str(programs / "pg_ctl"), "-D", str(data), "-m", mode, "-w", "-l", "/dev/null", "restart"
                )
            crowd.end()
        finally:
            killed(web)
        urn = urn_of(hall)
    print(f"\n{len(MODES)} restarts, {len(urn.ids)} ballots, answers {dict(crowd.answers)}")
    assert sum(n for status, n in crowd.answers.items() if status >= 500) > 0, "the restarts did hit voters"
    assert sorted(urn.ids) == sorted(crowd.acknowledged)
    assert (len(set(urn.ids)), urn.issued, urn.open) == (CARDS, CARDS, 0)
    assert set(crowd.answers) <= {200, 201, 503}
