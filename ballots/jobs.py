"""The count, in a process of its own: it alone holds the key, and outlives the request that began it."""

import base64
import json
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import Vote
from ballots.services import sealing
from ballots.services.keys import open_key
from ballots.services.moves import VoteRefused
from desk.models import Job
from desk.ports import JobFailed, Progress
from desk.services.jobs import carry_on, claim_job, perform_job, queue_job
from registry.models import User
from rulebook.ballot.keys import Passphrases
from rulebook.lifecycle.job import JobState

JOB_KIND = "ballots.count"
INTERRUPTED = "计票进程中断，没有改动任何选票和结果。请两人回到投票页，重新输入口令计票。"
UNDER_WAY = "正在计票，请等它完成。"


def start_count(*, actor: User, vote: Vote, passphrases: Passphrases) -> Job:
    """Open the key with both passphrases and hand it to a process that counts; the job's row tells how far it is.

    Raises ``VoteRefused`` before anything is begun. The key goes through a pipe: no row, log or argument ever holds it.
    """
    sealing.check_countable(vote)
    private = open_key(actor=actor, vote=vote, passphrases=passphrases)
    job = _claimed(actor, vote)
    spoken = json.dumps(
        {
            "private": base64.b64encode(private).decode(),
            "inspectorate": passphrases.inspectorate,
            "watcher": passphrases.watcher,
        }
    )
    if settings.COUNT_IN_PROCESS:
        count(job, spoken)
    else:
        _spawn(job, spoken)
    return job


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


def _spawn(job: Job, spoken: str) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "count_vote", str(job.pk)]
    process = subprocess.Popen(  # noqa: S603  # our own program, a number as argument
        command, stdin=subprocess.PIPE, cwd=settings.BASE_DIR, start_new_session=True, text=True
    )
    if process.stdin is None:
        raise RuntimeError(command)
    with process.stdin as pipe:
        pipe.write(spoken)
    # Somebody must hear that it ended, or it stays as a dead entry among the processes.
    threading.Thread(target=process.wait, daemon=True).start()


def count(job: Job, spoken: str) -> None:
    """What the counting process does with what came through the pipe; every outcome ends in the job's row."""
    carry_on(job, lambda progress: _count(job, json.loads(spoken), progress))


def _count(job: Job, given: dict[str, str], progress: Progress) -> dict[str, Any]:
    vote = Vote.objects.get(pk=job.params["vote"])
    try:
        sealing.count_opened(
            actor=job.created_by,
            vote=vote,
            private=base64.b64decode(given["private"]),
            passphrases=Passphrases(given["inspectorate"], given["watcher"]),
            told=lambda done, total: progress(done, total, "打开选票，两个计数器各自计票"),
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
