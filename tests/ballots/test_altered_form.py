"""The form in the row of the vote, exchanged past the trigger: nobody marks it, and no count or publication believes it."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from ballots.models import Vote
from ballots.queries import votes
from ballots.queries.differences import found_differences, publishing_problems
from ballots.queries.facts import step_facts
from ballots.queries.lane import urn_key
from ballots.services.moves import VoteRefused
from ballots.sql import freezing
from tests.ballots.keys import take_count
from tests.ballots.steps import Hall, cast, closed, confirm, opened, ready, sealed

pytestmark = pytest.mark.django_db(transaction=True)

FREEZE, LOOSE = (
    (freezing.FREEZE_POSTGRESQL, freezing.UNFREEZE_POSTGRESQL)
    if connection.vendor == "postgresql"
    else (freezing.FREEZE_SQLITE, freezing.UNFREEZE_SQLITE)
)


def exchange_names(vote: Vote) -> None:
    """As whoever owns the database does: two persons change places under the old digest, for a process that starts then."""
    vote.refresh_from_db()
    first, second = vote.form["subjects"][1], vote.form["subjects"][2]
    first["label"], second["label"] = second["label"], first["label"]
    with connection.cursor() as cursor:
        cursor.execute(LOOSE)
        Vote.objects.filter(pk=vote.pk).update(form=vote.form)
        cursor.execute(FREEZE)
    votes._forms.clear()


def test_nobody_marks_a_form_that_is_not_that_of_the_digest(hall: Hall) -> None:
    opened(hall)
    exchange_names(hall.vote)
    urn_key(hall.vote.pk, fresh=True)
    page = Client().get(reverse("ballots:ballot-vote", args=[hall.vote.pk]))
    assert page.status_code == 503
    assert "评议表与开启时的不同" in page.content.decode()
    assert "副所长 李泗" not in page.content.decode()
    assert cast(hall, hall.codes[0]).status == 400
    exchange_names(hall.vote)
    urn_key(hall.vote.pk, fresh=True)
    page = Client().get(reverse("ballots:ballot-vote", args=[hall.vote.pk]))
    assert (page.status_code, "副所长 李泗" in page.content.decode()) == (200, True)
    assert cast(hall, hall.codes[0]).status == 201


def test_the_page_of_the_form_shows_no_other(hall: Hall) -> None:
    opened(hall)
    address = reverse("ballots:vote-form", args=[hall.vote.pk])
    assert "副所长 李泗" in Client().get(address).content.decode()
    exchange_names(hall.vote)
    page = Client().get(address).content.decode()
    assert "已被改动，不能显示" in page
    assert "副所长 李泗" not in page


def test_a_vote_with_another_form_is_not_opened(hall: Hall) -> None:
    ready(hall)
    exchange_names(hall.vote)
    with pytest.raises(VoteRefused, match="评议表不是校验值所说的那一份"):
        confirm(hall, votes.OPEN_VOTE)


@pytest.mark.parametrize("form", ["names", {}, [1]])
def test_a_vote_with_another_form_is_not_counted_and_can_be_void(hall: Hall, form: object) -> None:
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    closed(hall, used=1)
    exchange_names(hall.vote)
    if form != "names":
        with connection.cursor() as cursor:
            cursor.execute(LOOSE)
            Vote.objects.filter(pk=hall.vote.pk).update(form=form)
            cursor.execute(FREEZE)
    with pytest.raises(VoteRefused, match="评议表不是校验值所说的那一份"):
        take_count(actor=hall.teller, vote=hall.vote)
    confirm(hall, votes.VOID_VOTE, note="评议表被改动")
    hall.vote.refresh_from_db()
    assert hall.vote.state == "void"


def test_a_counted_vote_whose_form_is_exchanged_says_so_and_is_not_published(hall: Hall) -> None:
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    sealed(hall, used=1)
    assert found_differences(hall.vote) == []
    exchange_names(hall.vote)
    said = "评议表与它的校验值不符，已被改动"
    assert said in found_differences(hall.vote)
    assert said in publishing_problems(hall.vote)


def test_the_key_that_was_proved_is_among_what_two_persons_see_at_the_opening(hall: Hall) -> None:
    ready(hall)
    hall.vote.refresh_from_db()
    assert hall.vote.key_id in step_facts(hall.vote, votes.OPEN_VOTE).values()
