"""Twenty voters, three tablets, Wi-Fi off for the middle ten, one battery pulled, five on paper, one sheet void."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType
from pytest_django.live_server_helper import LiveServer

from ballots.models import Receipt, Tablet
from ballots.queries import tablets, votes
from ballots.queries.differences import publishing_problems
from ballots.services import cards, moves, opening, paper, sealing
from ballots.services.throttle import enrol_failures, failures
from ballots.sql import connecting, urn
from registry.models import Role, Unit
from rulebook.ballot.receipts import short_receipt
from tests.ballots.keys import take_count
from tests.ballots.paper import PaperHall
from tests.ballots.steps import Hall, confirm, make_hall, opened
from tests.browser.tablets import (
    TABLET,
    delivered,
    done,
    kept,
    knows_of_closing,
    learn_of_closing,
    tablet,
    until_kept,
    vote,
)
from tests.factories import user_with

pytestmark = pytest.mark.django_db(transaction=True)

CARDS, TABLET_VOTERS, PAPER_VOTERS = 22, 15, 5


@pytest.fixture
def hall(office: Unit) -> Hall:
    failures.forget()
    enrol_failures.forget()
    return opened(make_hall(office, ["所长 张山", "副所长 李泗"]), cards=CARDS)


def count_cards_and_close(hall: Hall) -> None:
    left = hall.codes[TABLET_VOTERS + PAPER_VOTERS :]
    for code in left:
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="leftover")
    cards.record_leftovers(actor=hall.watcher, vote=hall.vote, leftover=len(left), spoilt=0, paper_left=1)
    opening.close_vote(actor=hall.runner, vote=hall.vote)


def read_paper(hall: Hall) -> None:
    """Two clerks read five sheets; four say 满意 everywhere, one bears a name and is void."""
    found = PaperHall(hall, (hall.teller, user_with(Role.TELLER, hall.vote.unit)))
    paper.stamp_sheets(actor=hall.teller, vote=hall.vote, n=PAPER_VOTERS)
    void, *valid = found.stamps
    for stamp in valid:
        found.both(stamp, [5] * hall.form.size)
    found.both(void, invalid="marked")


def test_s0_23_the_story_of_twenty_voters_holds_every_equation(
    browser: Browser,
    browser_type: BrowserType,
    browser_type_launch_args: dict,
    live_server: LiveServer,
    hall: Hall,
    tmp_path: Path,
) -> None:
    def third() -> BrowserContext:
        return browser_type.launch_persistent_context(
            tmp_path / "third", **browser_type_launch_args, viewport=TABLET
        )

    contexts = [browser.new_context(viewport=TABLET), browser.new_context(viewport=TABLET), third()]
    pages = [tablet(context, live_server, hall, place + 1) for place, context in enumerate(contexts)]
    cards.record_attendance(vote=hall.vote, n=TABLET_VOTERS + PAPER_VOTERS)
    paper.print_paper(actor=hall.runner, vote=hall.vote, n=PAPER_VOTERS + 1)
    voters = iter(hall.codes[:TABLET_VOTERS])
    proofs: list[str] = []

    def next_voters(*places: int) -> None:
        for place in places:
            proofs.append(vote(pages[place], next(voters)))
            done(pages[place])

    next_voters(0, 1, 2)
    for page in pages:
        delivered(page)
    # The Wi-Fi goes. Ten vote; the third tablet's battery is pulled in between.
    for context in contexts:
        context.set_offline(True)
    next_voters(0, 1, 2, 0, 1, 2)
    contexts[2].close()
    next_voters(0, 1, 0, 1)
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 3
    # Meanwhile five take paper for their cards.
    for code in hall.codes[TABLET_VOTERS : TABLET_VOTERS + PAPER_VOTERS]:
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="paper")
    # The Wi-Fi is back. Closing begins and waits for the tablet that lies there dead.
    for context in contexts[:2]:
        context.set_offline(False)
    next_voters(0, 1)
    for page in pages[:2]:
        delivered(page)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    for page in pages[:2]:
        learn_of_closing(page)
    # It says either that it kept two or nothing at all, as its last report got through or not before the battery went.
    assert [reason[:5] for reason in tablets.tablets_waited_for(hall.vote)] == ["3 号平板"]
    with pytest.raises(moves.VoteRefused, match="3 号平板"):
        count_cards_and_close(hall)
    # Charged again, it delivers what it kept.
    contexts[2] = third()
    pages[2] = contexts[2].new_page()
    with pages[2].expect_response(knows_of_closing):
        pages[2].goto(f"{live_server.url}/b/{hall.vote.pk}/")
    delivered(pages[2])
    learn_of_closing(pages[2])
    assert tablets.tablets_waited_for(hall.vote) == []
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    read_paper(hall)
    take_count(actor=hall.teller, vote=hall.vote)
    sealing.finish_wipe(vote=hall.vote)
    hall.vote.refresh_from_db()
    assert sorted(map(short_receipt, Receipt.objects.values_list("receipt", flat=True))) == sorted(proofs)
    assert len(proofs) == TABLET_VOTERS
    found = votes.figures(hall.vote)
    assert (found.made, found.handed_out, found.returned, found.valid, found.invalid) == (22, 20, 20, 19, 1)
    assert [equation.breach for equation in votes.equations(hall.vote) if not equation.holds] == []
    assert publishing_problems(hall.vote) == []
    confirm(hall, votes.PUBLISH_VOTE)
    assert set(Tablet.objects.values_list("unsent", "conflicts")) == {(0, 0)}
    for page in pages:
        page.goto(f"{live_server.url}/b/{hall.vote.pk}/")
        until_kept(page, "kept.enrolled.length === 0")
        assert kept(page) == {"enrolled": [], "issued": [], "unsent": [], "used": []}
    for context in contexts:
        context.close()
