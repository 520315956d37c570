"""What proves that a database is whole: the audit chain, every published draw and count by their own pocket programs."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ballots.models import Vote
from ballots.queries.votes import counts_file, publication_file
from draws import access
from draws.queries.records import bundle_of
from registry.services.audit import first_broken_link
from rulebook import pocket
from rulebook.ballot.publication import Edition
from rulebook.draw.bundle import zip_bundle
from rulebook.lifecycle.vote import VoteState as S

POCKET = Path(pocket.__file__).parent


def proofs() -> Iterator[tuple[str, str]]:
    """(what was proved, what is wrong with it, empty when nothing is)."""
    broken = first_broken_link()
    yield "审计记录", "" if broken is None else f"在第 {broken} 条断开"
    for draw in access.public_draws().filter(state__in=access.OPEN_STATES).order_by("pk"):
        yield f"抽取 {draw.number}", _run("verify.py", {"bundle.zip": zip_bundle(bundle_of(draw))})
    for vote in Vote.objects.filter(state=S.PUBLISHED).order_by("pk"):
        files = {
            "counts.json": counts_file(vote, Edition.PUBLISHED),
            "publication.json": publication_file(vote, Edition.PUBLISHED),
        }
        told = ["--publication", "publication.json", "--sha256", vote.counts_sha256]
        yield f"计票 {vote.title}", _run("recount.py", files, *told)


def _run(program: str, files: dict[str, bytes], *more: str) -> str:
    """What the program found wrong with the first of the files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        done = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, str(POCKET / program), next(iter(files)), *more],
            cwd=folder,
            env={"PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    return "" if done.returncode == 0 else " ".join((done.stdout + done.stderr).split())[-300:]
