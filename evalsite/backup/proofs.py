"""What proves that a database is whole: the audit chain, every published draw and count by their own pocket programs, and every
counted vote by what audit, report and published files say of it.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ballots.models import Vote
from ballots.queries.differences import counted_votes, found_differences
from ballots.queries.files import COUNTS, PUBLICATION, kept_file
from draws import access
from draws.queries.records import bundle_of
from registry.services.audit import first_broken_link
from rulebook import pocket
from rulebook.draw.bundle import zip_bundle
from rulebook.lifecycle.vote import VoteState as S

POCKET = Path(pocket.__file__).parent


def proofs() -> Iterator[tuple[str, str]]:
    """(what was proved, what is wrong with it, empty when nothing is)."""
    broken = first_broken_link()
    yield "审计记录", "" if broken is None else f"在第 {broken} 条断开"
    for draw in access.public_draws().filter(state__in=access.OPEN_STATES).order_by("pk"):
        yield (
            f"抽取 {draw.number}",
            _run("verify.py", {"bundle.zip": zip_bundle(bundle_of(draw))}, "bundle.zip"),
        )
    for vote in Vote.objects.filter(state=S.PUBLISHED).order_by("pk"):
        kept = {name: kept_file(vote, name) for name in (COUNTS, PUBLICATION)}
        files = {name: raw for name, raw in kept.items() if raw is not None}
        told = [COUNTS, "--publication", PUBLICATION]
        yield (
            f"计票 {vote.title}",
            _run("recount.py", files, *told) if len(files) == len(kept) else "公布的文件不全",
        )
    for vote in counted_votes():
        yield f"计数和公布文件 {vote.title}", "；".join(found_differences(vote))


def _run(program: str, files: dict[str, bytes], *told: str) -> str:
    """What the program, told this, found wrong with the files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, str(POCKET / program), *told],
            cwd=folder,
            env={"PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    return "" if done.returncode == 0 else " ".join((done.stdout + done.stderr).split())[-300:]
