"""The questions' page in Chromium: what is refused comes back in place, with what was typed and the reason."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.evaluations.meetings.stage import Stage
from tests.evaluations.meetings.test_questions import sitting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_refused_line_stays_in_its_form_with_the_reason(
    stage: Stage, page: Page, live_server: LiveServer, client
) -> None:
    meeting = sitting(stage)
    client.force_login(stage.inspector, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(live_server.url + reverse("meetings:question-list", args=[meeting.pk]))
    entry = page.locator("#question-entry")
    entry.locator("select[name=kind]").select_option("suggestion")
    entry.get_by_role("button", name="记下").click()
    expect(entry.locator(".is-invalid")).to_have_count(1)
    expect(entry.locator("select[name=kind]")).to_have_value("suggestion")
    entry.locator("[name=text]").fill("少跑腿")
    entry.get_by_role("button", name="记下").click()
    expect(page.get_by_text("少跑腿").first).to_be_visible()
    expect(entry.locator("[name=text]")).to_have_value("")
