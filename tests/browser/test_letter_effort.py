"""A letter's effort in a real browser: found while one writes, and believed by the server; none without a script."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from matters.models import Letter
from matters.views.mail import letters_sent
from registry.models import Unit
from rulebook.matter.effort import WITHOUT_EFFORT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def flood(bureau: Unit) -> None:
    """As many letters without an effort as a box takes."""
    cache.clear()
    for _ in range(WITHOUT_EFFORT):
        letters_sent.add("enquiry")


def write(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("matters:mail-write", args=["enquiry"]))
    page.get_by_label("标题").fill("办照要几天")
    page.get_by_label("内容").fill("营业执照几天能拿到？")


def test_a_page_that_works_sends_through_a_flood(page: Page, live_server: LiveServer) -> None:
    write(page, live_server)
    page.wait_for_function("document.querySelector('input[data-effort]').value !== ''")
    page.get_by_role("button", name="发出").click()
    page.get_by_text("查询码").first.wait_for()
    assert Letter.objects.count() == 1


def test_without_a_script_the_letter_waits_and_is_not_lost(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    write(page, live_server)
    page.get_by_role("button", name="发出").click()
    page.get_by_text("现在来信较多").wait_for()
    assert page.get_by_label("标题").input_value() == "办照要几天"
    assert Letter.objects.count() == 0
    context.close()
