"""Making the slips of a survey: the file comes once, and the page shows the batch that was made (S4-11)."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from ballots.models import CardBatch, Vote
from evaluations.surveys.models import Survey
from registry.models import Unit
from tests.evaluations.meetings.stage import Stage, set_stage
from tests.evaluations.surveys.test_surveys import create
from tests.printing.reading import pages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(bureau: Unit, office: Unit) -> Stage:
    return set_stage(bureau, office)


def test_s4_11_a_batch_is_saved_once_and_shown_with_its_file_and_the_strata_still_without_codes(
    browser: Browser, live_server: LiveServer, stage: Stage, tmp_path: Path
) -> None:
    create(stage)
    client = Client()
    client.force_login(stage.inspector, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("surveys:survey-prepare", args=[Survey.objects.get().pk]))
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("ballots:batch-list", args=[Vote.objects.get().pk]))
    warning = page.get_by_text("还没有选票卡的层")
    expect(warning).to_contain_text("企业、消费者")
    page.get_by_label("张数", exact=False).first.fill("200")
    page.get_by_label("咨询电话").fill("0750-2212345")
    page.get_by_role("button", name="制作并下载 PDF").click()
    expect(page.get_by_text("截止时间：")).to_be_visible()
    assert CardBatch.objects.count() == 0, "what is wrong is told on the page"
    expect(page.get_by_label("咨询电话")).to_have_value("0750-2212345")
    page.get_by_label("截止时间").fill("2099-03-01T18:00")
    with page.expect_download() as download:
        page.get_by_role("button", name="制作并下载 PDF").click()
    assert download.value.suggested_filename.endswith("第1批-企业.pdf")
    download.value.save_as(tmp_path / "first.pdf")
    assert pages((tmp_path / "first.pdf").read_bytes())[1].count("选票卡") == 8
    expect(page.get_by_role("heading", name="已制作：")).to_contain_text("第1批-企业")
    expect(page.get_by_role("row").filter(has_text="企业").first).to_contain_text("200")
    expect(warning).to_contain_text("还没有选票卡的层：消费者。")
    with page.expect_download() as again:
        page.get_by_role("link", name="再存一次").click()
    again.value.save_as(tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "first.pdf").read_bytes()
    assert CardBatch.objects.count() == 1
    assert faults == []
