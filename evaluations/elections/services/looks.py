"""A look at the internal edition of an election: each opening is on record."""

from evaluations.elections.models import Election
from registry.models import User
from registry.services.audit import change


def open_election_count(*, actor: User, election: Election) -> None:
    """Record that somebody looks at panels and grades, or takes a file of them."""
    with change(actor, "open_election_count", election):
        pass
