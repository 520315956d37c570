"""A half-filled ballot: it goes on after a reload or a locked phone, and nothing of it is left for the next voter."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from ballots.models import UrnBallot
from ballots.services.throttle import enrol_failures, failures
from ballots.sql import connecting, urn
from registry.models import Unit
from rulebook.ballot.receipts import receipt
from tests.ballots.keys import bodies
from tests.ballots.steps import Hall, cast, make_hall, opened
from tests.browser.tablets import begin, tablet

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
KEPT = "JSON.stringify(sessionStorage)"
TURN = """(state) => {
  Object.defineProperty(document, "visibilityState", {value: state, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""The phone is locked (hidden) or taken up again (visible)."""


@pytest.fixture
def hall(office: Unit) -> Hall:
    failures.forget()
    enrol_failures.forget()
    return opened(make_hall(office, ["所长 张山", "副所长 李泗"]))


def choose(page: Page, row: int, mark: int) -> None:
    page.locator(".screen:not([hidden]) fieldset").nth(row).locator(f"input[value='{mark}']").check()


def on(page: Page) -> None:
    page.locator(".screen:not([hidden]) [data-go=on]").click()


def phone(browser: Browser, live_server: LiveServer, hall: Hall) -> Page:
    """A phone whose voter has rated the unit and stands at the second subject."""
    page = browser.new_page(viewport=PHONE)
    page.clock.install()
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#s1").wait_for(state="visible")
    choose(page, 0, 2)
    choose(page, 5, 0)
    on(page)
    choose(page, 1, 4)
    assert '"at":1' in page.evaluate(f"JSON.parse({KEPT})['half-filled']")
    return page


def is_blank(page: Page) -> bool:
    """The start, no card, no mark, nothing kept."""
    page.locator("#card").wait_for(state="visible")
    marks = page.locator("#ballot input:checked").count()
    return (page.locator("#card").input_value(), marks, page.evaluate(KEPT)) == ("", 0, "{}")


def test_a_phone_goes_on_after_a_reload_and_casts_what_was_marked_once(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = phone(browser, live_server, hall)
    page.reload()
    page.locator("#s2").wait_for(state="visible")
    choose(page, 0, 1)
    on(page)
    on(page)
    page.locator("#review-title").wait_for(state="visible")
    page.reload()
    page.locator("#review-title").wait_for(state="visible")
    assert page.locator("#review-blanks").inner_text() == "还有 14 项没选，按弃权计"
    page.locator("#confirm").click()
    page.get_by_role("button", name="就这样投").click()
    page.locator("#finish").wait_for(state="visible")
    assert page.evaluate(KEPT) == "{}", "gone with the confirmation"
    assert bodies(hall.vote) == ["[2,0,0,0,0,0,1,4,0,0,0,0,0,0,0,0,0,0]"]
    assert page.locator("#receipt").inner_text().replace("-", "") == receipt(UrnBallot.objects.get().pk)


def test_a_reload_while_the_network_is_cut_sends_the_same_ballot_again(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = phone(browser, live_server, hall)
    tries: list[str] = []

    def cut(route) -> None:
        tries.append(route.request.post_data_json["id"])
        # The ballot arrives, its answer does not.
        if len(tries) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/cast", cut)
    on(page)
    on(page)
    page.locator("#confirm").click()
    page.get_by_role("button", name="就这样投").click()
    page.get_by_text("正在自动重试").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("#review-title").wait_for(state="visible")
    page.locator("#confirm").click()
    page.get_by_role("button", name="就这样投").click()
    page.locator("#finish").wait_for(state="visible")
    assert (len(tries), len(set(tries))) == (2, 1)
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 1


def test_an_idle_device_that_is_not_enrolled_is_wiped_and_the_card_still_votes(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = phone(browser, live_server, hall)
    page.clock.run_for(46_000)
    page.locator("#idle").wait_for(state="visible")
    page.get_by_role("button", name="继续填写").click()
    assert page.locator("#s2").is_visible()
    page.clock.run_for(46_000)
    page.locator("#idle").wait_for(state="visible")
    page.clock.run_for(16_000)
    assert is_blank(page)
    page.reload()
    assert is_blank(page)
    assert cast(hall, hall.codes[0]).status == 201


def test_the_next_voter_is_called_by_a_button(browser: Browser, live_server: LiveServer, hall: Hall) -> None:
    page = phone(browser, live_server, hall)
    page.get_by_role("button", name="换人").click()
    page.get_by_role("button", name="换人，清除").click()
    assert is_blank(page)
    assert not page.get_by_role("button", name="换人").is_visible()


def test_a_locked_phone_asks_after_a_while_and_is_wiped_after_ten_minutes(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = phone(browser, live_server, hall)
    page.evaluate(TURN, "hidden")
    page.clock.run_for(30_000)
    page.evaluate(TURN, "visible")
    assert page.locator("#s2").is_visible()
    assert not page.locator("#idle").is_visible()
    page.evaluate(TURN, "hidden")
    page.clock.run_for(300_000)
    page.evaluate(TURN, "visible")
    page.locator("#idle").wait_for(state="visible")
    page.get_by_role("button", name="继续填写").click()
    assert page.locator("#ballot input:checked").count() == 3
    page.evaluate(TURN, "hidden")
    page.clock.run_for(601_000)
    assert is_blank(page)


def test_what_was_left_ten_minutes_ago_does_not_come_back(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = phone(browser, live_server, hall)
    page.evaluate(
        """() => {
          const kept = JSON.parse(sessionStorage.getItem("half-filled"));
          sessionStorage.setItem("half-filled", JSON.stringify({...kept, touched: kept.touched - 601000}));
        }"""
    )
    page.reload()
    assert is_blank(page)


def test_another_card_scanned_in_the_same_tab_begins_anew(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = phone(browser, live_server, hall)
    page.goto("about:blank")
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/#{hall.vote.pk}.{hall.codes[1]}")
    page.locator("#s1").wait_for(state="visible")
    assert page.locator("#ballot input:checked").count() == 0


def test_an_enrolled_tablet_keeps_no_half_filled_ballot(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(browser.new_context(), live_server, hall, 1)
    begin(page, hall.codes[0])
    page.locator("#s1").wait_for(state="visible")
    choose(page, 0, 2)
    assert page.evaluate(KEPT) == "{}"
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert is_blank(page)
