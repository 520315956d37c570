"""Sheets of paper entered by keyboard alone in a real browser."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from ballots.models import PaperEntry
from registry.models import Unit
from tests.ballots.paper import PaperHall, closed_with_box, paper_hall
from tests.ballots.steps import make_hall

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(office: Unit) -> PaperHall:
    hall = make_hall(office, ["所长 张山"])
    return closed_with_box(paper_hall(hall, cards=5, tablets=1, paper=4), handed_out=5, sheets=4)


def signed_in(browser: Browser, live_server: LiveServer, box: PaperHall, clerk: int) -> Page:
    client = Client()
    client.force_login(box.clerks[clerk], backend="django.contrib.auth.backends.ModelBackend")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("ballots:paper-enter", args=[box.hall.vote.pk]))
    return page


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.name")


def keys(page: Page, text: str) -> None:
    """Nothing but the keyboard, as a clerk's hand goes."""
    for key in text:
        page.keyboard.press({"⏎": "Enter", "⌫": "Backspace"}.get(key, key))


def entered(page: Page, n: int) -> None:
    page.locator("#entered").filter(has_text=f"您已录入 {n} / 4 张").wait_for()


def bodies(box: PaperHall, clerk: int) -> dict[int, str]:
    rows = PaperEntry.objects.filter(entered_by=box.clerks[clerk]).select_related("sheet")
    return {row.sheet.stamp: row.body or row.invalid for row in rows}


def test_a_box_is_entered_without_touching_the_mouse(
    browser: Browser, live_server: LiveServer, box: PaperHall
) -> None:
    page = signed_in(browser, live_server, box, 0)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    one, two, three, four = box.stamps
    assert focused(page) == "stamp"
    keys(page, f"{one}123450543210⏎")
    entered(page, 1)
    assert focused(page) == "stamp", "the next sheet begins by itself"
    # A wrong key is no mark; two steps back and on again.
    keys(page, f"{two}1119a⌫⌫22111111111⏎")
    entered(page, 2)
    keys(page, f"{three}12-3⏎")
    entered(page, 3)
    # Enter too early leads to what is missing and sends nothing.
    keys(page, f"{four}11111⏎")
    assert focused(page) == "m5"
    keys(page, "0222222⏎")
    page.get_by_text("您已录完全部纸质票").wait_for()
    assert bodies(box, 0) == {
        one: "[1,2,3,4,5,0,5,4,3,2,1,0]",
        two: "[1,2,2,1,1,1,1,1,1,1,1,1]",
        three: "marked",
        four: "[1,1,1,1,1,0,2,2,2,2,2,2]",
    }
    kept = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('paper-entry'))")
    assert kept == []
    assert faults == []


def test_a_reload_keeps_the_sheet_under_way_and_a_refusal_keeps_what_was_typed(
    browser: Browser, live_server: LiveServer, box: PaperHall
) -> None:
    page = signed_in(browser, live_server, box, 1)
    stamp = box.stamps[0]
    keys(page, f"{stamp}12345")
    page.reload()
    assert focused(page) == "m5"
    assert [page.locator(f"[name=m{place}]").input_value() for place in range(6)] == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "",
    ]
    keys(page, "1111111⏎")
    entered(page, 1)
    assert page.locator("[name=stamp]").input_value() == ""
    keys(page, f"{stamp}222222222222⏎")
    page.get_by_text("您已经录入过").wait_for()
    assert page.locator("[name=m11]").input_value() == "2"
    assert focused(page) == "stamp"
    keys(page, f"{box.stamps[1]}")
    assert focused(page) == "m0"
    keys(page, "⏎")
    entered(page, 2)
    assert bodies(box, 1) == {
        stamp: "[1,2,3,4,5,1,1,1,1,1,1,1]",
        box.stamps[1]: "[2,2,2,2,2,2,2,2,2,2,2,2]",
    }
