"""The door before Django's handler: whatever is posted, both doors answer alike to the last header, and note the same."""

import json
import logging
import secrets
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction

from ballots.models import Vote
from ballots.services.throttle import failures
from ballots.sql.secrecy import BallotSecrecyFilter
from ballots.views.door import CastDoor
from rulebook.ballot.codes import new_code
from tests.ballots.steps import Hall, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The transaction of a test outlives the requests in it, as with Django's own test client."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


in_one_transaction = pytest.mark.usefixtures("one_connection")

DOOR, DJANGO = "door", "Django"
USED, FREE = "c0ffee" * 5 + "00", "decade" * 5 + "00"
FORM = "application/x-www-form-urlencoded"

Answer = tuple[str, list[tuple[str, str]], bytes]


def ballot(hall: Hall, **changes: Any) -> dict[str, Any]:
    marks = [1] * hall.form.size
    return {"card": hall.codes[1], "id": FREE, "form": hall.vote.form_hash, "marks": marks} | changes


def environ(hall: Hall, sent: bytes, **changes: Any) -> dict[str, Any]:
    """What gunicorn hands over; a change to None takes the entry away."""
    plain = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/b/{hall.vote.pk}/cast",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(sent)),
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(sent),
    }
    return {name: value for name, value in (plain | changes).items() if value is not None}


class Telling:
    """Django, which says whether it was asked for an answer."""

    def __init__(self) -> None:
        self.handler, self.asked = WSGIHandler(), 0

    def __call__(self, given: dict[str, Any], start_response: Any) -> Any:
        self.asked += 1
        return self.handler(given, start_response)


def answer(application: Any, given: dict[str, Any]) -> Answer:
    """The whole answer; whatever it did to the database is undone."""
    failures.forget()
    started: list[tuple[str, list[tuple[str, str]]]] = []
    with transaction.atomic():
        found = application(given, lambda status, headers: started.append((status, headers)))
        body = b"".join(found)
        if hasattr(found, "close"):
            found.close()
        transaction.set_rollback(True)
    ((status, headers),) = started
    return status, headers, body


def noted(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What reached the console, and forgotten for the next."""
    shown = [record for record in caplog.records if BallotSecrecyFilter().filter(record)]
    caplog.clear()
    return [f"{logging.getLevelName(each.levelno)} {each.name} {each.getMessage()}" for each in shown]


def alike(hall: Hall, caplog: pytest.LogCaptureFixture, sent: bytes, **changes: Any) -> tuple[str, str]:
    """Ask both; who answered at the door, and the status of both."""
    django = Telling()
    door = CastDoor(django)
    answer(door, environ(hall, b"{}"))
    answer(door, environ(hall, b"{}", **{"wsgi.url_scheme": "https"}))
    django.asked = 0
    caplog.clear()
    at_door = answer(door, environ(hall, sent, **changes)), noted(caplog)
    asked = django.asked
    behind = answer(django, environ(hall, sent, **changes)), noted(caplog)
    assert at_door == behind
    return (DJANGO if asked else DOOR), at_door[0][0]


@pytest.fixture
def half_way(open_hall: Hall) -> Hall:
    """The first card is spent."""
    assert cast(open_hall, open_hall.codes[0], ballot=USED).status == 201
    return open_hall


BALLOTS: dict[str, tuple[dict[str, Any], str]] = {
    "good": ({}, "201 Created"),
    "sent again": ({"card": 0, "id": USED}, "200 OK"),
    "id in use": ({"id": USED}, "409 Conflict"),
    "spent card": ({"card": 0}, "410 Gone"),
    "no card of ours": ({"card": "2345-6789-ABCD-EFGH"}, "400 Bad Request"),
    "no text as card": ({"card": 7}, "400 Bad Request"),
    "NUL in the card": ({"card": "\x00"}, "400 Bad Request"),
    "half a character in the card": ({"card": "\ud800"}, "400 Bad Request"),
    "NUL in the id": ({"id": "\x00"}, "400 Bad Request"),
    "no id": ({"id": None}, "400 Bad Request"),
    "other form": ({"form": "0" * 64}, "400 Bad Request"),
    "half a character in the form": ({"form": "\ud800"}, "400 Bad Request"),
    "marks missing": ({"marks": None}, "400 Bad Request"),
    "marks as an object": ({"marks": {"0": 1}}, "400 Bad Request"),
    "too few marks": ({"marks": [1]}, "400 Bad Request"),
    "a mark of another kind": ({"marks": [[1]] * 18}, "400 Bad Request"),
    "a mark too large": ({"marks": [10**400] * 18}, "400 Bad Request"),
}


@in_one_transaction
@pytest.mark.parametrize("name", BALLOTS)
def test_a_ballot_sent_as_json_is_answered_at_the_door_as_behind_it(
    half_way: Hall, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    changes, status = BALLOTS[name]
    if changes.get("card") == 0:
        changes = changes | {"card": half_way.codes[0]}
    sent = json.dumps(ballot(half_way, **changes)).encode()
    assert alike(half_way, caplog, sent) == (DOOR, status)


@in_one_transaction
@pytest.mark.parametrize(
    "sent",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\x00", b"[" * 9000, b'{"card":' * 2000, b"1" * 5000],
    ids=["nothing", "half", "list", "null", "no text", "NUL", "deep lists", "deep objects", "long number"],
)
def test_what_is_no_ballot_is_refused_at_the_door_as_behind_it(
    open_hall: Hall, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    assert alike(open_hall, caplog, sent) == (DOOR, "400 Bad Request")


REQUESTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "from our page": ({"HTTP_ORIGIN": "http://testserver"}, DOOR, "201 Created"),
    "from elsewhere": ({"HTTP_ORIGIN": "https://elsewhere.example"}, DOOR, "403 Forbidden"),
    "from nowhere": ({"HTTP_ORIGIN": "null"}, DOOR, "403 Forbidden"),
    "malformed origin": ({"HTTP_ORIGIN": "http://["}, DOOR, "403 Forbidden"),
    "with a cookie": ({"HTTP_COOKIE": "sessionid=1"}, DOOR, "201 Created"),
    "by TLS": ({"wsgi.url_scheme": "https"}, DOOR, "201 Created"),
    "no such vote": ({"PATH_INFO": "/b/2147483647/cast"}, DOOR, "404 Not Found"),
    "no vote can have it": ({"PATH_INFO": "/b/2147483648/cast"}, DOOR, "404 Not Found"),
    "longer than numbers are": ({"PATH_INFO": f"/b/{10**20}/cast"}, DJANGO, "404 Not Found"),
    "other host": ({"HTTP_HOST": "elsewhere.example"}, DJANGO, "400 Bad Request"),
    "malformed host": ({"HTTP_HOST": "testserver:x"}, DJANGO, "400 Bad Request"),
    "forwarded for another host": ({"HTTP_X_FORWARDED_HOST": "elsewhere.example"}, DOOR, "201 Created"),
    "no host": ({"HTTP_HOST": None}, DOOR, "201 Created"),
    "other charset": ({"CONTENT_TYPE": "application/json; charset=utf-8"}, DJANGO, "201 Created"),
    "other case": ({"CONTENT_TYPE": "Application/JSON"}, DJANGO, "201 Created"),
    "a form": ({"CONTENT_TYPE": FORM}, DJANGO, "400 Bad Request"),
    "several parts": ({"CONTENT_TYPE": "multipart/form-data"}, DJANGO, "400 Bad Request"),
    "no type": ({"CONTENT_TYPE": None}, DJANGO, "400 Bad Request"),
    "too large": ({"CONTENT_LENGTH": "16385"}, DOOR, "413 Request Entity Too Large"),
    "far too large": ({"CONTENT_LENGTH": str(10**12)}, DJANGO, "413 Request Entity Too Large"),
    "cut short": ({"CONTENT_LENGTH": "9"}, DOOR, "400 Bad Request"),
    "longer than it is": ({"CONTENT_LENGTH": "9999"}, DOOR, "201 Created"),
    "no length": ({"CONTENT_LENGTH": None}, DJANGO, "400 Bad Request"),
    "read": ({"REQUEST_METHOD": "GET"}, DJANGO, "405 Method Not Allowed"),
    "put": ({"REQUEST_METHOD": "PUT"}, DJANGO, "405 Method Not Allowed"),
    "a query": ({"QUERY_STRING": "a=b"}, DJANGO, "201 Created"),
    "NUL in the query": ({"QUERY_STRING": "a=%00"}, DJANGO, "400 Bad Request"),
    "NUL in the address": ({"PATH_INFO": "/b/1/cast\x00"}, DJANGO, "400 Bad Request"),
    "below another folder": ({"SCRIPT_NAME": "/site"}, DJANGO, "201 Created"),
}


@in_one_transaction
@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_answered_at_the_door_as_behind_it_or_goes_to_django(
    open_hall: Hall, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    changes, by, status = REQUESTS[name]
    sent = json.dumps(ballot(open_hall)).encode()
    assert alike(open_hall, caplog, sent, **changes) == (by, status)


@in_one_transaction
@pytest.mark.parametrize(
    ("state", "status"), [("ready", "403 Forbidden"), ("closing", "201 Created"), ("closed", "403 Forbidden")]
)
def test_a_vote_that_is_not_open_is_answered_alike(
    open_hall: Hall, caplog: pytest.LogCaptureFixture, state: str, status: str
) -> None:
    Vote.objects.filter(pk=open_hall.vote.pk).update(state=state)
    assert alike(open_hall, caplog, json.dumps(ballot(open_hall)).encode()) == (DOOR, status)


@in_one_transaction
def test_another_key_of_the_lane_takes_nothing_at_either_door(
    open_hall: Hall, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.LANE_KEY = "another key of the lane"
    sent = json.dumps(ballot(open_hall)).encode()
    answer(Telling(), environ(open_hall, sent))
    assert alike(open_hall, caplog, sent) == (DOOR, "503 Service Unavailable")


@pytest.fixture
def behind_a_proxy(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60


@in_one_transaction
@pytest.mark.parametrize(
    ("changes", "by", "status"),
    [
        ({}, DJANGO, "301 Moved Permanently"),
        ({"HTTP_X_FORWARDED_PROTO": "http"}, DJANGO, "301 Moved Permanently"),
        ({"HTTP_X_FORWARDED_PROTO": "https"}, DOOR, "201 Created"),
        ({"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "elsewhere.example"}, DJANGO, "400 Bad Request"),
    ],
    ids=["plain", "plain, says the proxy", "TLS, says the proxy", "TLS for another host"],
)
@pytest.mark.usefixtures("behind_a_proxy")
def test_behind_a_proxy_what_came_by_tls_is_answered_alike(
    open_hall: Hall, caplog: pytest.LogCaptureFixture, changes: dict[str, str], by: str, status: str
) -> None:
    sent = json.dumps(ballot(open_hall)).encode()
    assert alike(open_hall, caplog, sent, **changes) == (by, status)


@in_one_transaction
@pytest.mark.usefixtures("behind_a_proxy")
def test_the_door_has_the_strict_headers_of_tls(open_hall: Hall) -> None:
    sent = json.dumps(ballot(open_hall)).encode()
    _, headers, _ = answer(CastDoor(WSGIHandler()), environ(open_hall, sent, HTTP_X_FORWARDED_PROTO="https"))
    said = dict(headers)
    assert said["Strict-Transport-Security"] == "max-age=60"
    assert "default-src 'self'" in said["Content-Security-Policy"]
    assert (said["Cache-Control"], "Set-Cookie" in said) == ("no-store", False)


@in_one_transaction
def test_a_request_that_fails_at_the_door_is_noted_once_and_answered_in_words(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    Vote.objects.filter(pk=hall.vote.pk).update(form={}, form_hash="a" * 64)
    card = new_code(secrets.token_bytes)
    sent = json.dumps({"card": card, "id": FREE, "form": "a" * 64, "marks": [1]}).encode()
    status, headers, body = answer(CastDoor(WSGIHandler()), environ(hall, sent))
    assert (status, "系统出错" in body.decode()) == ("500 Internal Server Error", True)
    assert "Content-Security-Policy" in dict(headers)
    (line,) = noted(caplog)
    assert line.startswith("ERROR ballots.lane WrongForm ← KeyError in rulebook.ballot.form, line ")


class Unreadable:
    """A body that must not be read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError(size)

    readline = read


@in_one_transaction
def test_what_is_too_large_is_not_read(open_hall: Hall) -> None:
    given = environ(open_hall, b"", CONTENT_LENGTH="16385") | {"wsgi.input": Unreadable()}
    assert answer(CastDoor(WSGIHandler()), given)[0] == "413 Request Entity Too Large"


class Gone(BytesIO):
    """A sender who went away."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise ConnectionResetError(size)


@in_one_transaction
def test_a_sender_who_goes_away_is_noted_once(open_hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    given = environ(open_hall, b"", CONTENT_LENGTH="9") | {"wsgi.input": Gone()}
    assert answer(CastDoor(WSGIHandler()), given)[0] == "500 Internal Server Error"
    (line,) = noted(caplog)
    assert line.startswith("ERROR ballots.lane UnreadablePostError ← UnreadablePostError in ")


@in_one_transaction
def test_a_page_goes_to_django(open_hall: Hall) -> None:
    django = Telling()
    given = environ(open_hall, b"", REQUEST_METHOD="GET", PATH_INFO="/b/", CONTENT_TYPE="", CONTENT_LENGTH="")
    assert (answer(CastDoor(django), given)[0], django.asked) == ("200 OK", 1)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_too_old_is_left_before_and_after_a_cast(open_hall: Hall) -> None:
    sent = json.dumps(ballot(open_hall)).encode()
    door, opened = CastDoor(WSGIHandler()), []
    for status in ("201 Created", "200 OK"):
        connection.ensure_connection()
        opened.append(connection.connection)
        connection.close_at = 0
        given = environ(open_hall, sent)
        started: list[str] = []
        door(given, lambda status, headers, started=started: started.append(status))
        assert started == [status]
        assert connection.connection not in opened
