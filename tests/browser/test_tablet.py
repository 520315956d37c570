"""Enrolled tablets in a real browser: no network, killed, reloaded, two tabs, storage full; every confirmed ballot exactly once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Route
from pytest_django.live_server_helper import LiveServer

from ballots.models import Tablet
from ballots.queries.tablets import issued_digests, tablets_waited_for
from ballots.services import cards, opening, preparing
from ballots.services.tablets import add_tablet
from registry.models import Unit
from rulebook.ballot.codes import ballot_hash
from tests.ballots.steps import Hall, cast, make_hall
from tests.ballots.tablet_steps import urn
from tests.browser.tablets import (
    TABLET,
    begin,
    delivered,
    done,
    enrol,
    kept,
    opened_hall,
    receipts,
    tablet,
    until,
    until_kept,
    vote,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(office: Unit) -> Hall:
    return opened_hall(office)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=TABLET, has_touch=True)
    yield context
    context.close()


def test_a_ballot_is_kept_first_then_delivered_and_leaves_the_tablet(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 3)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    assert page.locator("#tablet").inner_text() == "3 号平板 · 未上传 0"
    context.set_offline(True)
    proof = vote(page, hall.codes[0])
    assert page.locator("#delivery").inner_text() == "已存本机，正在送往票箱。"
    assert [sorted(item) for item in kept(page)["unsent"]] == [["key", "sent", "vote"]]
    assert kept(page)["used"] == [1]
    assert urn(hall) == 0
    context.set_offline(False)
    page.get_by_text("已送达票箱。").wait_for()
    assert receipts(hall) == [proof]
    assert kept(page)["unsent"] == []
    assert faults == []


def test_invariant_11_offline_killed_and_reloaded_every_confirmed_ballot_is_in_exactly_once(
    browser_type: BrowserType,
    browser_type_launch_args: dict,
    live_server: LiveServer,
    hall: Hall,
    tmp_path: Path,
) -> None:
    def switch_on() -> BrowserContext:
        return browser_type.launch_persistent_context(
            tmp_path / "tablet", **browser_type_launch_args, viewport=TABLET, has_touch=True
        )

    context = switch_on()
    page = tablet(context, live_server, hall, 1)
    proofs = [vote(page, hall.codes[0])]
    done(page)
    delivered(page)
    context.set_offline(True)
    for code in hall.codes[1:3]:
        proofs.append(vote(page, code))
        done(page)
    # The page is reloaded without a network: the shell is on board, the ballots are not lost.
    page.reload()
    page.get_by_text("未上传 2").wait_for()
    proofs.append(vote(page, hall.codes[3]))
    # The tab is killed with the receipt on the screen.
    page.close()
    page = context.new_page()
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/")
    page.get_by_text("未上传 3").wait_for()
    # The battery is pulled.
    context.close()
    context = switch_on()
    page = context.new_page()
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/")
    delivered(page)
    assert receipts(hall) == sorted(proofs)
    assert kept(page)["unsent"] == []
    assert sorted(card in issued_digests(hall.vote.pk) for card in map(ballot_hash, hall.codes)) == [True] * 6
    context.close()


def test_invariant_11_an_answer_that_is_lost_counts_once(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 1)
    tries: list[str] = []

    def drop(route: Route) -> None:
        tries.append(route.request.post_data_json["id"])
        if len(tries) < 3:
            # The ballot arrives, its answer does not.
            route.fetch()
            route.abort()
        else:
            route.continue_()

    context.route("**/cast", drop)
    proof = vote(page, hall.codes[0])
    delivered(page)
    assert (len(tries), len(set(tries))) == (3, 1)
    assert receipts(hall) == [proof]


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", "<html>请登录无线网络</html>"),
        (200, "application/json", '{"message": "ok", "receipt": "AAAABBBBCCCC"}'),
        (404, "text/html", "not found"),
        (404, "application/json", '{"message": "没有这张选票卡。", "receipt": ""}'),
        (413, "text/html", "too large"),
        (401, "text/html", "sign in"),
        (410, "text/html", "gone"),
    ],
)
def test_invariant_11_no_answer_but_the_vote_s_own_takes_a_ballot_off_the_tablet(
    context: BrowserContext, live_server: LiveServer, hall: Hall, status: int, kind: str, body: str
) -> None:
    page = tablet(context, live_server, hall, 1)
    tries: list[int] = []

    def impostor(route: Route) -> None:
        tries.append(status)
        if len(tries) < 3:
            route.fulfill(status=status, content_type=kind, body=body)
        else:
            route.continue_()

    context.route("**/cast", impostor)
    proof = vote(page, hall.codes[0])
    delivered(page)
    assert (len(tries), receipts(hall)) == (3, [proof])


@pytest.mark.parametrize(("status", "kind"), [(200, "text/html"), (404, "text/html"), (403, "text/html")])
def test_invariant_11_without_a_tablet_only_the_vote_s_own_answer_counts(
    page: Page, live_server: LiveServer, hall: Hall, status: int, kind: str
) -> None:
    tries: list[int] = []

    def impostor(route: Route) -> None:
        tries.append(status)
        if len(tries) < 2:
            route.fulfill(status=status, content_type=kind, body="<html>无线网络</html>")
        else:
            route.continue_()

    page.route("**/cast", impostor)
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/")
    proof = vote(page, hall.codes[0])
    assert (len(tries), receipts(hall)) == (2, [proof])


def test_invariant_11_two_tabs_of_one_tablet_only_one_votes_and_nothing_is_sent_twice(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    first = tablet(context, live_server, hall, 1)
    second = context.new_page()
    second.goto(f"{live_server.url}/b/{hall.vote.pk}/")
    second.get_by_role("heading", name="本机已有另一个页面在投票").wait_for()
    assert not second.locator("#card").is_visible()
    context.set_offline(True)
    first.bring_to_front()
    proofs = [vote(first, hall.codes[0])]
    first.close()
    second.locator("#card").wait_for(state="visible")
    begin(second, hall.codes[0])
    second.get_by_text("这张选票卡已在本机投过票。").wait_for()
    proofs.append(vote(second, hall.codes[1]))
    context.set_offline(False)
    delivered(second)
    assert receipts(hall) == sorted(proofs)


def test_without_a_network_unknown_and_used_cards_are_turned_away(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 1)
    foreign = make_hall(hall.vote.unit)
    stranger = preparing.make_cards(actor=foreign.runner, vote=foreign.vote, n=1)[0]
    context.set_offline(True)
    vote(page, hall.codes[0])
    done(page)
    begin(page, hall.codes[0])
    page.get_by_text("这张选票卡已在本机投过票。").wait_for()
    begin(page, stranger)
    page.get_by_text("没有这张选票卡").wait_for()
    assert len(kept(page)["unsent"]) == 1


def test_one_card_on_two_tablets_is_a_conflict_that_the_watcher_sees(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 1)
    context.set_offline(True)
    vote(page, hall.codes[0])
    done(page)
    cast(hall, hall.codes[0])
    context.set_offline(False)
    delivered(page)
    page.get_by_text("冲突 1").wait_for()
    with page.expect_response("**/report"):
        page.reload()
    page.get_by_text("冲突 1").wait_for()
    assert (Tablet.objects.get().conflicts, urn(hall)) == (1, 1)
    enrol(page, live_server, hall, 2)
    page.get_by_text("2 号平板 · 未上传 0 · 冲突 1").wait_for()
    assert list(Tablet.objects.order_by("number").values_list("retired", "conflicts")) == [
        (True, 0),
        (False, 1),
    ]


def test_a_tablet_starts_nobody_once_the_vote_is_closing_and_forgets_all_after_the_end(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 1)
    vote(page, hall.codes[0])
    done(page)
    delivered(page)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    page.reload()
    page.get_by_text("投票正在截止，本机不再发起新的投票。").wait_for()
    begin(page, hall.codes[1])
    page.locator("#card-error", has_text="正在截止").wait_for()
    until_kept(page, "kept.enrolled[0].state === 'closing'")
    with page.expect_response("**/report"):
        page.reload()
    page.get_by_text("投票正在截止，本机不再发起新的投票。").wait_for()
    assert tablets_waited_for(hall.vote) == []
    for code in hall.codes[1:]:
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="leftover")
    cards.record_leftovers(actor=hall.watcher, vote=hall.vote, leftover=5, spoilt=0)
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/")
    until_kept(page, "kept.enrolled.length === 0")
    assert kept(page) == {"enrolled": [], "issued": [], "unsent": [], "used": []}


def test_a_tablet_starts_voters_again_once_the_closing_is_taken_back(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 1)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    page.reload()
    page.get_by_text("投票正在截止，本机不再发起新的投票。").wait_for()
    opening.resume_voting(actor=hall.runner, vote=hall.vote)
    page.reload()
    page.locator("#shut").wait_for(state="hidden")
    until_kept(page, "kept.enrolled[0].state === 'open'")
    proof = vote(page, hall.codes[0])
    delivered(page)
    assert receipts(hall) == [proof]


def test_whoever_walks_away_leaves_nothing_and_the_card_still_votes(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = tablet(context, live_server, hall, 1)
    page.clock.install()
    page.reload()
    page.locator("#tablet").wait_for(state="visible")
    begin(page, hall.codes[0])
    page.locator("#s1").wait_for(state="visible")
    page.locator(".screen:not([hidden]) fieldset").nth(0).locator("input[value='2']").check()
    page.clock.run_for(46_000)
    page.locator("#idle").wait_for(state="visible")
    page.get_by_role("button", name="继续填写").click()
    assert page.locator("#s1").is_visible()
    page.clock.run_for(46_000)
    page.locator("#idle").wait_for(state="visible")
    page.clock.run_for(16_000)
    page.locator("#card").wait_for(state="visible")
    assert page.locator("#ballot input:checked").count() == 0
    assert page.locator("#card").input_value() == ""
    assert urn(hall) == 0
    assert cast(hall, hall.codes[0]).status == 201


def test_the_way_back_leads_nowhere(context: BrowserContext, live_server: LiveServer, hall: Hall) -> None:
    page = tablet(context, live_server, hall, 1)
    page.evaluate("history.back()")
    until(page, "() => history.state === null")
    assert page.url == f"{live_server.url}/b/{hall.vote.pk}/"
    assert page.locator("#card").is_visible()


def test_a_code_scanned_while_the_page_is_open_enrols_too(
    context: BrowserContext, live_server: LiveServer, hall: Hall
) -> None:
    page = context.new_page()
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/tablet/")
    page.locator("#enrol").wait_for(state="visible")
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/tablet/#AAAABBBBCCCC")
    page.get_by_text("登记码不对或已经用过").wait_for()
    _, code = add_tablet(actor=hall.runner, vote=hall.vote, number=8)
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/tablet/#{code}")
    page.get_by_role("heading", name="8 号平板已登记").wait_for()
    assert "#" not in page.url
