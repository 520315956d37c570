"""The scan of a signed paper is a page by its content, whatever it is called."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from printing.page import Document, Paragraph, official_pdf
from registry.models import Role, Unit
from registry.services.attachments import AttachmentRefused
from registry.services.scans import check_scan, store_scan
from tests.factories import user_with
from tests.scans import scanned_pdf, scanned_picture


def locked_pdf() -> bytes:
    out = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (scanned_pdf(), "PDF，1 页"),
        (scanned_picture(), "图片，1240 × 1754 像素"),
        (scanned_picture(1754, 1240, "JPEG"), "图片，1754 × 1240 像素"),
    ],
)
def test_a_page_is_taken(content: bytes, words: str) -> None:
    assert check_scan(content).words == words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "须是 PDF 或图片"),
        (b"MZ program", "须是 PDF 或图片"),
        ("姓名,签字\n张三,是\n".encode(), "须是 PDF 或图片"),
        (scanned_picture(48, 48), "图片只有 48 × 48 像素，不是一页扫描件"),
        (scanned_picture(799, 1754), "图片只有 799 × 1754 像素"),
        (scanned_picture(800, 3000), "不像一页纸"),
        (scanned_picture()[:900], "打不开、已损坏"),
        (b"%PDF-1.4 the signed report", "打不开或已损坏"),
        (scanned_pdf(size=(100, 100)), "没有完整的一页纸"),
        (locked_pdf(), "有密码"),
    ],
)
def test_what_is_no_page_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(AttachmentRefused, match=said):
        check_scan(content)


def test_a_scan_is_kept_under_an_ending_that_tells_what_it_is(office: Unit) -> None:
    kept = store_scan(actor=user_with(Role.INSPECTORATE, office), name="签字.xlsx", content=scanned_picture())
    assert (kept.name, kept.content_type) == ("签字.png", "image/png")


def resaved(content: bytes) -> bytes:
    """The same pages in another file."""
    out, writer = BytesIO(), PdfWriter()
    for page in PdfReader(BytesIO(content)).pages:
        writer.add_page(page)
    writer.write(out)
    return out.getvalue()


MADE = official_pdf(
    Document(title="计票报告", blocks=[Paragraph("满意 12 票，比较满意 3 票，共收回十五张选票。")])
)


@pytest.mark.parametrize("content", [MADE, resaved(MADE)], ids=["as-made", "saved-again"])
def test_the_unsigned_paper_is_no_scan_of_itself(content: bytes) -> None:
    with pytest.raises(AttachmentRefused, match="没有签字的电子文件"):
        check_scan(content)


def test_what_a_scanner_read_on_the_page_makes_it_no_unsigned_paper() -> None:
    said = "满意十二票，比较满意三票，一共收回十五张选票，计票人和监票人已经签字"
    assert check_scan(scanned_pdf("a long line that the scanner read on the page " + said)).kind == "pdf"
