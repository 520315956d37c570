"""How far each of several votes is whose keys are made, or which are counted, on one page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from ballots.models import Vote
from ballots.queries.paper import unfinished_paper
from ballots.queries.votes import voids
from desk.models import Job
from rulebook.lifecycle.job import JobState
from rulebook.lifecycle.vote import VoteState as S

COUNT_KIND = "ballots.count"
NO_VOTE = "还没有准备投票"
KEYLESS = (S.PREPARING, S.TESTING)


@dataclass(frozen=True)
class Standing:
    """One vote under the name it has on the page. ``why``: why it cannot be done now, in Chinese; empty when it can.

    ``job``: its count that is under way, or that ended without counting.
    """

    label: str
    vote: Vote | None
    why: str
    job: Job | None = None

    @property
    def counting(self) -> bool:
        return self.job is not None and self.job.state == JobState.RUNNING


def key_standings(named: Iterable[tuple[str, Vote | None]]) -> list[Standing]:
    """Which votes can get their key now."""
    return [Standing(label, vote, _no_key_yet(vote)) for label, vote in named]


def _no_key_yet(vote: Vote | None) -> str:
    if vote is None or vote.state == S.VOID:
        return NO_VOTE
    if vote.state not in KEYLESS:
        return "密钥已制作，零票检验已通过"
    return "" if vote.made else "还没有制卡，请先到投票页制卡"


def count_standings(named: Iterable[tuple[str, Vote | None]]) -> list[Standing]:
    """Which votes can be counted now, and how far the counts are that were begun."""
    pairs = list(named)
    jobs = _newest_jobs([vote.pk for _, vote in pairs if vote])
    return [Standing(label, vote, *_no_count_yet(vote, jobs)) for label, vote in pairs]


def _newest_jobs(votes: list[int]) -> dict[int, Job]:
    rows = Job.objects.filter(kind=COUNT_KIND, params__vote__in=votes).order_by("pk")
    return {job.params["vote"]: job for job in rows}


def _no_count_yet(vote: Vote | None, jobs: dict[int, Job]) -> tuple[str, Job | None]:
    if vote is None or vote.state == S.VOID:
        return NO_VOTE, None
    if vote.state in (S.SEALED, S.PUBLISHED):
        return "已计票并封存", None
    if vote.state != S.CLOSED:
        return "投票还没有截止", None
    job = jobs.get(vote.pk)
    if job is not None and job.state == JobState.RUNNING:
        alive = job.lease_until is not None and job.lease_until > timezone.now()
        return ("正在计票", job) if alive else ("", None)
    problems = unfinished_paper(vote, voids(vote).get("paper", 0))
    return "；".join(problems), job if job and job.state == JobState.FAILED else None
