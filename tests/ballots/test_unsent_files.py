"""The file of last resort: what a tablet that finds no network any more hands over by hand."""

import stat

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from ballots.models import Tablet, Vote
from ballots.queries import votes
from ballots.services import moves, opening, sealing, unsent
from ballots.services.keys import unsent_key_file
from registry.models import AuditEvent
from registry.models.fields import decrypted
from rulebook.ballot.unsent import open_unsent
from tests.ballots.steps import Hall, cast, confirm, make_hall
from tests.ballots.tablet_steps import ballot_of, count_by_hand, enrolled, report, sealed_file, urn

pytestmark = pytest.mark.django_db


def test_a_file_is_cast_ballot_by_ballot_and_its_tablet_put_aside(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    report(open_hall, token, unsent=3)
    ballots = [ballot_of(open_hall, code) for code in open_hall.codes[:3]]
    cast(open_hall, open_hall.codes[0], ballots[0]["marks"], ballots[0]["id"])
    cast(open_hall, open_hall.codes[1])
    raw = sealed_file(open_hall.vote.wrap_public, open_hall.vote.pk, token, ballots)
    found = unsent.import_unsent(actor=open_hall.runner, vote=open_hall.vote, raw=raw)
    assert found == unsent.Imported(accepted=1, known=1, refused=1, later=0)
    assert urn(open_hall) == 3
    tablet = Tablet.objects.get()
    assert (tablet.retired, tablet.unsent, tablet.conflicts) == (True, 0, 1)
    event = AuditEvent.objects.get(verb="import_unsent")
    assert event.payload == {"accepted": 1, "known": 1, "refused": 1, "later": 0}
    again = unsent.import_unsent(actor=open_hall.runner, vote=open_hall.vote, raw=raw)
    assert (again.accepted, again.known, urn(open_hall)) == (0, 2, 3)


def test_malformed_ballots_of_a_file_are_refused_one_by_one(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    good = ballot_of(open_hall, open_hall.codes[0])
    bad = [{}, good | {"marks": "1"}, good | {"marks": [9]}, good | {"card": 1}]
    raw = sealed_file(open_hall.vote.wrap_public, open_hall.vote.pk, token, [*bad, good])
    found = unsent.import_unsent(actor=open_hall.runner, vote=open_hall.vote, raw=raw)
    assert (found.accepted, found.refused, urn(open_hall)) == (1, 4, 1)


def test_after_closing_no_file_is_taken_and_the_key_is_gone(
    open_hall: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    token = enrolled(open_hall)
    raw = sealed_file(
        open_hall.vote.wrap_public, open_hall.vote.pk, token, [ballot_of(open_hall, open_hall.codes[0])]
    )
    key = unsent_key_file(open_hall.vote.pk)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    count_by_hand(open_hall, used=1)
    report(open_hall, token, knows="closing")
    assert key.exists()
    with django_capture_on_commit_callbacks(execute=True):
        opening.close_vote(actor=open_hall.runner, vote=open_hall.vote)
    assert not key.exists()
    with pytest.raises(moves.VoteRefused, match="导入应急文件"):
        unsent.import_unsent(actor=open_hall.runner, vote=open_hall.vote, raw=raw)


def test_the_key_of_the_files_lies_outside_the_database_readable_by_its_owner_alone(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    vote, ballot = open_hall.vote, ballot_of(open_hall, open_hall.codes[0])
    raw = sealed_file(vote.wrap_public, vote.pk, token, [ballot])
    key = unsent_key_file(vote.pk)
    assert open_unsent(raw, vote=vote.pk, private=key.read_text()).ballots == [ballot]
    assert (stat.S_IMODE(key.stat().st_mode), stat.S_IMODE(key.parent.stat().st_mode)) == (0o600, 0o700)
    kept = [str(value) for value in stored(vote)]
    assert vote.wrap_public in kept
    readable = kept + [decrypted(value) for value in kept if value.startswith("1.")]
    secret = "".join(key.read_text().splitlines()[1:-1])
    assert [value for value in readable if "PRIVATE KEY" in value or secret[:40] in value] == []


def stored(vote: Vote) -> tuple[object, ...]:
    """Every column of the vote's row as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ballots_vote WHERE id = %s", [vote.pk])
        return tuple(cursor.fetchone())


def test_a_file_whose_key_is_gone_is_refused_in_words(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    raw = sealed_file(
        open_hall.vote.wrap_public, open_hall.vote.pk, token, [ballot_of(open_hall, open_hall.codes[0])]
    )
    unsent_key_file(open_hall.vote.pk).unlink()
    with pytest.raises(moves.VoteRefused, match="找不到打开应急文件的密钥"):
        unsent.import_unsent(actor=open_hall.runner, vote=open_hall.vote, raw=raw)
    assert urn(open_hall) == 0


def test_the_beat_destroys_what_a_killed_close_left_and_no_key_that_is_needed(open_hall: Hall) -> None:
    enrolled(open_hall)
    ended = make_hall(open_hall.vote.unit)
    enrolled(ended)
    Vote.objects.filter(pk=ended.vote.pk).update(state="closed")
    over, needed = unsent_key_file(ended.vote.pk), unsent_key_file(open_hall.vote.pk)
    assert (over.exists(), needed.exists()) == (True, True)
    assert sealing.finish_wipes() == 1
    assert (over.exists(), needed.exists(), sealing.finish_wipes()) == (False, True, 0)


def test_voiding_destroys_the_key_of_the_files(
    open_hall: Hall, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    enrolled(open_hall)
    assert unsent_key_file(open_hall.vote.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(open_hall, votes.VOID_VOTE, note="停电")
    assert not unsent_key_file(open_hall.vote.pk).exists()
