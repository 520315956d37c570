"""The room's screen in Chromium: large enough from the last row, nothing beyond its edge, by keys and without scripts."""

from urllib.parse import quote

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from draws.queries import facts, projector
from draws.services import confirming, digits, roster, steps
from tests.draws.conftest import DIGITS, strata
from tests.factories import PersonFactory
from tests.hall_screen import FULL, SMALLER, beyond_the_edge, too_small

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ceremony(make_draw):
    """A draw in draft with everything at its longest: names, strata, persons, the band of a rehearsal."""
    firms = [
        roster.EntryData(f"企业-{i:04}", "个体工商户/城关镇第一片区", (), f"安澜市{'很' * 60}长名称商行{i}")
        for i in range(30)
    ]
    people = [roster.person_entry(PersonFactory(name=f"消费者{i}"), "消费者") for i in range(12)]
    return make_draw(
        marking="rehearsal",
        entries=[*firms, *people],
        columns=[],
        parties=["市纪委监督员", "群众代表（由到会代表推举）"],
        stages=strata(("个体工商户/城关镇第一片区", 12, 2), ("消费者", 11, 1)),
    )


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer, watcher, client) -> Page:
    return sign_in(page, live_server, watcher, client)


def sign_in(page: Page, live_server: LiveServer, user, client) -> Page:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


def faults(page: Page, url: str) -> list[str]:
    found = []
    for size in (FULL, SMALLER):
        page.set_viewport_size(size)
        page.goto(url)
        if "sheet=check" in url:
            expect(page.locator("[data-verdict]")).to_contain_text("核对通过", timeout=15_000)
        found += [f"{size['height']}: {fault}" for fault in beyond_the_edge(page)]
        found += [f"{size['height']}: {fault}" for fault in too_small(page) if size == FULL]
    return found


def test_every_sheet_is_readable_from_ten_metres(
    ceremony, advance, watcher, inspectorate, signed_in: Page, live_server
) -> None:
    draw, found, seen = ceremony, {}, []

    def look() -> None:
        for sheet in projector.sheets(draw):
            url = f"{live_server.url}{reverse('draws:draw-projector', args=[draw.pk])}?sheet={sheet.key}&paused=1"
            seen.append(sheet.key)
            if here := faults(signed_in, url):
                found[sheet.key] = here

    look()
    advance(draw, "locked")
    digits.enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[0])
    look()
    digits.enter_digits(actor=inspectorate, draw=draw, position=2, digits=DIGITS[1])
    confirming.ask_step(actor=watcher, draw=draw, action=facts.REVEAL)
    confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.REVEAL)
    steps.run_draw(actor=watcher, draw=draw)
    steps.publish_draw(actor=watcher, draw=draw)
    look()
    confirming.ask_step(actor=watcher, draw=draw, action=facts.VOID, reason="名册漏了一个片区。" * 20)
    confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.VOID)
    look()
    assert found == {}
    assert seen == [
        *("waiting", "locked", "promise", "digits"),
        *(
            "locked",
            "promise",
            "digits",
            "seed",
            "result-1",
            "result-2",
            "result-3",
            "result-4",
            "check",
            "void",
        ),
    ]


def test_the_screen_goes_by_keys_and_comes_back_after_a_reload(
    make_draw, advance, signed_in: Page, live_server
) -> None:
    draw = advance(make_draw(), "published")
    heading = signed_in.locator("h2")
    signed_in.goto(f"{live_server.url}{reverse('draws:draw-projector', args=[draw.pk])}?sheet=locked")
    signed_in.keyboard.press(" ")
    expect(signed_in.locator("#screen-pause")).to_have_text("继续")
    signed_in.keyboard.press("ArrowRight")
    expect(heading).to_have_text("先公布承诺值，再报数")
    signed_in.keyboard.press("PageDown")
    expect(heading).to_have_text("各方各自掷出数字，互相看不到")
    signed_in.reload()
    expect(heading).to_have_text("各方各自掷出数字，互相看不到")
    signed_in.keyboard.press("ArrowLeft")
    expect(heading).to_have_text("先公布承诺值，再报数")


def test_the_screen_follows_by_itself(make_draw, advance, watcher, signed_in: Page, live_server) -> None:
    draw = advance(make_draw(), "locked")
    signed_in.goto(f"{live_server.url}{reverse('draws:draw-projector', args=[draw.pk])}?sheet=digits")
    expect(signed_in.locator("em")).to_have_count(2)
    digits.enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[0])
    expect(signed_in.locator("em")).to_have_count(1, timeout=10_000)
    expect(signed_in.locator("strong.projector-digits")).to_have_text("●" * 10)


def test_who_was_signed_out_signs_in_and_is_back_at_the_sheet(
    make_draw, advance, signed_in: Page, live_server
) -> None:
    draw = advance(make_draw(), "published")
    url = f"{reverse('draws:draw-projector', args=[draw.pk])}?sheet=seed&paused=1"
    signed_in.goto(live_server.url + url)
    signed_in.context.clear_cookies()
    signed_in.wait_for_url("**/sign-in/**", timeout=15_000)
    assert quote(url) in signed_in.url


def test_without_scripts_the_sheets_go_by_links(
    make_draw, advance, browser: Browser, live_server, watcher, client
) -> None:
    draw = advance(make_draw(), "published")
    page = sign_in(browser.new_context(java_script_enabled=False).new_page(), live_server, watcher, client)
    page.goto(f"{live_server.url}{reverse('draws:draw-projector', args=[draw.pk])}?sheet=locked")
    seen = [page.locator("h2").inner_text()]
    while page.locator("#screen-next").count():
        page.click("#screen-next")
        seen.append(page.locator("h2").inner_text())
    assert [len(seen), seen[-1]] == [7, "本屏正在重做抽取，逐项核对"]
    page.context.close()
