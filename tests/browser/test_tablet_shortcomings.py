"""Tablets whose browser lacks something: room, storage, the right time, a safe connection, at last any network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from ballots.services import unsent
from ballots.services.tablets import add_tablet
from registry.models import Unit
from tests.ballots.steps import Hall
from tests.ballots.tablet_steps import urn
from tests.browser.tablets import TABLET, delivered, done, enrol, opened_hall, receipts, tablet, vote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(office: Unit) -> Hall:
    return opened_hall(office)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=TABLET, has_touch=True)
    yield context
    context.close()


def test_a_full_storage_is_told_and_the_ballot_sent_directly(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 1)
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    said: list[str] = []
    page.route(
        "**/cast", lambda route: (said.append(page.locator("#sending").inner_text()), route.continue_())
    )
    proof = vote(page, hall.codes[0])
    assert page.locator("#delivery").inner_text() == "已送达票箱。"
    assert said == ["本机存不下选票，正在直接投入票箱，请不要关闭本页。"]
    assert receipts(hall) == [proof]


def test_a_browser_that_stores_nothing_cannot_enrol_but_votes(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = context.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', {value: undefined})")
    _, code = add_tablet(actor=hall.runner, vote=hall.vote, number=1)
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/tablet/#{code}")
    page.get_by_text("不能登记为平板").wait_for()
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/")
    proof = vote(page, hall.codes[0])
    assert receipts(hall) == [proof]


def test_a_clock_that_is_years_wrong_changes_nothing(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = context.new_page()
    page.add_init_script("const real = Date.now; Date.now = () => real() - 20 * 365 * 86400000")
    enrol(page, live_server, hall, 1)
    context.set_offline(True)
    proof = vote(page, hall.codes[0])
    context.set_offline(False)
    delivered(page)
    assert receipts(hall) == [proof]


def test_the_last_resort_file_of_a_browser_is_opened_by_the_server(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 2)
    context.set_offline(True)
    proofs = []
    for code in hall.codes[:2]:
        proofs.append(vote(page, code))
        done(page)
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/tablet/")
    page.get_by_text("本机再也连不上网络时").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出应急文件").click()
    raw = Path(download.value.path()).read_bytes()
    assert not any(code.encode() in raw for code in hall.codes)
    assert set(json.loads(raw)) == {"format", "vote", "key", "iv", "box"}
    page.get_by_text("本机已导出应急文件").wait_for()
    found = unsent.import_unsent(actor=hall.runner, vote=hall.vote, raw=raw)
    assert (found.accepted, found.known, found.refused) == (2, 0, 0)
    assert receipts(hall) == sorted(proofs)
    context.set_offline(False)
    delivered(page)
    assert urn(hall) == 2, "the tablet came back: its own upload finds them there"


def test_over_plain_http_the_tablet_says_what_is_missing(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(globalThis, 'isSecureContext', {value: false});"
        "Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})"
    )
    _, code = add_tablet(actor=hall.runner, vote=hall.vote, number=1)
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/tablet/#{code}")
    page.locator("#shortcomings").wait_for(state="visible")
    assert "不是安全连接" in page.locator("#shortcomings").inner_text()
    page.get_by_text("本机再也连不上网络时").click()
    assert "不能导出应急文件" in page.locator("#export-note").inner_text()
    assert page.locator("#export").is_disabled()
