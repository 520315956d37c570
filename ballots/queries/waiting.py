"""What of the votes waits for a user: confirmations as the second person, and the next step of a vote."""

from collections.abc import Callable, Iterable, Iterator

from django.urls import reverse
from django.utils.timezone import localdate, localtime

from ballots import access
from ballots.models import ScheduledMove, Vote
from ballots.ports import origin_of
from ballots.queries.votes import ACTIONS
from desk.ports import Waiting
from registry.access import Answer
from registry.models import Confirmation, User
from registry.queries.confirmations import waiting_confirmations
from registry.services.confirmations import subject_key
from rulebook.lifecycle.vote import VoteState as S

STEPS: dict[str, tuple[str, Callable[[User, Vote], Answer]]] = {
    S.PREPARING: ("请制作选票卡", access.may_run_vote),
    S.TESTING: ("请完成零票检验", access.may_run_vote),
    S.READY: ("请提请开启投票", access.may_run_vote),
    S.OPEN: ("投票进行中，收齐后请截止", access.may_run_vote),
    S.CLOSING: ("请清点剩余和作废的卡，然后截止投票", access.may_attend_vote),
    S.CLOSED: ("投票已截止，请计票并封存", access.may_count_vote),
    S.SEALED: ("票箱已封存，请提请公布结果", access.may_run_vote),
}
"""By state what is done next with a vote, and who may do it."""


def confirmations(user: User) -> Iterator[Waiting]:
    """Requests of others on votes that the user sees, due today: they hold for ten minutes."""
    asked = list(waiting_confirmations(ACTIONS).exclude(asked_by=user))
    if not asked:
        return
    rows = access.votes_for(user).filter(pk__in=map(_vote_pk, asked)).select_related("unit")
    votes = {subject_key(vote): vote for vote in rows}
    for row in asked:
        vote = votes.get(row.subject)
        if vote and origin_of(vote).may_see(user, vote) and access.may_confirm_vote(user, vote):
            yield Waiting(
                vote.title,
                f"请确认{ACTIONS[row.action]}，{row.asked_by.name}提请，{localtime(row.expires_at):%H:%M} 前有效",
                reverse("ballots:vote-show", args=[vote.pk]),
                str(vote.unit),
                localdate(),
            )


def _vote_pk(row: Confirmation) -> int:
    return int(row.subject.rpartition(":")[2])


def steps_of(user: User, votes: Iterable[Vote]) -> dict[int, str]:
    """By vote the next step, where it is this user's; none where a second person or the hour of opening is waited for.

    The votes come with their unit, through the access of the wing that they belong to.
    """
    rows = list(votes)
    if not rows:
        return {}
    asked = waiting_confirmations(ACTIONS).filter(subject__in=[subject_key(vote) for vote in rows])
    standing = set(asked.values_list("subject", flat=True))
    hours = ScheduledMove.objects.filter(
        vote__in=rows, step="open", withdrawn=False, done_at__isnull=True, confirmed_by__isnull=False
    )
    timed = set(hours.values_list("vote", flat=True))
    return {
        vote.pk: STEPS[vote.state][0]
        for vote in rows
        if vote.state in STEPS and STEPS[vote.state][1](user, vote)
        if subject_key(vote) not in standing and not (vote.state == S.READY and vote.pk in timed)
    }
