"""A mass survey on an enrolled tablet: without a network slips vote, and every ballot arrives in its stratum (S4-11)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from ballots.models import UrnBallot
from ballots.models.votes import Front
from ballots.queries import votes
from ballots.services import batches, opening, preparing
from ballots.services.moves import VoteRefused
from ballots.services.throttle import enrol_failures, failures
from ballots.sql import connecting
from ballots.sql.urn import URN
from registry.models import Unit
from rulebook.ballot.receipts import receipt
from rulebook.survey.batches import survey_form
from tests.ballots.keys import opened_urn, prove, take_count
from tests.ballots.steps import Hall, confirm, make_hall
from tests.ballots.survey_steps import hand_out
from tests.browser.tablets import TABLET, begin, delivered, done, learn_of_closing, tablet

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = [(f"unit-{place}", f"第{place}工商所") for place in range(1, 4)]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    failures.forget()
    enrol_failures.forget()
    context = browser.new_context(viewport=TABLET, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def survey(office: Unit) -> Hall:
    """An open survey of three units with two strata; one code of each in ``codes``."""
    hall = make_hall(office)
    hall.vote = preparing.prepare_vote(
        actor=hall.runner,
        title="安澜市万人评议",
        unit=office,
        form=survey_form(UNITS),
        origin_kind=hall.vote.origin_kind,
        origin_label="测试调查",
        threshold=10,
        front=Front.SLIPS,
    )
    for stratum, label in (("firms", "企业"), ("residents", "居民")):
        _, codes = batches.make_batch(actor=hall.runner, vote=hall.vote, stratum=stratum, label=label, n=200)
        hall.codes.append(codes[0])
    prove(actor=hall.runner, vote=hall.vote)
    confirm(hall, votes.OPEN_VOTE)
    return hall


def rate(page: Page, choice: str) -> str:
    """The same choice for every unit; the receipt."""
    for place in range(1, len(UNITS) + 1):
        shown = page.locator("section[data-screen=subject]:visible")
        expect(shown.locator("h1")).to_contain_text(f"第{place}工商所")
        shown.locator("label.choice", has_text=choice).first.click()
        shown.locator("[data-go=on]").click()
    page.locator("#confirm").click()
    page.locator("#finish").wait_for(state="visible")
    return page.locator("#receipt").inner_text().replace("-", "")


def test_s4_11_an_enrolled_tablet_of_a_survey_votes_without_a_network_and_delivers_later(
    context: BrowserContext, live_server: LiveServer, survey: Hall
) -> None:
    page = tablet(context, live_server, survey, 5)
    context.set_offline(True)
    page.reload()
    page.locator("#tablet").wait_for(state="visible")
    shown = []
    for code, choice in zip(survey.codes, ("满意", "不满意"), strict=True):
        begin(page, code)
        shown.append(rate(page, choice))
        expect(page.locator("#opine")).to_have_count(0)
        done(page)
    begin(page, survey.codes[0])
    expect(page.locator("#card-error")).to_have_text("这张选票卡已在本机投过票。")
    assert connecting.count_rows(URN, survey.vote.pk) == 0
    opening.begin_closing(actor=survey.runner, vote=survey.vote)
    hand_out(survey, 200, 200)
    with pytest.raises(VoteRefused, match="5 号平板"):
        opening.close_vote(actor=survey.runner, vote=survey.vote)
    context.set_offline(False)
    delivered(page)
    in_urn = UrnBallot.objects.filter(vote=survey.vote).values_list("pk", flat=True)
    assert {receipt(ballot) for ballot in in_urn} == set(shown)
    found = opened_urn(survey.vote).read
    marked = {stratum: counts.overall("unit-1").marks for stratum, counts in found.items()}
    assert marked == {"firms": (1, 0, 0, 0, 0), "residents": (0, 0, 0, 0, 1)}
    learn_of_closing(page)
    opening.close_vote(actor=survey.runner, vote=survey.vote)
    take_count(actor=survey.teller, vote=survey.vote)
    survey.vote.refresh_from_db()
    assert (survey.vote.state, survey.vote.kept_urn) == ("sealed", 2)
