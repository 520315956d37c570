"""A request of the lane that fails: a page in words with the site's policy; in the log where it failed, and nothing sent."""

import logging
import secrets
from typing import Any

import pytest
from django.test import Client

from ballots.models import Vote
from ballots.sql.secrecy import BallotSecrecyFilter
from rulebook.ballot.codes import new_code
from tests.ballots.steps import Hall, new_id, post

pytestmark = pytest.mark.django_db
CARD = new_code(secrets.token_bytes)


@pytest.fixture
def broken(hall: Hall, settings: Any) -> Hall:
    """A process whose key of the lane is no text: nobody has thought of it."""
    Vote.objects.filter(pk=hall.vote.pk).update(key_public="x")
    settings.LANE_KEY = None
    return hall


def test_a_failure_of_the_lane_is_a_page_with_the_policy(broken: Hall) -> None:
    answer = post(broken, CARD, [1] * broken.form.size, new_id(), _client())
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_a_failure_of_the_lane_is_logged_without_what_was_sent(
    broken: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    ballot = new_id()
    post(broken, CARD, [1] * broken.form.size, ballot, _client())
    written = [record for record in caplog.records if shown(record)]
    assert [(record.name, record.exc_info) for record in written] == [("ballots.lane", None)]
    text = written[0].getMessage()
    assert text.startswith("AttributeError in rulebook.ballot.sealing, line ")
    assert [word for word in (CARD, ballot, broken.vote.form_hash, "/b/") if word in text] == []


def shown(record: logging.LogRecord) -> bool:
    """Whether the record passes the filter of the console."""
    return BallotSecrecyFilter().filter(record)


def _client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", ["/b/nothing/", "/nothing/", "/b/%00/"])
def test_an_error_page_carries_the_policy(path: str, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code in (302, 400, 404)
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_a_host_that_is_not_ours_is_refused_with_the_policy(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/b/", headers={"Host": "127.0.0.1.example"})
    assert answer.status_code == 400
    assert "default-src 'self'" in answer["Content-Security-Policy"]
