"""A mass survey on a voter's own phone: a mark and on, unit by unit, the receipt, nothing left behind (S4-11)."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from ballots.models import UrnBallot
from ballots.models.votes import Front
from ballots.queries import votes
from ballots.services import batches, preparing
from registry.models import Unit
from rulebook.ballot.receipts import receipt
from rulebook.survey.batches import survey_form
from tests.ballots.keys import bodies, prove
from tests.ballots.steps import Hall, confirm, make_hall

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = 26


@pytest.fixture
def survey(office: Unit) -> tuple[Hall, list[str]]:
    """An open survey of 26 units and the codes of its one batch."""
    hall = make_hall(office)
    hall.vote = preparing.prepare_vote(
        actor=hall.runner,
        title="安澜市万人评议",
        unit=office,
        form=survey_form([(f"unit-{place}", f"第{place}工商所") for place in range(1, UNITS + 1)]),
        origin_kind=hall.vote.origin_kind,
        origin_label="测试调查",
        threshold=10,
        front=Front.SLIPS,
    )
    _, codes = batches.make_batch(actor=hall.runner, vote=hall.vote, stratum="s1", label="企业", n=200)
    prove(actor=hall.runner, vote=hall.vote)
    confirm(hall, votes.OPEN_VOTE)
    return hall, codes


def test_s4_11_a_slip_votes_on_a_phone_with_two_taps_for_each_of_26_units(
    survey: tuple[Hall, list[str]], page: Page, live_server: LiveServer
) -> None:
    hall, codes = survey
    page.set_viewport_size({"width": 390, "height": 844})
    address = live_server.url + reverse("ballots:ballot-vote", args=[hall.vote.pk])
    page.goto(f"{address}#{hall.vote.pk}.{codes[0]}")
    for place in range(1, UNITS + 1):
        shown = page.locator("section[data-screen=subject]:visible")
        expect(shown.locator("h1")).to_contain_text(f"第{place}工商所")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, "nothing to push sideways"
        shown.locator("label.choice", has_text="满意").first.click()
        shown.locator("[data-go=on]").click()
    page.locator("#confirm").click()
    expect(page.locator("#receipt")).not_to_be_empty()
    ballot = UrnBallot.objects.get()
    assert page.locator("#receipt").inner_text().replace("-", "") == receipt(ballot.pk)
    assert (ballot.stratum, bodies(hall.vote)) == ("s1", ["[" + ",".join(["1"] * UNITS) + "]"])
    expect(page.locator("#opine")).to_have_count(0)
    page.locator("#finish").click()
    expect(page.locator("#card")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).length") == 0
