"""Counts, rates, editions, the report and its signed scan."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from ballots.models import Vote
from ballots.services import cards, moves
from desk.models import Job
from desk.services.jobs import perform_job
from evaluations.meetings.models import CountReport, Meeting
from evaluations.meetings.queries import results
from evaluations.meetings.queries.reports import report_of
from evaluations.meetings.services import refusals
from evaluations.meetings.services.reports import request_report
from registry.models import Attachment, AuditEvent
from registry.services.attachments import read_attachment
from tests.evaluations.meetings.stage import (
    Stage,
    confirm_vote_step,
    met_meeting,
    voted_meeting,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.scans import scanned_pdf, scanned_picture

MARKS = [1] * 40 + [2] * 12 + [3] * 6 + [5] * 2 + [0] * 5
SMALL = {"attendance_min": 3, "drawn_seats": 4, "absence_percent": 0, "consumer_percent": 0}


def made_report(stage: Stage, meeting: Meeting) -> CountReport:
    job = request_report(actor=stage.inspector, meeting=meeting)
    perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "")
    report = report_of(meeting)
    assert report is not None
    return report


def text_of(pdf: bytes) -> str:
    return (
        "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        .replace("\n", "")
        .replace(" ", "")
    )


def test_s0_20_ballot_and_result_are_of_the_office_and_of_each_officer(stage: Stage) -> None:
    meeting = met_meeting(stage)
    vote = meeting.vote
    assert vote is not None
    assert [(each["kind"], each["label"]) for each in vote.form["subjects"]] == [
        ("office", "城关工商所"),
        ("person", "所长 王海"),
        ("person", "副所长 李岚"),
    ]
    assert (vote.unit, vote.threshold, vote.origin_kind) == (stage.office, 5, "meetings.meeting_vote")


def test_s0_12_rates_have_numerator_and_denominator_and_abstentions_stand_beside(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    overall = results.subject_results(results.counts_of(meeting))[0].overall
    assert overall.pairs == [
        ("满意", 40),
        ("比较满意", 12),
        ("基本满意", 6),
        ("不太满意", 0),
        ("不满意", 2),
        ("弃权", 5),
    ]
    assert (overall.satisfied.numerator, overall.satisfied.denominator) == (40, 60)
    assert (overall.combined.numerator, overall.combined.denominator) == (58, 60)


def test_s0_23_the_report_states_issued_returned_valid_and_void(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    report = made_report(stage, meeting)
    assert report.pdf is not None
    text = text_of(read_attachment(report.pdf))
    for words in (
        "述职述廉社会评议计票报告",
        "制发发给收回未收回有效无效作废剩余",
        "开启投票时，到会65人（应不少于60人）",
        "截止投票时，到会65人",
        "66.67%（40/60）",
        "96.67%（58/60）",
        "抽取SZ-2026-SO01-1承诺值",
        "计票人：",
        "监票人：",
        "主持人：",
    ):
        assert words in text, words
    assert meeting.draw is not None
    assert meeting.draw.commitment_hash in text
    assert meeting.vote is not None
    assert meeting.vote.form_hash in text
    assert "演示" not in text


def test_s0_23_the_workbook_has_real_numbers_and_live_checks(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    report = made_report(stage, meeting)
    assert report.workbook is not None
    book = load_workbook(BytesIO(read_attachment(report.workbook)))
    assert book.sheetnames == ["汇总", "明细", "票数核对", "到会构成"]
    first = next(book["汇总"].iter_rows(min_row=3, max_row=3, values_only=True))
    assert first[:5] == ("城关工商所", "单位", 60, 5, 40)
    assert first[5] == pytest.approx(2 / 3)
    figures = {row[0]: row[1] for row in book["票数核对"].iter_rows(min_row=3, values_only=True)}
    assert [figures[name] for name in ("制发", "发给", "收回", "有效", "无效")] == [65, 65, 65, 65, 0]
    assert figures["收回 − 有效 − 无效"] == "=B5-B7-B8"
    assert book["明细"].page_setup.orientation == "landscape"
    assert book["明细"]["L3"].value == "=SUM(C3:H3)"


def test_demo_marking_runs_across_every_page(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1] * 60)
    meeting.activity.marking = "demo"
    meeting.activity.save()
    report = made_report(stage, meeting)
    assert report.pdf is not None
    pages = PdfReader(BytesIO(read_attachment(report.pdf))).pages
    assert all("演示" in page.extract_text() for page in pages)


def test_s0_19_below_k_the_published_edition_shows_no_distribution(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 1, 5, 1], **SMALL)
    confirm_vote_step(stage, meeting, "ballots.publish")
    page = signed_in(stage.watcher).get(reverse("meetings:result-show", args=[meeting.pk]))
    assert page.context["results"] is None
    assert "有效票不足最小分组" in page.content.decode()
    report = made_report(stage, meeting)
    assert report.published_pdf is not None
    assert report.pdf is not None
    assert "75.00%" not in text_of(read_attachment(report.published_pdf))
    assert "75.00%" in text_of(read_attachment(report.pdf))


def test_the_published_edition_waits_for_publication(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    url = reverse("meetings:result-show", args=[meeting.pk])
    assert "尚未公布" in signed_in(stage.receptionist).get(url, follow=True).content.decode()
    assert signed_in(stage.watcher).get(url).url == reverse("meetings:result-internal", args=[meeting.pk])
    confirm_vote_step(stage, meeting, "ballots.publish")
    page = signed_in(stage.receptionist).get(url).content.decode()
    assert "66.67%" in page
    assert "票数核对" not in page


def test_every_look_at_the_internal_count_is_on_record(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    made_report(stage, meeting)
    client = signed_in(stage.chair)
    page = client.get(reverse("meetings:result-internal", args=[meeting.pk]))
    pdf = client.get(reverse("meetings:report-file", args=[meeting.pk, "pdf"]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    for answer in (page, pdf, client.get(reverse("ballots:vote-counts", args=[meeting.vote_id]))):
        assert "no-store" in answer["Cache-Control"], (
            "no copy stays in a shared browser, and going back is a look"
        )
    looks = AuditEvent.objects.filter(verb="look_into_count", actor=stage.chair).order_by("number")
    assert [look.payload["part"] for look in looks] == ["page", "pdf"]
    assert signed_in(stage.receptionist).get(
        reverse("meetings:report-file", args=[meeting.pk, "pdf"])
    ).status_code == 403  # fmt: skip
    for part in ("signed_scan", "job_id", "nothing"):
        assert client.get(reverse("meetings:report-file", args=[meeting.pk, part])).status_code == 404


def test_result_pages_ask_the_same_number_of_questions_for_any_number_of_officers(
    stage: Stage, django_assert_max_num_queries: Any
) -> None:
    meeting = voted_meeting(stage, MARKS)
    client = signed_in(stage.chair)
    url = reverse("meetings:result-internal", args=[meeting.pk])
    client.get(url)
    with django_assert_max_num_queries(50):
        client.get(url)


def test_the_signed_scan_is_checked_by_content_and_kept_with_its_hash(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    client, url = signed_in(stage.inspector), reverse("meetings:report-sign", args=[meeting.pk])
    names = {"teller": "张计", "scrutineer": "王监"}
    early = client.post(url, names | {"scan": SimpleUploadedFile("a.pdf", scanned_pdf())}, follow=True)
    assert "请先生成计票报告" in early.content.decode()
    made_report(stage, meeting)
    wrong = client.post(url, names | {"scan": SimpleUploadedFile("a.pdf", b"MZ program")})
    assert "文件内容不是" in wrong.content.decode()
    logo = client.post(url, names | {"scan": SimpleUploadedFile("签字.xlsx", scanned_picture(48, 48))})
    assert "图片只有 48 × 48 像素，不是一页扫描件" in logo.content.decode()
    assert 'value="张计"' in wrong.content.decode()
    same = {"teller": "张计", "scrutineer": "张计", "scan": SimpleUploadedFile("a.pdf", scanned_pdf())}
    assert "不能是同一人" in client.post(url, same).content.decode()
    assert client.post(url, names).status_code == 422
    content = scanned_pdf("the signed report")
    held = client.post(url, names | {"scan": SimpleUploadedFile("签字.pdf", content)}, follow=True)
    assert "扫描件已上传，请看过之后确认。" in held.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == "counted", "not before somebody has looked at it"
    shown = client.get(reverse("meetings:report-file", args=[meeting.pk, "held_scan"]))
    assert (shown["Content-Disposition"][:6], shown.content) == ("inline", content)
    confirm = reverse("meetings:report-confirm", args=[meeting.pk])
    assert "请先看扫描件，再勾选。" in client.post(confirm, {}).content.decode()
    client.post(confirm, {"seen": "on"})
    meeting.refresh_from_db()
    report = report_of(meeting)
    assert meeting.state == "count_signed"
    assert report is not None
    assert report.signed_scan is not None
    assert report.signed_scan.sha256 == hashlib.sha256(content).hexdigest()
    again = client.post(url, names | {"scan": SimpleUploadedFile("b.pdf", content)})
    assert again.status_code == 422, "another needs a reason"


def test_a_signed_scan_is_replaced_with_a_reason_and_the_first_is_kept(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    made_report(stage, meeting)
    client, url = signed_in(stage.inspector), reverse("meetings:report-sign", args=[meeting.pk])
    confirm = reverse("meetings:report-confirm", args=[meeting.pk])
    first, second = scanned_pdf("first"), scanned_pdf("second")
    names = {"teller": "张计", "scrutineer": "王监"}
    client.post(url, names | {"scan": SimpleUploadedFile("一.pdf", first)})
    client.post(confirm, {"seen": "on"})
    replaced = names | {"scan": SimpleUploadedFile("二.pdf", second), "reason": "漏扫一页"}
    client.post(url, replaced)
    report = report_of(meeting)
    assert report is not None
    assert report.signed_scan is not None
    assert report.signed_scan.sha256 == hashlib.sha256(first).hexdigest(), (
        "the first counts until the other is seen"
    )
    page = client.post(confirm, {"seen": "on"}, follow=True)
    assert page.status_code == 200
    report = report_of(meeting)
    assert report is not None
    assert report.signed_scan is not None
    assert report.signed_scan.sha256 == hashlib.sha256(second).hexdigest()
    listed = client.get(reverse("meetings:report-show", args=[meeting.pk])).content.decode()
    assert "更换前的签字扫描件：漏扫一页" in listed
    kept = client.get(reverse("meetings:report-file", args=[meeting.pk, "former-0"]))
    assert kept.content == first
    meeting.refresh_from_db()
    assert meeting.state == "count_signed"


def test_s0_23_a_report_whose_figures_moved_is_not_signed_before_it_is_made_anew(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    client, url = signed_in(stage.inspector), reverse("meetings:report-sign", args=[meeting.pk])
    made_report(stage, meeting)
    Vote.objects.filter(pk=meeting.vote_id).update(leftover=3)
    names = {"teller": "张计", "scrutineer": "王监"}
    stale = client.post(url, names | {"scan": SimpleUploadedFile("a.pdf", scanned_pdf())})
    assert (stale.status_code, Meeting.objects.get(pk=meeting.pk).state) == (422, "counted")
    assert "计票结果在报告生成后有变动，请重新生成报告再签字。" in stale.content.decode()
    assert not Attachment.objects.filter(name="a.pdf").exists()
    Vote.objects.filter(pk=meeting.vote_id).update(leftover=0)
    assert client.post(url, names | {"scan": SimpleUploadedFile("a.pdf", scanned_pdf())}).status_code == 302


def test_a_report_is_asked_for_once_and_not_before_sealing(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    client, url = signed_in(stage.inspector), reverse("meetings:report-make", args=[meeting.pk])
    first, second = client.post(url), client.post(url)
    assert first.url == second.url
    assert Job.objects.count() == 1
    assert signed_in(stage.watcher).post(url).status_code == 403


def test_s0_23_hand_counts_are_right_before_the_report_and_stay_as_it_says(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    vote = meeting.vote
    assert vote is not None
    count = {"actor": stage.inspector, "vote": vote, "spoilt": 0}
    cards.record_leftovers(**count, leftover=0, handed_out=vote.made - 1)
    with pytest.raises(refusals.MeetingRefused, match="清点核对不成立"):
        request_report(actor=stage.inspector, meeting=meeting)
    cards.record_leftovers(**count, leftover=0)
    perform_job(request_report(actor=stage.inspector, meeting=meeting).pk)
    with pytest.raises(moves.VoteRefused, match="计票报告已生成"):
        cards.record_leftovers(**count, leftover=0, handed_out=vote.made - 1)
    vote.refresh_from_db()
    assert vote.handed_out == vote.made


def test_s0_20_results_are_fed_back_separately(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    url = reverse("meetings:result-own", args=[meeting.pk])
    assert signed_in(stage.head_user).get(url).status_code == 404
    Meeting.objects.filter(pk=meeting.pk).update(state="fed_back")
    head = signed_in(stage.head_user).get(url)
    deputy = signed_in(stage.deputy_user).get(url)
    assert [each.subject.label for each in head.context["results"]] == ["城关工商所", "所长 王海"]
    assert [each.subject.label for each in deputy.context["results"]] == ["副所长 李岚"]
    assert "所长 王海" not in deputy.content.decode().replace("副所长", "")
    assert signed_in(stage.receptionist).get(url).status_code == 404
    listed = signed_in(stage.head_user).get(reverse("meetings:activity-list")).content.decode()
    assert url in listed
