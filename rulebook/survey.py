"""The mass survey 万人评议 (S4-11): batches of slips so large that a rate tells nothing of a person."""

LEAST_BATCH = 200
"""The fewest slips of a batch; fewer could be traced by their rate to the few who got them."""
MOST_BATCH = 5000


def rate_in_fives(returned: int, sent: int) -> int | None:
    """The share of a batch's slips that came back, in whole percent rounded down to a multiple of five; None if none was sent.

    For the running survey: in a batch of ``LEAST_BATCH`` a step is ten ballots, so that no single one can be watched.
    """
    return returned * 20 // sent * 5 if sent else None
