"""The invariants 02, 04 and 05 for opinions and their codes (S0-19)."""

import pytest
from django.db import DatabaseError, connection

from ballots.models import OpinionOpen, ReleasedOpinion, UrnOpinion, Vote
from ballots.services.throttle import opinion_failures
from ballots.sql import opinions
from rulebook.ballot.codes import ballot_hash, opinion_hash
from rulebook.ballot.form import duty_meeting_form
from tests.ballots.keys import take_count
from tests.ballots.looking import columns, in_threads, other_tables, rows_of, triggers
from tests.ballots.opining import opine, opinion, send
from tests.ballots.steps import Hall, another_vote, cast, closed, new_id, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forgotten_opinion_failures() -> None:
    opinion_failures.forget()


def test_invariant_01_parallel_retries_of_one_opinion(open_hall: Hall) -> None:
    same = new_id()
    answers = in_threads([lambda: opine(open_hall, open_hall.codes[0], opinion=same).status] * 16)
    assert sorted(answers, key=str) == [200] * 15 + [201]
    assert UrnOpinion.objects.count() == 1


def test_invariant_02_sixty_four_parallel_opinions_on_one_code(open_hall: Hall) -> None:
    answers = in_threads([lambda: opine(open_hall, open_hall.codes[0]).status] * 64)
    assert answers.count(201) == 1
    assert set(answers) <= {201, 410, 429}
    assert (UrnOpinion.objects.count(), OpinionOpen.objects.count()) == (1, 5)


def test_invariant_03_an_opinion_is_in_before_the_count_or_refused(hall: Hall) -> None:
    opened(hall, cards=16)
    for code in hall.codes:
        cast(hall, code)
    closed(hall, used=16)
    work = [lambda code=code: opine(hall, code).status for code in hall.codes]

    def count() -> None:
        take_count(actor=hall.teller, vote=Vote.objects.get(pk=hall.vote.pk))

    answers = in_threads([*work[:8], count, *work[8:]])
    answers.pop(8)
    assert set(answers) <= {201, 403}
    assert answers.count(201) == ReleasedOpinion.objects.count()
    assert UrnOpinion.objects.count() == 0, "nothing slips in behind the count"


ALLOWED_COLUMNS = {
    opinions.OPINION_ISSUED: {"hash", "vote_id"},
    opinions.OPINION_OPEN: {"hash", "vote_id"},
    opinions.OPINION_URN: {"id", "vote_id", "ciphertext", "seal"},
    "ballots_replyslip": {
        *("id", "vote_id", "name", "contact", "text", "by_card"),
        *("answer", "answered_on", "answered_by_id"),
    },
}


def test_invariant_04_opinion_tables_have_the_allowed_columns_and_nothing_attached() -> None:
    assert {table: columns(table) for table in ALLOWED_COLUMNS} == ALLOWED_COLUMNS
    assert "ballots_vote" in triggers(), "the new columns of the vote have not lost its trigger"
    assert triggers() & set(ALLOWED_COLUMNS) == set()
    with connection.cursor() as cursor:
        for table in opinions.OPINION_TABLES:
            assert connection.introspection.get_relations(cursor, table) == {}
        kept = connection.introspection.get_relations(cursor, "ballots_releasedopinion")
    assert {target for _, target in (relation[:2] for relation in kept.values())} == {
        "ballots_vote",
        "registry_user",
    }


def test_invariant_07_the_form_is_still_frozen_after_the_table_of_votes_was_changed(open_hall: Hall) -> None:
    with pytest.raises(DatabaseError):
        Vote.objects.filter(pk=open_hall.vote.pk).update(form=duty_meeting_form("别的工商所", []).as_dict())


@pytest.mark.postgresql
def test_invariant_05_no_xmin_and_no_value_joins_an_opinion_to_anything(hall: Hall) -> None:
    opened(hall)
    sent = [opinion(hall, code, f"第{place}句话") for place, code in enumerate(hall.codes)]
    for code, fields in zip(hall.codes, sent, strict=True):
        assert cast(hall, code).status == 201
        assert send(hall, "opinion", fields).status_code == 201
    written = rows_of(opinions.OPINION_URN, "xmin")
    assert len(written) == 6, "each opinion was its own transaction"
    for table in other_tables(opinions.OPINION_URN):
        assert rows_of(table, "xmin") & written == set(), table
        assert rows_of(table, "xmax") & written == set(), table
    secrets = {fields["hash"] for fields in sent} | rows_of(opinions.OPINION_URN, "id")
    for table in other_tables(opinions.OPINION_URN, opinions.OPINION_ISSUED):
        text = " ".join(rows_of(f"{table} t", "row_to_json(t)"))
        assert [secret for secret in secrets if secret in text] == [], table
    kept, (planted, *_) = (
        rows_of(f"{opinions.OPINION_URN} t", "row_to_json(t)"),
        rows_of(opinions.OPINION_URN, "id"),
    )
    assert any(planted in text for text in kept), "the search does find an id"
    told = {value for fields in sent for value in (fields["id"], fields["text"])}
    assert [value for value in told if value in " ".join(kept)] == [], "neither the tablet's id nor the text"
    assert {ballot_hash(code) for code in hall.codes} & rows_of(opinions.OPINION_ISSUED, "hash") == set()
    assert {opinion_hash(code) for code in hall.codes} == rows_of(opinions.OPINION_ISSUED, "hash")
    closed(hall, used=6)
    take_count(actor=hall.teller, vote=hall.vote)
    assert [rows_of(table, "vote_id") for table in opinions.OPINION_TABLES] == [set()] * 3
    assert len(rows_of("ballots_releasedopinion", "xmin")) == 1, "all were written at once"
    text = " ".join(rows_of("ballots_releasedopinion t", "row_to_json(t)"))
    assert [fields["id"] for fields in sent if fields["id"] in text] == []


@pytest.mark.postgresql
def test_invariant_05_a_release_keeps_other_votes_in_another_order(hall: Hall) -> None:
    another_vote(hall, cards=40)
    opened(hall)
    for code in hall.codes:
        cast(hall, code)
    closed(hall, used=6)
    before = physical_order()
    take_count(actor=hall.teller, vote=hall.vote)
    after = physical_order()
    assert sorted(after) == sorted(before[:40])
    assert after != before[:40]


def physical_order() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT hash FROM {opinions.OPINION_ISSUED} ORDER BY ctid")
        return [row[0] for row in cursor.fetchall()]
