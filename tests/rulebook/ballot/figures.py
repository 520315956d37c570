"""Figures of a vote in which every equation holds."""

from rulebook.ballot.reconciliation import Figures


def figures_of(ballots: int) -> Figures:
    """As many valid ballots; one card not returned, two left over."""
    return Figures(
        made=ballots + 3,
        handed_out=ballots + 1,
        spoiled=0,
        leftover=2,
        voided=2,
        checked_in=ballots + 1,
        returned=ballots,
        not_returned=1,
        valid=ballots,
        invalid=0,
        issued=ballots + 3,
        open=1,
        urn=None,
        receipts=ballots,
    )
