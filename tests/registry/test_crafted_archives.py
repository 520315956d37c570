"""Crafted zip, xlsx and docx: refused in words wherever a file comes in, never a failure of ours."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from registry.services.attachments import AttachmentRefused, sniff, store_attachment
from registry.services.importing.files import ImportRefused, refuse_unsuitable, tables

SHEET = b'<worksheet><sheetData><row r="1"><c r="A1"/></row></sheetData></worksheet>'


def archive(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return buffer.getvalue()


def patched(content: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """The archive with bytes changed behind the last ``signature``."""
    at = content.rindex(signature) + offset
    return content[:at] + value + content[at + len(value) :]


BOOK = archive({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": SHEET})
ROOT = Path(settings.BASE_DIR)
CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"
CRAFTED = {
    "only the signature": b"PK\x03\x04",
    "signature and rubbish": b"PK\x03\x04" + bytes(range(256)) * 4,
    "cut in half": BOOK[: len(BOOK) // 2],
    "no central directory": BOOK[: BOOK.index(CENTRAL)],
    "central directory elsewhere": patched(BOOK, END, 16, struct.pack("<I", 0x7FFFFFFF)),
    "central directory of absurd size": patched(BOOK, END, 12, struct.pack("<I", 0x7FFFFFFF)),
    "offset of an entry beyond the file": patched(BOOK, CENTRAL, 42, struct.pack("<I", 0x7FFFFFFF)),
    "extra field cut short": patched(BOOK, CENTRAL, 30, struct.pack("<H", 0xFFFF)),
    "declared as encrypted": patched(BOOK, CENTRAL, 8, struct.pack("<H", 1)),
    "unknown method": patched(BOOK, CENTRAL, 10, struct.pack("<H", 99)),
    "needs a later version": patched(BOOK, CENTRAL, 6, struct.pack("<H", 99)),
    "wrong checksum": patched(BOOK, CENTRAL, 16, b"\0\0\0\0"),
    "name that is not UTF-8": patched(
        patched(BOOK, CENTRAL, 8, struct.pack("<H", 0x800)), CENTRAL, 46, b"\xff\xfe"
    ),
    "impossible date": patched(BOOK, CENTRAL, 12, b"\xff\xff\xff\xff"),
    "bomb": archive({"xl/workbook.xml": b"<workbook/>", "xl/media/a.bin": bytes(50 << 20)}),
    "bzip2": archive({"xl/workbook.xml": b"<workbook/>", "a": b"x" * 9000}, zipfile.ZIP_BZIP2)[:-40],
    "nested": archive({"inner.zip": BOOK}),
    "a document": archive({"word/document.xml": b"<document/>"}),
    "broken stream": BOOK.replace(zlib.compress(SHEET)[2:12], b"\xff" * 10),
    "absurd dimensions": archive(
        {
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": SHEET.replace(b"<c r=", b'<c r="XFD1048576"><v>1</v></c><c r='),
        }
    ),
}


def read(content: bytes) -> None:
    refuse_unsuitable(content)
    for table in tables(content):
        list(table.rows())


@pytest.mark.parametrize("name", CRAFTED)
def test_no_crafted_archive_makes_the_import_fail(name: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(CRAFTED[name])
    assert str(refused.value).endswith("。")


@pytest.mark.django_db
@pytest.mark.parametrize("name", CRAFTED)
def test_no_crafted_archive_makes_an_attachment_fail(name: str) -> None:
    assert sniff(CRAFTED[name]) in {None, "xlsx", "zip"}
    with pytest.raises(AttachmentRefused):
        store_attachment(actor=None, name="材料.pdf", content=CRAFTED[name], allowed={"pdf"})


def test_nothing_else_of_the_apps_opens_an_archive_that_was_sent() -> None:
    opening = {
        str(file.relative_to(ROOT))
        for app in apps.get_app_configs()
        for file in Path(app.path).rglob("*.py")
        if file.is_relative_to(ROOT) and ".venv" not in file.parts and "ZipFile(" in file.read_text()
    }
    assert opening == {"registry/services/archives.py"}
