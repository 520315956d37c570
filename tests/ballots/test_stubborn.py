"""What strangers send must neither break the lane nor keep the honest out."""

import pytest
from django.test import Client
from django.urls import reverse

from ballots.services import cards, casting, opening, tablets
from ballots.services.throttle import MOST_OF_ALL, enrol_failures
from tests.ballots.steps import Hall, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("name", ["tablet-enrol", "tablet-issued", "tablet-report"])
def test_half_a_character_in_a_token_is_only_an_unknown_one(hall: Hall, name: str) -> None:
    body = b'{"code":"\\ud800","token":"\\ud800","former":"\\ud800","unsent":0,"conflicts":0}'
    url = reverse(f"ballots:{name}", args=[hall.vote.pk])
    assert 400 <= Client().post(url, body, content_type="application/json").status_code < 500


def test_guesses_keep_no_tablet_of_the_hall_out(hall: Hall) -> None:
    _, code = tablets.add_tablet(actor=hall.runner, vote=hall.vote, number=1)
    enrol_failures.forget()
    for n in range(MOST_OF_ALL + 1):
        last = tablets.enrol_tablet(vote=hall.vote.pk, code=f"{code[:4]}{n:08}")[0]
    assert last.status == 429
    assert tablets.enrol_tablet(vote=hall.vote.pk, code=code)[0].status == 201
    enrol_failures.forget()


def test_whoever_filled_in_the_page_without_scripts_may_still_review_while_the_vote_is_closing(
    hall: Hall,
) -> None:
    opened(hall)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    posted = {"card": hall.codes[0], "form": hall.vote.form_hash, "step": "review"}
    url = reverse("ballots:ballot-cast", args=[hall.vote.pk])
    assert Client().post(url, posted).status_code == 200
    assert casting.check_card(vote=hall.vote.pk, card=hall.codes[0]).status == 403
    for code in hall.codes:
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="leftover")
    assert Client().post(url, posted).status_code == 410


@pytest.mark.parametrize("number", ["3000000000", "1" + "0" * 20])
def test_a_number_typed_far_too_large_is_refused_at_its_field(hall: Hall, number: str) -> None:
    from tests.evaluations.meetings.test_activities import signed_in

    opened(hall)
    data = {"handed_out": number, "leftover": number, "spoilt": number}
    page = signed_in(hall.runner).post(reverse("ballots:vote-leftovers", args=[hall.vote.pk]), data)
    assert page.status_code < 500
    hall.vote.refresh_from_db()
    assert hall.vote.handed_out == 0
