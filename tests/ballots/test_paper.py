"""Paper ballots: one channel a voter, two blind readings, only equal pairs count (S0-12, S0-23)."""

import json
import random

import pytest

from ballots.models import PaperEntry, PaperSheet
from ballots.queries import votes
from ballots.queries.differences import publishing_problems
from ballots.queries.paper import differing_sheets, entered_by, paper_figures, unfinished_paper
from ballots.services import cards, moves
from ballots.services.counting import both_counts
from ballots.services.paper import decide_sheet, enter_sheet, print_paper, stamp_sheets
from ballots.sql.paper import count_paper
from registry.models import AuditEvent
from rulebook.ballot.publication import Edition
from rulebook.pocket import recount
from tests.ballots.keys import opened_urn, take_count
from tests.ballots.paper import PaperHall, closed_with_box, paper_hall
from tests.ballots.steps import Hall, cast, closed, confirm, opened, ready

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(hall: Hall) -> PaperHall:
    """Eight cards: three voted on tablets, three exchanged, two left over; one form stayed blank."""
    found = paper_hall(hall, cards=8, tablets=3, paper=3, printed=4)
    return closed_with_box(found, handed_out=6, sheets=3, left=1)


def finished(found: PaperHall) -> None:
    vote = found.hall.vote
    take_count(actor=found.hall.teller, vote=vote)
    vote.refresh_from_db()


def test_s0_19_the_readings_do_not_lie_in_the_order_of_the_pile(hall: Hall) -> None:
    found = closed_with_box(paper_hall(hall, cards=12, tablets=0, paper=12), handed_out=12, sheets=12)
    pile = found.stamps
    for stamp in pile:
        found.enter(0, stamp, [1] * hall.form.size)
    kept = PaperEntry.objects.order_by("pk").values_list("sheet__stamp", flat=True)
    assert sorted(kept) == sorted(pile)
    assert list(kept) not in (pile, pile[::-1]), "twelve of them lie in the same order twice in 12!"


def test_s0_12_a_card_exchanged_for_paper_cannot_vote_on_a_tablet(hall: Hall) -> None:
    paper_hall(hall, cards=4, tablets=1, paper=1)
    assert cast(hall, hall.codes[1]).status == 410
    print_paper(actor=hall.runner, vote=hall.vote, n=1)
    with pytest.raises(moves.VoteRefused, match="已经使用"):
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=hall.codes[0], reason="paper")
    assert votes.voids(hall.vote) == {"paper": 1}


def test_s0_12_no_more_paper_is_given_than_was_printed(hall: Hall) -> None:
    paper_hall(hall, cards=4, tablets=0, paper=2)
    with pytest.raises(moves.VoteRefused, match="共印制 2 张，已全部换发"):
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=hall.codes[3], reason="paper")
    assert cast(hall, hall.codes[3]).status == 201


def test_s0_12_paper_is_given_only_while_the_vote_runs(hall: Hall) -> None:
    ready(hall)
    print_paper(actor=hall.runner, vote=hall.vote, n=2)
    with pytest.raises(moves.VoteRefused, match="才能换发纸质票"):
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=hall.codes[0], reason="paper")


def test_s0_23_a_vote_on_both_channels_holds_every_equation_and_is_published(box: PaperHall) -> None:
    vote, size = box.hall.vote, box.hall.form.size
    one, two, three = box.stamps
    box.both(one, [2] * size)
    box.both(two, [0] * size)
    box.both(three, invalid="marked")
    finished(box)
    figures = votes.figures(vote)
    assert (figures.paper, figures.paper_valid, figures.paper_invalid) == (3, 2, 1)
    assert (figures.returned, figures.valid, figures.invalid, figures.receipts) == (6, 5, 1, 3)
    assert [line.text_zh for line in votes.equations(vote) if not line.holds] == []
    overall = votes.counts(vote).overall("office")
    assert (overall.abstained, overall.marks) == (1, (3, 1, 0, 0, 0))
    confirm(box.hall, votes.PUBLISH_VOTE)
    vote.refresh_from_db()
    assert vote.state == "published"
    raw = votes.counts_file(vote, Edition.PUBLISHED)
    content = recount.read_counts(raw)
    assert recount.check_sums(content) + recount.check_equations(content["figures"], content["ballots"]) == []
    assert recount.check_publication(content, raw, votes.publication_file(vote, Edition.PUBLISHED)) == []


def test_s0_19_sealing_destroys_every_reading_and_keeps_the_figures(box: PaperHall) -> None:
    for stamp in box.stamps:
        box.both(stamp, [1] * box.hall.form.size)
    assert PaperEntry.objects.count() == 6
    finished(box)
    assert (PaperEntry.objects.count(), PaperSheet.objects.count()) == (0, 0)
    assert (box.hall.vote.paper_valid, box.hall.vote.paper_invalid) == (3, 0)
    assert votes.receipts_of(box.hall.vote).count() == 3, "a receipt is for tablets only"


def test_invariant_12_unequal_paper_pairs_never_count(box: PaperHall) -> None:
    vote, size = box.hall.vote, box.hall.form.size
    one, two, three = box.stamps
    box.both(one, [1] * size)
    box.enter(0, two, [1] * size)
    box.enter(0, three, [1] * size)
    box.enter(1, three, [1] * (size - 1) + [2])
    for counted in (found[""] for found in both_counts(vote, opened_urn(vote))):
        assert counted.ballots == 3 + 1
        assert counted.overall("office").marks == (4, 0, 0, 0, 0)
    with pytest.raises(moves.VoteRefused, match=r"1 张纸质票只录入了一遍；有 1 张纸质票两遍录入不一致"):
        take_count(actor=box.hall.teller, vote=vote)
    vote.refresh_from_db()
    assert vote.state == "closed"


def test_invariant_12_neither_counter_believes_a_sheet_called_agreed_without_its_pair(box: PaperHall) -> None:
    """Written past the services: an agreed body with one reading, and with two that differ from it."""
    vote, size = box.hall.vote, box.hall.form.size
    body = "[" + ",".join(["5"] * size) + "]"
    box.enter(0, box.stamps[0], [5] * size)
    box.both(box.stamps[1], [1] * size)
    PaperSheet.objects.filter(vote=vote).update(agreed=body)
    summed, streamed = both_counts(vote, opened_urn(vote))
    assert (summed[""].ballots, streamed[""].overall("office").marks[4]) == (3, 0)
    with pytest.raises(moves.VoteRefused):
        take_count(actor=box.hall.teller, vote=vote)


def test_s0_12_two_different_people_read_a_sheet_and_no_third(box: PaperHall) -> None:
    stamp, marks = box.stamps[0], [1] * box.hall.form.size
    box.enter(0, stamp, marks)
    with pytest.raises(moves.VoteRefused, match="您已经录入过"):
        box.enter(0, stamp, marks)
    assert paper_figures(box.hall.vote).single == 1
    box.enter(1, stamp, marks)
    with pytest.raises(moves.VoteRefused, match="已由两人录入"):
        enter_sheet(actor=box.hall.runner, vote=box.hall.vote, stamp=stamp, marks=marks)
    assert [entered_by(box.hall.vote, clerk) for clerk in box.clerks] == [1, 1]


@pytest.mark.parametrize(
    ("marks", "invalid", "words"),
    [([1], "", "应有 18 项，收到 1 项"), ([9] * 18, "", "不能识别的等次"), ([], "torn", "没有这个无效原因")],
)
def test_what_is_no_reading_is_refused_in_words(
    box: PaperHall, marks: list[int], invalid: str, words: str
) -> None:
    with pytest.raises(moves.VoteRefused, match=words):
        box.enter(0, box.stamps[0], marks, invalid)
    unknown = next(stamp for stamp in range(1000, 9999) if stamp not in box.stamps)
    with pytest.raises(moves.VoteRefused, match=f"没有编号 {unknown}"):
        box.enter(0, unknown, [1] * 18)
    assert not PaperEntry.objects.exists()


def test_the_watcher_decides_with_the_sheet_in_hand_and_both_readings_become_that(box: PaperHall) -> None:
    vote, size = box.hall.vote, box.hall.form.size
    one, two, three = box.stamps
    box.both(one, [1] * size)
    box.enter(0, two, [1] * size)
    box.enter(1, two, [1, 3, *[1] * (size - 2)])
    box.enter(0, three, [1] * size)
    box.enter(1, three, invalid="altered")
    listed = {sheet.stamp: sheet for sheet in differing_sheets(vote)}
    assert set(listed) == {two, three}
    assert [(spot.subject, spot.criterion, set(spot.words)) for spot in listed[two].places] == [
        ("城关工商所", "市场监管、依法办案", {"满意", "基本满意"})
    ]
    assert set(listed[three].verdicts) == {"有效", "涂改后不能认定"}
    decide = decide_sheet
    with pytest.raises(moves.VoteRefused, match="请按票面填写每一处"):
        decide(actor=box.hall.watcher, vote=vote, stamp=two, marks={0: 3}, reason="票面清楚")
    decide(actor=box.hall.watcher, vote=vote, stamp=two, marks={1: 3}, reason="票面清楚")
    decide(actor=box.hall.watcher, vote=vote, stamp=three, marks={}, invalid="altered", reason="改过两次")
    assert {(entry.body, entry.invalid) for entry in PaperEntry.objects.filter(sheet__stamp=two)} == {
        ("[1,3" + ",1" * (size - 2) + "]", "")
    }
    finished(box)
    assert (vote.paper_valid, vote.paper_invalid) == (2, 1)
    assert votes.counts(vote).at("office", "enforcement").marks == (4, 0, 1, 0, 0)
    event = AuditEvent.objects.filter(verb="decide_sheet").latest("pk")
    assert "改过两次" not in json.dumps(event.payload, ensure_ascii=False)


def test_s0_12_who_entered_does_not_decide_and_who_decided_does_not_enter(box: PaperHall) -> None:
    vote, size = box.hall.vote, box.hall.form.size
    one, two, _ = box.stamps
    box.enter(0, one, [1] * size)
    enter_sheet(actor=box.hall.runner, vote=vote, stamp=one, marks=[2] * size)
    marks: dict[int, object] = dict.fromkeys(range(size), 1)
    with pytest.raises(moves.VoteRefused, match="您录入过"):
        decide_sheet(actor=box.hall.runner, vote=vote, stamp=one, marks=marks, reason="票面清楚")
    with pytest.raises(moves.VoteRefused, match="请写明"):
        decide_sheet(actor=box.hall.watcher, vote=vote, stamp=one, marks=marks, reason="")
    decide_sheet(actor=box.hall.watcher, vote=vote, stamp=one, marks=marks, reason="票面清楚")
    with pytest.raises(moves.VoteRefused, match="您裁定过"):
        enter_sheet(actor=box.hall.watcher, vote=vote, stamp=two, marks=[1] * size)


def test_s0_23_the_count_waits_until_the_box_was_opened_be_it_empty(hall: Hall) -> None:
    found = paper_hall(hall, cards=3, tablets=1, paper=1)
    closed_with_box(found, handed_out=2, sheets=0)
    PaperSheet.objects.all().delete()
    hall.vote.paper_valid = hall.vote.paper_invalid = None
    hall.vote.save()
    with pytest.raises(moves.VoteRefused, match="请先打开纸质票箱"):
        take_count(actor=hall.teller, vote=hall.vote)
    stamp_sheets(actor=hall.teller, vote=hall.vote, n=0)
    finished(found)
    figures = votes.figures(hall.vote)
    assert (figures.exchanged, figures.paper, figures.paper_missing, figures.not_returned) == (1, 0, 1, 1)
    assert publishing_problems(hall.vote) == []


def test_s0_23_a_form_that_lies_about_blocks_the_publication_by_name(box: PaperHall) -> None:
    cards.record_leftovers(actor=box.hall.watcher, vote=box.hall.vote, leftover=2, spoilt=0, paper_left=0)
    for stamp in box.stamps:
        box.both(stamp, [1] * box.hall.form.size)
    finished(box)
    assert publishing_problems(box.hall.vote) == [
        "“纸质票印制 = 纸质发出 + 纸质票剩余”不成立：纸质票印制为 4，纸质发出 + 纸质票剩余为 3，相差 1"
    ]
    with pytest.raises(moves.VoteRefused, match="纸质票剩余"):
        confirm(box.hall, votes.PUBLISH_VOTE)


def test_s0_23_a_sheet_too_many_in_the_box_means_a_repeat(box: PaperHall) -> None:
    stamp_sheets(actor=box.hall.teller, vote=box.hall.vote, n=4)
    for stamp in box.stamps:
        box.both(stamp, [1] * box.hall.form.size)
    finished(box)
    problems = "；".join(publishing_problems(box.hall.vote))
    assert "收回为 7，发给为 6，超出 1；收回多于发给，本次投票须作废重投" in problems


def test_stamps_are_made_anew_until_the_first_reading_then_only_added(box: PaperHall) -> None:
    before = set(box.stamps)
    stamp_sheets(actor=box.hall.teller, vote=box.hall.vote, n=3)
    assert len(set(box.stamps)) == 3
    assert set(box.stamps) != before
    box.enter(0, box.stamps[0], [1] * box.hall.form.size)
    kept = box.stamps
    stamp_sheets(actor=box.hall.teller, vote=box.hall.vote, n=4)
    assert box.stamps[:3] == kept
    assert len(set(box.stamps)) == 4
    with pytest.raises(moves.VoteRefused, match="不能减少"):
        stamp_sheets(actor=box.hall.teller, vote=box.hall.vote, n=3)


def test_paper_of_a_vote_voided_before_the_count_is_destroyed_unread(box: PaperHall) -> None:
    box.both(box.stamps[0], invalid="marked")
    confirm(box.hall, votes.VOID_VOTE, note="投票中断")
    vote = box.hall.vote
    vote.refresh_from_db()
    assert not PaperSheet.objects.exists()
    assert (vote.paper_valid, vote.paper_invalid, votes.figures(vote).paper) == (2, 1, 3)
    assert not votes.has_counts(vote)


def test_a_vote_without_paper_is_as_before(hall: Hall) -> None:
    opened(hall)
    cast(hall, hall.codes[0])
    closed(hall, used=1)
    assert unfinished_paper(hall.vote, 0) == []
    assert not votes.figures(hall.vote).has_paper
    assert count_paper(hall.vote.pk) == {}


def test_a_box_of_sixty_sheets_is_entered_twice_and_counts_out_as_written(hall: Hall) -> None:
    found = closed_with_box(paper_hall(hall, cards=61, tablets=1, paper=60), handed_out=61, sheets=60)
    source, size = random.Random(11), hall.form.size
    written = {stamp: [source.randint(0, 5) for _ in range(size)] for stamp in found.stamps}
    for clerk in (0, 1):
        order = list(written)
        source.shuffle(order)
        for stamp in order:
            found.enter(clerk, stamp, written[stamp])
    finished(found)
    counted = votes.counts(hall.vote)
    assert counted.ballots == 61
    firsts = [marks[0] for marks in written.values()] + [1]
    place = counted.at("office", "duty")
    assert (place.abstained, *place.marks) == tuple(firsts.count(grade) for grade in range(6))


def test_s3_17_sheets_are_taken_after_the_close_and_none_after_the_count(hall: Hall) -> None:
    found = paper_hall(hall, cards=3, tablets=1, paper=1)
    with pytest.raises(moves.VoteRefused, match="只有在“已截止”时才能登记纸质票"):
        stamp_sheets(actor=hall.teller, vote=hall.vote, n=1)
    closed_with_box(found, handed_out=2, sheets=1)
    with pytest.raises(moves.VoteRefused, match="才能登记作废卡"):
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=hall.codes[0], reason="paper")
    stamp = found.stamps[0]
    found.both(stamp, [1] * hall.form.size)
    take_count(actor=hall.teller, vote=hall.vote)
    with pytest.raises(moves.VoteRefused, match="才能登记纸质票"):
        stamp_sheets(actor=hall.teller, vote=hall.vote, n=2)
    with pytest.raises(moves.VoteRefused, match="才能录入纸质票"):
        found.enter(0, stamp, [5] * hall.form.size)
    assert votes.counts(hall.vote).overall("office").marks == (2, 0, 0, 0, 0)
