"""A void vote is repeated by one new vote; the cards of the one do not vote in the other."""

import pytest
from django.urls import reverse

from ballots.models import Vote
from ballots.queries import repeats, votes
from ballots.services import moves, preparing
from tests.ballots.steps import Hall, cast, confirm, opened, published
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def void(hall: Hall, reason: str = "收回多于发给") -> Vote:
    confirm(hall, votes.VOID_VOTE, note=reason)
    hall.vote.refresh_from_db()
    return hall.vote


def repeat(hall: Hall) -> Vote:
    """The same question asked again."""
    former = hall.vote
    return preparing.prepare_vote(
        actor=hall.runner,
        title=former.title,
        unit=former.unit,
        form=hall.form,
        origin_kind=former.origin_kind,
        origin_label=former.origin_label,
        repeat_of=former,
    )


def test_only_a_void_vote_is_repeated_and_only_once(hall: Hall) -> None:
    opened(hall)
    with pytest.raises(moves.VoteRefused, match="已作废"):
        repeat(hall)
    void(hall)
    again = repeat(hall)
    with pytest.raises(moves.VoteRefused, match="已经重新投票"):
        repeat(hall)
    assert repeats.repeat_of_vote(hall.vote) == again
    assert repeats.former_votes(again) == [hall.vote]


def test_a_repeat_that_is_void_itself_is_repeated_in_turn(hall: Hall) -> None:
    first = void(opened(hall))
    hall.vote = repeat(hall)
    second = void(opened(hall), "再次停电")
    hall.vote = repeat(hall)
    assert repeats.former_votes(hall.vote) == [second, first]


def test_cards_of_the_void_vote_do_not_vote_in_the_repeat_nor_the_reverse(hall: Hall) -> None:
    opened(hall)
    old = list(hall.codes)
    void(hall)
    former, hall.vote = hall.vote, repeat(hall)
    opened(hall)
    assert {cast(hall, code).status for code in old} == {404}
    new, hall.vote = hall.vote, former
    assert {cast(hall, code).status for code in hall.codes} == {403}
    hall.vote = new
    assert {cast(hall, code).status for code in hall.codes} == {201}


def test_both_pages_lead_to_one_another_and_the_result_says_it_is_a_repeat(hall: Hall) -> None:
    opened(hall)
    void(hall)
    former = hall.vote
    client = signed_in(hall.runner)
    before = client.get(reverse("ballots:vote-show", args=[former.pk])).content.decode()
    assert "到测试会议" in before
    hall.vote = repeat(hall)
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    published(hall, used=1)
    there = client.get(reverse("ballots:vote-show", args=[former.pk])).content.decode()
    back = client.get(reverse("ballots:vote-show", args=[hall.vote.pk])).content.decode()
    assert reverse("ballots:vote-show", args=[hall.vote.pk]) in there
    assert reverse("ballots:vote-show", args=[former.pk]) in back
    result = client.get(reverse("ballots:vote-result", args=[hall.vote.pk])).content.decode()
    assert "前次投票因“收回多于发给”作废" in result
