"""The beginning of the end: who has not voted yet is told, and it can be taken back while nothing is closed."""

import pytest
from django.test import Client
from django.urls import reverse

from ballots.queries import votes
from ballots.queries.turnout import turnout_of
from ballots.services import cards, moves, opening, paper
from ballots.services.casting import check_card
from registry.models import AuditEvent, Role
from tests.ballots.keys import prove
from tests.ballots.steps import Hall, cast, closed, confirm, opened
from tests.ballots.survey_steps import batch
from tests.factories import user_with

pytestmark = pytest.mark.django_db(transaction=True)


def send(user, hall: Hall, name: str) -> str:
    """The page after that step."""
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"ballots:{name}", args=[hall.vote.pk]), follow=True).content.decode()


@pytest.fixture
def attended(hall: Hall) -> Hall:
    """Sixteen in the hall; eight voted, one took paper."""
    opened(hall, cards=18)
    cards.record_attendance(vote=hall.vote, n=16)
    for code in hall.codes[:8]:
        cast(hall, code)
    paper.print_paper(actor=hall.runner, vote=hall.vote, n=2)
    cards.void_card(actor=hall.watcher, vote=hall.vote, code=hall.codes[8], reason="paper")
    return hall


def test_whoever_begins_to_close_is_told_how_many_present_have_not_voted_by_fives(attended: Hall) -> None:
    words = "到会 16 人，已收回不少于 5 张，换发纸质票 1 张，最多还有 10 人没有投票。"
    client = Client()
    client.force_login(attended.runner)
    shown = client.get(reverse("ballots:vote-progress", args=[attended.vote.pk])).content.decode()
    assert words in shown
    assert f"已停止发起新的投票。{words}还有人要投的，可以撤回截止。" in send(
        attended.runner, attended, "vote-closing"
    )
    for code in attended.codes[9:11]:
        cast(attended, code)
    found = turnout_of(attended.vote)
    assert found is not None
    assert (found.returned, found.left_at_most) == (10, 5)


def test_where_nobody_checks_in_nothing_is_said(hall: Hall) -> None:
    opened(hall)
    assert turnout_of(hall.vote) is None
    assert "人没有投票。" not in send(hall.runner, hall, "vote-closing")


def test_the_closing_is_taken_back_and_cards_start_again(attended: Hall) -> None:
    opened_at = attended.vote.opened_at
    send(attended.runner, attended, "vote-closing")
    assert check_card(vote=attended.vote.pk, card=attended.codes[9]).status == 403
    assert "截止已撤回，可以继续发起新的投票。" in send(attended.runner, attended, "vote-resume")
    assert check_card(vote=attended.vote.pk, card=attended.codes[9]).status == 200
    assert cast(attended, attended.codes[9]).status == 201
    attended.vote.refresh_from_db()
    assert (attended.vote.state, opened_at) == ("open", attended.vote.opened_at)
    assert AuditEvent.objects.filter(verb="resume_voting").count() == 1


def test_what_is_closed_stays_closed_and_others_do_not_take_back(hall: Hall) -> None:
    opened(hall)
    with pytest.raises(moves.VoteRefused, match="只有在“截止收票”时才能撤回截止"):
        opening.resume_voting(actor=hall.runner, vote=hall.vote)
    for code in hall.codes:
        cast(hall, code)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    watcher = Client()
    watcher.force_login(user_with(Role.WATCHER, hall.vote.unit))
    assert watcher.post(reverse("ballots:vote-resume", args=[hall.vote.pk])).status_code == 403
    opening.resume_voting(actor=hall.runner, vote=hall.vote)
    closed(hall, used=6)
    with pytest.raises(moves.VoteRefused, match="只有在“截止收票”时才能撤回截止"):
        opening.resume_voting(actor=hall.runner, vote=hall.vote)


def test_a_survey_ends_when_its_slips_say(survey: Hall) -> None:
    batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    opening.begin_closing(actor=survey.runner, vote=survey.vote)
    with pytest.raises(moves.VoteRefused, match="只有会场的投票可以撤回截止"):
        opening.resume_voting(actor=survey.runner, vote=survey.vote)
