"""The key opens one set of rows, however often a count is begun: two sums of different sets would tell a single ballot."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from ballots.models import CodeOpen, ReleasedOpinion, SealedCount, UrnBallot, UrnOpinion
from ballots.services.keys import held_file
from ballots.services.moves import VoteRefused
from ballots.services.throttle import opinion_failures
from rulebook.ballot.codes import ballot_hash
from tests.ballots.keys import key_path, take_count
from tests.ballots.opining import opine
from tests.ballots.steps import Hall, cast, closed, new_id, opened

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(Exception):
    """The count's transaction did not reach its commit."""


def counted_and_killed(hall: Hall) -> None:
    def count() -> None:
        with transaction.atomic():
            take_count(actor=hall.teller, vote=hall.vote)
            assert SealedCount.objects.filter(vote=hall.vote).exists(), "the log would hold these sums"
            raise Killed

    with pytest.raises(Killed):
        count()


@contextmanager
def without(hall: Hall, ballot: str, code: str) -> Iterator[None]:
    """The urn without one ballot and with its card unused, so that all figures agree; both as before afterwards."""
    row, card = UrnBallot.objects.get(pk=ballot), CodeOpen(hash=ballot_hash(code), vote=hall.vote)
    row.delete()
    card.save(force_insert=True)
    yield
    card.delete()
    UrnBallot(id=ballot, vote_id=row.vote_id, ciphertext=bytes(row.ciphertext), seal=row.seal).save(
        force_insert=True
    )


@pytest.fixture
def voted(hall: Hall) -> tuple[Hall, str]:
    """A closed vote with three ballots and an opinion, and the id of the first ballot."""
    opinion_failures.forget()
    opened(hall)
    first = new_id()
    assert cast(hall, hall.codes[0], [5] * hall.form.size, first).status == 201
    assert [cast(hall, code).status for code in hall.codes[1:3]] == [201, 201]
    assert opine(hall, hall.codes[0], "第一条").status == 201
    return closed(hall, used=3), first


def test_a_ballot_taken_out_after_the_close_stops_the_count(voted: tuple[Hall, str]) -> None:
    hall, first = voted
    with without(hall, first, hall.codes[0]):
        with pytest.raises(VoteRefused, match="不是同样的选票：当时 3 张，现在 2 张"):
            take_count(actor=hall.teller, vote=hall.vote)
        assert not SealedCount.objects.exists()
    take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert (hall.vote.state, hall.vote.kept_urn) == ("sealed", 3)


@pytest.mark.parametrize("least_first", [True, False])
def test_a_count_begun_again_counts_the_ballots_of_the_first(
    voted: tuple[Hall, str], least_first: bool
) -> None:
    hall, first = voted
    held_file(hall.vote.pk).unlink()
    if least_first:
        with without(hall, first, hall.codes[0]):
            counted_and_killed(hall)
        with pytest.raises(VoteRefused, match="当时 2 张，现在 3 张"):
            take_count(actor=hall.teller, vote=hall.vote)
    else:
        counted_and_killed(hall)
        with (
            without(hall, first, hall.codes[0]),
            pytest.raises(VoteRefused, match="当时 3 张，现在 2 张"),
        ):
            take_count(actor=hall.teller, vote=hall.vote)
        take_count(actor=hall.teller, vote=hall.vote)


def test_opinions_of_a_count_begun_again_are_those_of_the_first(voted: tuple[Hall, str]) -> None:
    hall, _ = voted
    counted_and_killed(hall)
    assert opine(hall, hall.codes[1], "后到的一条").status == 201
    take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert [row.text for row in ReleasedOpinion.objects.all()] == ["第一条"]
    assert hall.vote.opinions_foreign == 1


def test_an_opinion_taken_out_between_two_counts_stops_the_second(voted: tuple[Hall, str]) -> None:
    hall, _ = voted
    assert opine(hall, hall.codes[1], "第二条").status == 201
    counted_and_killed(hall)
    row = UrnOpinion.objects.first()
    assert row is not None
    row.delete()
    with pytest.raises(VoteRefused, match="少了上次计票时有的意见 1 条"):
        take_count(actor=hall.teller, vote=hall.vote)
    assert not ReleasedOpinion.objects.exists()


def test_a_fresh_key_is_not_held_to_what_another_opened(hall: Hall) -> None:
    held_file(hall.vote.pk).parent.mkdir(exist_ok=True)
    held_file(hall.vote.pk).write_text('{"ballots": [7, "ff"], "opinions": ["ff"]}')
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    closed(hall, used=1)
    take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert hall.vote.state == "sealed"


def test_what_is_noted_goes_with_the_key(voted: tuple[Hall, str]) -> None:
    hall, _ = voted
    assert held_file(hall.vote.pk).exists()
    assert held_file(hall.vote.pk).stat().st_mode & 0o777 == 0o600
    take_count(actor=hall.teller, vote=hall.vote)
    assert list(key_path(hall.vote).parent.iterdir()) == []
