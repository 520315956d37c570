"""Rows that somebody wrote into the database are named in words, block the count, and hinder no voiding."""

import pytest
from django.db import connection

from ballots.models import CounterRun, Receipt, SealedCount
from ballots.queries import votes
from ballots.services import moves
from ballots.sql import connecting, urn
from rulebook.ballot.receipts import display_receipt, receipt
from tests.ballots.keys import take_count
from tests.ballots.steps import Hall, cast, closed, confirm, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counting(hall: Hall) -> Hall:
    opened(hall)
    for code in hall.codes[:2]:
        assert cast(hall, code).status == 201
    return closed(hall, used=2)


def voided(hall: Hall) -> None:
    confirm(hall, votes.VOID_VOTE, note="票箱里有外来的记录")
    hall.vote.refresh_from_db()
    assert (hall.vote.state, connecting.count_rows(urn.URN, hall.vote.pk)) == ("void", 0)
    assert not votes.has_counts(hall.vote)


@pytest.mark.parametrize("ballot", ["z" * 32, "０" * 32, "A" * 32, "", "é", "a" * 31, "~", "f3" * 16])
@pytest.mark.parametrize("seal", ["é", "0" * 64])
def test_a_row_of_whatever_id_and_seal_is_named_by_its_receipt(
    counting: Hall, ballot: str, seal: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ballots_urnballot (id, vote_id, panel, stratum, ciphertext, seal)"
            " VALUES (%s, %s, '', '', %s, %s)",
            [ballot, counting.vote.pk, b"nothing", seal],
        )
    named = (
        f"票箱里有 1 张不是票道收下的选票，或被改动过，不能计票（回执 {display_receipt(receipt(ballot))}）"
    )
    with pytest.raises(moves.VoteRefused, match=named):
        take_count(actor=counting.teller, vote=counting.vote)
    voided(counting)


def plant_receipt(hall: Hall) -> None:
    Receipt.objects.create(vote=hall.vote, receipt="ab" * 32)


def plant_count(hall: Hall) -> None:
    subject, criterion = hall.form.subjects[0].key, hall.form.criteria[0].key
    SealedCount.objects.create(vote=hall.vote, subject=subject, criterion=criterion, grade=1, n=9)


def plant_run(hall: Hall) -> None:
    CounterRun.objects.create(vote=hall.vote, counter="aggregate", ballots=2, digest="0" * 64)


@pytest.mark.parametrize(
    ("plant", "named"),
    [(plant_receipt, "回执 1 条"), (plant_count, "封存计数 1 条"), (plant_run, "计数 1 条")],
)
def test_results_that_lie_there_before_the_count_are_named(counting: Hall, plant, named: str) -> None:
    plant(counting)
    with pytest.raises(moves.VoteRefused, match=f"计票之前已有不是计票写入的记录：{named}，不能计票"):
        take_count(actor=counting.teller, vote=counting.vote)
    assert connecting.count_rows(urn.URN, counting.vote.pk) == 2
    voided(counting)
