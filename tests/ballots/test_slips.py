"""A reply slip: who may send how many, what is kept of it, until when (S0-19)."""

import base64
import hashlib
import time
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from ballots.models import ReplySlip, Vote
from ballots.queries import votes
from ballots.services import cards, opening
from ballots.services.throttle import TOKENS_OF_ONE_CARD, opinion_failures, slip_tokens, slips_sent
from tests.ballots.opining import send, slip, token
from tests.ballots.steps import Hall, cast, new_id, opened, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten_opinion_failures() -> None:
    opinion_failures.forget()
    slips_sent.forget()
    slip_tokens.forget()


def test_s0_19_a_slip_is_kept_unreadable_without_card_and_without_order(open_hall: Hall) -> None:
    ids = [new_id() for _ in range(4)]
    for each in ids:
        assert send(open_hall, "slip", slip(id=each)).status_code == 201
    assert [row.pk for row in votes.slips(open_hall.vote)] == sorted(ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact, text FROM ballots_replyslip")
        stored = " ".join(map(str, cursor.fetchall()))
    assert "求复人" not in stored
    assert "13000000001" not in stored
    assert {row.name for row in ReplySlip.objects.all()} == {"求复人"}


def stored_slips() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact, text FROM ballots_replyslip")
        return [tuple(row) for row in cursor.fetchall()]


def test_a_slip_does_not_tell_the_second_at_which_it_came(open_hall: Hall) -> None:
    now = int(time.time())
    assert send(open_hall, "slip", slip()).status_code == 201
    near = {second.to_bytes(4, "big") for second in range(now - 60, now + 60)}
    raw = [base64.b64decode(value.removeprefix("1.")) for row in stored_slips() for value in row]
    assert [value for value in raw if any(second in value for second in near)] == []


def test_slips_of_before_are_read_and_lose_their_second(open_hall: Hall, settings: Settings) -> None:
    assert send(open_hall, "slip", slip()).status_code == 201
    key = base64.urlsafe_b64encode(hashlib.sha256(b"field\n" + settings.FIELD_KEY.encode()).digest())
    old = Fernet(key).encrypt("求复人".encode()).decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ballots_replyslip SET name = %s, contact = %s, text = %s", [old] * 3)
    assert stored_slips() == [(old,) * 3]
    assert [(row.name, row.text) for row in ReplySlip.objects.all()] == [("求复人", "求复人")]
    import_module("ballots.migrations.0011_slips_without_their_second").encrypt_anew(apps, None)
    assert [value[:2] for row in stored_slips() for value in row] == ["1."] * 3
    assert [(row.name, row.text) for row in ReplySlip.objects.all()] == [("求复人", "求复人")]


def test_a_stranger_fills_his_own_box_only_and_every_card_still_has_its_slip(open_hall: Hall) -> None:
    for _ in range(6):
        assert send(open_hall, "slip", slip()).status_code == 201
    assert send(open_hall, "slip", slip(token="0" * 64)).status_code == 409
    for code in open_hall.codes:
        mine = slip()
        assert (
            send(open_hall, "slip", mine | {"token": token(open_hall, code, mine["id"])}).status_code == 201
        )
    assert sorted(ReplySlip.objects.values_list("by_card", flat=True)) == [False] * 6 + [True] * 6


def test_a_token_needs_a_card_of_this_vote_and_fits_its_own_slip_only(open_hall: Hall) -> None:
    mine, other = slip(), slip()
    given = token(open_hall, open_hall.codes[0], mine["id"])
    assert len(given) == 64
    stranger = send(open_hall, "slip-token", {"hash": "0" * 64, "id": mine["id"]})
    assert (stranger.status_code, stranger.json()["token"]) == (404, "")
    assert send(open_hall, "slip-token", {"hash": "0" * 64}).status_code == 400
    assert send(open_hall, "slip", other | {"token": given}).status_code == 201
    assert send(open_hall, "slip", mine | {"token": given}).status_code == 201
    assert dict(ReplySlip.objects.values_list("pk", "by_card")) == {other["id"]: False, mine["id"]: True}


def test_one_card_gets_few_tokens_and_a_lost_answer_costs_one(open_hall: Hall) -> None:
    ids = [new_id() for _ in range(TOKENS_OF_ONE_CARD + 1)]
    given = [token(open_hall, open_hall.codes[0], each) for each in ids]
    assert [bool(each) for each in given] == [True] * TOKENS_OF_ONE_CARD + [False]
    assert token(open_hall, open_hall.codes[1], ids[-1])


def test_s0_19_nothing_is_written_when_a_card_asks_for_a_slip(
    open_hall: Hall, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2) as asked:
        assert token(open_hall, open_hall.codes[0], new_id())
    assert [query["sql"].split()[0] for query in asked.captured_queries] == ["SELECT", "SELECT"]


def test_a_slip_sent_twice_is_one_and_those_without_a_card_are_bounded(open_hall: Hall) -> None:
    first = slip()
    assert [send(open_hall, "slip", first).status_code for _ in range(2)] == [201, 200]
    for _ in range(5):
        assert send(open_hall, "slip", slip()).status_code == 201
    full = send(open_hall, "slip", slip())
    assert (full.status_code, full.json()["message"]) == (
        409,
        "没有凭卡的联系单已达上限，请直接与监察室联系。",
    )
    assert ReplySlip.objects.count() == open_hall.vote.made == 6


def test_many_slips_in_one_minute_are_slowed(open_hall: Hall) -> None:
    Vote.objects.filter(pk=open_hall.vote.pk).update(made=50)
    statuses = [send(open_hall, "slip", slip()).status_code for _ in range(21)]
    assert statuses == [201] * 20 + [429]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "姓名没有填写。"),
        ({"contact": "1" * 61}, "联系方式最多 60 字，现有 61 字。"),
        ({"text": ""}, "希望答复的事项没有填写。"),
    ],
)
def test_a_slip_that_lacks_something_says_what(open_hall: Hall, changed: dict, said: str) -> None:
    answer = send(open_hall, "slip", slip(**changed))
    assert (answer.status_code, answer.json()["message"]) == (400, said)


def test_s0_19_without_scripts_no_name_arrives_beside_a_ballot(open_hall: Hall) -> None:
    url = reverse("ballots:ballot-slip", args=[open_hall.vote.pk])
    refused = Client().post(url, slip())
    assert (refused.status_code, ReplySlip.objects.count()) == (403, 0)
    assert "请在投票截止后再填" in refused.content.decode()
    assert ">执照何时办好</textarea>" in refused.content.decode()
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    for code in open_hall.codes:
        cast(open_hall, code)
    closed_hall(open_hall)
    assert "已收下" in Client().post(url, slip()).content.decode()


def closed_hall(hall: Hall) -> None:
    cards.record_attendance(vote=hall.vote, n=6)
    cards.record_leftovers(actor=hall.watcher, vote=hall.vote, leftover=0, spoilt=0)
    opening.close_vote(actor=hall.runner, vote=hall.vote)


def test_the_page_of_a_slip_says_where_it_is_until_when_and_whom_to_call(
    open_hall: Hall, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://pingyi.example"
    url = reverse("ballots:ballot-slip", args=[open_hall.vote.pk])
    page = Client().get(url).content.decode()
    assert f"本页网址 https://pingyi.example{url}；投票结束后三十天截止。" in page
    assert "咨询电话" not in page
    closed_at = timezone.now()
    Vote.objects.filter(pk=open_hall.vote.pk).update(phone="0750-2212345", closed_at=closed_at)
    page = Client().get(url).content.decode()
    last = timezone.localtime(closed_at + timedelta(days=30))
    assert f"{last:%Y年%-m月%-d日}截止；咨询电话 0750-2212345。" in page


def test_slips_end_thirty_days_after_the_close(hall: Hall) -> None:
    opened(hall)
    for code in hall.codes:
        cast(hall, code)
    sealed(hall, used=6)
    assert send(hall, "slip", slip()).status_code == 201
    Vote.objects.filter(pk=hall.vote.pk).update(closed_at=timezone.now() - timedelta(days=31))
    late = send(hall, "slip", slip())
    assert (late.status_code, "超过三十天" in late.json()["message"]) == (403, True)
