"""Both counters over one urn, for the zero report and for the count; one more reading before the urn is destroyed."""

from collections.abc import Iterator

from ballots.models import Vote
from ballots.queries.strata import aggregate_counts, read_strata, streamed_counts
from ballots.services.moves import VoteRefused
from ballots.sql import urn
from rulebook.ballot.form import BallotError
from rulebook.ballot.receipts import receipt
from rulebook.ballot.tally import CountError, Counts

REPORT = "请停止操作并报告市纪委监督员。"


def both_counts(vote: Vote) -> tuple[dict[str, Counts], dict[str, Counts]]:
    """What the database sums and what reading every ballot gives, each by stratum.

    ``VoteRefused`` if the urn holds what no form allows.
    """
    try:
        # Read one by one first: what a database would choke on is then refused in words.
        read = streamed_counts(vote)
        return aggregate_counts(vote), read
    except (CountError, BallotError) as error:
        raise VoteRefused(f"计数器不能计票：{error}。{REPORT}") from error


def last_reading(vote: Vote) -> tuple[dict[str, Counts], list[str]]:
    """Every ballot read once more: the counts by stratum, and the receipts of the urn, sorted. ``VoteRefused`` as ``both_counts``."""
    proofs: list[str] = []

    def bodies() -> Iterator[tuple[str, str]]:
        for ballot, stratum, body in urn.ballots(vote.pk):
            proofs.append(receipt(ballot))
            yield stratum, body

    try:
        found = read_strata(vote, bodies())
    except (CountError, BallotError) as error:
        raise VoteRefused(f"计数器不能计票：{error}。{REPORT}") from error
    proofs.sort()
    return found, proofs
