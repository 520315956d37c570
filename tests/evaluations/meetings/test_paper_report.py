"""The count report of a meeting in which some voted on paper (S0-23)."""

from io import BytesIO

from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ballots.models import Vote
from ballots.queries import votes
from ballots.queries.paper import stamps
from ballots.services import casting, opening, preparing
from ballots.services.cards import record_leftovers, void_card
from ballots.services.paper import enter_sheet, print_paper, stamp_sheets
from evaluations.meetings.models import Meeting
from evaluations.meetings.queries import reports, results
from registry.models import Role
from registry.services.attachments import read_attachment
from tests.ballots.keys import prove, take_count
from tests.evaluations.meetings.stage import Stage, arrive, confirm_vote_step, met_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_results import SMALL, made_report, text_of
from tests.factories import user_with

TABLETS = [1, 1, 2, 0]


def meeting_with_paper(stage: Stage) -> Meeting:
    """Six came: four voted on tablets, two on paper, one sheet of which is void; one form stayed blank."""
    meeting = met_meeting(stage, **SMALL)
    arrive(meeting, 4, 2)
    vote = meeting.vote
    assert vote is not None
    cards = preparing.make_cards(actor=stage.inspector, vote=vote, n=6)
    prove(actor=stage.inspector, vote=vote)
    confirm_vote_step(stage, meeting, "ballots.open")
    size = votes.form(vote).size
    print_paper(actor=stage.inspector, vote=vote, n=3)
    for number, (card, mark) in enumerate(zip(cards, TABLETS, strict=False)):
        outcome = casting.cast(
            vote=vote.pk, card=card, ballot=f"{number:032x}", form=vote.form_hash, marks=(mark,) * size
        )
        assert outcome.accepted
    for card in cards[4:]:
        void_card(actor=stage.watcher, vote=vote, code=card, reason="paper")
    record_leftovers(actor=stage.inspector, vote=vote, leftover=0, spoilt=0, paper_left=1)
    opening.begin_closing(actor=stage.inspector, vote=vote)
    opening.close_vote(actor=stage.inspector, vote=vote)
    stamp_sheets(actor=stage.inspector, vote=vote, n=2)
    good, void = stamps(vote)
    for clerk in (user_with(Role.TELLER, vote.unit), user_with(Role.TELLER, vote.unit)):
        enter_sheet(actor=clerk, vote=vote, stamp=good, marks=[1] * size)
        enter_sheet(actor=clerk, vote=vote, stamp=void, marks=[], invalid="multiple")
    take_count(actor=stage.inspector, vote=vote)
    Vote.objects.filter(pk=vote.pk, wiped_at__isnull=True).update(wiped_at=timezone.now())
    return Meeting.objects.get(pk=meeting.pk)


def test_s0_23_report_workbook_and_page_state_the_paper(stage: Stage) -> None:
    meeting = meeting_with_paper(stage)
    facts = reports.report_facts(meeting)
    assert [equation.text_zh for equation in facts.equations if not equation.holds] == []
    assert dict(facts.figure_rows)["收回"] == 6
    report = made_report(stage, meeting)
    assert report.pdf is not None
    text = text_of(read_attachment(report.pdf))
    assert "纸质票印制换发纸质票纸质收回纸质有效纸质无效纸质票剩余" in text
    assert "其中凭未拆用的选票卡换发的纸质票" in text
    assert report.workbook is not None
    book = load_workbook(BytesIO(read_attachment(report.workbook)))
    rows = {row[0]: row[1] for row in book["票数核对"].iter_rows(min_row=3, values_only=True)}
    assert [rows[name] for name in ("收回", "有效", "无效", "纸质收回", "纸质有效", "纸质无效")] == [
        6,
        5,
        1,
        2,
        1,
        1,
    ]
    assert rows["纸质票印制 − 换发 − 剩余"] == "=B11-B12-B16"
    assert rows["纸质收回 − 纸质有效 − 纸质无效"] == "=B13-B14-B15"
    page = signed_in(stage.inspector).get(reverse("meetings:result-internal", args=[meeting.pk]))
    assert "纸质票印制&nbsp;3；换发纸质票&nbsp;2" in page.content.decode()
    overall = results.subject_results(results.counts_of(meeting))[0].overall
    assert dict(overall.pairs) == {
        "满意": 3,
        "比较满意": 1,
        "基本满意": 0,
        "不太满意": 0,
        "不满意": 0,
        "弃权": 1,
    }
