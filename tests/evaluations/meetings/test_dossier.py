"""The dossier of a round: what is there, what is missing and why, every hash."""

import hashlib
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ballots.queries.files import published_digests
from desk.models import Job
from desk.services.jobs import perform_job, release_exports
from evaluations.meetings.models import Activity
from evaluations.meetings.queries.dossiers import dossier_of
from evaluations.meetings.services import meetings
from evaluations.meetings.services.dossiers import request_dossier
from registry.models import AuditEvent, Post, Role
from tests.evaluations.meetings.stage import Stage, confirm_vote_step, new_meeting, voted_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_feedback import asked, fed_back_meeting
from tests.evaluations.meetings.test_results import MARKS, made_report, text_of
from tests.factories import UnitFactory


def made(stage: Stage, activity: Activity) -> zipfile.ZipFile:
    """Asked for on the page, made by the job, taken away."""
    client = signed_in(stage.inspector)
    client.post(reverse("meetings:dossier-make", args=[activity.pk]))
    dossier = dossier_of(activity)
    job = dossier.job if dossier else None
    assert job is not None
    perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "保存文件" if job.message else ""), job.message
    answer = client.get(reverse("meetings:dossier-file", args=[activity.pk]))
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(BytesIO(answer.content))


def index(archive: zipfile.ZipFile) -> dict[tuple[str, str], tuple[str, Any]]:
    """(folder, paper) → (hash, reason)."""
    sheet = load_workbook(BytesIO(archive.read("目录.xlsx"))).active
    rows = sheet.iter_rows(min_row=3, values_only=True)
    return {(row[0], row[2]): (row[5] or "", row[6] or "") for row in rows if row[1]}


def test_the_dossier_holds_every_paper_with_its_hash(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    asked(meeting, "窗口中午有人吗")
    archive = made(stage, meeting.activity)
    found = index(archive)
    folder = "01 城关工商所"
    for name in (
        "述职述廉报告（王海）.pdf",
        "抽取证书 SZ-2026-SO01-1.pdf",
        "抽取记录 SZ-2026-SO01-1.pdf",
        "抽取核验包 SZ-2026-SO01-1.zip",
        "评议代表名单.xlsx",
        "会议流程单.pdf",
        "会议记录.pdf",
        "问询和建议.xlsx",
        "计票报告.pdf",
        "计票报告签字扫描件.pdf",
        "结果公布件.pdf",
        "计票结果.xlsx",
        "反馈单（单位）.pdf",
        "反馈单（王海）.pdf",
        "反馈整改表（李岚）.pdf",
    ):
        assert found[folder, name][0], name
    assert found["00 活动", "活动方案.pdf"][0]
    assert {name: reason for (_, name), (digest, reason) in found.items() if not digest} == {
        "本轮工作总结.pdf": "还没有写总结",
        "征集的意见.xlsx": "没有登记征集的意见",
        "公布的计票数据 counts.json": "结果没有公布",
        "公布的比率 publication.json": "结果没有公布",
        "整理后的评议意见.xlsx": "没有整理后的书面意见",
        "整改情况回告函.pdf": "结果没有公布，或措施没有交齐",
        "工作总结.pdf": "单位没有报送总结",
    }
    sums = dict(
        reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS.txt").decode().splitlines()
    )
    held = [name for name in archive.namelist() if name != "SHA256SUMS.txt"]
    assert sorted(sums) == sorted(held)
    assert all(sums[name] == hashlib.sha256(archive.read(name)).hexdigest() for name in held)
    assert archive.namelist() == sorted(archive.namelist())
    paper = text_of(archive.read("卷内目录.pdf"))
    assert "下列会议尚未归档，本卷为预览：城关工商所（结果已反馈）" in paper
    assert "缺：没有登记征集的意见" in paper


def test_its_files_are_those_of_the_report_page_and_of_the_public(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    report = made_report(stage, meeting)
    confirm_vote_step(stage, meeting, "ballots.publish")
    assert report.workbook is not None
    vote = meeting.vote
    assert vote is not None
    page = signed_in(stage.inspector).get(reverse("meetings:report-show", args=[meeting.pk])).content.decode()
    found = index(made(stage, meeting.activity))
    for paper, digest in (
        ("计票结果.xlsx", report.workbook.sha256),
        ("公布的计票数据 counts.json", dict(published_digests(vote))["计票数据 counts.json"]),
    ):
        assert found["01 城关工商所", paper] == (digest, "")
    assert report.workbook.sha256 in page


def test_every_download_is_on_record_and_only_the_inspectorate_takes_it(stage: Stage) -> None:
    meeting = new_meeting(stage)
    archive = made(stage, meeting.activity)
    assert "卷内目录.pdf" in archive.namelist()
    dossier = dossier_of(meeting.activity)
    assert dossier is not None
    assert dossier.file is not None
    event = AuditEvent.objects.get(verb="take_dossier")
    assert event.payload == {"file": dossier.file.sha256}
    page = signed_in(stage.inspector).get(reverse("meetings:dossier-show", args=[meeting.activity_id]))
    assert dossier.file.sha256 in page.content.decode()
    assert "没有归档" in page.content.decode()
    for name in ("dossier-show", "dossier-file"):
        url = reverse(f"meetings:{name}", args=[meeting.activity_id])
        assert signed_in(stage.watcher).get(url).status_code == 403
        assert signed_in(stage.head_user).get(url).status_code == 404
    Post.objects.create(user=stage.inspector, unit=stage.office, role=Role.DEPUTY)
    url = reverse("meetings:dossier-show", args=[meeting.activity_id])
    assert signed_in(stage.inspector).get(url).status_code == 403


def test_a_void_meeting_keeps_its_folder_and_one_making_runs_at_a_time(stage: Stage) -> None:
    meeting = new_meeting(stage)
    other = UnitFactory(code="SO00", name="北门/工商所", kind="office", parent=stage.bureau)
    void = meetings.create_meetings(actor=stage.inspector, activity=meeting.activity, offices=[other])[0]
    meetings.void_meeting(actor=stage.inspector, meeting=void, reason="单位撤并")
    first = request_dossier(actor=stage.inspector, activity=meeting.activity)
    assert request_dossier(actor=stage.chair, activity=meeting.activity) == first
    archive = made(stage, meeting.activity)
    folders = {name.split("/")[0] for name in archive.namelist() if "/" in name}
    assert folders == {"00 活动", "01 北门／工商所（已作废）", "02 城关工商所"}


def test_after_its_time_the_file_goes_and_is_made_again(
    stage: Stage, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = new_meeting(stage)
    made(stage, meeting.activity)
    dossier = dossier_of(meeting.activity)
    assert dossier is not None
    assert dossier.file is not None
    kept, name = dossier.file, dossier.file.file.name
    assert release_exports() == 0
    Job.objects.update(finished_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert release_exports() == 1
    assert not kept.file.storage.exists(name)
    client = signed_in(stage.inspector)
    assert client.get(reverse("meetings:dossier-file", args=[meeting.activity_id])).status_code == 404
    assert client.get(reverse("meetings:dossier-show", args=[meeting.activity_id])).status_code == 200
    made(stage, meeting.activity)
