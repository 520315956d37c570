"""What of a vote waits for whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from ballots import ports
from ballots.models import ScheduledMove, Vote
from ballots.queries import waiting
from ballots.queries.votes import VOID_VOTE
from ballots.services import confirming
from registry.models import Role, Unit
from tests.ballots.steps import ORIGIN, Hall, ready
from tests.factories import user_with

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_request_waits_for_the_watcher_and_not_for_whoever_asked(
    hall: Hall, other_office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirming.ask_step(actor=hall.runner, vote=hall.vote, action=VOID_VOTE, note="停电")
    told = list(waiting.confirmations(hall.watcher))
    assert [(row.title, row.of) for row in told] == [(hall.vote.title, hall.vote.unit.name)]
    assert told[0].step.startswith(f"请确认作废投票，{hall.runner.name}提请，")
    for user in (hall.runner, hall.teller, user_with(Role.WATCHER, other_office)):
        assert list(waiting.confirmations(user)) == []
    hidden = replace(ports.origins[ORIGIN], may_see=lambda user, vote: False)
    monkeypatch.setitem(ports.origins, ORIGIN, hidden)
    assert list(waiting.confirmations(hall.watcher)) == []


@pytest.mark.parametrize(
    ("state", "runner", "watcher", "teller"),
    [
        ("preparing", "请制作选票卡", None, None),
        ("testing", "请完成零票检验", None, None),
        ("ready", "请提请开启投票", None, None),
        ("open", "投票进行中，收齐后请截止", None, None),
        ("closing", "请清点剩余和作废的卡，然后截止投票", "请清点剩余和作废的卡，然后截止投票", None),
        ("closed", "投票已截止，请计票并封存", None, "投票已截止，请计票并封存"),
        ("sealed", "票箱已封存，请提请公布结果", None, None),
        ("published", None, None, None),
        ("void", None, None, None),
    ],
)
def test_every_state_says_what_is_next_and_for_whom(
    hall: Hall, state: str, runner: str | None, watcher: str | None, teller: str | None
) -> None:
    vote: Vote = hall.vote
    vote.state = state
    steps = [waiting.steps_of(user, [vote]).get(vote.pk) for user in (hall.runner, hall.watcher, hall.teller)]
    assert steps == [runner, watcher, teller]


def test_a_vote_that_waits_for_a_second_person_or_its_hour_waits_for_nobody_else(hall: Hall) -> None:
    vote = ready(hall).vote
    vote.refresh_from_db()
    assert waiting.steps_of(hall.runner, [vote]) == {vote.pk: "请提请开启投票"}
    ScheduledMove.objects.create(
        vote=vote,
        step="open",
        due_at=timezone.now() + timedelta(hours=1),
        asked_by=hall.runner,
        confirmed_by=hall.watcher,
    )
    assert waiting.steps_of(hall.runner, [vote]) == {}
    ScheduledMove.objects.update(withdrawn=True)
    assert waiting.steps_of(hall.runner, [vote]) == {vote.pk: "请提请开启投票"}
    confirming.ask_step(actor=hall.runner, vote=vote, action=VOID_VOTE, note="停电")
    assert waiting.steps_of(hall.runner, [vote]) == {}
