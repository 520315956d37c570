"""Opening an urn with the vote's key, and both counters over it; for the zero report and for the count.

Nothing of what is opened here is written down: the bodies pass through the memory of this process, lot by lot.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ballots.models import Vote
from ballots.queries.lane import lane_seal
from ballots.queries.paper import paired_bodies
from ballots.queries.strata import WHOLE
from ballots.queries.votes import form
from ballots.services.moves import REPORT, VoteRefused
from ballots.sql import connecting, urn
from ballots.sql.paper import count_paper, paper_place_counts
from ballots.sql.summing import SummingCounter, UncountableBody
from rulebook.ballot import tally
from rulebook.ballot.form import BallotError
from rulebook.ballot.receipts import display_receipt, receipt
from rulebook.ballot.sealing import Opener, SealError
from rulebook.ballot.tally import CountError, Counts

NAMED = 5
Strata = dict[str, Counts]
Told = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Nobody is told how far the opening is."""


class Mark:
    """What tells one set of rows from another, in whatever order they come: their number and the sum of their digests."""

    def __init__(self) -> None:
        self.n, self._sum = 0, 0

    def add(self, ballot: str, seal: str) -> None:
        self.n += 1
        self._sum += int.from_bytes(hashlib.sha256(f"{ballot}\n{seal}".encode()).digest())

    def as_list(self) -> list[int | str]:
        """Their number and the sum, to be kept and compared later."""
        return [self.n, f"{self._sum:x}"]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mark) and (self.n, self._sum) == (other.n, other._sum)

    __hash__ = None  # type: ignore[assignment]  # it grows


@dataclass
class OpenedUrn:
    """What both counters found in the urn, before any paper; ``mark`` is of the rows they saw, ``bodies`` are kept for a sealed box."""

    summed: SummingCounter = field(default_factory=SummingCounter)
    read: Strata = field(default_factory=dict)
    mark: Mark = field(default_factory=Mark)
    bodies: list[str] = field(default_factory=list)


def open_urn(vote: Vote, private: bytes, *, keep: bool = False, told: Told = silent) -> OpenedUrn:
    """Open every ballot once, in random order, and let both counters have it; ``keep`` the bodies for a sealed box.

    A row's seal is looked at before the row is opened. Raises ``VoteRefused`` and names the rows that the lane did not take,
    or that the key does not open, and for what no form allows.
    """
    found = OpenedUrn()
    total = connecting.count_rows(urn.URN, vote.pk)
    wrong: list[str] = []

    def bodies() -> Iterator[tuple[str, str]]:
        for lot in _opened(vote, private, found.mark, wrong):
            # After the first wrong row no more is counted; the rest is only looked through, to name them all.
            if not wrong:
                found.summed.add(lot)
                if keep:
                    found.bodies += [body for _, body in lot]
                yield from lot
            told(found.mark.n, total)

    with found.summed:
        try:
            found.read = tally.count_strata(form(vote), bodies())
        except (CountError, BallotError, UncountableBody) as error:
            raise VoteRefused(f"计数器不能计票：票箱里有不合格式的选票。{REPORT}") from error
    if wrong:
        raise VoteRefused(_named(wrong))
    return found


def _opened(vote: Vote, private: bytes, mark: Mark, wrong: list[str]) -> Iterator[list[tuple[str, str]]]:
    """(stratum, body) of the ballots, lot by lot; ids of rows that are not the lane's go to ``wrong``."""
    lane, opener = lane_seal(), Opener(private, vote=vote.pk, form=vote.form_hash)
    for lot in urn.sealed_ballots(vote.pk, secrets.SystemRandom().shuffle):
        opened = []
        for ballot, panel, stratum, ciphertext, seal in lot:
            mark.add(ballot, seal)
            if not lane.holds(seal, vote.pk, (panel, stratum), ballot, ciphertext):
                wrong.append(ballot)
                continue
            try:
                opened.append((stratum, opener.open(ballot, ciphertext)))
            except SealError:
                wrong.append(ballot)
        yield opened


def _named(wrong: list[str]) -> str:
    names = "、".join(display_receipt(receipt(ballot)) for ballot in sorted(wrong)[:NAMED])
    more = " 等" if len(wrong) > NAMED else ""
    return f"票箱里有 {len(wrong)} 张不是票道收下的选票，或被改动过，不能计票（回执 {names}{more}）。{REPORT}"


def both_counts(vote: Vote, opened: OpenedUrn) -> tuple[Strata, Strata]:
    """What SQL sums and what reading every ballot gives, by stratum, the paper of each included. ``VoteRefused`` as ``open_urn``."""
    try:
        read = _with_paper(vote, opened.read)
        return _summed(vote, opened.summed), read
    except (CountError, BallotError) as error:
        raise VoteRefused(f"计数器不能计票：{error}。{REPORT}") from error


def _summed(vote: Vote, counter: SummingCounter) -> Strata:
    shape, sizes = form(vote), dict(counter.sizes)
    places: dict[str, list[tuple[int, int, int]]] = {}
    for (stratum, place, mark), votes in counter.sums.items():
        places.setdefault(stratum, []).append((place, mark, votes))
    for stratum, sheets in count_paper(vote.pk).items():
        sizes[stratum] = sizes.get(stratum, 0) + sheets
    for stratum, place, mark, votes in paper_place_counts(vote.pk):
        places.setdefault(stratum, []).append((place, mark, votes))
    strata = {*sizes, *places} or {WHOLE}
    return {
        stratum: tally.counts_from_places(shape, sizes.get(stratum, 0), places.get(stratum, ()))
        for stratum in sorted(strata)
    }


def _with_paper(vote: Vote, read: Strata) -> Strata:
    shape, found = form(vote), dict(read)
    for stratum, sheets in tally.count_strata(shape, paired_bodies(vote)).items():
        found[stratum] = tally.combined_counts([found[stratum], sheets] if stratum in found else [sheets])
    return found or {WHOLE: tally.count_bodies(shape, ())}


def mark_of(vote: Vote) -> Mark:
    """The mark of the rows that lie in the urn now."""
    mark = Mark()
    for lot in urn.ids_and_seals(vote.pk):
        for ballot, seal in lot:
            mark.add(ballot, seal)
    return mark
