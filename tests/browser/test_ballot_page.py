"""The ballot page in a real browser: a tablet, no scripts, a network that drops."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from ballots.models import UrnBallot
from ballots.services.throttle import failures
from ballots.sql import connecting, urn
from registry.models import Unit
from rulebook.ballot.codes import ballot_hash
from rulebook.ballot.receipts import receipt
from tests.ballots.keys import bodies
from tests.ballots.steps import Hall, make_hall, opened

pytestmark = pytest.mark.django_db(transaction=True)
TABLET = {"width": 1024, "height": 768}


@pytest.fixture
def hall(office: Unit) -> Hall:
    failures.forget()
    return opened(make_hall(office, ["所长 张山", "副所长 李泗", "副所长 王伍"]))


def shown(page: Page):
    return page.locator(".screen:not([hidden])")


def scrolls(page: Page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth"
    )


def mark_all(page: Page, subjects: int = 4) -> int:
    """Tap a mark in every row, and then on."""
    taps = 0
    for number in range(subjects):
        for row in range(6):
            shown(page).locator("fieldset").nth(row).locator(".choice").nth((number + row) % 5).tap()
            taps += 1
        shown(page).locator("[data-go=on]").tap()
        taps += 1
        title = f"#s{number + 2}" if number + 1 < subjects else "#review-title"
        page.locator(title).wait_for(state="visible")
    return taps


def test_s0_12_a_vote_by_taps_without_scrolling(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET, has_touch=True)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#s1").wait_for(state="visible")
    assert "#" not in page.url, "the code leaves the address at once"
    assert not scrolls(page)
    taps = mark_all(page)
    assert not scrolls(page)
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 0, "nothing is sent before the voter confirms"
    page.locator("#confirm").tap()
    page.locator("#finish").wait_for(state="visible")
    assert not scrolls(page)
    proof = page.locator("#receipt").inner_text().replace("-", "")
    assert proof == receipt(UrnBallot.objects.get().pk)
    page.locator("#finish").tap()
    taps += 2
    assert taps == hall.form.size + len(hall.form.subjects) + 2
    assert bodies(hall.vote) == ["[1,2,3,4,5,1,2,3,4,5,1,2,3,4,5,1,2,3,4,5,1,2,3,4]"]
    assert page.locator("#card").input_value() == ""
    assert page.locator("#ballot input:checked").count() == 0
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    assert faults == []


def test_a_wrong_letter_is_told_before_anything_is_sent(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{live_server.url}/b/")
    code = hall.codes[0]
    page.locator("#card").press_sequentially(code[:-1] + ("2" if code[-1] != "2" else "3"))
    page.locator("#begin").click()
    page.locator("#card-error", has_text="票码校验不符").wait_for()
    assert sent == []
    page.locator("#card").fill(code.lower())
    page.locator("#begin").click()
    page.locator("#s1").wait_for(state="visible")


def test_a_used_card_is_told_before_the_form_is_filled_in(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    urn.close_code(hall.vote.pk, ballot_hash(hall.codes[0]))
    page = browser.new_page(viewport=TABLET)
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#card-error").wait_for(state="visible")
    page.locator("#card-error", has_text="已经使用或已作废").wait_for()


def test_a_dropped_answer_is_retried_with_the_same_id(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET, has_touch=True)
    tries: list[str] = []

    def drop(route: Route) -> None:
        tries.append(route.request.post_data_json["id"])
        if len(tries) == 1:
            route.abort()
        elif len(tries) == 2:
            # The ballot arrives, its answer does not.
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/cast", drop)
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#s1").wait_for(state="visible")
    mark_all(page)
    page.locator("#confirm").tap()
    page.get_by_text("正在自动重试").wait_for()
    page.locator("#finish").wait_for(state="visible", timeout=20_000)
    assert len(tries) == 3
    assert len(set(tries)) == 1
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 1


def test_coming_back_from_the_review_changes_one_mark(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET, has_touch=True)
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#s1").wait_for(state="visible")
    mark_all(page)
    page.get_by_role("button", name="修改对所长 张山的评议").tap()
    shown(page).get_by_role("group", name="总体评价").get_by_label("弃权").tap()
    shown(page).locator("[data-go=on]").tap()
    page.locator("#confirm").tap()
    page.locator("#finish").wait_for(state="visible")
    assert bodies(hall.vote) == ["[1,2,3,4,5,1,2,3,4,5,1,0,3,4,5,1,2,3,4,5,1,2,3,4]"]


def test_without_scripts_the_vote_is_cast_from_one_form(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=TABLET)
    page = context.new_page()
    page.goto(live_server.url + reverse("ballots:ballot"))
    page.locator("#card").fill(hall.codes[0])
    page.locator("input[name=m5][value='2']").locator("..").click()
    page.get_by_role("button", name="核对").click()
    assert page.locator(".review dd", has_text="比较满意").count() == 1
    page.get_by_role("button", name="确认投票").click()
    assert page.get_by_text("还有 23 项没选，按弃权计").is_visible()
    page.get_by_role("button", name="就这样投").click()
    assert page.get_by_role("heading", name="投票成功").is_visible()
    assert bodies(hall.vote) == ["[0,0,0,0,0,2" + ",0" * 18 + "]"]


def test_over_plain_http_the_page_says_why_there_is_no_camera(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', {value: false})")
    page.goto(f"{live_server.url}/b/")
    assert "不是安全连接" in page.locator("#camera-note").inner_text()
    assert not page.locator("#scan").is_visible()


def test_the_page_stays_with_a_person_until_the_voter_moves_on_and_a_double_tap_skips_nobody(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.clock.install()
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#s1").wait_for(state="visible")
    for row in range(6):
        shown(page).locator("fieldset").nth(row).locator(".choice").first.click()
    page.clock.run_for(5_000)
    assert page.locator("#s1").is_visible()
    shown(page).locator("[data-go=on]").dblclick()
    page.locator("#s2").wait_for(state="visible")
    assert page.locator(".screen:not([hidden]) h1").get_attribute("id") == "s2"


def test_blanks_are_amber_counted_and_asked_about_once(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport=TABLET)
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#s1").wait_for(state="visible")
    for subject in range(4):
        for row in range(6):
            if subject in (0, 2) or row < 4:
                shown(page).locator("fieldset").nth(row).locator(".choice").nth(5 if row == 0 else 1).click()
        shown(page).locator("[data-go=on]").click()
    assert page.locator("#review-blanks").inner_text() == "还有 4 项没选，按弃权计"
    assert page.locator(".review-blank").count() == 4
    assert page.locator(".review-abstain").count() == 4, "who chose 弃权 has chosen"
    amber, grey = (
        page.locator(f"{kind} dd").first.evaluate("(cell) => getComputedStyle(cell).color")
        for kind in (".review-blank", ".review-abstain")
    )
    assert (amber, grey) == ("rgb(138, 82, 0)", "rgb(91, 102, 114)")
    page.locator("#confirm").click()
    assert page.get_by_role("heading", name="还有 4 项没选，按弃权计").is_visible()
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 0
    page.get_by_role("button", name="回去选").click()
    # The first person with a blank, then the next with one; the third has none.
    page.locator("#s2").wait_for(state="visible")
    shown(page).locator("[data-go=on]").click()
    page.locator("#s4").wait_for(state="visible")
    for row in (4, 5):
        shown(page).locator("fieldset").nth(row).locator(".choice").first.click()
    shown(page).locator("[data-go=on]").click()
    page.locator("#confirm").click()
    assert page.get_by_role("heading", name="还有 2 项没选，按弃权计").is_visible()
    page.get_by_role("button", name="就这样投").click()
    page.locator("#finish").wait_for(state="visible")
    assert bodies(hall.vote) == ["[0,2,2,2,2,2,0,2,2,2,0,0,0,2,2,2,2,2,0,2,2,2,1,1]"]
