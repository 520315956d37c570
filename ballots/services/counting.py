"""Both counters over one urn, for the zero report and for the count."""

from ballots.models import Vote
from ballots.queries import aggregate_counts, streamed_counts
from ballots.services.moves import VoteRefused
from rulebook.ballot import BallotError
from rulebook.tally import CountError, Counts

REPORT = "请停止操作并报告市纪委监督员。"


def both_counts(vote: Vote) -> tuple[Counts, Counts]:
    """What the database sums and what reading every ballot gives; ``VoteRefused`` if the urn holds what no form allows."""
    try:
        return aggregate_counts(vote), streamed_counts(vote)
    except (CountError, BallotError) as error:
        raise VoteRefused(f"计数器不能计票：{error}。{REPORT}") from error
