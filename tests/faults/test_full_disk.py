"""No room on the disk: for the key's file, and for the database in mid-vote. Nothing is lost, and it goes on once there is room."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from pytest_django import Settings

from ballots.services import moves
from benchmarks.hall import open_hall
from registry.models import Unit
from tests.ballots.keys import key_path, prove
from tests.ballots.steps import make_hall
from tests.factories import UnitFactory
from tests.faults.crowd import Crowd, urn_of
from tests.faults.test_killed_server import free_address, killed, started
from tests.faults.test_restarted_database import binaries, cluster

CARDS = 2400


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A folder with so much room and no more."""
    folder = Path(tempfile.mkdtemp(prefix="evalsite-small-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("no disk can be made here: the full disk was NOT tried")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        with suppress(OSError):
            folder.rmdir()


def filled(folder: Path) -> Path:
    """What takes the last byte of the disk."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as handle, suppress(OSError):
        while True:
            handle.write(bytes(4096))
    return ballast


@pytest.mark.django_db
def test_no_room_for_the_key_is_said_and_leaves_nothing_half_written(settings: Settings) -> None:
    unit: Unit = UnitFactory(code="SO01", name="城关工商所", kind="office")
    hall = make_hall(unit)
    with small_disk("64k") as folder:
        settings.KEY_DIR = folder
        ballast = filled(folder)
        with pytest.raises(moves.VoteRefused, match="密钥文件写不下来：本机的磁盘已满"):
            prove(actor=hall.runner, vote=hall.vote)
        assert [file.name for file in folder.iterdir()] == [ballast.name]
        ballast.unlink()
        prove(actor=hall.runner, vote=hall.vote)
        assert [file.name for file in folder.iterdir()] == [key_path(hall.vote).name]


def test_a_database_without_room_takes_nothing_it_does_not_keep() -> None:
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL's own programs are missing: the full disk was NOT tried")
    with (
        small_disk("300m") as disk,
        cluster(programs, disk) as (server, _),
        open_hall(CARDS, server) as hall,
    ):
        address = free_address()
        web = started(hall, address)
        try:
            crowd = Crowd(hall, address, clients=8)
            crowd.reached(300)
            ballast = filled(disk)
            refused, deadline = crowd.answers[503], time.monotonic() + 90
            while crowd.answers[503] < refused + 20:
                assert time.monotonic() < deadline, dict(crowd.answers)
                time.sleep(0.05)
            ballast.unlink()
            crowd.end()
        finally:
            killed(web)
        urn = urn_of(hall)
    print(f"\n{len(urn.ids)} ballots, answers {dict(crowd.answers)}")
    assert sorted(urn.ids) == sorted(crowd.acknowledged)
    assert (len(set(urn.ids)), urn.issued, urn.open) == (CARDS, CARDS, 0)
    assert set(crowd.answers) <= {200, 201, 503}
