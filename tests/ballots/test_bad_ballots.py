"""Ballots that are none: whatever is sent, it is answered in words, nothing enters the urn and no card is spent (S0-12)."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from ballots.models import Vote
from ballots.services import moves, preparing
from ballots.services.throttle import MOST_OF_ALL, failures
from ballots.sql import connecting, urn
from rulebook.ballot.codes import new_code
from rulebook.ballot.form import duty_meeting_form
from tests.ballots.keys import bodies
from tests.ballots.steps import Hall, cast, make_hall, new_id, opened

pytestmark = pytest.mark.django_db

CARDS = 6
Change = Callable[[dict[str, Any], Hall], Any]


@pytest.fixture(autouse=True)
def nobody_guessed_yet() -> None:
    failures.forget()


def send(hall: Hall, body: bytes | str):
    url = reverse("ballots:ballot-cast", args=[hall.vote.pk])
    return Client().post(url, body, content_type="application/json")


def good(hall: Hall) -> dict[str, Any]:
    return {
        "card": hall.codes[0],
        "id": new_id(),
        "form": hall.vote.form_hash,
        "marks": [1] * hall.form.size,
    }


def untouched(hall: Hall) -> bool:
    return (connecting.count_rows(urn.URN, hall.vote.pk), connecting.count_rows(urn.OPEN, hall.vote.pk)) == (
        0,
        CARDS,
    )


def test_what_the_table_changes_was_a_good_ballot(open_hall: Hall) -> None:
    assert send(open_hall, json.dumps(good(open_hall))).status_code == 201
    assert not untouched(open_hall)


CHANGES: dict[str, tuple[int, Change]] = {
    "one mark missing": (400, lambda sent, hall: sent["marks"].pop()),
    "one mark too many": (400, lambda sent, hall: sent["marks"].append(1)),
    "a mark above the scale": (400, lambda sent, hall: sent["marks"].__setitem__(0, 6)),
    "a mark below nought": (400, lambda sent, hall: sent["marks"].__setitem__(0, -1)),
    "a mark of thirty digits": (400, lambda sent, hall: sent["marks"].__setitem__(0, 10**30)),
    "a mark in words": (400, lambda sent, hall: sent["marks"].__setitem__(0, "1")),
    "a full-width mark": (400, lambda sent, hall: sent["marks"].__setitem__(0, "１")),
    "a true mark": (400, lambda sent, hall: sent["marks"].__setitem__(0, True)),
    "half a mark": (400, lambda sent, hall: sent["marks"].__setitem__(0, 1.0)),
    "a nested mark": (400, lambda sent, hall: sent["marks"].__setitem__(0, [1])),
    "no marks": (400, lambda sent, hall: sent.pop("marks")),
    "marks as an object": (400, lambda sent, hall: sent.update(marks={"0": 1})),
    "no id": (400, lambda sent, hall: sent.pop("id")),
    "a short id": (400, lambda sent, hall: sent.update(id="ab")),
    "an id in capitals": (400, lambda sent, hall: sent.update(id="A" * 32)),
    "an id with a line end": (400, lambda sent, hall: sent.update(id="a" * 32 + "\n")),
    "an id as a number": (400, lambda sent, hall: sent.update(id=7)),
    "no card": (400, lambda sent, hall: sent.pop("card")),
    "a nought in the card": (400, lambda sent, hall: sent.update(card="\x00" * 17)),
    "half a card": (400, lambda sent, hall: sent.update(card=sent["card"][:8])),
    "a card with a wrong check letter": (
        400,
        lambda sent, hall: sent.update(card=sent["card"][:-1] + ("2" if sent["card"][-1] != "2" else "3")),
    ),
    "a card that was never made": (404, lambda sent, hall: sent.update(card=new_code(lambda n: b"\x07" * n))),
    "the address of another vote's card": (
        400,
        lambda sent, hall: sent.update(card=f"https://x/b/#{hall.vote.pk + 1}.{sent['card']}"),
    ),
    "a form that nobody has": (400, lambda sent, hall: sent.update(form="0" * 64)),
    "no form": (400, lambda sent, hall: sent.pop("form")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_s0_12_a_changed_ballot_is_refused_in_words_and_spends_nothing(open_hall: Hall, name: str) -> None:
    status, change = CHANGES[name]
    sent = good(open_hall)
    change(sent, open_hall)
    answer = send(open_hall, json.dumps(sent))
    assert (answer.status_code, bool(answer.json()["message"])) == (status, True)
    assert untouched(open_hall)


@pytest.mark.parametrize("at", [0, 1, 20, -20, -1])
def test_a_truncated_ballot_is_refused(open_hall: Hall, at: int) -> None:
    answer = send(open_hall, json.dumps(good(open_hall))[:at])
    assert (answer.status_code, untouched(open_hall)) == (400, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"\xff\xfe", 400),
        (b"null", 400),
        (b"[" * 8000, 400),
        (b'{"card": "' + b"A" * 20_000 + b'"}', 413),
    ],
)
def test_what_is_no_ballot_at_all_is_refused(open_hall: Hall, body: bytes, status: int) -> None:
    assert (send(open_hall, body).status_code, untouched(open_hall)) == (status, True)


def test_a_ballot_replayed_by_others_counts_once_and_one_replayed_elsewhere_not_at_all(
    open_hall: Hall,
) -> None:
    sent = json.dumps(good(open_hall))
    assert [send(open_hall, sent).status_code for _ in range(3)] == [201, 200, 200]
    other = opened(make_hall(open_hall.vote.unit))
    assert send(other, sent).status_code in (404, 409)
    assert untouched(other)


def test_marks_in_another_order_under_the_same_id_change_nothing(open_hall: Hall) -> None:
    sent = good(open_hall) | {"marks": [1, 2] * (open_hall.form.size // 2)}
    assert send(open_hall, json.dumps(sent)).status_code == 201
    before = bodies(open_hall.vote)
    assert send(open_hall, json.dumps(sent | {"marks": sent["marks"][::-1]})).status_code == 200
    assert bodies(open_hall.vote) == before


def test_a_ballot_on_another_votes_form_is_refused(open_hall: Hall) -> None:
    other = opened(make_hall(open_hall.vote.unit, ["所长 王海"]))
    assert other.vote.form_hash != open_hall.vote.form_hash, "the form is another"
    sent = good(open_hall) | {"form": other.vote.form_hash, "marks": [1] * other.form.size}
    assert send(open_hall, json.dumps(sent)).status_code == 400
    assert untouched(open_hall)


def test_a_form_cannot_be_changed_after_opening_not_even_past_the_services(open_hall: Hall) -> None:
    shorter = duty_meeting_form("城关工商所", [])
    with pytest.raises(moves.VoteRefused, match="修改评议表"):
        preparing.replace_form(actor=open_hall.runner, vote=open_hall.vote, form=shorter)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.filter(pk=open_hall.vote.pk).update(form=shorter.as_dict())
    assert cast(open_hall, open_hall.codes[0]).status == 201


def test_guessers_in_bulk_are_slowed_and_honest_voters_behind_the_same_address_are_not(
    open_hall: Hall,
) -> None:
    """The address of all requests is one; only answers that would tell a guesser something are withheld."""
    byte = iter(range(10**6))
    guesses = [new_code(lambda n: bytes((next(byte) * 7 + 3) % 251 for _ in range(n))) for _ in range(400)]
    statuses = [cast(open_hall, guess).status for guess in guesses]
    assert (statuses[0], statuses[-1]) == (404, 429)
    assert statuses.count(404) <= MOST_OF_ALL
    assert [
        send(open_hall, json.dumps(good(open_hall) | {"card": code})).status_code for code in open_hall.codes
    ] == ([201] * CARDS)


BROKEN_BODIES = {
    "no boundary": ("multipart/form-data", b"card=1"),
    "a boundary too long": ("multipart/form-data; boundary=" + "y" * 300, b"{}"),
    "a boundary that is none": ("multipart/form-data; boundary=\xe9", b"{}"),
    "headers without end": ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 2000),
}
POSTED = ("cast", "check", "opinion", "slip", "slip-token")


@pytest.mark.parametrize("name", BROKEN_BODIES)
@pytest.mark.parametrize("place", POSTED)
def test_a_body_that_is_not_what_it_says_is_answered_in_words(open_hall: Hall, place: str, name: str) -> None:
    kind, body = BROKEN_BODIES[name]
    url = reverse(f"ballots:ballot-{place}", args=[open_hall.vote.pk])
    answer = Client().generic("POST", url, body, content_type=kind)
    assert answer.status_code == 400
    assert re.search("[一-鿿]{4}", answer.content.decode())
    assert untouched(open_hall)


@pytest.mark.parametrize("place", ["cast", "opinion", "slip"])
def test_a_form_without_its_boundary_is_unreadable(open_hall: Hall, place: str) -> None:
    url = reverse(f"ballots:ballot-{place}", args=[open_hall.vote.pk])
    answer = Client().generic("POST", url, b"card=1", content_type="multipart/form-data")
    assert (answer.status_code, "提交的内容无法识别" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("address", ["/account/password/", "/sign-in/", "/votes/1/count/"])
def test_outside_the_lane_as_well(hall: Hall, settings: Any, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    for signed_in in (False, True):
        if signed_in:
            client.force_login(hall.teller)
        answer = client.generic("POST", address, b"old=1", content_type="multipart/form-data")
        assert (answer.status_code, "default-src" in answer["Content-Security-Policy"]) == (400, True)
        assert re.search("[一-鿿]{4}", answer.content.decode())
