"""After the rectification: who was told, the day of review, the board, and the written report (S0-15, S4-12)."""

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from desk.models import Clock
from matters import access
from matters.models import Matter, MeasureReport
from matters.queries.matters import CARDS, board
from matters.queries.numbers import ages, numbers_by_person, tally
from matters.queries.reports import report_facts
from matters.services import measures
from matters.services.matters import (
    check_result,
    close_matter,
    hand_out,
    record_finding,
    record_review,
    report_result,
    start_verifying,
    tell_raisers,
)
from matters.services.reports import ReportData, deliver_report, save_report
from matters.services.states import MatterRefused
from registry.models import Unit, User
from rulebook.matter.letters import Opinion
from rulebook.matter.matters import Audience, Finding, Recipient, Review, Source, Treatment, Triage
from tests.desk.test_clocks import D
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import UnitFactory
from tests.matters.test_matters import prove, raised, reported, step, treating

pytestmark = pytest.mark.django_db


def checked(people: dict[str, User], office: Unit) -> Matter:
    return check_result(actor=people["inspector"], matter=reported(people, office), note="看过")


def planned(people: dict[str, User], office: Unit, review_on: str = "2026-04-01") -> Matter:
    matter = treating(people, office, Treatment.PLAN, text="等新办公楼", review_on=D(review_on))
    measures.add_measure(actor=people["head"], matter=matter, text="先设临时窗口")
    prove(people, matter)
    report_result(actor=people["head"], matter=matter)
    check_result(actor=people["inspector"], matter=matter, note="看过")
    tell_raisers(actor=people["inspector"], matter=matter, on=D("2026-03-02"), note="公告")
    return close_matter(actor=people["inspector"], matter=matter)


def test_s0_15_each_who_was_told_is_kept_and_only_the_raisers_let_it_end(
    people: dict[str, User], office: Unit
) -> None:
    matter = checked(people, office)
    tell_raisers(
        actor=people["inspector"], matter=matter, on=D("2026-03-02"), note="书面", audience=Audience.UNIT
    )
    with pytest.raises(MatterRefused, match="还没有回告提出人"):
        close_matter(actor=people["inspector"], matter=matter)
    tell_raisers(
        actor=people["inspector"], matter=matter, on=D("2026-03-02"), note="公告", opinion=Opinion.SATISFIED
    )
    assert close_matter(actor=people["inspector"], matter=matter).state == "closed"
    assert list(matter.tellings.values_list("audience", "opinion")) == [
        ("unit", ""),
        ("raisers", "satisfied"),
    ]


def test_raisers_who_are_dissatisfied_have_it_rectified_anew(people: dict[str, User], office: Unit) -> None:
    matter = checked(people, office)
    page = step(
        people["inspector"], matter, "told", audience="raisers", on="2026-03-02", note="电话", opinion="not"
    )
    assert page.status_code == 302
    matter.refresh_from_db()
    assert (matter.state, matter.reopened, matter.told_on, matter.treatment) == ("treating", 1, None, "")


def test_a_clarification_that_convinces_nobody_is_verified_again(
    people: dict[str, User], office: Unit
) -> None:
    matter = raised(people, office)
    start_verifying(actor=people["inspector"], matter=matter)
    record_finding(
        actor=people["inspector"],
        matter=matter,
        finding=Finding.UNTRUE,
        basis="查过",
        clarification="没有此事",
    )
    tell_raisers(
        actor=people["inspector"],
        matter=matter,
        on=D("2026-03-02"),
        note="电话",
        opinion=Opinion.DISSATISFIED,
    )
    matter.refresh_from_db()
    assert (matter.state, matter.reopened) == ("verifying", 1)
    assert matter.clock is not None
    assert matter.clock.outcome == "open"


def test_s4_12_what_was_planned_comes_back_on_its_day(people: dict[str, User], office: Unit, at: Any) -> None:
    """What lacks the conditions gets a plan: its limit runs on after the problem was struck off, until somebody looked again."""
    matter = planned(people, office)
    clock = Clock.objects.get(policy__code="matter_review")
    assert (clock.outcome, clock.due_on) == ("open", D("2026-04-01"))
    at.move_to("2026-04-01T09:00:00+08:00")
    assert step(people["head"], matter, "review", review="solved", note="好了").status_code == 403
    refused = step(people["inspector"], matter, "review", review="later", note="楼还没有盖好")
    assert refused.status_code == 422
    assert "请写明下一次复查的日期" in refused.content.decode()
    record_review(
        actor=people["inspector"],
        matter=matter,
        review=Review.LATER,
        note="还没有",
        review_on=D("2026-06-01"),
    )
    assert list(
        Clock.objects.filter(policy__code="matter_review").order_by("pk").values_list("outcome", "due_on")
    ) == [("met", D("2026-04-01")), ("open", D("2026-06-01"))]
    record_review(actor=people["inspector"], matter=matter, review=Review.NOW, note="楼好了")
    matter.refresh_from_db()
    assert (matter.state, matter.review_on, matter.treatment) == ("treating", None, "")


def test_a_review_that_finds_it_solved_ends_the_limit(people: dict[str, User], office: Unit) -> None:
    matter = planned(people, office)
    record_review(actor=people["inspector"], matter=matter, review=Review.SOLVED, note="已解决")
    matter.refresh_from_db()
    assert (matter.state, matter.review_on) == ("closed", None)
    assert not Clock.objects.filter(outcome="open").exists()
    with pytest.raises(MatterRefused, match="定有复查日期"):
        record_review(actor=people["inspector"], matter=matter, review=Review.SOLVED, note="再看")


def test_two_people_closing_one_problem_close_it_once(people: dict[str, User], office: Unit) -> None:
    matter = checked(people, office)
    tell_raisers(actor=people["inspector"], matter=matter, on=D("2026-03-02"), note="公告")
    first, second = Matter.objects.get(pk=matter.pk), Matter.objects.get(pk=matter.pk)
    close_matter(actor=people["inspector"], matter=first)
    close_matter(actor=people["second"], matter=second)
    assert matter.steps.filter(text="销号。").count() == 1
    assert matter.steps.get(text="销号。").by == people["inspector"]


def test_the_board_shows_open_problems_by_state_with_all_counted(
    people: dict[str, User], office: Unit
) -> None:
    for number in range(CARDS + 2):
        raised(people, office, title=f"问题{number}")
    hot = raised(people, office, title="突出的问题", triage=Triage.HOT)
    planned(people, office)
    columns = board(access.matters_for(people["inspector"])).columns
    counted = [(column.state, column.count, len(column.cards)) for column in columns if column.count]
    assert counted == [("registered", CARDS + 3, CARDS)]
    assert columns[0].cards[0][0] == hot
    page = signed_in(people["inspector"]).get(reverse("matters:matter-board")).content.decode()
    assert "突出的问题" in page
    assert "等新办公楼" not in page


def test_filters_by_unit_and_by_person(people: dict[str, User], office: Unit, bureau: Unit) -> None:
    other = UnitFactory(parent=bureau, name="东湖工商所")
    first, second = raised(people, office, title="甲事"), raised(people, other, title="乙事")
    hand_out(actor=people["inspector"], matters=[first], handler=people["head"])
    client, address = signed_in(people["inspector"]), reverse("matters:matter-list")

    def titles(**query: Any) -> list[str]:
        return [matter.title for matter, _ in client.get(address, query).context["rows"]]

    assert titles(unit=other.pk) == [second.title]
    assert titles(handler=people["head"].pk) == [first.title]
    assert titles() == [second.title, first.title]
    numbers = numbers_by_person(tally(access.matters_for(people["inspector"])))
    assert {each.name: (each.open, each.closed) for each in numbers} == {"": (1, 0), "所长": (1, 0)}


def test_open_problems_are_counted_by_age_each_once(people: dict[str, User], office: Unit, at: Any) -> None:
    for day in ("2026-03-02", "2026-02-15", "2026-02-14", "2026-01-01", "2025-12-01", "2025-11-30"):
        raised(people, office, raised_on=D(day))
    planned(people, office)
    assert ages(access.matters_for(people["inspector"])) == [
        ("0—15 天", 2),
        ("16—30 天", 1),
        ("31—60 天", 1),
        ("61—90 天", 0),
        ("90 天以上", 2),
    ]


def test_s0_15_measures_and_what_was_done_go_in_writing_and_each_body_once(
    people: dict[str, User], office: Unit
) -> None:
    """In writing to the local Party committee and government and the discipline commission of the city bureau."""
    planned(people, office)
    client = signed_in(people["inspector"])
    period = {"period_from": "2026-01-01", "period_to": "2026-03-02"}
    drafted = client.get(reverse("matters:report-create"), period).content.decode()
    assert "1．窗口午间无人值守（城关工商所）：列入整改计划。先设临时窗口。已销号。" in drafted
    sent = client.post(
        reverse("matters:report-create"),
        period
        | {"title": "整改情况报告", "analysis": "一项", "causes": "地方小", "measures": "先设临时窗口"},
    )
    report = MeasureReport.objects.get()
    assert sent.status_code == 302
    assert report.numbers == {
        "raised": 1,
        "true": 1,
        "untrue": 0,
        "closed": 1,
        "planned": 1,
        "open": 0,
        "verifying": 0,
    }
    assert report_facts(report).missing == ["当地党委", "当地政府", "市局纪委"]

    address = reverse("matters:report-deliver", args=[report.pk])
    given = {"to": "commission", "name": "", "on": "2026-03-02", "note": "公文交换"}
    assert client.post(address, given).status_code == 302
    again = client.post(address, given)
    assert (again.status_code, "已经登记过向市局纪委报送" in again.content.decode()) == (422, True)
    assert "公文交换" in again.content.decode()
    early = client.post(address, given | {"to": "party", "on": "2026-03-01"})
    assert "报送日期不能早于撰写日期" in early.content.decode()
    assert report_facts(report).missing == ["当地党委", "当地政府"]
    changed = client.post(
        reverse("matters:report-edit", args=[report.pk]),
        period | {"title": "改了", "analysis": "一", "causes": "二", "measures": "三"},
    )
    assert (changed.status_code, "不能再改" in changed.content.decode()) == (422, True)

    file = client.get(reverse("matters:report-file", args=[report.pk])).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)
    assert "当地党委、政府，市局纪委" in text.replace("\n", "")
    assert "先设临时窗口" in text.replace("\n", "")


def test_a_report_is_not_there_for_the_office(people: dict[str, User], bureau: Unit) -> None:
    data = ReportData(
        title="报告", unit=None, period_from=D("2026-01-01"), period_to=D("2026-03-02"), analysis="一", causes="二",
        measures="三", numbers={},
    )  # fmt: skip
    report = save_report(actor=people["inspector"], bureau=bureau, data=data)
    deliver_report(
        actor=people["inspector"], report=report, to=Recipient.PARTY, name="", on=D("2026-03-02"), note="送"
    )
    address = reverse("matters:report-show", args=[report.pk])
    assert signed_in(people["leader"]).get(address).status_code == 200
    assert signed_in(people["head"]).get(address).status_code == 404


def test_s4_19_every_source_of_the_document_can_be_entered() -> None:
    """Self-check, visit, public, media, complaint, meeting, mass survey."""
    assert {"self_check", "visit", "public", "media", "complaint", "meeting", "survey"} <= {
        source.value for source in Source
    }


def test_s3_22_findings_from_outside_are_entered_with_their_source(
    people: dict[str, User], office: Unit
) -> None:
    """Hotline, survey and covert visits by the city's offices: entered with their source, answered one by one."""
    page = signed_in(people["inspector"]).post(
        reverse("matters:matter-create"),
        {
            "unit": office.pk,
            "title": "市里暗访发现脱岗",
            "text": "上午十点窗口无人。",
            "source": "outside",
            "raised_on": "2026-03-02",
            "triage": "short",
        },
    )
    assert page.status_code == 302
    matter = Matter.objects.get()
    assert (matter.source, matter.get_source_display()) == ("outside", "上级和外单位检查")
