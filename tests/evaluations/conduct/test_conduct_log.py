"""行风建设台账: ten questions, three visits, contact points, pledges, findings from outside, the bureau's report (S3-20 … S3-24)."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook
from pypdf import PdfReader

from evaluations.conduct import services
from evaluations.conduct.models import ContactPoint, OutsideFinding, Pledge, SelfAssessment, SelfCheck, Visit
from evaluations.conduct.services import LogRefused
from matters.models import Matter
from registry.models import Post, Role
from registry.services.refusals import VersionConflict
from rulebook.conduct.self_check import QUESTIONS, gaps
from rulebook.matter.matters import Triage
from tests.evaluations.elections.stage import ElectionStage
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import UnitFactory, user_with
from tests.scans import scanned_pdf

pytestmark = pytest.mark.django_db
PDF = scanned_pdf()


def upload(content: bytes, name: str) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def test_s3_20_ten_questions_and_what_is_not_done_needs_problem_cause_and_measure() -> None:
    assert len(QUESTIONS) == 10
    answers = {str(number): {"answer": "yes"} for number in range(1, 11)}
    assert gaps(answers) == []
    answers["3"] = {"answer": "partly", "problem": "没有上墙"}
    del answers["10"]
    assert gaps(answers) == [
        "第 3 问没有完全做到，请写明问题、原因和整改措施。",
        "第 10 问还没有回答。",
    ]


@pytest.mark.database
def test_s3_20_a_head_fills_his_own_ten_questions_and_the_inspectorate_gives_them_back(
    stage: ElectionStage,
) -> None:
    year, office = localdate().year, stage.offices[0]
    url = f"/evaluations/conduct-log/checks/{office.pk}/{year}/"
    head = signed_in(stage.head)
    sent = {"version": "0"} | {f"answer_{number}": "yes" for number in range(1, 11)}
    half = head.post(url, sent | {"answer_4": "no", "problem_4": "有一次没有亮证", "submit": "1"})
    assert half.status_code == 422
    assert "第 4 问没有完全做到，请写明问题、原因和整改措施。" in half.content.decode()
    assert "有一次没有亮证" in half.content.decode()
    full = sent | {"answer_4": "no", "problem_4": "一", "cause_4": "二", "measure_4": "三", "submit": "1"}
    assert head.post(url, full).status_code == 302
    check = SelfCheck.objects.get()
    assert check.answers["4"] == {"answer": "no", "problem": "一", "cause": "二", "measure": "三"}
    assert "自查已经提交，不能再改" in head.post(url, sent | {"version": "1"}).content.decode()
    assert head.post(f"{url}reopen/").status_code == 403
    other = stage.offices[1]
    assert head.get(f"/evaluations/conduct-log/checks/{other.pk}/{year}/").status_code == 404
    inspector = signed_in(stage.inspector)
    day = f"{check.submitted_on:%-m月%-d日}提交"
    assert day in inspector.get("/evaluations/conduct-log/").content.decode()
    assert inspector.post(f"{url}reopen/").status_code == 302
    with pytest.raises(VersionConflict):
        services.save_self_check(
            actor=stage.head, unit=office, year=year, version=1, answers={}, submit=False
        )


def test_s3_20_visits_are_logged_with_problem_cause_and_measure(stage: ElectionStage) -> None:
    head = signed_in(stage.head)
    url = "/evaluations/conduct-log/visits/new/"
    sent = {
        "unit": str(stage.offices[0].pk),
        "kind": "firm",
        "visited_on": localdate().isoformat(),
        "whom": "=安澜机械厂",
        "visitors": "王海",
        "problem": "办照慢",
        "cause": "材料没有一次告知",
        "measure": "印发告知单",
    }
    foreign = head.post(url, sent | {"unit": str(stage.offices[1].pk)})
    assert foreign.status_code == 422
    assert "安澜机械厂" in foreign.content.decode()
    assert head.post(url, sent).status_code == 302
    page = head.get("/evaluations/conduct-log/").content.decode()
    assert "材料没有一次告知" in page
    assert "访企业" in page
    book = load_workbook(BytesIO(head.get("/evaluations/conduct-log/export/").content))
    row = [cell.value for cell in book["三访"][3]]
    assert row[3:] == ["=安澜机械厂", "王海", "办照慢", "材料没有一次告知", "印发告知单"]
    assert book["三访"]["D3"].data_type == "s"
    visit = Visit.objects.get()
    edit = f"/evaluations/conduct-log/visits/{visit.pk}/"
    assert head.post(edit, sent | {"whom": "机械厂", "version": "1"}).status_code == 302
    late = head.post(edit, sent | {"whom": "旧页", "version": "1"})
    assert "保存前内容已被他人修改" in late.content.decode()
    visit.refresh_from_db()
    assert visit.whom == "机械厂"
    assert head.post(url, sent | {"visited_on": "2099-01-01"}).status_code == 422


def test_s3_24_contact_points_and_signed_pledges_are_registered(stage: ElectionStage) -> None:
    inspector = signed_in(stage.inspector)
    point = {
        "unit": str(stage.bureau.pk),
        "leader": "张局长",
        "kind": "township",
        "place": "城关镇",
        "valid_from": "2026-07-01",
        "valid_to": "2026-06-01",
    }
    wrong = inspector.post("/evaluations/conduct-log/points/new/", point)
    assert "结束日期不能早于开始日期。" in wrong.content.decode()
    assert inspector.post("/evaluations/conduct-log/points/new/", point | {"valid_to": ""}).status_code == 302
    assert inspector.post("/evaluations/conduct-log/points/new/", point | {"valid_to": ""}).status_code == 422
    assert ContactPoint.objects.count() == 1
    url, office = "/evaluations/conduct-log/pledges/new/", stage.offices[0]
    pledge = {"unit": str(office.pk), "year": str(localdate().year), "signer": "王海"}
    pledge["signed_on"] = localdate().isoformat()
    bad = inspector.post(url, pledge | {"scan": upload(b"MZ\x00\x00", "责任书.pdf")})
    assert bad.status_code == 422
    assert Pledge.objects.count() == 0
    assert inspector.post(url, pledge | {"scan": upload(PDF, "责任书.pdf")}).status_code == 302
    again = inspector.post(url, pledge | {"scan": upload(PDF, "责任书.pdf")})
    assert f"{office}{localdate().year}年的责任书已经登记。" in again.content.decode()
    page = inspector.get("/evaluations/conduct-log/").content.decode()
    assert "张局长（安澜市工商行政管理局）" in page
    assert page.count("未签订") == len(stage.units) - 1
    scan = Pledge.objects.get()
    assert signed_in(stage.head).get(f"/evaluations/conduct-log/pledges/{scan.pk}/scan/").status_code == 200


def test_s3_22_s3_18_a_finding_from_outside_is_entered_with_its_source_and_answered_through_its_matter(
    stage: ElectionStage,
) -> None:
    inspector = signed_in(stage.inspector)
    url = "/evaluations/conduct-log/findings/new/"
    sent = {
        "unit": str(stage.offices[0].pk),
        "source": "covert",
        "found_on": localdate().isoformat(),
        "found_by": "市纠风办",
        "document_number": "纠风〔2026〕3号",
        "text": "窗口上班时间无人值守",
        "triage": "hot",
    }
    assert inspector.post(url, sent | {"found_on": "2099-01-01"}).status_code == 422
    assert inspector.post(url, sent).status_code == 302
    matter = Matter.objects.get()
    assert (matter.unit, matter.source, matter.triage) == (stage.offices[0], "outside", Triage.HOT)
    assert matter.origin_label == "市纠风办明查暗访，纠风〔2026〕3号"
    page = inspector.get("/evaluations/conduct-log/").content.decode()
    assert "未办结" in page
    Matter.objects.update(state="closed")
    assert "已答复" in inspector.get("/evaluations/conduct-log/").content.decode()
    head = signed_in(stage.head)
    assert head.post(url, sent).status_code == 403
    assert "窗口上班时间无人值守" in inspector.get("/evaluations/conduct-log/").content.decode()
    assert "窗口上班时间无人值守" not in head.get("/evaluations/conduct-log/").content.decode()
    book = load_workbook(BytesIO(head.get("/evaluations/conduct-log/export/").content))
    assert book["外部反映问题"].max_row == 2


def test_s3_23_the_bureaus_report_is_drafted_from_the_record_and_put_on_record_as_sent(
    stage: ElectionStage,
) -> None:
    year = localdate().year
    finding = OutsideFinding(
        unit=stage.offices[0],
        source="hotline",
        found_on=localdate(),
        found_by="市效能办",
        text="电话无人接听",
    )
    services.enter_finding(actor=stage.inspector, finding=finding, triage=Triage.SHORT)
    inspector = signed_in(stage.inspector)
    url = f"/evaluations/conduct-log/assessment/{year}/"
    page = inspector.get(url).content.decode()
    assert "共收到 1 件，其中监督投诉电话 1 件；已办结答复 0 件，正在办理 1 件。" in page
    sent = {"text": "一、自查自纠情况\n已经完成。", "recipients": "市效能办、市局", "version": "0"}
    assert inspector.post(url, sent).status_code == 302
    assert inspector.post(url, sent | {"version": "1", "submit": "1"}).status_code == 302
    report = SelfAssessment.objects.get()
    assert report.submitted_on == localdate()
    refused = inspector.post(url, sent | {"version": "2"})
    assert "自评报告已经报送，不能再改。" in refused.content.decode()
    content = inspector.get(f"{url}print/").content
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(content)).pages)
    assert "市效能办、市局" in text
    with pytest.raises(LogRefused):
        services.save_self_assessment(
            actor=stage.inspector,
            unit=stage.bureau,
            year=year - 1,
            version=0,
            text=" ",
            recipients="",
            submit=True,
        )


def test_s3_16_a_unit_hands_in_its_written_summary_once(stage: ElectionStage) -> None:
    year, office = localdate().year, stage.offices[0]
    url, head = f"/evaluations/conduct-log/summaries/{office.pk}/{year}/", signed_in(stage.head)
    assert "总结还没有写。" in head.post(url, {"text": " ", "version": "0", "submit": "1"}).content.decode()
    assert head.post(url, {"text": "自查自纠情况良好。", "version": "0"}).status_code == 302
    assert head.post(url, {"text": "自查自纠，典型两个。", "version": "1", "submit": "1"}).status_code == 302
    assert "总结已经报送，不能再改。" in head.post(url, {"text": "改", "version": "2"}).content.decode()
    inspector = signed_in(stage.inspector)
    assert "自查自纠，典型两个。" in inspector.get(url).content.decode()
    assert f"{localdate():%-m月%-d日}报送" in inspector.get("/evaluations/conduct-log/").content.decode()
    other = f"/evaluations/conduct-log/summaries/{stage.offices[1].pk}/{year}/"
    assert head.get(other).status_code == 404


@pytest.mark.parametrize("year", ["0", "0000", "9999", "99999999999999999999"])
def test_a_year_that_cannot_be_is_no_page_and_no_error(stage: ElectionStage, year: str) -> None:
    inspector, office = signed_in(stage.inspector), stage.offices[0]
    for part in (f"checks/{office.pk}/{year}/", f"summaries/{office.pk}/{year}/", f"assessment/{year}/"):
        assert inspector.get(f"/evaluations/conduct-log/{part}").status_code == 404
    shown = inspector.get("/evaluations/conduct-log/", {"year": year})
    assert f"{localdate().year}年行风建设台账" in shown.content.decode()


def papers(stage: ElectionStage) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """Address, one text and another of each paper that is handed in every year."""
    office, year = stage.offices[0], localdate().year
    both = {"recipients": "市局"}
    return [
        (f"checks/{office.pk}/{year}/", {"problem_3": "甲的话"}, {"problem_3": "乙的话"}),
        (f"summaries/{office.pk}/{year}/", {"text": "甲的话"}, {"text": "乙的话"}),
        (f"assessment/{year}/", both | {"text": "甲的话"}, both | {"text": "乙的话"}),
    ]


@pytest.mark.parametrize("number", range(3))
def test_what_another_saved_meanwhile_stands_beside_and_is_saved_over_without_reloading(
    stage: ElectionStage, number: int
) -> None:
    path, one, other = papers(stage)[number]
    url, inspector = f"/evaluations/conduct-log/{path}", signed_in(stage.inspector)
    assert inspector.post(url, one | {"version": "0"}).status_code == 302
    late = inspector.post(url, other | {"version": "0"})
    page = late.content.decode()
    assert (late.status_code, "保存前内容已被他人修改" in page) == (422, True)
    assert re.findall(r'data-label="(?:现在的内容|您填写的内容)">([^<]*)</td>', page) == ["甲的话", "乙的话"]
    assert re.findall(r'name="version" value="(\d+)"', page) == ["1"]
    assert inspector.post(url, other | {"version": "1"}).status_code == 302
    assert "乙的话" in inspector.get(url).content.decode()


def entered(stage: ElectionStage) -> list[tuple[Visit | ContactPoint, str, dict[str, Any]]]:
    """A visit and a contact point, the field that is changed, and what is sent to change it."""
    office, today = stage.offices[0], localdate()
    visit: dict[str, Any] = {"kind": "firm", "visited_on": today, "whom": "机械厂", "visitors": "王海"}
    point: dict[str, Any] = {"kind": "township", "leader": "张局长", "place": "城关镇", "valid_from": today}
    return [
        (Visit.objects.create(unit=office, **visit), "whom", visit | {"unit": office.pk, "whom": "纺织厂"}),
        (
            ContactPoint.objects.create(unit=office, **point),
            "place",
            point | {"unit": office.pk, "place": "东湖街道"},
        ),
    ]


@pytest.mark.parametrize(("number", "kind"), [(0, "visits"), (1, "points")])
def test_an_entry_sent_without_a_version_overwrites_nothing(
    stage: ElectionStage, number: int, kind: str
) -> None:
    row, field, sent = entered(stage)[number]
    url, head = f"/evaluations/conduct-log/{kind}/{row.pk}/", signed_in(stage.head)
    before = getattr(row, field)
    blind = head.post(url, sent)
    row.refresh_from_db()
    assert (blind.status_code, getattr(row, field)) == (422, before)
    assert re.findall(r'name="version" value="(\d+)"', blind.content.decode()) == ["1"]
    assert head.post(url, sent | {"version": "1"}).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, field), row.version) == (sent[field], 2)


def test_an_inspectorate_elsewhere_gives_no_check_back_although_he_has_a_post_in_the_unit(
    stage: ElectionStage,
) -> None:
    office, year = stage.offices[0], localdate().year
    answers = {str(number): {"answer": "yes"} for number in range(1, 11)}
    services.save_self_check(
        actor=stage.head, unit=office, year=year, version=0, answers=answers, submit=True
    )
    elsewhere = user_with(Role.INSPECTORATE, UnitFactory(kind="bureau", name="邻市局", code="LIN"))
    Post.objects.create(user=elsewhere, unit=office, role=Role.HEAD)
    url = f"/evaluations/conduct-log/checks/{office.pk}/{year}/"
    client, inspector = signed_in(elsewhere), signed_in(stage.inspector)
    assert ("已提交" in (page := client.get(url).content.decode()), "退回更正" in page) == (True, False)
    assert client.post(f"{url}reopen/").status_code == 403
    assert SelfCheck.objects.get().submitted_on == localdate()
    assert "退回更正" in inspector.get(url).content.decode()
    assert inspector.post(f"{url}reopen/").status_code == 302
    check = SelfCheck.objects.get()
    assert (check.submitted_on, check.submitted_by) == (None, None)


def test_who_only_reads_the_log_is_offered_no_page_that_he_may_not_open(stage: ElectionStage) -> None:
    edits = [
        f"/evaluations/conduct-log/{kind}/{row.pk}/"
        for kind, (row, _, _) in zip(("visits", "points"), entered(stage), strict=True)
    ]
    reader, inspector = signed_in(stage.chair), signed_in(stage.inspector)
    read = reader.get("/evaluations/conduct-log/").content.decode()
    assert ("机械厂" in read, "张局长" in read) == (True, True)
    links = set(re.findall(r'href="(/evaluations/conduct-log/[^"]*)"', read))
    assert {reader.get(link).status_code for link in links} == {200}
    written = inspector.get("/evaluations/conduct-log/").content.decode()
    for url in edits:
        assert (f'href="{url}"' in read, f'href="{url}"' in written) == (False, True)
        assert (reader.get(url).status_code, inspector.get(url).status_code) == (403, 200)
