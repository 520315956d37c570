"""An opinion in a real browser: kept on the tablet, sent later, never lost by a reload; and the rule read aloud."""

import pytest
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from ballots.models import ReplySlip, Vote
from ballots.services import opening
from ballots.services.throttle import failures, opinion_failures, slip_tokens, slips_sent
from ballots.sql import connecting, urn
from registry.models import Unit
from rulebook.ballot.codes import opinion_hash
from tests.ballots.keys import said
from tests.ballots.opining import send, slip
from tests.ballots.steps import Hall, make_hall, opened

pytestmark = pytest.mark.django_db(transaction=True)
TABLET = {"width": 1024, "height": 768}
KEPT = "JSON.parse(localStorage.getItem(Object.keys(localStorage)[0]))"


@pytest.fixture
def hall(office: Unit) -> Hall:
    for throttle in (failures, opinion_failures, slips_sent, slip_tokens):
        throttle.forget()
    return opened(make_hall(office, ["所长 张山", "副所长 李泗"]))


def vote_quickly(page: Page, live_server: LiveServer, hall: Hall, code: str) -> None:
    """Every subject passed over, which is 弃权."""
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{code}")
    page.locator("#s1").wait_for(state="visible")
    for _ in hall.form.subjects:
        page.locator(".screen:not([hidden]) [data-go=on]").click()
    page.locator("#confirm").click()
    page.get_by_role("button", name="就这样投").click()
    page.locator("#opine").wait_for(state="visible")


def give_opinion(page: Page, text: str) -> None:
    page.locator("#opine").click()
    page.locator("#opinion").get_by_label("所长 张山", exact=True).check()
    page.locator("#opinion-text").fill(text)
    page.locator("#opinion-keep").click()
    page.locator("#noted").wait_for(state="visible")


def box(hall: Hall) -> list[tuple[str, str]]:
    return said(hall.vote)


def test_s0_19_an_opinion_waits_on_the_tablet_survives_a_reload_and_is_sent_later(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.clock.install()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    vote_quickly(page, live_server, hall, hall.codes[0])
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 1
    give_opinion(page, "态度很好")
    kept = page.evaluate(KEPT)
    assert [sorted(item) for item in kept] == [["hash", "id", "kind", "subject", "text"]]
    assert kept[0]["hash"] == opinion_hash(hall.codes[0])
    assert hall.codes[0] not in page.evaluate("JSON.stringify(localStorage)")
    page.clock.fast_forward("01:30")
    assert box(hall) == [], "not with the ballot, and not soon after it"
    page.locator("#noted").click()
    assert page.locator("#waiting").inner_text() == "待送意见 1"
    page.reload()
    page.locator("#waiting").wait_for(state="visible")
    assert page.evaluate(KEPT) == kept
    with page.expect_response("**/opinion/"):
        page.clock.fast_forward("21:00")
    page.locator("#waiting").wait_for(state="hidden")
    assert box(hall) == [(hall.form.subjects[1].key, "态度很好")]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    assert faults == []


def test_a_clock_set_back_by_years_holds_no_opinion_back(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.clock.install()
    vote_quickly(page, live_server, hall, hall.codes[0])
    give_opinion(page, "窗口太慢")
    page.locator("#noted").click()
    page.clock.set_system_time("2001-01-01T08:00:00")
    with page.expect_response("**/opinion/"):
        page.clock.fast_forward("21:00")
    page.locator("#waiting").wait_for(state="hidden")
    assert box(hall) == [(hall.form.subjects[1].key, "窗口太慢")]


def test_a_tablet_delivers_at_once_when_the_vote_is_closing_and_again_after_a_broken_network(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.clock.install()
    tries: list[str] = []

    def drop(route: Route) -> None:
        tries.append(route.request.post_data_json["id"])
        if len(tries) == 1:
            # The opinion arrives, its answer does not.
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/opinion/", drop)
    vote_quickly(page, live_server, hall, hall.codes[0])
    give_opinion(page, "窗口太慢")
    page.locator("#noted").click()
    opening.begin_closing(actor=hall.runner, vote=Vote.objects.get(pk=hall.vote.pk))
    with page.expect_response("**/state"):
        page.clock.fast_forward("00:50")
    with page.expect_request("**/opinion/"):
        page.clock.fast_forward("00:10")
    with page.expect_response("**/opinion/"):
        page.clock.fast_forward("00:50")
    page.locator("#waiting").wait_for(state="hidden")
    assert len(set(tries)) == 1
    assert len(box(hall)) == 1


def test_nothing_of_an_opinion_is_left_for_the_next_voter(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    vote_quickly(page, live_server, hall, hall.codes[0])
    page.locator("#opine").click()
    page.locator("#opinion-text").fill("写了一半")
    page.locator("#opinion-drop").click()
    page.locator("#card").wait_for(state="visible")
    assert page.locator("#opinion-text").input_value() == ""
    assert page.evaluate("localStorage.length") == 0
    assert not page.locator("#waiting").is_visible()


def test_s0_19_a_reply_slip_waits_too_while_ballots_are_cast(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.clock.install()
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/slip/")
    page.locator("[name=name]").fill("求复人")
    page.locator("[name=contact]").fill("13000000001")
    page.locator("[name=text]").fill("执照何时办好")
    page.get_by_role("button", name="提交联系单").click()
    page.locator("#slip-kept").wait_for(state="visible")
    assert ReplySlip.objects.count() == 0
    with page.expect_response("**/slip/"):
        page.clock.fast_forward("21:00")
    # Forgotten in the tick after the answer; a function polled by the browser would break the page's CSP.
    while page.evaluate("localStorage.length"):
        page.evaluate("new Promise(requestAnimationFrame)")
    assert ReplySlip.objects.get().name == "求复人"


def test_s0_19_a_voter_s_slip_finds_room_in_a_box_that_strangers_filled_and_knows_no_card(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    strangers = [send(hall, "slip", slip()).status_code for _ in range(7)]
    assert strangers == [201] * 6 + [409]
    page = browser.new_page(viewport=TABLET)
    page.clock.install()
    vote_quickly(page, live_server, hall, hall.codes[0])
    give_opinion(page, "态度很好")
    page.get_by_role("link", name="想得到答复").click()
    page.locator("[name=name]").fill("求复的代表")
    page.locator("[name=contact]").fill("13000000001")
    page.locator("[name=text]").fill("执照何时办好")
    page.get_by_role("button", name="提交联系单").click()
    page.locator("#slip-kept").wait_for(state="visible")
    kept = {item["kind"]: item for item in page.evaluate(KEPT)}
    assert sorted(kept["slip"]) == ["contact", "id", "kind", "name", "text", "token"]
    assert page.evaluate("sessionStorage.length") == 0
    with page.expect_response("**/slip/"):
        page.clock.fast_forward("21:00")
    assert ReplySlip.objects.get(by_card=True).name == "求复的代表"


def test_a_device_without_a_chinese_voice_says_so_in_words(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.add_init_script("speechSynthesis.getVoices = () => [{lang: 'en-GB', localService: true}]")
    page.goto(f"{live_server.url}/b/rules/")
    page.locator("#speak").click()
    page.locator("#speech-note").wait_for(state="visible")
    assert "不能朗读" in page.locator("#speech-note").inner_text()


def test_a_local_chinese_voice_reads_every_line_and_never_by_itself(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.add_init_script("""
        globalThis.said = [];
        globalThis.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
        speechSynthesis.getVoices = () => [{lang: 'zh-CN', localService: false, name: 'far'}, {lang: 'zh-CN', localService: true, name: 'near'}];
        speechSynthesis.speak = (spoken) => {
            said.push([spoken.voice.name, spoken.text]);
            if (said.length === document.querySelectorAll('#rules-text li').length) document.body.id = 'all-said';
        };
    """)
    page.goto(f"{live_server.url}/b/rules/")
    assert page.evaluate("said") == []
    page.locator("#speak").click()
    page.locator("#all-said").wait_for()
    said = page.evaluate("said")
    assert {voice for voice, _ in said} == {"near"}
    assert "不记名" in said[0][1]
