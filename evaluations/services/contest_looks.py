"""A look at the internal edition of an election: each opening is on record."""

from evaluations.models import Contest
from registry.models import User
from registry.services.audit import change


def open_contest_count(*, actor: User, contest: Contest) -> None:
    """Record that somebody looks at panels and grades, or takes a file of them."""
    with change(actor, "open_contest_count", contest):
        pass
