"""What the lane has taken is counted outside the database: ballots that went from the urn are missed at the count."""

from pathlib import Path

import pytest
from pytest_django import Settings

from ballots.models import CodeIssued, CodeOpen, UrnBallot
from ballots.queries import votes
from ballots.queries.roll import place_problems
from ballots.services import accepted
from ballots.services.moves import VoteRefused
from tests.ballots.keys import take_count
from tests.ballots.steps import Hall, cast, closed, confirm, new_id, opened

pytestmark = pytest.mark.django_db(transaction=True)


def voted(hall: Hall, n: int) -> list[str]:
    """Opened, the first ``n`` cards have voted; the ids."""
    opened(hall)
    ids = [new_id() for _ in range(n)]
    for code, ballot in zip(hall.codes, ids, strict=False):
        assert cast(hall, code, ballot=ballot).status == 201
    return ids


def take_away_with_its_card(hall: Hall, ballot: str) -> None:
    """As by raw SQL: the ballot goes and a spent card lies there as if it had never been used."""
    UrnBallot.objects.filter(pk=ballot).delete()
    still_open = CodeOpen.objects.filter(vote=hall.vote).values("hash")
    spent = CodeIssued.objects.filter(vote=hall.vote).exclude(hash__in=still_open).first()
    assert spent is not None
    CodeOpen.objects.create(
        hash=spent.hash, vote=hall.vote, panel=spent.panel, stratum=spent.stratum, batch=spent.batch
    )


def files(settings: Settings) -> list[Path]:
    return sorted(Path(settings.CASTS_DIR).glob("*"))


def test_a_ballot_taken_away_with_its_card_is_missed_at_the_count(hall: Hall) -> None:
    ids = voted(hall, 3)
    closed(hall, used=3)
    take_away_with_its_card(hall, ids[0])
    assert place_problems(hall.vote) == [], "cards and ballots agree"
    with pytest.raises(VoteRefused, match="票道收下过 3 张选票，票箱里只有 2 张，少了 1 张"):
        take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert hall.vote.state == "closed"


def test_a_ballot_replaced_by_another_of_the_same_card_is_missed_at_the_count(hall: Hall) -> None:
    ids = voted(hall, 1)
    take_away_with_its_card(hall, ids[0])
    assert cast(hall, hall.codes[0], [5] * hall.form.size).status == 201
    closed(hall, used=1)
    assert place_problems(hall.vote) == []
    with pytest.raises(VoteRefused, match="票道收下过 2 张选票，票箱里只有 1 张，少了 1 张"):
        take_count(actor=hall.teller, vote=hall.vote)


def test_without_the_count_beside_the_database_nothing_accuses_anybody(hall: Hall) -> None:
    """What a killed process or a full disk leaves out makes the number too small: an honest vote is counted all the same."""
    voted(hall, 3)
    closed(hall, used=3)
    accepted.forget_taken(hall.vote.pk)
    take_count(actor=hall.teller, vote=hall.vote)
    assert votes.counts(hall.vote).ballots == 3


def test_challenge_ballots_and_repeated_sendings_are_not_counted_and_the_files_go_with_the_urn(
    hall: Hall, settings: Settings
) -> None:
    opened(hall)
    assert (accepted.taken(hall.vote.pk), files(settings)) == (0, [])
    ballot = new_id()
    assert [cast(hall, hall.codes[0], ballot=ballot).status for _ in range(3)] == [201, 200, 200]
    assert cast(hall, hall.codes[1], ballot=ballot).status == 409
    assert [file.read_bytes() for file in files(settings)] == [b"."], "nothing but how many"
    closed(hall, used=1)
    take_count(actor=hall.teller, vote=hall.vote)
    assert files(settings) == []
    confirm(hall, votes.PUBLISH_VOTE)


def test_where_nothing_can_be_written_ballots_are_taken_and_it_is_said_once(
    hall: Hall, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    opened(hall)
    folder = Path(settings.CASTS_DIR)
    if folder.exists():
        folder.rmdir()
    folder.write_text("a file where the folder should be")
    assert [cast(hall, code).status for code in hall.codes[:2]] == [201, 201]
    assert caplog.text.count("票道收下的张数写不进") == 1
