"""Who may see, run and confirm a vote is what its owner says: the rights of one wing open no vote of another."""

from collections.abc import Iterator

import pytest

from ballots import access
from ballots.models import Vote
from ballots.ports import origins
from registry.models import Role, Unit, User
from tests.ballots.steps import ORIGIN, Hall
from tests.factories import user_with
from tests.wings import OTHER, other_wing

pytestmark = pytest.mark.django_db


@pytest.fixture
def their_vote(hall: Hall) -> Iterator[Vote]:
    """A vote of a wing that names other rights."""
    with other_wing(origins, ORIGIN):
        vote = hall.vote
        vote.pk, vote.origin_kind = None, OTHER
        vote.save()
        yield vote


def rights(user: User, vote: Vote) -> tuple[bool, bool, bool]:
    """Whether the user sees the vote, may run it, may confirm it."""
    seen = access.visible_vote(user, vote.pk) is not None
    return seen, bool(access.may_run_vote(user, vote)), bool(access.may_confirm_vote(user, vote))


def test_each_wing_names_who_sees_runs_and_confirms_its_votes(
    hall: Hall, their_vote: Vote, office: Unit, bureau: Unit
) -> None:
    mine = Vote.objects.get(origin_kind=ORIGIN)
    chair, handler = user_with(Role.CHAIR, office), user_with(Role.LETTER_HANDLER, bureau)
    leader = user_with(Role.LEADER, bureau)
    assert rights(chair, mine) == (True, True, False)
    assert rights(chair, their_vote) == (False, False, False)
    assert rights(hall.watcher, mine) == (True, False, True)
    assert rights(hall.watcher, their_vote) == (False, False, False)
    assert rights(handler, mine) == (False, False, False)
    assert rights(handler, their_vote) == (True, True, False)
    assert rights(leader, their_vote) == (True, True, True)
    assert list(access.votes_for(handler)) == [their_vote]
