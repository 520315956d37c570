"""A survey that opens and ends at times which two persons confirmed beforehand (S4-11)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from ballots.models import ScheduledMove, Vote
from ballots.models.votes import Front
from ballots.queries import votes
from ballots.queries.schedule import scheduled_moves
from ballots.services import batches, confirming, moves, preparing
from ballots.services.schedule import run_due_moves, set_schedule, withdraw_schedule
from registry.models import Unit
from tests.ballots.keys import prove
from tests.ballots.steps import Hall, cast, confirm, make_hall
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def survey(office: Unit) -> Hall:
    """Ready to be opened, one batch of slips in ``codes``."""
    hall = make_hall(office)
    hall.vote = preparing.prepare_vote(
        actor=hall.runner,
        title="万人评议",
        unit=office,
        form=hall.form,
        origin_kind=hall.vote.origin_kind,
        origin_label="测试调查",
        threshold=10,
        front=Front.SLIPS,
    )
    _, hall.codes = batches.make_batch(actor=hall.runner, vote=hall.vote, stratum="s1", label="企业", n=200)
    prove(actor=hall.runner, vote=hall.vote)
    return hall


def times() -> tuple[datetime, datetime]:
    opening = timezone.now() + timedelta(days=1)
    return opening, opening + timedelta(days=7)


def plan(hall: Hall) -> tuple[datetime, datetime]:
    opening, closing = times()
    set_schedule(actor=hall.runner, vote=hall.vote, open_at=opening, close_at=closing)
    return opening, closing


def confirmed(hall: Hall) -> tuple[datetime, datetime]:
    planned = plan(hall)
    asked = confirming.ask_step(actor=hall.runner, vote=hall.vote, action=votes.SCHEDULE_VOTE)
    confirming.confirm_step(actor=hall.watcher, vote=hall.vote, confirmation=asked)
    return planned


def state(hall: Hall) -> str:
    return Vote.objects.get(pk=hall.vote.pk).state


def test_s4_11_a_survey_opens_and_ends_by_itself_once_two_persons_confirmed(survey: Hall) -> None:
    opening, closing = confirmed(survey)
    assert run_due_moves(opening - timedelta(seconds=1)) == 0
    assert state(survey) == "ready"
    assert run_due_moves(opening) == 1
    assert (state(survey), run_due_moves(opening)) == ("open", 0)
    assert cast(survey, survey.codes[0]).status == 201
    assert run_due_moves(closing) == 1
    assert (state(survey), run_due_moves(closing)) == ("closing", 0)
    taken = [(move.step, move.confirmed_by, bool(move.done_at)) for move in ScheduledMove.objects.all()]
    assert taken == [("open", survey.watcher, True), ("closing", survey.watcher, True)]


def test_s4_11_times_that_nobody_confirmed_do_nothing(survey: Hall) -> None:
    opening, _ = plan(survey)
    asked = confirming.ask_step(actor=survey.runner, vote=survey.vote, action=votes.SCHEDULE_VOTE)
    with pytest.raises(moves.VoteRefused, match="须由另一人确认"):
        confirming.confirm_step(actor=survey.runner, vote=survey.vote, confirmation=asked)
    assert (run_due_moves(opening), state(survey)) == (0, "ready")


def test_times_changed_after_the_request_are_not_confirmed_by_it(survey: Hall) -> None:
    plan(survey)
    asked = confirming.ask_step(actor=survey.runner, vote=survey.vote, action=votes.SCHEDULE_VOTE)
    opening, closing = times()
    set_schedule(
        actor=survey.runner, vote=survey.vote, open_at=opening + timedelta(hours=3), close_at=closing
    )
    with pytest.raises(moves.VoteRefused, match="有变动"):
        confirming.confirm_step(actor=survey.watcher, vote=survey.vote, confirmation=asked)
    assert not ScheduledMove.objects.filter(confirmed_by__isnull=False).exists()


def test_what_changed_after_the_confirmation_stops_the_opening_in_words_until_withdrawn(survey: Hall) -> None:
    opening, closing = confirmed(survey)
    batches.make_batch(actor=survey.runner, vote=survey.vote, stratum="s2", label="消费者", n=200)
    assert (run_due_moves(opening), state(survey)) == (0, "ready")
    words = "两人确认之后内容有变动，请撤回定时，重新提请。"
    assert ScheduledMove.objects.get(step="open").refused == words
    page = signed_in(survey.runner).get(reverse("ballots:vote-show", args=[survey.vote.pk]))
    assert f"未能办理，{words}" in page.content.decode()
    assert run_due_moves(closing) == 0, "a vote that never opened cannot close"
    withdraw_schedule(actor=survey.runner, vote=survey.vote)
    confirmed(survey)
    assert run_due_moves(opening + timedelta(days=30)) == 2


def test_a_withdrawn_schedule_does_nothing(survey: Hall) -> None:
    opening, _ = confirmed(survey)
    withdraw_schedule(actor=survey.runner, vote=survey.vote)
    assert (run_due_moves(opening), state(survey)) == (0, "ready")
    with pytest.raises(moves.VoteRefused, match="没有尚未办理的定时步骤"):
        withdraw_schedule(actor=survey.runner, vote=survey.vote)


def test_a_step_taken_by_hand_is_not_taken_again_and_the_other_stays(survey: Hall) -> None:
    opening, closing = confirmed(survey)
    confirm(survey, votes.OPEN_VOTE)
    assert (run_due_moves(opening), state(survey)) == (0, "open")
    assert [move.step for move in scheduled_moves(survey.vote)] == ["closing"]
    assert (run_due_moves(closing), state(survey)) == (1, "closing")
    page = signed_in(survey.runner).get(reverse("ballots:vote-show", args=[survey.vote.pk]))
    assert ("截止收票" in page.content.decode(), "撤回定时" in page.content.decode()) == (True, False)


@pytest.mark.parametrize(("first", "last"), [(-1, 24), (24, 24), (48, 24), (1, 24 * 400)])
def test_times_that_cannot_be_are_refused(survey: Hall, first: int, last: int) -> None:
    now = timezone.now()
    with pytest.raises(moves.VoteRefused, match="时间"):
        set_schedule(
            actor=survey.runner,
            vote=survey.vote,
            open_at=now + timedelta(hours=first),
            close_at=now + timedelta(hours=last),
        )
    assert not ScheduledMove.objects.exists()


def test_only_a_survey_has_set_times(hall: Hall) -> None:
    opening, closing = times()
    with pytest.raises(moves.VoteRefused, match="只有万人评议"):
        set_schedule(actor=hall.runner, vote=hall.vote, open_at=opening, close_at=closing)


def test_the_times_are_typed_confirmed_and_withdrawn_on_the_page(survey: Hall) -> None:
    client, address = signed_in(survey.runner), reverse("ballots:vote-show", args=[survey.vote.pk])
    schedule = reverse("ballots:vote-schedule", args=[survey.vote.pk])
    wrong = client.post(schedule, {"open_at": "2030-01-02T08:00", "close_at": "2030-01-01T08:00"})
    assert (wrong.status_code, "截止时间应晚于开启时间。" in wrong.content.decode()) == (422, True)
    assert 'value="2030-01-02T08:00"' in wrong.content.decode(), "what was typed is still there"
    opening, closing = (timezone.localtime(moment) for moment in times())
    typed = {"open_at": f"{opening:%Y-%m-%dT%H:%M}", "close_at": f"{closing:%Y-%m-%dT%H:%M}"}
    assert client.post(schedule, typed).url == address
    assert "待市纪委监督员确认，未确认不生效" in client.get(address).content.decode()
    pending = votes.pending_confirmation(survey.vote)
    assert pending is not None
    confirm = reverse("ballots:vote-confirm", args=[survey.vote.pk])
    page = signed_in(survey.watcher).get(address).content.decode()
    assert f"{opening:%Y-%m-%d %H:%M}" in page
    signed_in(survey.watcher).post(confirm, {"seen": pending.digest})
    assert "到时自动办理" in client.get(address).content.decode()
    assert client.post(reverse("ballots:vote-unschedule", args=[survey.vote.pk])).url == address
    assert not scheduled_moves(survey.vote)


def test_tick_does_what_is_due_without_a_broker(survey: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    opening, _ = confirmed(survey)
    with time_machine.travel(opening, tick=False):
        call_command("tick")
        call_command("tick")
    assert state(survey) == "open"
    said = capsys.readouterr().out.splitlines()
    assert [line.split("，")[0] for line in said] == ["已办理定时步骤 1 项", "已办理定时步骤 0 项"]


def test_a_planned_end_goes_with_its_plan_when_something_changed_and_the_vote_was_opened_by_hand(
    survey: Hall,
) -> None:
    opening, closing = confirmed(survey)
    batches.make_batch(actor=survey.runner, vote=survey.vote, stratum="s2", label="消费者", n=200)
    assert (run_due_moves(opening), state(survey)) == (0, "ready")
    confirm(survey, votes.OPEN_VOTE)
    assert (run_due_moves(closing), state(survey)) == (0, "open")
    assert not scheduled_moves(survey.vote)


def test_a_plan_whose_whole_time_has_passed_opens_nothing(survey: Hall) -> None:
    _, closing = confirmed(survey)
    with time_machine.travel(closing + timedelta(minutes=1), tick=False):
        assert (run_due_moves(), state(survey)) == (0, "ready")


def test_times_that_passed_before_the_second_person_came_are_refused(survey: Hall) -> None:
    opening, _ = plan(survey)
    asked = confirming.ask_step(actor=survey.runner, vote=survey.vote, action=votes.SCHEDULE_VOTE)
    with (
        time_machine.travel(opening + timedelta(minutes=1), tick=False),
        pytest.raises(moves.VoteRefused),
    ):
        confirming.confirm_step(actor=survey.watcher, vote=survey.vote, confirmation=asked)
