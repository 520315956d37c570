"""An election's panel on an enrolled tablet: without a network the card still names its unit, and every ballot arrives."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ballots.queries.tablets import tablets_waited_for
from ballots.services import batches, opening
from ballots.services.moves import VoteRefused
from ballots.services.throttle import enrol_failures, failures
from ballots.sql import connecting
from ballots.sql.urn import URN
from registry.models import Unit
from rulebook.ballot.form import one_unit_form, panel_form
from rulebook.election.panels import TOPICS
from tests.ballots.keys import bodies, opened_urn
from tests.ballots.panel_steps import open_panel
from tests.browser.tablets import TABLET, begin, delivered, done, tablet, until

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = [(f"unit-{place}", f"第{place}科") for place in range(1, 14)]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    failures.forget()
    enrol_failures.forget()
    context = browser.new_context(viewport=TABLET, has_touch=True)
    yield context
    context.close()


def confirm(page: Page) -> None:
    page.locator("section[data-screen=subject]:visible [data-go=on]").click()
    page.locator("#confirm").click()
    page.locator("#finish").wait_for(state="visible")


def test_s3_17_without_a_network_a_card_names_its_unit_and_its_ballot_is_delivered_later(
    context: BrowserContext, live_server: LiveServer, office: Unit
) -> None:
    groups = [batches.PanelCards("unit-1", "城关工商所", 1), batches.PanelCards("unit-2", "人事科", 1)]
    hall = open_panel(office, one_unit_form(TOPICS), groups)
    page = tablet(context, live_server, hall, 3)
    context.set_offline(True)
    page.reload()
    page.locator("#tablet").wait_for(state="visible")
    for code, name, choice in zip(hall.codes, ("城关工商所", "人事科"), ("满意", "不太满意"), strict=True):
        begin(page, code)
        shown = page.locator("section[data-screen=subject]:visible")
        expect(shown.locator("legend")).to_have_text(name)
        shown.locator("label.choice", has_text=choice).first.click()
        confirm(page)
        done(page)
    begin(page, hall.codes[0])
    expect(page.locator("#card-error")).to_have_text("这张选票卡已在本机投过票。")
    assert connecting.count_rows(URN, hall.vote.pk) == 0
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    assert tablets_waited_for(hall.vote) == ["3 号平板在开始截止后还没有报告"]
    with pytest.raises(VoteRefused, match="3 号平板"):
        opening.close_vote(actor=hall.runner, vote=hall.vote)
    context.set_offline(False)
    delivered(page)
    found = opened_urn(hall.vote).read
    marked = {stratum: counts.at("panel", "unit").marks for stratum, counts in found.items()}
    assert marked == {"unit-1": (1, 0, 0, 0, 0), "unit-2": (0, 0, 0, 1, 0)}


def test_s3_04_the_mutual_panel_casts_offline_with_one_place_unmarked(
    context: BrowserContext, live_server: LiveServer, office: Unit
) -> None:
    everybody = [batches.PanelCards(batches.EVERYBODY, "科所互评", 13)]
    hall = open_panel(office, panel_form(UNITS, TOPICS, mutual=True), everybody)
    page = tablet(context, live_server, hall, 1)
    context.set_offline(True)
    begin(page, hall.codes[0])
    rows = page.locator("section[data-screen=subject]:visible fieldset.marks")
    expect(rows).to_have_count(13)
    for place in range(13):
        rows.nth(place).locator("label.choice", has_text="满意").first.click()
    page.locator("section[data-screen=subject]:visible [data-go=on]").click()
    expect(page.locator("#confirm")).to_be_disabled()
    page.locator("section[data-screen=review] [data-go=back]").click()
    rows.nth(4).locator("label.choice", has_text="本单位").click()
    confirm(page)
    assert connecting.count_rows(URN, hall.vote.pk) == 0
    context.set_offline(False)
    delivered(page)
    until(page, "() => document.querySelector('#delivery').textContent === '已送达票箱。'")
    assert bodies(hall.vote) == ["[1,1,1,1,0,1,1,1,1,1,1,1,1]"]
