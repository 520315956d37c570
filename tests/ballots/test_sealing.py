"""Zero report, opening, sealing and voiding beside the numbered invariants."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots.models import SealedCount, UrnBallot, Vote
from ballots.queries import votes as votes_queries
from ballots.services import moves, preparing
from ballots.sql import connecting, urn
from ballots.sql.summing import SummingCounter
from rulebook.ballot.codes import ballot_hash
from rulebook.lifecycle.vote import VoteState
from tests.ballots.keys import key_path, plant, prove, take_count
from tests.ballots.steps import Hall, cast, closed, confirm, make_hall, new_id, opened, ready, sealed

pytestmark = pytest.mark.django_db(transaction=True)


def test_sealing_leaves_the_other_votes_ballots_and_cards(hall: Hall) -> None:
    other = opened(make_hall(hall.vote.unit), cards=3)
    cast(other, other.codes[0])
    opened(hall)
    cast(hall, hall.codes[0])
    sealed(hall, used=1)
    assert connecting.count_rows(urn.URN, hall.vote.pk) == connecting.count_rows(urn.OPEN, hall.vote.pk) == 0
    assert (
        connecting.count_rows(urn.URN, other.vote.pk),
        connecting.count_rows(urn.OPEN, other.vote.pk),
    ) == (1, 2)
    assert cast(other, other.codes[1]).status == 201


@pytest.mark.sqlite
def test_after_sealing_no_file_of_the_database_holds_a_ballot(hall: Hall) -> None:
    opened(hall)
    ballot = new_id()
    cast(hall, hall.codes[0], [5, 4, 3, 2, 1, 0] * 3, ballot)
    name = Path(connection.settings_dict["NAME"])

    def on_disk() -> bytes:
        return b"".join(
            file.read_bytes() for file in name.parent.glob(f"{name.name}*") if "shm" not in file.name
        )

    assert ballot.encode() in on_disk(), "it was there to be found"
    sealed(hall, used=1)
    assert hall.vote.wiped_at is not None
    assert ballot.encode() not in on_disk()
    assert b"[5,4,3,2,1,0," not in on_disk()


def test_void_before_counting_destroys_the_urn_unread_and_keeps_the_figures(open_hall: Hall) -> None:
    hall = open_hall
    cast(hall, hall.codes[0])
    confirm(hall, votes_queries.VOID_VOTE, note="投票中断")
    hall.vote.refresh_from_db()
    assert (hall.vote.state, hall.vote.kept_urn, hall.vote.kept_open) == ("void", 1, 5)
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 0
    assert not SealedCount.objects.exists()
    assert cast(hall, hall.codes[1]).status == 403


def test_a_void_vote_whose_wiping_was_in_the_way_can_be_wiped_from_its_page(open_hall: Hall) -> None:
    hall = open_hall
    confirm(hall, votes_queries.VOID_VOTE, note="投票中断")
    url = reverse("ballots:vote-show", args=[hall.vote.pk])
    client = Client()
    client.force_login(hall.teller)
    assert "完成清除" not in client.get(url).content.decode()
    Vote.objects.filter(pk=hall.vote.pk).update(wiped_at=None)
    assert "完成清除" in client.get(url).content.decode()


def test_void_after_counting_keeps_the_counts(hall: Hall) -> None:
    opened(hall)
    cast(hall, hall.codes[0])
    closed(hall, used=1)
    take_count(actor=hall.teller, vote=hall.vote)
    confirm(hall, votes_queries.VOID_VOTE, note="程序有误")
    hall.vote.refresh_from_db()
    assert votes_queries.counts(hall.vote).ballots == 1
    assert VoteState(hall.vote.state) == VoteState.VOID


def test_zero_report_leaves_only_its_figures(hall: Hall) -> None:
    ready(hall)
    report = hall.vote.test_report
    assert (report["ballots"], report["repeated"], report["refused"]) == (7, 7, 1)
    assert report["expected"] == report["aggregate"] == report["stream"]
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 0
    assert (
        connecting.count_rows(urn.OPEN, hall.vote.pk) == connecting.count_rows(urn.ISSUED, hall.vote.pk) == 6
    )


def test_an_interrupted_zero_report_can_be_run_again(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    preparing.make_cards(actor=hall.runner, vote=hall.vote, n=2)
    with monkeypatch.context() as patch:
        patch.setattr(SummingCounter, "add", lambda self, lot: None)
        with pytest.raises(moves.VoteRefused):
            prove(actor=hall.runner, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert hall.vote.state == "testing"
    prove(actor=hall.runner, vote=hall.vote)
    assert hall.vote.state == "ready"
    assert connecting.count_rows(urn.OPEN, hall.vote.pk) == 2


@pytest.mark.postgresql
def test_a_casting_role_may_call_the_function_and_touch_nothing_else(open_hall: Hall) -> None:
    hall = open_hall
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS evalsite_casting_test")
        cursor.execute("CREATE ROLE evalsite_casting_test")
        cursor.execute(
            "GRANT EXECUTE ON FUNCTION ballots_cast(bigint, text, text, text, text, text, bytea, text) TO evalsite_casting_test"
        )
        try:
            cursor.execute("SET ROLE evalsite_casting_test")
            sent = urn.SealedCast(
                new_id(), "R", hall.vote.form_hash, hall.vote.key_id, b"sealed", {"\n": "S"}
            )
            assert urn.cast(hall.vote.pk, ballot_hash(hall.codes[0]), sent) == 201
            with pytest.raises(DatabaseError):
                cursor.execute("SELECT * FROM ballots_urnballot")
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY evalsite_casting_test")
            cursor.execute("DROP ROLE evalsite_casting_test")


def test_invariant_08_counters_that_differ_stop_the_count(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(hall)
    cast(hall, hall.codes[0])
    closed(hall, used=1)
    honest = SummingCounter.add

    def shifted(counter: SummingCounter, lot: list[tuple[str, str]]) -> None:
        honest(counter, [(stratum, body[:-2] + "2]") for stratum, body in lot])

    monkeypatch.setattr(SummingCounter, "add", shifted)
    with pytest.raises(moves.VoteRefused, match="两个计数器结果不一致"):
        take_count(actor=hall.teller, vote=hall.vote)
    monkeypatch.setattr(
        SummingCounter,
        "add",
        lambda self, lot: honest(self, [(where, body[:-3] + "]") for where, body in lot]),
    )
    with pytest.raises(moves.VoteRefused, match="计数器不能计票"):
        take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert hall.vote.state == "closed"
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 1


def test_s0_20_the_office_and_each_person_have_their_own_result(hall: Hall) -> None:
    opened(hall)
    cast(hall, hall.codes[0], [1] * 6 + [2] * 6 + [0] * 6)
    sealed(hall, used=1)
    shown = votes_queries.shown_counts(votes_queries.counts(hall.vote))
    overall = {subject["label"]: subject["overall"]["pairs"] for subject in shown}
    assert [label for label, votes in overall["城关工商所"] if votes] == ["满意"]
    assert [label for label, votes in overall["所长 张山"] if votes] == ["比较满意"]
    assert [label for label, votes in overall["副所长 李泗"] if votes] == ["弃权"]


def test_s0_12_whoever_marks_nothing_has_returned_a_valid_ballot(hall: Hall) -> None:
    opened(hall)
    cast(hall, hall.codes[0], [0] * hall.form.size)
    sealed(hall, used=1)
    figures = votes_queries.figures(hall.vote)
    assert (figures.returned, figures.valid, figures.invalid) == (1, 1, 0)
    assert votes_queries.counts(hall.vote).overall("office").given == 0


@pytest.mark.parametrize(
    "body",
    ["", "garbage", "null", "{}", "[1,x,3]", "[9,9]", "[1.5]", '["1"]', "[1,]", "[" + "1," * 30 + "1]"],
)
def test_invariant_08_a_ballot_that_no_form_allows_stops_the_count_in_words(hall: Hall, body: str) -> None:
    opened(hall)
    cast(hall, hall.codes[0])
    plant(hall.vote, body)
    closed(hall, used=1)
    with pytest.raises(moves.VoteRefused, match="计数器不能计票"):
        take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert hall.vote.state == "closed"


@pytest.mark.parametrize("columns", [{"kept_urn": 3}, {"kept_urn": 3, "wiped_at": timezone.now()}])
def test_void_destroys_what_is_there_whatever_a_column_says(hall: Hall, columns: dict[str, object]) -> None:
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    Vote.objects.filter(pk=hall.vote.pk).update(**columns)
    confirm(hall, votes_queries.VOID_VOTE, note="停电")
    hall.vote.refresh_from_db()
    left = [connecting.count_rows(table, hall.vote.pk) for table in (urn.URN, urn.OPEN)]
    assert (hall.vote.state, hall.vote.kept_urn, left) == ("void", 1, [0, 0])
    assert not key_path(hall.vote).exists()
    assert hall.vote.wiped_at is not None


def test_void_after_counting_destroys_rows_that_were_put_there_since(hall: Hall) -> None:
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    rows = list(UrnBallot.objects.filter(vote=hall.vote))
    sealed(hall, used=1)
    UrnBallot.objects.bulk_create(rows)
    confirm(hall, votes_queries.VOID_VOTE, note="重投")
    hall.vote.refresh_from_db()
    assert (connecting.count_rows(urn.URN, hall.vote.pk), hall.vote.kept_urn) == (0, 1)
    assert votes_queries.has_counts(hall.vote)
