"""The counting process itself, started as the page starts it: it ends what it began, and killed it leaves all as it was."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils import timezone

from ballots.jobs import JOB_KIND
from ballots.models import CounterRun, SealedCount, Vote
from ballots.queries import votes
from ballots.services import opening, sealing
from ballots.services.cards import record_leftovers
from ballots.services.moves import VoteRefused
from ballots.sql import connecting, urn
from desk.models import Job
from desk.services.jobs import claim_job, perform_job, queue_job
from registry.models import Unit
from tests.ballots.keys import WORDS, counting_words, key_path, private_key, take_count
from tests.evaluations.meetings.stage import Stage, arrive, cast_ballots, met_meeting, open_ballot, set_stage
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("program")]
PATIENCE = 60


@pytest.fixture
def stage(bureau: Unit, office: Unit) -> Stage:
    return set_stage(bureau, office, businesses=40)


@pytest.fixture
def vote(stage: Stage) -> Vote:
    """The vote of a meeting, closed with three ballots."""
    meeting = met_meeting(stage, attendance_min=3, drawn_seats=3, consumer_percent=10)
    arrive(meeting, 3, 0)
    found = meeting.vote
    assert found is not None
    cast_ballots(found, open_ballot(stage, meeting, 3), [1, 2, 2])
    record_leftovers(actor=stage.inspector, vote=found, leftover=0, spoilt=0)
    opening.begin_closing(actor=stage.inspector, vote=found)
    opening.close_vote(actor=stage.inspector, vote=found)
    return found


def typed(stage: Stage) -> dict[str, str]:
    """What both persons type at the count."""
    return counting_words(stage.watcher)


def ended(job: Job) -> Job:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.state != "running":
            return job
    raise AssertionError(job.message)


def test_the_page_starts_a_process_that_counts_seals_and_destroys_the_key(stage: Stage, vote: Vote) -> None:
    client, address = signed_in(stage.inspector), reverse("ballots:vote-count", args=[vote.pk])
    answer = client.post(address, typed(stage))
    job = Job.objects.get(kind=JOB_KIND)
    assert answer["Location"] == reverse("desk:job-show", args=[job.pk])
    assert (ended(job).state, job.done, job.total) == ("done", 3, 3)
    vote.refresh_from_db()
    assert (vote.state, votes.counts(vote).overall("office").marks) == ("sealed", (1, 2, 0, 0, 0))
    assert (vote.key_destroyed_at is None, vote.wiped_at is None, key_path(vote).exists()) == (False,) * 3
    again = client.post(address, typed(stage), follow=True)
    assert "现在不办理这一步" in again.content.decode()
    assert Job.objects.filter(kind=JOB_KIND).count() == 1


def test_a_process_that_is_killed_leaves_urn_and_key_and_the_count_is_begun_again(
    stage: Stage, vote: Vote
) -> None:
    waiting = queue_job(actor=stage.inspector, kind=JOB_KIND, title="计票", params={"vote": vote.pk})
    job = claim_job(waiting.pk)
    assert job is not None
    command = [sys.executable, str(project.BASE_DIR / "manage.py"), "count_vote", str(job.pk)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        refused = signed_in(stage.inspector).post(reverse("ballots:vote-count", args=[vote.pk]), typed(stage))
        assert (refused.status_code, "正在计票" in refused.content.decode()) == (422, True)
        process.kill()
    assert process.returncode == -9
    assert (connecting.count_rows(urn.URN, vote.pk), key_path(vote).exists()) == (3, True)
    Job.objects.filter(pk=job.pk).update(lease_until=job.created_at)
    perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, "请两人回到投票页，重新输入口令" in job.message) == ("failed", True)
    assert not SealedCount.objects.exists()
    take_count(actor=stage.inspector, vote=vote)
    vote.refresh_from_db()
    assert (vote.state, votes.counts(vote).ballots, key_path(vote).exists()) == ("sealed", 3, False)


def test_a_killed_count_is_begun_again_from_the_page_though_no_worker_runs(stage: Stage, vote: Vote) -> None:
    waiting = queue_job(actor=stage.inspector, kind=JOB_KIND, title="计票", params={"vote": vote.pk})
    lost = claim_job(waiting.pk)
    assert lost is not None
    client, address = signed_in(stage.inspector), reverse("ballots:vote-count", args=[vote.pk])
    refused = client.post(address, typed(stage))
    assert (refused.status_code, "正在计票" in refused.content.decode()) == (422, True)
    Job.objects.filter(pk=lost.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert client.post(address, typed(stage)).status_code == 302
    again = Job.objects.filter(kind=JOB_KIND).exclude(pk=lost.pk).get()
    assert (ended(again).state, again.done, again.total) == ("done", 3, 3)
    lost.refresh_from_db()
    assert (lost.state, "请两人回到投票页，重新输入口令" in lost.message) == ("failed", True)
    vote.refresh_from_db()
    assert (vote.state, votes.counts(vote).ballots, CounterRun.objects.filter(vote=vote).count()) == (
        "sealed",
        3,
        2,
    )


def test_a_silent_process_that_lives_after_all_doubles_nothing(stage: Stage, vote: Vote) -> None:
    private = private_key(vote)
    take_count(actor=stage.inspector, vote=vote)
    with pytest.raises(VoteRefused):
        sealing.count_opened(
            actor=stage.inspector, watcher=stage.watcher, vote=vote, private=private, passphrases=WORDS
        )
    assert (votes.counts(vote).ballots, CounterRun.objects.filter(vote=vote).count()) == (3, 2)
