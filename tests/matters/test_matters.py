"""A problem from the register to the day it is struck off, by the pages that do it (S0-14, S0-15, S4-12)."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from desk.models import Clock
from matters import access
from matters.models import Evidence, Matter
from matters.services import matters, measures
from matters.services.states import MatterRefused
from registry.models import Role, Unit, User
from rulebook.matter.matters import Finding, Source, Treatment, Triage
from tests.desk.test_clocks import D
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import UnitFactory, user_with

pytestmark = pytest.mark.django_db
PROOF = b"%PDF-1.4 proof"


def raised(people: dict[str, User], office: Unit, **changes: Any) -> Matter:
    given: dict[str, Any] = {
        "actor": people["inspector"],
        "unit": office,
        "title": "窗口午间无人值守",
        "text": "中午办事要等到两点半。",
        "source": Source.PUBLIC,
        "raised_on": D("2026-03-02"),
        "triage": Triage.SHORT,
    }
    return matters.raise_matter(**(given | changes))


def treating(
    people: dict[str, User], office: Unit, treatment: Treatment = Treatment.SOLVE, **more: Any
) -> Matter:
    matter, actor = raised(people, office), people["inspector"]
    matters.start_verifying(actor=actor, matter=matter)
    matters.record_finding(actor=actor, matter=matter, finding=Finding.TRUE, basis="现场核实")
    return matters.choose_treatment(actor=actor, matter=matter, treatment=treatment, **more)


def reported(people: dict[str, User], office: Unit) -> Matter:
    matter = treating(people, office)
    measures.add_measure(actor=people["head"], matter=matter, text="安排午间值班", done_on=D("2026-03-02"))
    prove(people, matter)
    return matters.report_result(actor=people["head"], matter=matter)


def prove(people: dict[str, User], matter: Matter) -> Evidence:
    return measures.add_evidence(
        actor=people["head"], matter=matter, says="值班表已上墙", proves_on=D("2026-03-02"), name="值班表.pdf", content=PROOF
    )  # fmt: skip


def step(user: User, matter: Matter, name: str, **data: Any) -> Any:
    return signed_in(user).post(reverse("matters:matter-step", args=[matter.pk, name]), data)


def seen(matter: Matter) -> int:
    """The version that stands on the page now."""
    return Matter.objects.get(pk=matter.pk).version


def said(user: User, matter: Matter, name: str) -> str:
    """The page after a step that is only a button."""
    url = reverse("matters:matter-step", args=[matter.pk, name])
    text: str = signed_in(user).post(url, follow=True).content.decode()
    return text


def test_s0_14_a_true_problem_is_walked_from_the_register_to_its_end_in_the_browser(
    people: dict[str, User], office: Unit
) -> None:
    inspector, head = people["inspector"], people["head"]
    data = {
        "unit": office.pk, "title": "窗口午间无人值守", "text": "中午办事要等。", "source": "public",
        "raised_on": "2026-03-01", "triage": "short",
    }  # fmt: skip
    made = signed_in(inspector).post(reverse("matters:matter-create"), data)
    matter = Matter.objects.get()
    show = reverse("matters:matter-show", args=[matter.pk])
    assert (made.url, str(matter)) == (show, "2026-0001 窗口午间无人值守")
    assert signed_in(head).get(show).status_code == 404, "the unit hears of it once it is verified"
    assert step(inspector, matter, "verify").url == show
    assert step(inspector, matter, "finding", finding="true", basis="现场核实").url == show
    assert step(inspector, matter, "treatment", treatment="deadline", due_on="2026-03-20").url == show
    clock = Clock.objects.get(outcome="open")
    assert (clock.due_on, clock.unit, clock.title) == (
        D("2026-03-20"),
        office,
        "问题 2026-0001 窗口午间无人值守",
    )
    page = signed_in(head).get(reverse("desk:clock-show", args=[clock.pk]))
    assert page.context["origin_url"] == show
    assert "请先登记整改措施。" in said(head, matter, "report")
    step(head, matter, "measure", text="安排午间值班", done_on="2026-03-02")
    step(
        head,
        matter,
        "evidence",
        says="值班表",
        proves_on="2026-03-02",
        file=SimpleUploadedFile("表.pdf", PROOF),
    )
    assert step(head, matter, "report").url == show
    assert step(head, matter, "check", note="自己核查", version=seen(matter)).status_code == 403
    assert step(inspector, matter, "check", note="现场查看，已有人值班", version=seen(matter)).url == show
    assert "还没有回告提出人，回告后才能销号。" in said(inspector, matter, "close")
    assert (
        step(inspector, matter, "told", audience="raisers", on="2026-03-02", note="在政务公开栏公布").url
        == show
    )
    assert step(inspector, matter, "close").url == show
    matter.refresh_from_db()
    assert (matter.state, matter.closed_on) == ("closed", D("2026-03-02"))
    assert Clock.objects.filter(outcome="open").count() == 0
    assert [each.text for each in matter.steps.all()][:3] == [
        "登记，来源：社会各界反映。",
        "开始核实。",
        "核实结论：属实。",
    ]


def test_s0_14_an_untrue_one_is_clarified_and_told_before_it_ends(
    people: dict[str, User], office: Unit
) -> None:
    matter, actor = raised(people, office), people["inspector"]
    matters.start_verifying(actor=actor, matter=matter)
    lacking = step(actor, matter, "finding", finding="untrue", basis="查台账")
    assert (lacking.status_code, "请写明澄清的内容" in lacking.content.decode()) == (422, True)
    assert lacking.context["steps"][0]["form"]["basis"].value() == "查台账", "what was typed is still there"
    step(actor, matter, "finding", finding="untrue", basis="查台账", clarification="收费已公示")
    matter.refresh_from_db()
    assert matter.state == "clarified"
    with pytest.raises(MatterRefused, match="还没有回告提出人"):
        matters.close_matter(actor=actor, matter=matter)
    matters.tell_raisers(actor=actor, matter=matter, on=D("2026-03-02"), note="公开栏")
    assert matters.close_matter(actor=actor, matter=matter).state == "closed"
    with pytest.raises(MatterRefused, match="已澄清的问题不能重新整改"):
        matters.reopen_matter(actor=actor, matter=matter, reason="不满意")


@pytest.mark.parametrize(
    ("treatment", "more", "due_on"),
    [
        (Treatment.SOLVE, {}, "2026-03-09"),
        (Treatment.DEADLINE, {"due_on": D("2026-03-31")}, "2026-03-31"),
        (Treatment.PLAN, {"text": "明年列入预算", "review_on": D("2026-09-01")}, "2026-09-01"),
        (Treatment.EXPLAIN, {"text": "属上级事权", "review_on": D("2026-06-01")}, "2026-06-01"),
    ],
)
def test_s4_12_every_treatment_has_its_own_limit(
    people: dict[str, User], office: Unit, treatment: Treatment, more: dict[str, Any], due_on: str
) -> None:
    matter = treating(people, office, treatment, **more)
    assert matter.clock is not None
    assert (matter.clock.due_on, matter.clock.outcome) == (D(due_on), "open")
    assert Clock.objects.order_by("pk").values_list("policy__code", "outcome")[0] == (
        "matter_verify",
        "met",
    )


def test_the_unit_that_is_concerned_never_verifies_or_checks_itself(
    people: dict[str, User], office: Unit
) -> None:
    both = user_with(Role.INSPECTORATE, office.parent, name="双岗")
    user_with_post = user_with(Role.HEAD, office, name="另一所长")
    assert access.may_verify(both, raised(people, office))
    both.posts.create(unit=office, role=Role.DEPUTY)
    fresh = User.objects.get(pk=both.pk)
    matter = raised(people, office)
    assert not access.may_verify(fresh, matter)
    assert office not in access.units_to_raise_for(fresh)
    assert matter not in access.matters_for(fresh)
    assert not access.may_verify(user_with_post, matter)
    done = reported(people, office)
    Matter.objects.filter(pk=done.pk).update(reported_by=people["inspector"])
    with pytest.raises(MatterRefused, match="不能由报告整改结果的人核查"):
        matters.check_result(actor=people["inspector"], matter=done, note="好")
    assert matters.check_result(actor=people["second"], matter=done, note="好").state == "checked"


def test_a_result_is_returned_checked_told_closed_and_reopened(people: dict[str, User], office: Unit) -> None:
    matter, actor = reported(people, office), people["inspector"]
    matters.return_report(actor=actor, matter=matter, reason="照片看不清")
    assert Clock.objects.get(pk=matter.clock_id).outcome == "open"
    matters.report_result(actor=people["deputy"], matter=matter)
    matters.check_result(actor=actor, matter=matter, note="已落实")
    matters.tell_raisers(actor=actor, matter=matter, on=D("2026-03-02"), note="公开栏")
    matters.close_matter(actor=actor, matter=matter)
    with pytest.raises(MatterRefused, match="当前为“已销号”"):
        matters.check_result(actor=actor, matter=matter, note="再查")
    assert matters.close_matter(actor=people["second"], matter=matter).state == "closed", (
        "two people close once"
    )
    again = matters.reopen_matter(actor=actor, matter=matter, reason="群众仍不满意")
    assert (again.state, again.reopened, again.told_on, again.treatment) == ("treating", 1, None, "")


def test_what_proves_the_same_again_is_a_new_edition_and_the_old_one_stays(
    people: dict[str, User], office: Unit
) -> None:
    matter = treating(people, office)
    first, second = prove(people, matter), prove(people, matter)
    assert (first.edition, second.edition, matter.evidence.count()) == (1, 2, 2)
    url = reverse("matters:evidence-file", args=[matter.pk, first.pk])
    assert signed_in(people["head"]).get(url).content == PROOF
    other = raised(people, office)
    assert (
        signed_in(people["inspector"])
        .get(reverse("matters:evidence-file", args=[other.pk, first.pk]))
        .status_code
        == 404
    )
    lying = step(
        people["head"],
        matter,
        "evidence",
        says="值班表",
        proves_on="2026-03-02",
        file=SimpleUploadedFile("表.pdf", b"MZ exe"),
    )
    assert (lying.status_code, "文件内容不是" in lying.content.decode()) == (422, True)
    late = step(
        people["head"],
        matter,
        "evidence",
        says="值班表",
        proves_on="2026-02-01",
        file=SimpleUploadedFile("表.pdf", PROOF),
    )
    assert "所证日期应在提出日期之后" in late.content.decode()


def test_s4_19_the_same_problem_is_merged_into_the_first_and_every_source_is_kept(
    people: dict[str, User], office: Unit, bureau: Unit
) -> None:
    first, second = raised(people, office), raised(people, office, source=Source.MEDIA)
    assert [matter.number for matter in (first, second)] == [1, 2]
    elsewhere = raised(people, UnitFactory(code="SO99", name="东湖工商所", kind="office", parent=bureau))
    actor = people["inspector"]
    with pytest.raises(MatterRefused, match="同一单位"):
        matters.merge_matter(actor=actor, matter=second, into=elsewhere)
    with pytest.raises(MatterRefused, match="另一个"):
        matters.merge_matter(actor=actor, matter=second, into=second)
    step(actor, second, "merge", into=first.pk)
    second.refresh_from_db()
    assert (second.state, second.duplicate_of, second.source) == ("merged", first, "media")
    page = signed_in(actor).get(reverse("matters:matter-show", args=[first.pk])).content.decode()
    assert "并入本问题" in page


def test_a_problem_is_handed_to_somebody_of_the_unit_who_then_hears_of_its_limit(
    people: dict[str, User], office: Unit
) -> None:
    matter = treating(people, office)
    step(people["head"], matter, "handler", handler=people["deputy"].pk)
    matter.refresh_from_db()
    assert matter.handler == people["deputy"]
    assert Clock.objects.get(pk=matter.clock_id).handler == people["deputy"]
    wrong = step(people["head"], matter, "handler", handler=people["leader"].pk)
    assert wrong.status_code == 422


def test_the_register_shows_each_its_own_and_what_is_overdue(
    people: dict[str, User], office: Unit, bureau: Unit, at: Any
) -> None:
    other = UnitFactory(code="SO99", name="东湖工商所", kind="office", parent=bureau)
    treating(people, office)
    raised(people, other, title="东湖的问题")
    listed = reverse("matters:matter-list")
    page = signed_in(people["inspector"]).get(listed)
    assert page.context["counted"] == [("已登记", "1"), ("整改中", "1")]
    text = page.content.decode()
    assert ("窗口午间无人值守" in text, "东湖的问题" in text) == (True, True)
    text = signed_in(people["head"]).get(listed).content.decode()
    assert ("窗口午间无人值守" in text, "东湖的问题" in text) == (True, False)
    at.move_to("2026-03-20T09:00:00+08:00")
    late = signed_in(people["leader"]).get(listed, {"state": "overdue"}).context["rows"]
    assert [(matter.title, tone) for matter, tone in late] == [("窗口午间无人值守", "overdue")]
    assert signed_in(user_with(Role.KEEPER, office)).get(listed).status_code == 403


def test_s3_21_prominent_problems_stand_first_until_they_end(people: dict[str, User], office: Unit) -> None:
    hot = raised(people, office, title="突出问题", triage=Triage.HOT)
    raised(people, office, title="长期问题", triage=Triage.LONG)
    listed = reverse("matters:matter-list")

    def shown() -> list[str]:
        return [matter.title for matter, _ in signed_in(people["leader"]).get(listed).context["rows"]]

    assert shown() == ["突出问题", "长期问题"]
    Matter.objects.filter(pk=hot.pk).update(state="closed")
    assert shown() == ["长期问题", "突出问题"]


def test_a_day_in_the_future_is_refused(people: dict[str, User], office: Unit) -> None:
    with pytest.raises(MatterRefused, match="不能晚于今天"):
        raised(people, office, raised_on=D("2026-03-03"))
    assert Matter.objects.count() == 0


def test_several_problems_are_handed_out_at_once_to_somebody_of_their_unit(
    people: dict[str, User], office: Unit, bureau: Unit
) -> None:
    first, second = treating(people, office), treating(people, office)
    elsewhere = raised(people, UnitFactory(code="SO99", name="东湖工商所", kind="office", parent=bureau))
    client, url = signed_in(people["inspector"]), reverse("matters:matter-hand-out")
    both = {"matters": [first.pk, second.pk, "x", "9" * 40], "handler": people["deputy"].pk}
    assert "已交办 2 项。" in client.post(url, both, follow=True).content.decode()
    assert set(Matter.objects.filter(handler=people["deputy"])) == {first, second}
    mixed = {"matters": [first.pk, elsewhere.pk], "handler": people["head"].pk}
    assert "不是东湖工商所的人" in client.post(url, mixed, follow=True).content.decode()
    assert set(Matter.objects.filter(handler=people["deputy"])) == {first, second}
    assert "请先勾选问题。" in client.post(url, {"handler": people["head"].pk}, follow=True).content.decode()
    assert signed_in(people["head"]).post(url, both).status_code == 403


def test_the_register_is_exported_as_filtered_with_the_numbers_by_unit(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    treating(people, office)
    raised(people, office, title="=HYPERLINK(1)")
    merged = raised(people, office)
    matters.merge_matter(actor=people["inspector"], matter=merged, into=Matter.objects.get(number=1))
    at.move_to("2026-03-20T09:00:00+08:00")
    client = signed_in(people["leader"])
    book = load_workbook(BytesIO(client.get(reverse("matters:matter-export"), {"state": "open"}).content))
    rows = list(book["问题"].iter_rows(min_row=3, max_col=4, values_only=True))
    assert [(row[0], row[1]) for row in rows] == [
        ("2026-0002", "=HYPERLINK(1)"),
        ("2026-0001", "窗口午间无人值守"),
    ]
    assert "f" not in {cell.data_type for cell in book["问题"]["B"]}, "text, never a formula"
    assert list(book["分单位"].iter_rows(min_row=3, values_only=True)) == [("城关工商所", 2, 1, 0, 2, 1, 0)]
    shown = client.get(reverse("matters:matter-numbers")).context["rows"]
    assert [(row.unit, row.raised, row.overdue) for row in shown] == [("城关工商所", 2, 1)]
