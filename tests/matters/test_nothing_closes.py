"""Nothing closes unanswered: approvals die with what they approved, what was begun anew is proved anew, nobody's words are lost."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from matters import access
from matters.models import Letter, Matter, MeasureReport
from matters.queries.letters import letter_of_code, unreachable_seal
from matters.queries.reports import composed_measures, report_numbers
from matters.services import letters, matters, measures, replies
from matters.services.letters import LetterRefused, Written
from matters.services.states import MatterRefused
from registry.models import Unit, User
from rulebook.matter.letters import Box, Channel, Opinion, ReplyKind
from rulebook.matter.matters import Finding, Source, Treatment, Triage
from tests.evaluations.meetings.test_activities import signed_in
from tests.matters.letter_steps import accepted, step
from tests.scans import scanned_pdf

pytestmark = pytest.mark.django_db


def asked(people: dict[str, User], letter: Letter) -> Letter:
    return replies.ask_unreachable(
        actor=people["inspector"], letter=letter, reason="电话停机", text="已经查清，现答复如下。"
    )


def test_an_old_request_is_not_approved_once_the_letter_was_answered_and_begun_anew(
    bureau: Unit, people: dict[str, User]
) -> None:
    letter = accepted(people, bureau)
    seal = unreachable_seal(asked(people, letter))
    reply = replies.write_reply(
        actor=people["inspector"], letter=letter, kind=ReplyKind.FINAL, text="三个工作日。"
    )
    replies.send_reply(actor=people["inspector"], reply=reply, channel=Channel.WEB)
    letter.refresh_from_db()
    replies.rate_answer(letter=letter, opinion=Opinion.DISSATISFIED)
    letter.refresh_from_db()
    assert (letter.state, letter.unreachable_reason) == ("handling", "")
    with pytest.raises(LetterRefused, match="还没有人提出"):
        replies.approve_unreachable(actor=people["second"], letter=letter, version=seal)
    assert step(people["second"], letter, "approve", version=seal).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "handling"


def test_an_approval_is_of_what_stood_on_the_page(bureau: Unit, people: dict[str, User]) -> None:
    letter = accepted(people, bureau)
    seal = unreachable_seal(asked(people, letter))
    replies.ask_unreachable(actor=people["inspector"], letter=letter, reason="地址不详", text="另一份答复。")
    letter.refresh_from_db()
    refused = step(people["second"], letter, "approve", version=seal)
    form = next(each["form"] for each in refused.context["steps"] if each["name"] == "approve")
    assert form.data["version"] == str(unreachable_seal(letter)), (
        "sent again, it answers to what is shown now"
    )
    assert (refused.status_code, "本页打开之后内容有变动" in refused.content.decode()) == (422, True)
    letter.refresh_from_db()
    assert letter.state == "handling"
    assert step(people["second"], letter, "approve", version=unreachable_seal(letter)).status_code == 302


def test_s2_11_whoever_cannot_be_reached_finds_the_answer_under_his_code(
    bureau: Unit, people: dict[str, User]
) -> None:
    code = letters.fresh_code()
    written = Written(box=Box.ENQUIRY, title="办照要几天", text="几天？")
    letter = letters.receive_letter(actor=None, bureau=bureau, written=written, code=code)
    letters.accept_letter(
        actor=people["inspector"], letter=letter, handler=people["inspector"], about_units=[], about_people=[]
    )
    empty = step(people["inspector"], letter, "unreachable", reason="电话停机", text="")
    assert (empty.status_code, "必填" in empty.content.decode()) == (422, True)
    row = asked(people, letter)
    assert list(row.replies.filter(sent_on__isnull=False)) == []
    replies.approve_unreachable(actor=people["second"], letter=letter, version=unreachable_seal(row))
    found = letter_of_code(code)
    assert found is not None
    assert (found.state, found.answered_on) == ("closed", localdate())
    assert list(found.replies.filter(sent_on__isnull=False).values_list("text", "channel")) == [
        ("已经查清，现答复如下。", "web")
    ]
    replies.rate_answer(letter=found, opinion=Opinion.DISSATISFIED)
    found.refresh_from_db()
    assert (found.state, found.unreachable_approved_by) == ("handling", None)
    with pytest.raises(LetterRefused, match="还没有发出答复"):
        replies.close_letter(actor=people["inspector"], letter=found)


def raised(people: dict[str, User], unit: Unit, **more: Any) -> Matter:
    return matters.raise_matter(
        actor=people["inspector"], unit=unit, title="窗口无人", text="中午无人", source=Source.PUBLIC,
        triage=Triage.SHORT, raised_on=localdate(), **more,
    )  # fmt: skip


def found_to_be(people: dict[str, User], matter: Matter, finding: Finding) -> None:
    matters.start_verifying(actor=people["inspector"], matter=matter)
    untrue = finding == Finding.UNTRUE
    matters.record_finding(
        actor=people["inspector"], matter=matter, finding=finding, basis="现场", clarification="当时在岗" if untrue else "",
    )  # fmt: skip


def proved(people: dict[str, User], matter: Matter, says: str) -> None:
    measures.add_measure(actor=people["head"], matter=matter, text=says, done_on=localdate())
    measures.add_evidence(
        actor=people["head"],
        matter=matter,
        says=says,
        proves_on=localdate(),
        name="表.pdf",
        content=scanned_pdf(),
    )


def closed(people: dict[str, User], matter: Matter) -> None:
    matters.tell_raisers(actor=people["inspector"], matter=matter, on=localdate(), note="电话")
    matters.close_matter(actor=people["inspector"], matter=matter)


def test_s3_18_a_problem_is_not_merged_where_its_raisers_would_hear_nothing(
    office: Unit, people: dict[str, User]
) -> None:
    first, told, second = raised(people, office), raised(people, office), raised(people, office)
    for each in (first, told):
        found_to_be(people, each, Finding.UNTRUE)
    closed(people, first)
    matters.tell_raisers(actor=people["inspector"], matter=told, on=localdate(), note="电话")
    for ended in (first, told):
        with pytest.raises(MatterRefused, match="得不到回告"):
            matters.merge_matter(actor=people["inspector"], matter=second, into=ended)
        page = signed_in(people["inspector"]).post(
            reverse("matters:matter-step", args=[second.pk, "merge"]), {"into": ended.pk}
        )
        assert page.status_code == 422
    second.refresh_from_db()
    assert second.state == "registered"
    third = raised(people, office)
    matters.merge_matter(actor=people["inspector"], matter=third, into=second)
    third.refresh_from_db()
    assert third.duplicate_of == second


def test_s4_12_what_was_done_before_proves_nothing_once_it_was_begun_anew(
    office: Unit, people: dict[str, User]
) -> None:
    matter = raised(people, office)
    found_to_be(people, matter, Finding.TRUE)
    matters.choose_treatment(actor=people["inspector"], matter=matter, treatment=Treatment.SOLVE)
    proved(people, matter, "排班表")
    matters.report_result(actor=people["head"], matter=matter)
    matters.check_result(actor=people["inspector"], matter=matter, note="看过")
    matters.reopen_matter(actor=people["inspector"], matter=matter, reason="又没有人")
    matters.choose_treatment(actor=people["inspector"], matter=matter, treatment=Treatment.SOLVE)
    with pytest.raises(MatterRefused, match="这次重新整改的措施"):
        matters.report_result(actor=people["head"], matter=matter)
    proved(people, matter, "新排班表")
    matter.refresh_from_db()
    text = composed_measures([matter])
    assert ("新排班表" in text, "；" in text) == (True, False), text
    matters.report_result(actor=people["head"], matter=matter)


def test_a_result_is_checked_as_it_stood_on_the_page(office: Unit, people: dict[str, User]) -> None:
    matter = raised(people, office)
    found_to_be(people, matter, Finding.TRUE)
    matters.choose_treatment(actor=people["inspector"], matter=matter, treatment=Treatment.SOLVE)
    proved(people, matter, "排班表")
    before = matters.report_result(actor=people["head"], matter=matter).version
    matters.return_report(actor=people["second"], matter=matter, reason="照片不清")
    proved(people, matter, "换过的排班表")
    matters.report_result(actor=people["head"], matter=matter)
    url, client = reverse("matters:matter-step", args=[matter.pk, "check"]), signed_in(people["inspector"])
    late = client.post(url, {"note": "看过", "version": before})
    assert (late.status_code, "本页打开之后内容有变动" in late.content.decode()) == (422, True)
    form = next(each["form"] for each in late.context["steps"] if each["name"] == "check")
    assert client.post(url, form.data.dict()).status_code == 302, "he has seen it now"
    matter.refresh_from_db()
    assert matter.state == "checked"


def test_what_is_verified_anew_is_printed_as_neither_true_nor_untrue(
    office: Unit, people: dict[str, User]
) -> None:
    matter = raised(people, office)
    found_to_be(people, matter, Finding.UNTRUE)
    matter.refresh_from_db()
    assert report_numbers([matter])["untrue"] == 1
    matters.tell_raisers(
        actor=people["inspector"], matter=matter, on=localdate(), note="电话", opinion=Opinion.DISSATISFIED
    )
    matter.refresh_from_db()
    numbers = report_numbers([matter])
    assert (matter.state, numbers["untrue"], numbers["verifying"]) == ("verifying", 0, 1)
    assert composed_measures([matter]) == ""
    assert not access.sees(people["head"], matter), "it is not verified any more"


def test_an_accusation_that_is_not_verified_is_counted_and_not_told(
    office: Unit, people: dict[str, User]
) -> None:
    verified, accusation = raised(people, office), raised(people, office)
    found_to_be(people, verified, Finding.TRUE)
    Matter.objects.filter(pk=accusation.pk).update(title="收受礼品")
    period = {"period_from": "2026-01-01", "period_to": localdate().isoformat()}
    drafted = signed_in(people["inspector"]).get(reverse("matters:report-create"), period).content.decode()
    assert ("窗口无人" in drafted, "收受礼品" in drafted, "正在核实 1 项" in drafted) == (True, False, True)


def test_handed_out_unverified_it_is_read_by_nobody_of_the_unit(
    office: Unit, people: dict[str, User]
) -> None:
    matter = raised(people, office)
    matters.start_verifying(actor=people["inspector"], matter=matter)
    matters.hand_out(actor=people["inspector"], matters=[matter], handler=people["deputy"])
    matter.refresh_from_db()
    assert matter.clock is not None
    assert (matter.handler, matter.clock.handler) == (people["deputy"], people["inspector"])
    assert not access.sees(people["deputy"], matter)
    assert (
        signed_in(people["deputy"]).get(reverse("desk:clock-show", args=[matter.clock_id])).status_code == 404
    )
    matters.record_finding(actor=people["inspector"], matter=matter, finding=Finding.TRUE, basis="现场")
    assert access.sees(people["deputy"], matter)


def test_two_who_write_one_report_see_what_the_other_saved(people: dict[str, User], bureau: Unit) -> None:
    client = signed_in(people["inspector"])
    data = {
        "title": "报告", "period_from": "2026-01-01", "period_to": "2026-03-01", "analysis": "甲写的", "causes": "地方小",
        "measures": "先设临时窗口",
    }  # fmt: skip
    client.post(reverse("matters:report-create"), data)
    report = MeasureReport.objects.get()
    edit, version = reverse("matters:report-edit", args=[report.pk]), report.version
    assert client.post(edit, data | {"analysis": "乙写的", "version": version}).status_code == 302
    late = client.post(edit, data | {"analysis": "丙写的", "version": version})
    page = late.content.decode()
    assert (late.status_code, "保存前内容已被他人修改" in page, "乙写的" in page, "丙写的" in page) == (
        422,
        *[True] * 3,
    )
    report.refresh_from_db()
    assert report.analysis == "乙写的"
    assert client.post(edit, data | {"analysis": "丙写的", "version": report.version}).status_code == 302
    report.refresh_from_db()
    assert (report.analysis, report.written_on) == ("丙写的", date(2026, 3, 2))
    assert client.post(edit, data | {"analysis": "没有版本"}).status_code == 422
