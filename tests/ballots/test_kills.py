"""Invariant 14: no order of kills between closing and sealing loses a vote, counts one twice or leaves a key behind."""

import base64
import json
import subprocess
import sys

import pytest
from django.conf import settings as project
from pytest_django import Settings

from ballots.jobs import JOB_KIND
from ballots.models import Receipt, ReleasedOpinion, SealedCount
from ballots.queries import votes
from ballots.queries.differences import publishing_problems
from ballots.services import sealing
from ballots.services.throttle import opinion_failures
from ballots.sql import connecting, opinions, urn
from desk.services.jobs import claim_job, queue_job
from registry.models import AuditEvent
from rulebook.ballot.receipts import whole_receipt
from tests.ballots.keys import WORDS, bodies, key_path, private_key, said, take_count
from tests.ballots.killed_count import POINTS
from tests.ballots.opining import opine
from tests.ballots.steps import Hall, cast, closed, confirm, new_id, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("program")]
BEFORE_COMMIT = list(POINTS)[: list(POINTS).index("committed")]
GRADES = [1, 2, 5]


@pytest.fixture
def ids(hall: Hall) -> list[str]:
    """A closed vote with three ballots, an opinion with each."""
    opinion_failures.forget()
    found = [new_id() for _ in GRADES]
    opened(hall)
    for code, ballot, grade in zip(hall.codes, found, GRADES, strict=False):
        assert cast(hall, code, [grade] * hall.form.size, ballot).status == 201
        assert opine(hall, code, f"第{grade}条").status == 201
    closed(hall, used=len(GRADES))
    return found


def killed_at(hall: Hall, point: str) -> None:
    """The count begins in a process of its own, which ends at the point."""
    waiting = queue_job(actor=hall.teller, kind=JOB_KIND, title="计票", params={"vote": hall.vote.pk})
    job = claim_job(waiting.pk)
    assert job is not None
    private = base64.b64encode(private_key(hall.vote)).decode()
    spoken = [
        {
            "private": private,
            "inspectorate": WORDS.inspectorate,
            "watcher": WORDS.watcher,
            "second": hall.watcher.pk,
        }
    ]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ballots.killed_count", point, str(job.pk)],
        input=json.dumps(spoken),
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == -9, ended.stderr


def assert_everything_counted_once(hall: Hall, ids: list[str]) -> None:
    hall.vote.refresh_from_db()
    marks = votes.counts(hall.vote).overall("office").marks
    assert (hall.vote.state, hall.vote.kept_urn, marks) == ("sealed", 3, (1, 1, 0, 0, 1))
    receipts = Receipt.objects.filter(vote=hall.vote).values_list("receipt", flat=True)
    assert sorted(receipts) == sorted(whole_receipt(ballot) for ballot in ids)
    assert sorted(row.text for row in ReleasedOpinion.objects.all()) == ["第1条", "第2条", "第5条"]
    left = [
        connecting.count_rows(table, hall.vote.pk)
        for table in (*urn.URN_TABLES[:2], *opinions.OPINION_TABLES)
    ]
    assert left == [0] * 5
    assert list(key_path(hall.vote).parent.iterdir()) == []
    assert None not in (hall.vote.key_destroyed_at, hall.vote.wiped_at)
    assert AuditEvent.objects.filter(verb="count_vote").count() == 1


@pytest.mark.parametrize("point", POINTS)
def test_invariant_14_a_count_killed_at_any_point_is_whole_or_not_begun(
    hall: Hall, ids: list[str], point: str
) -> None:
    killed_at(hall, point)
    hall.vote.refresh_from_db()
    if point in BEFORE_COMMIT:
        assert (hall.vote.state, len(bodies(hall.vote)), len(said(hall.vote))) == ("closed", 3, 3)
        assert not SealedCount.objects.exists()
        assert sealing.finish_wipes() == 0, "nothing is destroyed before it is counted"
        take_count(actor=hall.teller, vote=hall.vote)
    else:
        assert any("清除" in words for words in publishing_problems(hall.vote))
        assert sealing.finish_wipes() == 1
    assert_everything_counted_once(hall, ids)
    assert sealing.finish_wipes() == 0


def test_invariant_14_kills_one_after_the_other_leave_nothing_behind(hall: Hall, ids: list[str]) -> None:
    for point in ("urn opened", "opinions out", "moved, not committed", "key overwritten, not removed"):
        killed_at(hall, point)
    assert sealing.finish_wipes() == 1
    assert_everything_counted_once(hall, ids)


def test_a_key_copied_back_after_its_destruction_is_destroyed_again_and_on_record(
    hall: Hall, ids: list[str]
) -> None:
    copy = key_path(hall.vote).read_bytes()
    take_count(actor=hall.teller, vote=hall.vote)
    confirm(hall, votes.PUBLISH_VOTE)
    key_path(hall.vote).write_bytes(copy)
    assert sealing.finish_wipes() == 1
    assert not key_path(hall.vote).exists()
    events = AuditEvent.objects.filter(verb="destroy_key").order_by("number")
    assert [event.payload for event in events] == [{"there": True}] * 2
    assert sealing.finish_wipes() == 0


def test_the_key_of_a_vote_under_way_is_left_alone(hall: Hall, settings: Settings) -> None:
    opened(hall)
    stray = key_path(hall.vote).with_name("vote-999999.json")
    stray.write_bytes(b"of another installation")
    assert (sealing.finish_wipes(), key_path(hall.vote).exists(), stray.exists()) == (0, True, True)
