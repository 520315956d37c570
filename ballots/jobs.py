"""The count, in a process of its own: it alone holds the keys, and outlives the request that began it."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import Vote
from ballots.queries.several import COUNT_KIND
from ballots.services import sealing
from ballots.services.moves import VoteRefused
from desk.models import Job
from desk.ports import JobFailed, Progress
from desk.services.jobs import carry_on, claim_job, keep_waiting, perform_job, queue_job
from registry.models import User
from rulebook.ballot.keys import Passphrases
from rulebook.lifecycle.job import JobState

JOB_KIND = COUNT_KIND
INTERRUPTED = "计票进程中断，没有改动任何选票和结果。请两人回到投票页，重新输入口令计票。"
OPENING = "打开选票，两个计数器各自计票"
ITS_TURN = "口令已验，等前面的计完"
UNDER_WAY = "正在计票，请等它完成。"

Spoken = dict[str, Any]
"""What the process hears of one vote: its private key, both passphrases, who the second person is."""


def start_count(*, actor: User, watcher: User | None, vote: Vote, passphrases: Passphrases) -> Job:
    """Open the key with both passphrases and hand it to a process that counts; the job's row tells how far it is.

    Raises ``VoteRefused`` before anything is begun. The key goes through a pipe: no row, log or argument ever holds it.
    """
    job, spoken = _opened(actor, watcher, vote, passphrases)
    _hand_over([job], [spoken])
    return job


def start_counts(
    *, actor: User, watcher: User | None, votes: Iterable[Vote], passphrases: Passphrases
) -> list[tuple[Vote, str]]:
    """The same for several votes, which one process counts one after another: (vote, why it was not begun)."""
    jobs, given, outcomes = [], [], []
    for vote in votes:
        try:
            job, spoken = _opened(actor, watcher, vote, passphrases)
        except VoteRefused as refusal:
            outcomes.append((vote, str(refusal)))
            continue
        jobs.append(job)
        given.append(spoken)
        outcomes.append((vote, ""))
    if jobs:
        _hand_over(jobs, given)
    return outcomes


def _opened(actor: User, watcher: User | None, vote: Vote, passphrases: Passphrases) -> tuple[Job, Spoken]:
    private = sealing.open_count(actor=actor, watcher=watcher, vote=vote, passphrases=passphrases)
    job = _claimed(actor, vote)
    return job, {
        "private": base64.b64encode(private).decode(),
        "inspectorate": passphrases.inspectorate,
        "watcher": passphrases.watcher,
        "second": watcher and watcher.pk,
    }


def _hand_over(jobs: Sequence[Job], given: Sequence[Spoken]) -> None:
    spoken = json.dumps(given)
    if settings.COUNT_IN_PROCESS:
        count(jobs, spoken)
    else:
        _spawn(jobs, spoken)


def _claimed(actor: User, vote: Vote) -> Job:
    """A job that is under way from its first moment, so that no worker takes it: none of them has the key.

    A count whose process has fallen silent is ended here, so that nobody waits for a worker or the beat to do so. Should that
    process live after all, whichever comes first to the vote's lock seals it and the other is refused there.
    """
    params = {"vote": vote.pk}
    running = Job.objects.filter(kind=JOB_KIND, params=params, state=JobState.RUNNING)
    for lost in running.filter(lease_until__lt=timezone.now()):
        perform_job(lost.pk)
    with transaction.atomic():
        if running.filter(lease_until__gte=timezone.now()).exists():
            raise VoteRefused(UNDER_WAY)
        title = f"计票：{vote.title}"[:150]
        job = claim_job(queue_job(actor=actor, kind=JOB_KIND, title=title, params=params).pk)
    if job is None:
        raise VoteRefused(UNDER_WAY)
    return job


def _spawn(jobs: Sequence[Job], spoken: str) -> None:
    numbers = [str(job.pk) for job in jobs]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "count_vote", *numbers]
    process = subprocess.Popen(  # noqa: S603  # our own program, numbers as arguments
        command, stdin=subprocess.PIPE, cwd=settings.BASE_DIR, start_new_session=True, text=True
    )
    if process.stdin is None:
        raise RuntimeError(command)
    with process.stdin as pipe:
        pipe.write(spoken)
    # Somebody must hear that it ended, or it stays as a dead entry among the processes.
    threading.Thread(target=process.wait, daemon=True).start()


def count(jobs: Sequence[Job], spoken: str) -> None:
    """What the counting process does with what came through the pipe, vote after vote; every outcome ends in a job's row."""
    for place, (job, given) in enumerate(zip(jobs, json.loads(spoken), strict=True)):
        carry_on(job, partial(_count, job, given, jobs[place + 1 :]))


def _count(job: Job, given: Spoken, waiting: Sequence[Job], progress: Progress) -> dict[str, Any]:
    vote = Vote.objects.get(pk=job.params["vote"])

    def told(done: int, total: int) -> None:
        progress(done, total, OPENING)
        for later in waiting:
            keep_waiting(later, ITS_TURN)

    told(0, 0)
    try:
        sealing.count_opened(
            actor=job.created_by,
            watcher=User.objects.get(pk=given["second"]),
            vote=vote,
            private=base64.b64decode(given["private"]),
            passphrases=Passphrases(given["inspectorate"], given["watcher"]),
            told=told,
        )
    except VoteRefused as refusal:
        raise JobFailed(str(refusal)) from refusal
    return {}


def lost_count(job: Job, progress: Progress) -> dict[str, Any]:
    """What is said of a count whose process is gone: unless all was done, the two persons begin again with their key."""
    if Vote.objects.filter(pk=job.params["vote"], sealed_at__isnull=False).exists():
        return {}
    raise JobFailed(INTERRUPTED)


def count_url(job: Job) -> str:
    """The control page of the vote."""
    return reverse("ballots:vote-show", args=[job.params["vote"]])
