"""What the tests of a mass survey do: make and hand out slips, seal, recount (S4-11)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ballots.models import Vote
from ballots.queries import votes
from ballots.services import batches, opening
from rulebook.ballot.publication import RECOUNT_FILES, Edition
from tests.ballots.keys import prove, take_count
from tests.ballots.steps import Hall, cast, confirm

RECOUNT = RECOUNT_FILES[0]


def batch(hall: Hall, stratum: str, n: int = 200) -> list[str]:
    _, codes = batches.make_batch(
        actor=hall.runner, vote=hall.vote, stratum=stratum, label=f"{stratum}代表", n=n, sender="邮政局"
    )
    return codes


def hand_out(hall: Hall, *sent: int) -> None:
    for number, n in enumerate(sent, start=1):
        batches.record_handed_out(actor=hall.runner, vote=hall.vote, number=number, n=n)


def sealed_survey(hall: Hall, **used: int) -> Vote:
    """A survey with this many ballots of each stratum, each stratum another mark, sealed."""
    codes = {stratum: batch(hall, stratum) for stratum in used}
    prove(actor=hall.runner, vote=hall.vote)
    confirm(hall, votes.OPEN_VOTE)
    for mark, (stratum, n) in enumerate(used.items(), start=1):
        for code in codes[stratum][:n]:
            assert cast(hall, code, [mark] * hall.form.size).status == 201
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    hand_out(hall, *[200] * len(used))
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    take_count(actor=hall.teller, vote=hall.vote)
    return Vote.objects.get(pk=hall.vote.pk)


def recount(folder: Path, vote: Vote, edition: Edition) -> tuple[dict[str, Any], str]:
    """The files of an edition as others take them, and what the checking program says of both."""
    (folder / "counts.json").write_bytes(votes.counts_file(vote, edition))
    (folder / "publication.json").write_bytes(votes.publication_file(vote, edition))
    command = [sys.executable, RECOUNT, "counts.json", "--publication", "publication.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return json.loads((folder / "counts.json").read_bytes())["content"], done.stdout
