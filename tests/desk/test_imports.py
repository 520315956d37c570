"""The pages of an import, from upload to the mended rows."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from desk.models import Job
from desk.services import jobs
from desk.services.imports import receive_import
from registry.models import ImportRun, Person, Unit, User
from registry.models.importing import import_labels
from registry.ports import ImportKind, imports, register_import
from registry.roles import Role
from tests.factories import user_with
from tests.registry.importing import csv, sample, xlsx

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "类别", "联系电话", "微信号"]
GOOD, BAD = ["王英", "人大代表", "13000000001", "wy"], ["=1+1", "人大代表", "13000000002", "=cmd"]


@pytest.fixture
def operator(bureau: Unit) -> User:
    return user_with(Role.INSPECTORATE, bureau)


@pytest.fixture
def signed_in(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def upload(client: Client, content: bytes, kind: str = "people", name: str = "名单.xlsx") -> HttpResponse:
    return client.post(
        reverse("desk:import-upload"), {"kind": kind, "file": SimpleUploadedFile(name, content)}
    )


def work() -> None:
    for job in Job.objects.filter(state="queued"):
        jobs.perform_job(job.pk)


def page(client: Client, run: ImportRun, query: str = "") -> str:
    """The page's text as a browser shows it: any run of white space is one space."""
    return " ".join(client.get(reverse("desk:import-show", args=[run.pk]) + query).content.decode().split())


def test_from_upload_to_registry(signed_in: Client) -> None:
    upload(signed_in, xlsx(HEAD, GOOD, BAD))
    run = ImportRun.objects.get()
    waiting = page(signed_in, run)
    assert reverse("desk:import-progress", args=[run.pk]) in waiting
    work()
    assert signed_in.get(reverse("desk:import-progress", args=[run.pk]))["HX-Refresh"] == "true"
    preview = page(signed_in, run)
    assert "可导入 1 行，有问题 1 行；确认前登记库不变。" in preview
    assert "没有采用的列：微信号。" in preview
    assert "像是公式，请改成文字" in preview
    assert "王英" in page(signed_in, run, "?show=new")
    assert Person.objects.count() == 0
    signed_in.post(reverse("desk:import-apply", args=[run.pk]))
    work()
    assert "已写入 1 行，1 行有问题未写入。" in page(signed_in, run)
    assert Person.objects.get().name == "王英"
    again = signed_in.post(reverse("desk:import-apply", args=[run.pk]), follow=True).content.decode()
    assert "导入当前为“已导入”，不能改为“导入中”。" in again


def test_problem_rows_are_mended_and_uploaded_again(signed_in: Client) -> None:
    upload(signed_in, xlsx(["评议人员名单"], HEAD, GOOD, BAD))
    work()
    first = ImportRun.objects.get()
    content = signed_in.get(reverse("desk:import-problems", args=[first.pk])).content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1] == [*HEAD, "问题说明"]
    assert rows[2] == [*BAD, "原第 4 行。姓名：“=1+1”像是公式，请改成文字"]
    book = load_workbook(BytesIO(content))
    cells = book.active["A3"], book.active["D3"]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", "=1+1"), ("s", "=cmd")]
    cells[0].value = "李明"
    mended = BytesIO()
    book.save(mended)
    upload(signed_in, mended.getvalue())
    work()
    second = ImportRun.objects.latest("pk")
    assert {name: second.counts[name] for name in ("new", "problem", "skipped", "ignored")} == {
        "new": 1,
        "problem": 0,
        "skipped": {"title": 1, "note": 1},
        "ignored": ["微信号"],
    }


def test_unknown_headings_lead_to_the_mapping_page(signed_in: Client) -> None:
    upload(signed_in, xlsx(["xm", "lb", "dh"], GOOD[:3]))
    work()
    run = ImportRun.objects.get()
    assert "第 2 列：lb" in page(signed_in, run)
    target = reverse("desk:import-map", args=[run.pk])
    wrong = signed_in.post(target, {"name": "0", "category": "1", "phone": "1"}).content.decode()
    assert "这一列已用于“类别”，同一列不能对应两个项目。" in wrong
    assert (
        "请指明哪一列是联系电话。" in signed_in.post(target, {"name": "0", "category": "1"}).content.decode()
    )
    signed_in.post(target, {"name": "0", "category": "1", "phone": "2"})
    work()
    assert "可导入 1 行" in page(signed_in, run)
    signed_in.post(reverse("desk:import-remap", args=[run.pk]))
    assert "请核对各列的对应关系。" in page(signed_in, run)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的，请重新选择。"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "这是旧版 xls 文件，请用表格软件另存为 xlsx 后再上传。"),
        (b"%PDF-1.7 \xff\xfe\x00", "只接受 xlsx 和 CSV 文件。"),
    ],
)
def test_a_wrong_file_is_refused_beside_the_field(signed_in: Client, content: bytes, sentence: str) -> None:
    assert sentence in upload(signed_in, content).content.decode()
    assert ImportRun.objects.count() == 0


def test_a_file_without_rows_fails_with_its_reason(signed_in: Client) -> None:
    upload(signed_in, xlsx(HEAD))
    work()
    run = ImportRun.objects.get()
    assert (run.state, Job.objects.get().message) == ("failed", "表头下面没有数据行。")
    assert "表头下面没有数据行。" in page(signed_in, run)
    signed_in.post(reverse("desk:import-cancel", args=[run.pk]))
    assert "已取消，没有写入任何数据。" in page(signed_in, run)
    assert (
        "不能改为"
        in signed_in.post(reverse("desk:import-cancel", args=[run.pk]), follow=True).content.decode()
    )


def test_one_import_is_written_at_a_time(signed_in: Client) -> None:
    for row in (GOOD, ["李明", "消费者", "13000000003", ""]):
        upload(signed_in, xlsx(HEAD, row))
    work()
    first, second = ImportRun.objects.order_by("pk")
    signed_in.post(reverse("desk:import-apply", args=[first.pk]))
    refused = signed_in.post(reverse("desk:import-apply", args=[second.pk]), follow=True).content.decode()
    assert "另一份导入正在写入，请等它完成后再确认。" in refused
    second.refresh_from_db()
    assert second.state == "preview"


def test_a_job_sent_twice_writes_once(signed_in: Client) -> None:
    upload(signed_in, csv("姓名,类别,联系电话", "王英,人大代表,13000000001"))
    work()
    run = ImportRun.objects.get()
    signed_in.post(reverse("desk:import-apply", args=[run.pk]))
    job = Job.objects.latest("pk")
    jobs.perform_job(job.pk)
    Job.objects.filter(pk=job.pk).update(state="queued")
    jobs.perform_job(job.pk)
    job.refresh_from_db()
    assert (job.state, Person.objects.count()) == ("done", 1)


@pytest.mark.parametrize("kind", imports)
def test_a_template_is_recognised_when_it_comes_back(signed_in: Client, kind: str) -> None:
    content = signed_in.get(reverse("desk:import-template", args=[kind])).content
    upload(signed_in, content, kind)
    work()
    assert ImportRun.objects.get().message == "表头下面没有数据行。"


def test_only_importers_import(client: Client, bureau: Unit, operator: User) -> None:
    run, _ = receive_import(actor=operator, kind="units", name="units.csv", content=sample("units.csv"))
    client.force_login(user_with(Role.WATCHER, bureau))
    assert reverse("desk:import-list") not in client.get(reverse("desk:job-list")).content.decode()
    closed = [client.get(reverse(f"desk:{name}")).status_code for name in ("import-list", "import-upload")]
    closed += [client.get(reverse("desk:import-template", args=["units"])).status_code]
    hidden = [
        client.get(reverse(f"desk:import-{name}", args=[run.pk])).status_code
        for name in ("show", "progress", "problems")
    ]
    hidden_posts = [
        client.post(reverse(f"desk:import-{name}", args=[run.pk])).status_code for name in ("remap",)
    ]
    refused = [
        client.post(reverse(f"desk:import-{name}", args=[run.pk])).status_code
        for name in ("map", "apply", "cancel")
    ]
    assert (closed, hidden, hidden_posts, refused) == ([403] * 3, [404] * 3, [404], [403] * 3)


def test_a_cancelled_import_is_put_back_and_writes_nothing(signed_in: Client) -> None:
    upload(signed_in, xlsx(HEAD, GOOD))
    run = ImportRun.objects.get()
    signed_in.post(reverse("desk:job-cancel", args=[run.job_id]))
    run.refresh_from_db()
    assert (run.state, run.message) == ("cancelled", "读取已取消，可以重新上传。")

    upload(signed_in, xlsx(HEAD, GOOD))
    run = ImportRun.objects.latest("pk")
    work()
    signed_in.post(reverse("desk:import-apply", args=[run.pk]))
    run.refresh_from_db()
    signed_in.post(reverse("desk:job-cancel", args=[run.job_id]))
    run.refresh_from_db()
    assert (run.state, run.message) == ("preview", "写入已取消，没有写入任何数据。")
    work()
    assert Person.objects.count() == 0
    signed_in.post(reverse("desk:import-apply", args=[run.pk]))
    work()
    assert Person.objects.get().name == "王英"


@pytest.fixture
def foreign_kind() -> Iterator[str]:
    """A kind of file that another app brings: people again, under a name of its own."""
    register_import(ImportKind("guests", "来宾名单", imports["people"].rows))
    yield "guests"
    del imports["guests"], import_labels["guests"]


def test_a_wing_brings_a_kind_of_file_of_its_own(signed_in: Client, foreign_kind: str) -> None:
    assert "来宾名单" in signed_in.get(reverse("desk:import-list")).content.decode()
    upload(signed_in, xlsx(HEAD, GOOD), foreign_kind)
    work()
    run = ImportRun.objects.get()
    assert (run.kind, run.get_kind_display(), run.state) == (foreign_kind, "来宾名单", "preview")
    with pytest.raises(ValueError, match=foreign_kind):
        register_import(ImportKind(foreign_kind, "又一份", imports["people"].rows))
