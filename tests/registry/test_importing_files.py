"""What may be uploaded: told by content, never by name; what is unsuitable is refused with a sentence."""

import random
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from registry.models import Person
from registry.services.importing import files, runs
from registry.services.importing.files import ImportRefused
from tests.registry.importing import bring_in, csv, figures, operator, problems, read, xlsx

HEAD = ["姓名", "类别", "联系电话"]
ROW = ["王英", "人大代表", "13000000001"]


def packed(**entries: bytes) -> bytes:
    """A zip archive; names use __ for / and _ for a dot."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def far_cell() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "姓名"
    sheet["XFD1048576"] = "远"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


SHEET = b"<worksheet><sheetData>%s</sheetData></worksheet>"
REFUSED = {
    "empty": (b"", "文件是空的，请重新选择。"),
    "blank": (b"\xef\xbb\xbf \r\n", "文件是空的，请重新选择。"),
    "large": (b"a" * (files.LARGEST + 1), "文件超过 20 兆，请拆分后分次导入。"),
    "xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "这是旧版 xls 文件，请用表格软件另存为 xlsx 后再上传。"),
    "locked": (
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        "工作簿设有打开密码，请去掉密码、另存后再上传。",
    ),
    "page": (b"<html><table><tr><td>1", "这是网页格式的表格，请用表格软件打开后另存为 xlsx 再上传。"),
    "archive": (packed(a_txt=b"1"), "文件内容不是 xlsx 工作簿。只接受 xlsx 和 CSV 文件。"),
    "torn": (xlsx(HEAD, ROW)[:900], "工作簿已损坏或设有密码，请用表格软件打开后另存为 xlsx 再上传。"),
    "bomb": (
        packed(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b" " * 30_000_000),
        "工作簿解开后过大，可能不是正常的表格，请拆分或另存后再上传。",
    ),
    "far": (far_cell(), "工作表范围过大（1048576 行、16384 列），请删去多余的行列后再上传。"),
    "unnamed far": (
        packed(
            xl__workbook_xml=b"<workbook/>",
            xl__worksheets__sheet1_xml=SHEET
            % (
                b"<row><c/><c r='A1'/></row>"
                + b"<row>"
                + b"<c><v>1</v></c>" * 9000
                + b"</row>" * 1
                + b"<row/>" * 998
                + b"<row><c><v>1</v></c></row>"
            ),
        ),
        "工作表范围过大（1001 行、9000 列），请删去多余的行列后再上传。",
    ),
    "endless text": (
        packed(
            xl__workbook_xml=b"<workbook/>",
            xl__worksheets__sheet1_xml=SHEET
            % (b"<v>" + random.Random(1).randbytes(2_000_000).replace(b"<", b"-")),
        ),
        "工作表内容不正常，请用表格软件打开后另存为 xlsx 再上传。",
    ),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\xff\xfe", "只接受 xlsx 和 CSV 文件。"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_unsuitable_files_are_refused_with_a_sentence(name: str) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(ImportRefused) as refusal:
        files.refuse_unsuitable(content)
    assert str(refusal.value).endswith(sentence)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        xlsx(HEAD, ROW),
        csv(",".join(HEAD), ",".join(ROW)),
        csv(",".join(HEAD), ",".join(ROW), encoding="utf-8-sig"),
        csv(",".join(HEAD), ",".join(ROW), encoding="gb18030"),
        csv("\t".join(HEAD), "\t".join(ROW), encoding="gb18030"),
        xlsx(["2026年评议人员名单"], ["填报单位：安澜市局"], [], HEAD, ROW, [], ["合计", "1人"]),
        xlsx(["序号", *HEAD, "微信号"], [1.0, "王英", "人大代表", 13000000001.0, "wy"]),
        xlsx(["姓 名", "类别（必填）", "联系电话*"], ["王　英", " 人大代表 ", "１３０" + "０" * 7 + "１"]),
    ],
)
def test_every_honest_way_to_write_a_row_gives_the_same_person(content: bytes) -> None:
    run = bring_in(operator(), "people", content)
    assert figures(run) == {"new": 1, "changed": 0, "unchanged": 0, "problem": 0}
    assert list(Person.objects.values_list("name", "category")) == [("王英", "congress_deputy")]
    assert Person.objects.get().phone == "13000000001"


@pytest.mark.django_db
def test_rare_names_of_gb18030_survive() -> None:
    names = ["朱镕", "李喆", "王堃", "赵赟", "𠮷田", "㛃"]
    rows = [f"{name},人大代表,1300000000{place}" for place, name in enumerate(names)]
    bring_in(operator(), "people", csv(",".join(HEAD), *rows, encoding="gb18030"))
    assert set(Person.objects.values_list("name", flat=True)) == set(names)


@pytest.mark.django_db
def test_a_workbook_called_csv_is_read_as_a_workbook() -> None:
    assert figures(read(operator(), "people", xlsx(HEAD, ROW), "名单.csv"))["new"] == 1


@pytest.mark.django_db
def test_what_is_no_data_is_skipped_and_told() -> None:
    run = read(
        operator(),
        "people",
        xlsx(
            ["评议人员名单"],
            ["序号", *HEAD, "微信号"],
            [1, *ROW, "wy"],
            [],
            ["序号", *HEAD, "微信号"],
            ["小计", "", "", "共 1 人"],
            ["制表人：张三", "", "", "审核：李四"],
        ),
    )
    assert run.counts["skipped"] == {"title": 1, "empty": 1, "headings": 1, "total": 1, "note": 1}
    assert run.counts["ignored"] == ["微信号"]
    assert figures(run) == {"new": 1, "changed": 0, "unchanged": 0, "problem": 0}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (xlsx(HEAD), "表头下面没有数据行。"),
        (xlsx(["1"], ["2"]), "没有找到表头，请核对文件内容，或下载模板填写。"),
        (xlsx([]), "工作簿里没有数据。"),
        (
            csv("姓名,类别,联系电话", '"王英,' + "人" * 140_000),
            "第 2 行的引号不配对，读不下去，请检查这一行。",
        ),
    ],
)
def test_a_file_without_rows_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(operator(), "people", content)
    assert str(refusal.value) == sentence


@pytest.mark.django_db
def test_a_formula_in_a_name_is_a_problem() -> None:
    run = read(
        operator(),
        "people",
        xlsx(HEAD, ["=cmd|'/c calc'!A1", "人大代表", "13000000001"], ["@王英", "人大代表", "13000000002"]),
    )
    assert problems(run) == {
        2: [["姓名", "“=cmd|'/c calc'!A1”像是公式，请改成文字"]],
        3: [["姓名", "“@王英”像是公式，请改成文字"]],
    }


@pytest.mark.django_db
def test_unknown_headings_are_mapped_once_and_remembered() -> None:
    actor = operator()
    content = xlsx(["名单"], ["xm", "lb", "dh", "bz"], [*ROW, "特邀"])
    run = read(actor, "people", content)
    assert (run.state, run.headings) == ("mapping", ["xm", "lb", "dh", "bz"])
    assert run.message == "没有认出这些列：姓名、类别、联系电话。请指明它们在文件里叫什么。"
    with pytest.raises(ImportRefused, match="还没有指明：联系电话。"):
        runs.choose_mapping(actor=actor, run=run, mapping={"name": 0, "category": 1})
    with pytest.raises(ImportRefused, match="同一列不能对应两个项目。"):
        runs.choose_mapping(actor=actor, run=run, mapping={"name": 0, "category": 1, "phone": 1})
    runs.choose_mapping(actor=actor, run=run, mapping={"name": 0, "category": 1, "phone": 2, "remark": 3})
    runs.read_import(run=run, report=lambda done, total, message: None)
    assert run.state == "preview"
    again = read(actor, "people", xlsx(["xm", "lb", "dh", "bz"], ["李明", "消费者", "13000000002", "特邀"]))
    assert again.state == "preview"
    runs.begin_apply(actor=actor, run=again)
    runs.apply_import(actor=actor, run=again, report=lambda done, total, message: None)
    assert Person.objects.get(name="李明").specially_invited is True
