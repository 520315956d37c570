"""Another public key in the row of the vote: the lane, the opening and the count refuse it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ballots.models import Vote
from ballots.queries import votes
from ballots.queries.lane import urn_key
from ballots.services import moves
from ballots.sql import connecting, freezing, urn
from rulebook.ballot.sealing import KeyPair, key_id, new_pair
from tests.ballots.keys import take_count
from tests.ballots.opining import opine
from tests.ballots.steps import Hall, cast, closed, confirm, opened, ready

pytestmark = pytest.mark.django_db(transaction=True)


# The key in the database


def swap_key(vote: Vote, pair: KeyPair, *, own_id: bool = True) -> None:
    """As somebody does who owns the database: past the trigger, another public key in the row of the vote."""
    frozen = (
        freezing.FREEZE_KEY_POSTGRESQL if connection.vendor == "postgresql" else freezing.FREEZE_KEY_SQLITE
    )
    loose = (
        freezing.UNFREEZE_KEY_POSTGRESQL
        if connection.vendor == "postgresql"
        else freezing.UNFREEZE_KEY_SQLITE
    )
    named = key_id(pair.public) if own_id else vote.key_id
    with connection.cursor() as cursor:
        cursor.execute(loose)
        cursor.execute(
            "UPDATE ballots_vote SET key_public = %s, key_id = %s WHERE id = %s",
            [pair.public, named, vote.pk],
        )
        cursor.execute(frozen)


@pytest.mark.parametrize("column", ["key_public", "key_suite", "key_id", "key_seal", "lane_print"])
def test_the_database_refuses_another_key_once_it_is_proved(hall: Hall, column: str) -> None:
    ready(hall)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Vote.objects.filter(pk=hall.vote.pk).update(**{column: "x"})
    Vote.objects.filter(pk=hall.vote.pk).update(key_destroyed_at=timezone.now())


@pytest.mark.parametrize("own_id", [True, False])
def test_a_key_swapped_amid_the_vote_seals_no_ballot_and_stops_the_count(
    hall: Hall, caplog: pytest.LogCaptureFixture, own_id: bool
) -> None:
    opened(hall)
    own, foreign = KeyPair(hall.vote.key_public, b""), new_pair()
    swap_key(hall.vote, foreign, own_id=own_id)
    urn_key(hall.vote.pk, fresh=True)
    assert [cast(hall, code).status for code in hall.codes[:2]] == [503, 503]
    assert opine(hall, hall.codes[0]).status == 503
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 0
    assert caplog.text.count("停止收票：数据库里的投票公钥不是制作密钥时的那一个") == 1
    swap_key(hall.vote, own)
    assert cast(hall, hall.codes[0]).status == 201
    closed(hall, used=1)
    swap_key(hall.vote, foreign, own_id=own_id)
    with pytest.raises(moves.VoteRefused, match="投票公钥不是制作密钥时的那一个"):
        take_count(actor=hall.teller, vote=hall.vote)
    swap_key(hall.vote, own)
    take_count(actor=hall.teller, vote=hall.vote)
    assert votes.counts(hall.vote).ballots == 1


def test_a_vote_whose_key_was_swapped_does_not_open(hall: Hall) -> None:
    ready(hall)
    swap_key(hall.vote, new_pair())
    with pytest.raises(moves.VoteRefused, match="投票公钥不是制作密钥时的那一个"):
        confirm(hall, votes.OPEN_VOTE)
