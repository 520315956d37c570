"""What a finger meets on the ballot page: large targets, far enough apart, on every screen and size; large print, a voice."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ballots.services.throttle import failures
from registry.models import Unit
from tests.ballots.steps import Hall, make_hall, opened

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = [(1280, 800), (1024, 768), (390, 844)]
APART, LARGE = 8, 56
TARGETS = """() => [...document.querySelectorAll("dialog[open] button, .choice, button, a.btn, input:not([type=radio]):not([type=hidden]), textarea")]
  .filter((each) => each.checkVisibility() && (!document.querySelector("dialog[open]") || each.closest("dialog[open]")))
  .map((each) => {
    const box = (each.querySelector("span") ?? each).getBoundingClientRect();
    return {name: each.textContent.trim() || each.id, left: box.left, top: box.top, right: box.right, bottom: box.bottom};
  })"""
"""Every target on the screen now: where it may be touched."""
VOICE = """
  globalThis.said = [];
  globalThis.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
  speechSynthesis.getVoices = () => [{lang: 'zh-CN', localService: true, name: 'near'}];
  speechSynthesis.speak = (spoken) => said.push(spoken.text);
"""


@pytest.fixture
def hall(office: Unit) -> Hall:
    failures.forget()
    return opened(make_hall(office, ["所长 张山", "副所长 李泗", "副所长 王伍"]))


def apart(one: dict[str, Any], other: dict[str, Any]) -> float:
    """How far two boxes lie apart, in CSS pixels; negative where they overlap."""
    across = max(other["left"] - one["right"], one["left"] - other["right"])
    down = max(other["top"] - one["bottom"], one["top"] - other["bottom"])
    return round(max(across, down), 2)


def shortcomings(page: Page) -> list[str]:
    """Targets of the screen shown that are too small or too near to another."""
    boxes = page.evaluate(TARGETS)
    assert boxes, "a screen has targets"
    small = [
        f"{box['name']}: {box['bottom'] - box['top']:.0f} high"
        for box in boxes
        if round(box["bottom"] - box["top"], 2) < LARGE
    ]
    near = [
        f"{one['name']} and {other['name']}: {apart(one, other)}"
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if apart(one, other) < APART
    ]
    return small + near


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES, ids=[f"{wide}x{high}" for wide, high in SIZES])
def test_every_target_is_large_and_eight_pixels_from_the_next(
    browser: Browser, live_server: LiveServer, hall: Hall, size: tuple[int, int], large: bool
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, has_touch=True)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = shortcomings(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0], f"{name}: nothing to push sideways"

    page.goto(f"{live_server.url}/b/{hall.vote.pk}/")
    if large:
        page.get_by_role("button", name="大字").tap()
    look("start")
    page.locator("#card").fill(hall.codes[0])
    page.locator("#begin").tap()
    page.locator("#s1").wait_for(state="visible")
    look("subject")
    for _ in hall.form.subjects:
        page.locator(".screen:not([hidden]) [data-go=on]").click()
    look("review")
    page.locator("#confirm").tap()
    look("question")
    page.get_by_role("button", name="就这样投").tap()
    page.locator("#finish").wait_for(state="visible")
    look("done")
    page.locator("#opine").tap()
    look("opinion")
    assert {name: found[name] for name in found if found[name]} == {}


def test_large_print_is_a_switch_on_the_ballot_and_ends_with_the_voter(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#s1").wait_for(state="visible")
    size = "parseFloat(getComputedStyle(document.querySelector('.screen:not([hidden]) legend')).fontSize)"
    before = page.evaluate(size)
    switch = page.get_by_role("button", name="大字")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(size) > before * 1.25
    page.get_by_role("button", name="换人").click()
    page.get_by_role("button", name="换人，清除").click()
    page.locator("#card").wait_for(state="visible")
    expect(switch).to_have_attribute("aria-pressed", "false")


def test_the_screen_is_read_aloud_but_never_what_is_marked(
    browser: Browser, live_server: LiveServer, hall: Hall
) -> None:
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.add_init_script(VOICE)
    page.goto(f"{live_server.url}/b/#{hall.vote.pk}.{hall.codes[0]}")
    page.locator("#s1").wait_for(state="visible")
    page.locator(".screen:not([hidden]) fieldset").first.locator(".choice").nth(3).click()
    assert page.evaluate("said") == [], "never by itself"
    page.get_by_role("button", name="朗读").click()
    said = page.evaluate("said")
    assert said[0].startswith("城关工商所")
    assert said[1] == "每项都可以选：满意、比较满意、基本满意、不太满意、不满意、弃权"
    assert said[2:] == [criterion.label for criterion in hall.form.criteria]
    for _ in hall.form.subjects:
        page.locator(".screen:not([hidden]) [data-go=on]").click()
    page.locator("#review-title").wait_for(state="visible")
    page.evaluate("() => { globalThis.said.length = 0; }")
    page.get_by_role("button", name="朗读").click()
    assert "不太满意" in page.locator("#review").inner_text()
    assert page.evaluate("said") == ["请核对，确认后不能更改点名称可以修改"]


def test_a_switch_says_that_there_is_no_voice(browser: Browser, live_server: LiveServer, hall: Hall) -> None:
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.add_init_script("speechSynthesis.getVoices = () => [{lang: 'en-GB', localService: true}]")
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/")
    switch = page.get_by_role("button", name="无语音")
    assert not page.locator("#speech-note").is_visible()
    switch.click()
    assert "本设备没有中文语音" in page.locator("#speech-note").inner_text()
