"""The room's screen: sheet by sheet, nothing before its time, the same sheet after a reload."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from draws.models import Draw
from draws.queries import facts, projector, results
from draws.services import confirming, roster, substitution
from draws.services.digits import enter_digits
from rulebook.meeting.slides import HOLD_SECONDS
from tests.draws.conftest import DIGITS, strata
from tests.draws.test_pages import login
from tests.factories import PersonFactory

SEED = "".join(DIGITS)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that moves only when the test moves it."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


class Screen:
    """The screen of a draw in the hands of the watcher; polls as the page tells it to."""

    def __init__(self, client: Client, draw: Draw) -> None:
        self.client, self.url = client, reverse("draws:draw-projector", args=[draw.pk])
        self.text = ""
        self.address = self.url

    def open(self, **asked: str) -> "Screen":
        answer = self.client.get(self.url, asked)
        assert answer.status_code == 200
        self.text = answer.text
        return self

    def poll(self) -> HttpResponse:
        poll = re.search(r'hx-get="([^"]+)"', self.text)
        assert poll
        answer = self.client.get(poll[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
        if answer.status_code == 200:
            self.text, self.address = answer.text, answer.headers["HX-Replace-Url"]
        return answer

    @property
    def heading(self) -> str:
        found = re.search(r"<h2>(.*?)</h2>", self.text, re.DOTALL)
        assert found
        return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


@pytest.fixture
def screen(watcher):
    return lambda draw: Screen(login(watcher), draw)


def sheets(draw: Draw) -> list[str]:
    return [sheet.key for sheet in projector.sheets(draw)]


STATES = [
    ("draft", ["waiting"], "waiting"),
    ("locked", ["locked", "promise", "digits"], "locked"),
    ("seeded", ["locked", "promise", "digits", "seed"], "seed"),
    ("drawn", ["locked", "promise", "digits", "seed", "result-1", "result-2"], "result-1"),
    ("published", ["locked", "promise", "digits", "seed", "result-1", "result-2", "check"], "result-1"),
]


@pytest.mark.parametrize(("state", "there", "first"), STATES, ids=[row[0] for row in STATES])
def test_s0_03_no_sheet_is_there_before_its_state(make_draw, advance, state, there, first) -> None:
    draw = advance(make_draw(), state)
    assert sheets(draw) == there
    assert projector.first_sheet(draw) == first


@pytest.mark.parametrize("asked", ["seed", "result-1", "check", "digits", "void"])
def test_s0_03_digits_are_not_shown_before_they_are_revealed(
    make_draw, advance, watcher, inspectorate, screen, asked
) -> None:
    draw = advance(make_draw(), "locked")
    enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[0])
    shown = screen(draw).open(sheet=asked)
    assert shown.heading == "各方各自掷出数字，互相看不到"
    assert ["●" * 10 in shown.text, "等待报数" in shown.text] == [True, True]
    assert [digits in shown.text for digits in (*DIGITS, SEED)] == [False] * 3
    advance_rest(draw, inspectorate)
    assert [digits in shown.open(sheet="digits").text for digits in (*DIGITS, SEED)] == [False] * 3


def advance_rest(draw: Draw, inspectorate) -> None:
    enter_digits(actor=inspectorate, draw=draw, position=2, digits=DIGITS[1])


def test_the_seed_is_shown_once_revealed_and_no_result_yet(make_draw, advance, screen) -> None:
    draw = advance(make_draw(), "seeded")
    shown = screen(draw).open(sheet="result-1")
    assert shown.heading == "数字一起揭开，连成种子"
    assert [SEED in shown.text, *(digits in shown.text for digits in DIGITS)] == [True] * 3
    assert "企业第" not in shown.text


def test_the_commitment_stands_in_groups_of_four_with_a_code_of_its_address(
    make_draw, advance, screen
) -> None:
    draw = advance(make_draw(), "locked")
    shown = screen(draw).open(sheet="promise").text
    assert re.findall(r"<span>([0-9a-f]{4})</span>", shown) == re.findall(".{4}", draw.commitment_hash)
    assert "data:image/svg+xml" in shown


def test_the_screen_follows_the_draw_and_holds_every_sheet(make_draw, advance, screen, clock) -> None:
    draw = make_draw()
    shown = screen(draw).open()
    assert shown.heading == "名册还在编制"
    assert shown.poll().status_code == 204
    advance(draw, "locked")
    shown.poll()
    assert shown.heading == "名册已经锁定，谁也不能再改"
    clock.shift(timedelta(seconds=HOLD_SECONDS - 1))
    assert shown.poll().status_code == 204
    clock.shift(timedelta(seconds=1))
    assert shown.poll().status_code == 200
    assert shown.heading == "先公布承诺值，再报数"
    assert shown.address == f"{shown.url}?sheet=promise"
    assert shown.poll().status_code == 204


def test_s0_07_however_fast_the_draw_is_the_room_sees_every_sheet_for_a_while(
    make_draw, advance, screen, clock
) -> None:
    draw = advance(make_draw(), "locked")
    shown = screen(draw).open()
    advance(draw, "published")
    seen = [shown.heading]
    for _ in range(3 * len(sheets(draw))):
        clock.shift(timedelta(seconds=HOLD_SECONDS / 2))
        shown.poll()
        seen.append(shown.heading)
    assert list(dict.fromkeys(seen)) == [
        "名册已经锁定，谁也不能再改",
        "先公布承诺值，再报数",
        "各方各自掷出数字，互相看不到",
        "数字一起揭开，连成种子",
        "个体：名册 6，抽出 2",
        "企业：名册 12，抽出 4",
        "本屏正在重做抽取，逐项核对",
    ]
    assert min(seen.count(each) for each in set(seen)) == 2


def test_a_reload_in_the_middle_comes_back_to_the_sheet(make_draw, advance, screen, clock) -> None:
    draw = advance(make_draw(), "published")
    shown = screen(draw).open(sheet="result-1")
    clock.shift(timedelta(seconds=HOLD_SECONDS))
    shown.poll()
    before = shown.heading
    again = screen(draw)
    again.text = again.client.get(shown.address).text
    assert [before, again.heading] == ["企业：名册 12，抽出 4"] * 2


def test_a_paused_screen_stays_but_hears_what_happens(
    make_draw, advance, watcher, inspectorate, screen, clock
) -> None:
    draw = advance(make_draw(), "locked")
    shown = screen(draw).open(sheet="digits", paused="1")
    enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[0])
    clock.shift(timedelta(seconds=10 * HOLD_SECONDS))
    shown.poll()
    assert ["●" * 10 in shown.text, shown.address] == [True, f"{shown.url}?sheet=digits&paused=1"]
    advance_rest(draw, inspectorate)
    confirming.ask_step(actor=watcher, draw=draw, action=facts.REVEAL)
    clock.shift(timedelta(seconds=10 * HOLD_SECONDS))
    shown.poll()
    assert shown.heading == "各方各自掷出数字，互相看不到"
    assert escape("?sheet=digits") in shown.text


def test_a_draw_voided_in_the_middle_says_so_at_once_with_its_reason(
    make_draw, advance, watcher, inspectorate, screen
) -> None:
    draw = advance(make_draw(), "drawn")
    shown = screen(draw).open(sheet="result-1", paused="1")
    confirming.ask_step(actor=watcher, draw=draw, action=facts.VOID, reason="名册漏了一个片区")
    assert shown.poll().status_code == 204
    assert "名册漏了一个片区" not in shown.open(sheet="result-1").text
    confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.VOID)
    shown.poll()
    assert shown.heading == "本次抽取已作废"
    assert ["名册漏了一个片区" in shown.text, "企业第" in shown.text] == [True, False]


def test_persons_are_shown_by_code_businesses_by_name(make_draw, advance, screen) -> None:
    person = roster.person_entry(PersonFactory(name="王小明", phone="13000001234"), "消费者")
    draw = advance(make_draw(entries=[person], columns=[], stages=strata(("消费者", 1, 0))), "drawn")
    shown = screen(draw).open(sheet="result-1").text
    assert [person.code in shown, "王小明" in shown] == [True, False]
    firms = advance(make_draw("乙-001"), "drawn")
    assert (
        results.selected(firms).filter(stratum="企业")[0].label in screen(firms).open(sheet="result-2").text
    )


def test_the_sheets_of_results_are_those_of_the_draw_itself(make_draw, advance, watcher, screen) -> None:
    draw = advance(make_draw(), "published")
    before = screen(draw).open(sheet="result-2").text
    leaving = results.selected(draw).filter(stratum="企业")[0]
    step = substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="declined")
    after = screen(draw).open(sheet="result-2").text
    assert [leaving.label in before, leaving.label in after] == [True, True]
    assert step.replacement.label not in after


def test_a_large_stratum_goes_page_by_page(make_draw, advance) -> None:
    entries = [roster.EntryData(f"企业-{i:04}", "企业", ("食品",), f"第{i}户") for i in range(60)]
    draw = advance(make_draw(entries=entries, stages=strata(("企业", 25, 5))), "drawn")
    pages = [sheet for sheet in projector.sheets(draw) if sheet.scene == "result"]
    assert [(sheet.part, sheet.parts) for sheet in pages] == [(1, 3), (2, 3), (3, 3)]
    shown = [entry.rank for sheet in pages for entry in projector.sheet_context(draw, sheet)["drawn"]]
    assert shown == list(range(1, 26))


@pytest.mark.parametrize(("marking", "word"), [("rehearsal", "演练"), ("demo", "演示")])
def test_a_marking_stands_large_on_every_sheet(make_draw, advance, screen, marking, word) -> None:
    draw = advance(make_draw(marking=marking), "published")
    marks = [f"<strong>{word}</strong>" in screen(draw).open(sheet=key).text for key in sheets(draw)]
    assert marks == [True] * 7
    plain = advance(make_draw("乙-001"), "published")
    assert "projector-mark" not in screen(plain).open().text


def test_polling_does_not_keep_the_session_alive(make_draw, advance, screen) -> None:
    draw = advance(make_draw(), "locked")
    shown = screen(draw).open()
    seen = shown.client.session["seen"]
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        shown.poll()
        assert shown.client.session["seen"] == seen


@pytest.mark.parametrize(
    "asked", [{"sheet": "x"}, {"since": "²"}, {"since": "-1"}, {"since": "9" * 40}, {"mark": "x"}]
)
def test_a_wrong_address_does_no_harm(make_draw, advance, screen, asked) -> None:
    draw = advance(make_draw(), "published")
    assert screen(draw).open(**asked).heading == "个体：名册 6，抽出 2"


def test_the_screen_asks_no_more_of_a_larger_draw(make_draw, advance, screen) -> None:
    def count(draw: Draw) -> int:
        shown = screen(draw).open(sheet="result-1")
        with CaptureQueriesContext(connection) as captured:
            shown.open(sheet="result-1")
        return len(captured)

    entries = [roster.EntryData(f"企业-{i:04}", "企业", ("食品",), f"第{i}户") for i in range(200)]
    large = advance(make_draw("大", entries=entries, stages=strata(("企业", 80, 40))), "published")
    assert count(large) == count(advance(make_draw("小"), "published"))
