"""The key is made and the urn is opened by two persons, each identified and both on record; what they typed stays nowhere."""

import logging

import pytest
from django.db import connection
from django.urls import reverse

from ballots import jobs
from ballots.models import Vote
from ballots.services import preparing, sealing, zero_report
from ballots.services.moves import VoteRefused
from desk.models import Job
from registry.models import AuditEvent, Post, Role, User
from tests.ballots.keys import WORDS, counting_words, key_path
from tests.ballots.steps import Hall, cast, closed, confirm, opened
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PASSWORD, user_with

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = "ballots.open"


def url(hall: Hall, name: str) -> str:
    return reverse(f"ballots:{name}", args=[hall.vote.pk])


def key_words(watcher: User) -> dict[str, str]:
    typed = counting_words(watcher)
    return typed | {f"{name}_again": typed[name] for name in ("inspectorate", "watcher")}


def with_both_posts(hall: Hall, role: Role) -> User:
    """Somebody who holds the watcher's post as well: the table of posts does not keep him from it."""
    person = user_with(role, hall.vote.unit)
    Post.objects.create(user=person, role=Role.WATCHER, unit=hall.vote.unit)
    return person


def counted_hall(hall: Hall) -> Hall:
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    return closed(hall, used=1)


@pytest.mark.parametrize("beside", ["himself", "nobody"])
def test_nobody_makes_a_key_or_counts_alone(hall: Hall, beside: str) -> None:
    def watcher(actor: User) -> User | None:
        return actor if beside == "himself" else None

    preparing.make_cards(actor=hall.runner, vote=hall.vote, n=2)
    with pytest.raises(VoteRefused, match="须由两人同时在场"):
        zero_report.run_zero_report(
            actor=hall.runner, watcher=watcher(hall.runner), vote=hall.vote, passphrases=WORDS
        )
    assert not key_path(hall.vote).exists()
    preparing.void_batch(actor=hall.runner, vote=hall.vote)
    counted_hall(hall)
    for begin in (sealing.count_vote, jobs.start_count):
        with pytest.raises(VoteRefused, match="计票须由两人同时在场"):
            begin(actor=hall.teller, watcher=watcher(hall.teller), vote=hall.vote, passphrases=WORDS)
    hall.vote.refresh_from_db()
    assert (hall.vote.state, Job.objects.count()) == ("closed", 0)


def test_who_knows_both_passphrases_does_not_count_alone(hall: Hall) -> None:
    counted_hall(hall)
    alone = with_both_posts(hall, Role.TELLER)
    typed, client = counting_words(hall.watcher), signed_in(alone)
    refused = {
        "himself": typed | {"username": alone.username},
        "who is no watcher": typed | {"username": hall.runner.username},
        "a wrong password": typed | {"password": "不是登录密码"},
        "nobody": typed | {"username": "", "password": ""},
    }
    said = {name: client.post(url(hall, "vote-count"), sent) for name, sent in refused.items()}
    assert {name: answer.status_code for name, answer in said.items()} == dict.fromkeys(refused, 422)
    assert "须由另一人确认" in said["himself"].content.decode()
    for answer in said.values():
        page = answer.content.decode()
        assert [words for words in (WORDS.inspectorate, WORDS.watcher, PASSWORD) if words in page] == []
    assert (Job.objects.count(), AuditEvent.objects.filter(verb="begin_count").count()) == (0, 0)
    assert client.post(url(hall, "vote-count"), typed).status_code == 302
    hall.vote.refresh_from_db()
    assert hall.vote.state == "sealed"


def test_both_are_on_record_at_the_key_and_at_the_count(hall: Hall) -> None:
    hall.codes = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=3)
    signed_in(hall.runner).post(url(hall, "vote-key"), key_words(hall.watcher))
    hall.vote.refresh_from_db()
    confirm(hall, OPEN)
    cast(hall, hall.codes[0])
    closed(hall, used=1)
    teller, other = signed_in(hall.teller), user_with(Role.WATCHER, hall.vote.unit)
    teller.post(url(hall, "vote-count"), counting_words(hall.watcher) | {"watcher": "不是这一道口令啊"})
    teller.post(url(hall, "vote-count"), counting_words(other))
    verbs = ["begin_zero_report", "fail_key", "begin_count", "count_vote"]
    events = AuditEvent.objects.filter(verb__in=verbs).order_by("pk")
    assert [(event.verb, event.actor_id, event.payload["watcher"]) for event in events] == [
        ("begin_zero_report", hall.runner.pk, hall.watcher.pk),
        ("fail_key", hall.teller.pk, hall.watcher.pk),
        ("begin_count", hall.teller.pk, other.pk),
        ("count_vote", hall.teller.pk, other.pk),
    ]


def everything_stored() -> str:
    """Every value of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # names come from the database itself
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_no_passphrase_is_in_any_table_session_log_or_key_file(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hall.codes = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=3)
    runner, teller = signed_in(hall.runner), signed_in(hall.teller)
    slip = key_words(hall.watcher) | {"watcher_again": "两遍不同的一道口令啊"}
    runner.post(url(hall, "vote-key"), slip)
    runner.post(url(hall, "vote-key"), key_words(hall.watcher))
    file = key_path(hall.vote).read_text()
    hall.vote.refresh_from_db()
    confirm(hall, OPEN)
    cast(hall, hall.codes[0])
    closed(hall, used=1)
    teller.post(url(hall, "vote-count"), counting_words(hall.watcher))
    assert Vote.objects.get(pk=hall.vote.pk).state == "sealed"
    stored = everything_stored()
    assert hall.vote.title in stored, "what is stored is looked through"
    typed = (WORDS.inspectorate, WORDS.watcher, slip["watcher_again"], PASSWORD)
    assert [words for words in typed for text in (stored, caplog.text, file) if words in text] == []
