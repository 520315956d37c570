"""The ballot page of a panel of the departments' election: one page for all units; the card names the unit (S3-03, S3-04)."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from ballots.models import UrnBallot
from ballots.services import batches
from registry.models import Unit
from rulebook.ballot.form import one_unit_form, panel_form
from rulebook.election.panels import TOPICS
from tests.ballots.keys import bodies
from tests.ballots.panel_steps import open_panel

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = [(f"unit-{place}", f"第{place}科") for place in range(1, 14)]


def test_s3_04_thirteen_units_stand_on_one_tablet_page_and_the_own_one_stays_unmarked(
    office: Unit, page: Page, live_server: LiveServer
) -> None:
    everybody = [batches.PanelCards(batches.EVERYBODY, "科所互评", 13)]
    hall = open_panel(office, panel_form(UNITS, TOPICS, mutual=True), everybody)
    page.set_viewport_size({"width": 1024, "height": 768})
    address = live_server.url + reverse("ballots:ballot-vote", args=[hall.vote.pk])
    page.goto(f"{address}#{hall.vote.pk}.{hall.codes[0]}")
    rows = page.locator("section[data-screen=subject]:visible fieldset.marks")
    expect(rows).to_have_count(13)
    for place in range(13):
        rows.nth(place).locator("label.choice", has_text="满意").first.click()
    page.locator("section[data-screen=subject]:visible [data-go=on]").click()
    expect(page.locator("#review-problem")).to_have_text(
        "只有本单位不评，其余单位都要评。现有 0 个单位没有评，请返回修改。"
    )
    expect(page.locator("#confirm")).to_be_disabled()
    page.locator("section[data-screen=review] [data-go=back]").click()
    rows.nth(4).locator("label.choice", has_text="本单位").click()
    page.locator("section[data-screen=subject]:visible [data-go=on]").click()
    expect(page.locator("#review-problem")).to_be_hidden()
    page.locator("#confirm").click()
    expect(page.locator("#receipt")).not_to_be_empty()
    assert UrnBallot.objects.get().stratum == "all"
    assert bodies(hall.vote) == ["[1,1,1,1,0,1,1,1,1,1,1,1,1]"]


def test_s3_05_a_card_shows_the_unit_it_was_drawn_for_and_the_next_card_its_own(
    office: Unit, page: Page, live_server: LiveServer
) -> None:
    groups = [batches.PanelCards("unit-1", "城关工商所", 1), batches.PanelCards("unit-2", "人事科", 1)]
    hall = open_panel(office, one_unit_form(TOPICS), groups)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + reverse("ballots:ballot-vote", args=[hall.vote.pk]))
    for code, name, choice in zip(hall.codes, ("城关工商所", "人事科"), ("满意", "不太满意"), strict=True):
        page.locator("#card").fill(code)
        page.locator("#begin").click()
        shown = page.locator("section[data-screen=subject]:visible")
        expect(shown.locator("legend")).to_have_text(name)
        shown.locator("label.choice", has_text=choice).first.click()
        shown.locator("[data-go=on]").click()
        expect(page.locator("#review")).to_contain_text(name)
        page.locator("#confirm").click()
        expect(page.locator("#receipt")).not_to_be_empty()
        page.locator("#finish").click()
    assert sorted(UrnBallot.objects.values_list("stratum", flat=True)) == ["unit-1", "unit-2"]
    assert bodies(hall.vote) == ["[1]", "[4]"]
