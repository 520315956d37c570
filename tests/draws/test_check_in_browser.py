"""The public page redoes a real draw in Chromium, and finds one changed character."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer

from draws.queries import results
from draws.services import substitution

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VERDICT = "[data-verdict]:not([hidden])"


@pytest.fixture
def published(make_draw, advance, watcher):
    draw = advance(make_draw(), "published")
    leaving = results.selected(draw).first()
    substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="declined")
    return draw


def check(page: Page, live_server: LiveServer, number: str) -> str:
    page.goto(live_server.url + reverse("draws:draw-verify", args=[number]))
    page.click("text=在浏览器中重做抽取")
    return page.wait_for_selector(VERDICT).inner_text()


def test_s0_07_anybody_redoes_the_draw_in_the_browser(published, live_server, page: Page) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    assert check(page, live_server, published.number).startswith("核对通过")
    assert [page.locator("#draw-check .timeline-done").count(), faults] == [10, []]


def test_one_changed_ticket_is_found_in_the_browser(published, live_server, page: Page) -> None:
    def tamper(route: Route) -> None:
        data = route.fetch().json()
        text = data["files"]["tickets.tsv"]
        data["files"]["tickets.tsv"] = text[:-3] + ("1" if text[-3] == "0" else "0") + text[-2:]
        route.fulfill(status=200, content_type="application/json", body=json.dumps(data))

    page.route("**/files.json", tamper)
    assert check(page, live_server, published.number).startswith("核对不通过")


def test_digits_are_counted_but_not_shown(
    make_draw, advance, watcher, live_server, page: Page, client
) -> None:
    draw = advance(make_draw(), "locked")
    client.force_login(watcher, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(live_server.url + reverse("draws:draw-digits", args=[draw.pk]))
    page.locator("input[data-digits]").first.type("1234567")
    shown = page.locator("[data-digits-count]").first.inner_text()
    assert shown.split() == ["●●●●●●●", "已输入", "7", "/", "10", "位"]
