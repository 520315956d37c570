"""Officers' reports: typed or uploaded, complete or not, frozen once the meeting began; no meeting starts without them."""

from datetime import time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate
from pypdf import PdfReader

from evaluations.meetings.models import DutyReport, Meeting
from evaluations.meetings.queries import preparation
from evaluations.meetings.queries.duty_reports import report_row, report_rows
from evaluations.meetings.queries.meetings import officers
from evaluations.meetings.services import attendance, refusals, representatives
from evaluations.meetings.services.duty_reports import save_duty_report
from evaluations.meetings.services.meetings import create_meetings, postpone_meeting
from registry.models import Person
from rulebook.meeting.duty_report import PROBLEMS, REPORT_HEADINGS
from tests.evaluations.meetings.stage import (
    Stage,
    drawn_meeting,
    met_meeting,
    new_activity,
    new_meeting,
    write_reports,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_opinions import collect, sort

REPORT = {each.key: f"本年{each.title}的情况。" for each in REPORT_HEADINGS}
FIVE = [each.key for each in REPORT_HEADINGS if each.key != PROBLEMS]


@pytest.fixture
def meeting(stage: Stage) -> Meeting:
    activity = new_activity(stage)
    return create_meetings(actor=stage.inspector, activity=activity, offices=[stage.office])[0]


def url(name: str, meeting: Meeting, person: Person) -> str:
    return reverse(f"meetings:duty-report-{name}", args=[meeting.pk, person.pk])


def send(user: Any, meeting: Meeting, person: Person, version: int = 0, **data: Any) -> Any:
    return signed_in(user).post(url("edit", meeting, person), {"version": version} | data)


def report_of(meeting: Meeting, person: Person) -> DutyReport:
    return DutyReport.objects.get(meeting=meeting, person=person)


def file(content: bytes = b"%PDF-1.7 a report", name: str = "报告.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def notified(stage: Stage) -> Meeting:
    meeting = drawn_meeting(stage)
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def test_s0_08_a_report_has_six_headings_with_the_document_s_wording(stage: Stage, meeting: Meeting) -> None:
    page = signed_in(stage.head_user).get(url("edit", meeting, stage.director))
    text = page.content.decode()
    assert [field.name for field in page.context["form"].heading_fields] == list(REPORT)
    for each in REPORT_HEADINGS:
        assert each.wording in text


def test_s0_22_a_draft_keeps_everything_and_says_what_is_missing(stage: Stage, meeting: Meeting) -> None:
    client, edit = signed_in(stage.head_user), url("edit", meeting, stage.director)
    text = client.post(
        edit, {"version": 0, "duty": "受理投诉四十六件", "then": "submit"}, follow=True
    ).content.decode()
    report = report_of(meeting, stage.director)
    assert (report.headings["duty"], report.submitted_on) == ("受理投诉四十六件", None)
    assert "报告已保存为草稿，还不完整" in text
    assert "“存在的问题和整改措施”没有填写，问题不能空。" in text
    assert "受理投诉四十六件" in text


def test_s0_22_a_complete_report_is_handed_in(stage: Stage, meeting: Meeting) -> None:
    opinion = collect(stage, meeting, "排队")
    send(stage.head_user, meeting, stage.director, **REPORT, opinions=[opinion.pk], then="submit")
    report = report_of(meeting, stage.director)
    assert (report.headings, report.submitted_on) == (REPORT, localdate())
    assert list(report.opinions.all()) == [opinion]
    rows = {row.officer.name: (row.word, row.ready) for row in report_rows(meeting)}
    assert rows == {"王海": ("已提交", True), "李岚": ("未写", False)}


def test_s0_22_a_report_that_becomes_incomplete_is_a_draft_again(stage: Stage, meeting: Meeting) -> None:
    send(stage.head_user, meeting, stage.director, **REPORT, then="submit")
    send(stage.head_user, meeting, stage.director, version=1, **(REPORT | {"problems": ""}))
    assert report_of(meeting, stage.director).submitted_on is None


def test_s0_22_an_opinion_collected_later_is_asked_for(stage: Stage, meeting: Meeting) -> None:
    send(stage.head_user, meeting, stage.director, **REPORT, then="submit")
    collect(stage, meeting, "排队")
    row = report_row(meeting, stage.director.pk)
    assert row is not None
    assert (row.word, row.gaps) == ("已提交，不完整", ["已征集意见 1 条，报告没有对应任何一条。"])


def test_s0_22_an_uploaded_report_ticks_its_headings_and_types_the_problems(
    stage: Stage, meeting: Meeting
) -> None:
    send(stage.head_user, meeting, stage.director, upload=file(), in_upload=FIVE, then="submit")
    assert report_of(meeting, stage.director).submitted_on is None
    send(
        stage.head_user, meeting, stage.director, version=1, in_upload=FIVE, problems="有问题", then="submit"
    )
    report = report_of(meeting, stage.director)
    assert report.submitted_on == localdate()
    kept = signed_in(stage.chair).get(url("file", meeting, stage.director))
    assert kept.content == b"%PDF-1.7 a report"
    send(stage.head_user, meeting, stage.director, version=2, in_upload=FIVE, problems="有", drop_upload="on")
    report.refresh_from_db()
    assert (report.upload, report.submitted_on) == (None, None)
    assert signed_in(stage.chair).get(url("file", meeting, stage.director)).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04 not a report", "文件内容不是：PDF"), (b"", "")],
    ids=["not a PDF", "empty"],
)
def test_a_file_is_judged_by_its_content_and_the_typing_stays(
    stage: Stage, meeting: Meeting, content: bytes, words: str
) -> None:
    page = send(stage.head_user, meeting, stage.director, duty="写了很久", upload=file(content))
    assert list(page.context["form"].errors) == ["upload"]
    assert words in str(page.context["form"].errors["upload"])
    assert "写了很久" in page.content.decode()
    assert not DutyReport.objects.exists()


def test_two_who_write_see_both_texts_and_lose_nothing(stage: Stage, meeting: Meeting) -> None:
    send(stage.head_user, meeting, stage.director, duty="甲的话")
    page = send(stage.inspector, meeting, stage.director, duty="乙的话", upload=file())
    rows = page.context["conflict"]["rows"]
    assert rows == [{"label": "履行职责、维护权益", "theirs": "甲的话", "yours": "乙的话"}]
    assert "所选文件没有保存，请重新选择" in page.content.decode()
    assert page.context["form"]["version"].value() == "1"
    send(stage.inspector, meeting, stage.director, version=1, duty="乙的话")
    assert report_of(meeting, stage.director).headings["duty"] == "乙的话"


def test_s0_08_each_officer_writes_his_own_and_the_head_all(stage: Stage, meeting: Meeting) -> None:
    assert signed_in(stage.deputy_user).get(url("edit", meeting, stage.director)).status_code == 403
    assert send(stage.deputy_user, meeting, stage.director, duty="不该写").status_code == 403
    for user in (stage.deputy_user, stage.head_user, stage.inspector):
        assert signed_in(user).get(url("edit", meeting, stage.deputy)).status_code == 200
    assert signed_in(stage.chair).get(url("edit", meeting, stage.deputy)).status_code == 403
    assert signed_in(stage.receptionist).get(url("show", meeting, stage.deputy)).status_code == 404
    assert not DutyReport.objects.exists()


def test_who_does_not_report_has_no_report(stage: Stage, meeting: Meeting) -> None:
    stranger = Person.objects.get(name="赵平")
    assert signed_in(stage.inspector).get(url("edit", meeting, stranger)).status_code == 404
    with pytest.raises(refusals.MeetingRefused, match="赵平不是本场会议的述职人员"):
        save_duty_report(
            actor=stage.inspector,
            meeting=meeting,
            person=stranger,
            version=0,
            headings=REPORT,
            in_upload=[],
            opinions=[],
        )


def test_s0_22_a_report_uploaded_after_the_meeting_began_is_refused_and_stays_typed(stage: Stage) -> None:
    meeting = met_meeting(stage)
    before = report_of(meeting, stage.director)
    page = send(stage.head_user, meeting, stage.director, version=1, duty="改后的话", upload=file())
    text = page.content.decode()
    assert "会议已经开始，征集的意见和述职述廉报告不能再改" in text
    assert "所选文件没有保存，请重新选择" in text
    assert "改后的话" in text
    before.refresh_from_db()
    assert (before.headings, before.upload, before.version) == (REPORT, None, 1)
    assert signed_in(stage.head_user).get(url("edit", meeting, stage.director)).url == url(
        "show", meeting, stage.director
    )


def test_s0_22_a_postponed_meeting_lets_reports_change_again(stage: Stage) -> None:
    meeting = met_meeting(stage)
    postpone_meeting(
        actor=stage.inspector,
        meeting=meeting,
        held_on=localdate() + timedelta(days=7),
        held_at=time(9, 0),
        place="城关镇礼堂",
        reason="人数不足",
    )
    send(stage.head_user, meeting, stage.director, version=1, **(REPORT | {"duty": "改后的话"}))
    report = report_of(meeting, stage.director)
    assert (report.headings["duty"], report.submitted_on) == ("改后的话", localdate())


def test_s0_22_no_check_in_while_a_report_is_missing_or_incomplete(stage: Stage) -> None:
    meeting = notified(stage)
    with pytest.raises(refusals.MeetingRefused) as refused:
        attendance.open_check_in(actor=stage.receptionist, meeting=meeting)
    assert str(refused.value) == "所长王海还没有述职述廉报告。副所长李岚还没有述职述廉报告。"
    send(stage.head_user, meeting, stage.director, **REPORT)
    send(stage.head_user, meeting, stage.deputy, **(REPORT | {"service": ""}))
    with pytest.raises(refusals.MeetingRefused) as refused:
        attendance.open_check_in(actor=stage.receptionist, meeting=meeting)
    assert str(refused.value) == (
        "所长王海的报告还没有提交。副所长李岚的报告不完整：“服务经济发展”没有填写。"
    )
    page = signed_in(stage.receptionist).get(reverse("meetings:meeting-show", args=[meeting.pk]))
    assert "所长王海的报告还没有提交。会前准备共缺 2 项。" in page.content.decode()
    shown = signed_in(stage.inspector).get(reverse("meetings:meeting-show", args=[meeting.pk]))
    assert "“服务经济发展”没有填写" in shown.content.decode()
    send(stage.head_user, meeting, stage.director, version=1, **REPORT, then="submit")
    send(stage.head_user, meeting, stage.deputy, version=1, **REPORT, then="submit")
    assert attendance.open_check_in(actor=stage.receptionist, meeting=meeting).state == "check_in"


def test_s0_09_no_check_in_while_opinions_are_unsorted_or_unanswered(stage: Stage) -> None:
    meeting = notified(stage)
    first, second = collect(stage, meeting, "排队"), collect(stage, meeting, "关门", "box")
    for officer in officers(meeting):
        data = REPORT | {"opinions": [first.pk], "then": "submit"}
        send(stage.inspector, meeting, officer.person, **data)
    with pytest.raises(refusals.MeetingRefused) as refused:
        attendance.open_check_in(actor=stage.receptionist, meeting=meeting)
    assert str(refused.value) == "征集的意见有 2 条没有整理归类。征集的意见有 1 条没有任何报告对应。"
    sort(stage, meeting, first, second)
    with pytest.raises(refusals.MeetingRefused, match=r"^征集的意见有 1 条没有任何报告对应。$"):
        attendance.open_check_in(actor=stage.receptionist, meeting=meeting)
    write_reports(stage, meeting)
    assert attendance.open_check_in(actor=stage.receptionist, meeting=meeting).state == "check_in"


def test_what_is_lacking_is_found_with_the_same_queries_for_many(
    stage: Stage, django_assert_max_num_queries: Any
) -> None:
    collect(stage, notified(stage), "排队")
    meeting = Meeting.objects.select_related("activity").get()
    with django_assert_max_num_queries(4):
        found = preparation.preparation_gaps([meeting])
    assert len(found[meeting.pk]) == 4


def test_s0_08_the_report_as_a_document(stage: Stage, meeting: Meeting) -> None:
    send(stage.head_user, meeting, stage.director, **REPORT, then="submit")
    answer = signed_in(stage.inspector).get(url("print", meeting, stage.director))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace("\n", "")
    assert "所长 王海" in text
    for order, each in zip("一二三四五六", REPORT_HEADINGS, strict=True):
        assert f"{order}、{each.wording}" in text
        assert REPORT[each.key] in text


def test_s0_21_the_meeting_s_page_shows_the_recorded_steps_of_preparation(stage: Stage) -> None:
    meeting = new_meeting(stage)
    page = signed_in(stage.inspector).get(reverse("meetings:meeting-show", args=[meeting.pk]))
    assert [(row["task"].title, row["task"].word) for row in page.context["preparation"]] == [
        (
            "上报会议地点",
            "已上报" if localdate() <= preparation.place_due(meeting.activity) else "已上报（逾期）",
        ),
        ("征集意见", "未开始"),
        ("述职述廉报告", "0 / 2 份"),
    ]
    notes = [step["note"] for step in page.context["rail"] if step["note"]]
    assert notes == ["准备阶段", "实施阶段", "整改阶段"]
