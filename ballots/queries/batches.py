"""How many slips of a survey came back, batch by batch: the only rate there is, none of a person (S4-11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.models import CardBatch, Vote
from ballots.sql import urn
from rulebook.survey.batches import rate_in_fives


@dataclass(frozen=True)
class BatchRate:
    """One batch and what came back of it. ``percent`` is rounded down to fives while the vote runs, when ``returned`` is None;
    afterwards ``returned`` says how many exactly. Both None before the opening and where nothing was sent.
    """

    batch: CardBatch
    returned: int | None
    percent: int | None


def batch_rates(vote: Vote) -> Sequence[BatchRate]:
    """Every batch in its order; a panel's groups are too small for any rate before the urn is emptied. While the vote runs a single ballot must not show: no number, and steps of five percent."""
    batches = list(vote.batches.all())
    if vote.opened_at is None or (vote.by_groups and vote.kept_open is None):
        return [BatchRate(batch, None, None) for batch in batches]
    emptied = vote.kept_open is not None
    still = {} if emptied else urn.open_by_batch(vote.pk)
    found = []
    for batch in batches:
        unused = batch.kept_open if emptied else still.get(batch.number, 0)
        returned = batch.made - (batch.voided if batch.made else 0) - (unused or 0)
        # While it runs the share is of what was made: of a few slips given out every single ballot would show.
        sent = batch.handed_out if emptied and batch.handed_out is not None else batch.made
        found.append(BatchRate(batch, returned if emptied else None, rate_in_fives(returned, sent)))
    return found
