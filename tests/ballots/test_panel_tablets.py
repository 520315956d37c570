"""Enrolled tablets of votes whose cards are made in batches: panels of an election, surveys (S3-17, S4-11)."""

import pytest
from django.test import Client
from django.urls import reverse

from ballots.queries import votes
from ballots.services import batches, opening
from ballots.services.moves import VoteRefused
from ballots.services.throttle import enrol_failures
from registry.models import Role, Unit
from rulebook.ballot.codes import ballot_hash
from rulebook.ballot.form import one_unit_form, panel_form
from rulebook.election.panels import TOPICS
from tests.ballots.keys import prove
from tests.ballots.panel_steps import open_panel
from tests.ballots.steps import Hall, confirm
from tests.ballots.survey_steps import batch, hand_out
from tests.ballots.tablet_steps import ask, enrolled, report
from tests.factories import user_with

pytestmark = pytest.mark.django_db
LINKED = [batches.PanelCards("unit-1", "城关工商所", 2), batches.PanelCards("unit-2", "人事科", 1)]


@pytest.fixture(autouse=True)
def forgotten_enrolments() -> None:
    enrol_failures.forget()


@pytest.fixture
def panel(office: Unit) -> Hall:
    return open_panel(office, one_unit_form(TOPICS), LINKED)


@pytest.fixture
def open_survey(survey: Hall) -> Hall:
    survey.codes = batch(survey, "city")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    return survey


def issued(hall: Hall) -> dict[str, object]:
    answer = ask(hall, "tablet-issued", {"token": enrolled(hall)})
    assert answer.status_code == 200
    return answer.json()


def test_s3_17_a_tablet_learns_which_unit_each_card_of_a_panel_names(panel: Hall) -> None:
    first, second, third = map(ballot_hash, panel.codes)
    assert issued(panel) == {
        "hashes": sorted([first, second, third]),
        "units": {"城关工商所": sorted([first, second]), "人事科": [third]},
    }


def test_cards_for_every_unit_and_codes_of_a_survey_name_none(office: Unit, open_survey: Hall) -> None:
    everybody = [batches.PanelCards(batches.EVERYBODY, "分局领导", 3)]
    leaders = open_panel(office, panel_form([("unit-1", "城关工商所")], TOPICS), everybody)
    assert issued(leaders) == {"hashes": sorted(map(ballot_hash, leaders.codes)), "units": {}}
    assert issued(open_survey) == {"hashes": sorted(map(ballot_hash, open_survey.codes)), "units": {}}


@pytest.mark.parametrize("kind", ["panel", "open_survey"])
def test_the_control_page_leads_to_the_tablets_of_every_vote(
    kind: str, request: pytest.FixtureRequest
) -> None:
    hall: Hall = request.getfixturevalue(kind)
    client = Client()
    client.force_login(user_with(Role.INSPECTORATE, hall.vote.unit))
    shown = client.get(reverse("ballots:vote-show", args=[hall.vote.pk])).content.decode()
    tablets = reverse("ballots:tablet-list", args=[hall.vote.pk])
    assert f'href="{tablets}"' in shown
    page = client.post(reverse("ballots:tablet-add", args=[hall.vote.pk]), {"number": "4"})
    assert ask(hall, "tablet-enrol", {"code": page.context["enrolment"].code}).status_code == 201


@pytest.mark.parametrize("kind", ["panel", "open_survey"])
def test_closing_waits_for_the_tablets_of_every_vote(kind: str, request: pytest.FixtureRequest) -> None:
    hall: Hall = request.getfixturevalue(kind)
    token = enrolled(hall, 6)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    hand_out(hall, *hall.vote.batches.values_list("made", flat=True))
    report(hall, token, unsent=2, knows="closing")
    with pytest.raises(VoteRefused, match="6 号平板还有 2 张选票未上传"):
        opening.close_vote(actor=hall.runner, vote=hall.vote)
    report(hall, token, knows="closing")
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    assert hall.vote.state == "closed"
