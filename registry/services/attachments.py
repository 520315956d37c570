"""Permanent files: checked by content, size and name before they are kept."""

import hashlib
import re
import unicodedata
from io import BufferedRandom

from django.core.files.base import ContentFile, File
from django.db import transaction

from registry.models import Attachment, User
from registry.services.archives import BrokenArchive, opened_archive
from registry.services.audit import change
from registry.services.refusals import FileRefused

PDF, PNG, JPEG, XLSX, CSV, ZIP = "pdf", "png", "jpeg", "xlsx", "csv", "zip"
SCANS = {PDF, JPEG, PNG}
"""What a scanned paper may be."""
CONTENT_TYPES = {
    PDF: "application/pdf",
    PNG: "image/png",
    JPEG: "image/jpeg",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv",
    ZIP: "application/zip",
}
NAMES = {
    PDF: "PDF",
    PNG: "PNG 图片",
    JPEG: "JPEG 图片",
    XLSX: "Excel 表格（xlsx）",
    CSV: "CSV 表格",
    ZIP: "压缩包",
}
LARGEST = 20 * 1024 * 1024


class AttachmentRefused(FileRefused):
    """Too large, empty, or not what it claims to be; the text is a sentence in Chinese."""


def sniff(content: bytes) -> str | None:
    """The kind of file by its content alone; None if it is none of the kinds we keep."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        try:
            with opened_archive(content) as archive:
                names = archive.namelist()
        except BrokenArchive:
            return None
        return XLSX if "xl/workbook.xml" in names else ZIP
    if b"\x00" not in content[:4096]:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                content.decode(encoding)
            except UnicodeDecodeError:
                continue
            return CSV
    return None


def clean_name(name: str) -> str:
    """A file name without paths, control characters or reserved signs, at most 120 characters, its ending kept."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    base = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]', "", base).strip(" .") or "文件"
    stem, dot, ending = base.rpartition(".")
    return base if len(base) <= 120 else f"{stem[: 119 - len(ending)]}{dot}{ending}"


def store_attachment(
    *, actor: User | None, name: str, content: bytes, allowed: set[str], largest: int = LARGEST
) -> Attachment:
    """Keep a file for good. ``allowed`` holds kinds (``PDF`` …) that the content, not the name, must have.

    Raises ``AttachmentRefused``.
    """
    if not content:
        raise AttachmentRefused("文件是空的，请重新选择。")
    if len(content) > largest:
        raise AttachmentRefused(f"文件超过 {largest // 1024 // 1024} 兆，请压缩或拆分后再传。")
    kind = sniff(content)
    if kind is None or kind not in allowed:
        wanted = "、".join(NAMES[each] for each in sorted(allowed))
        raise AttachmentRefused(f"文件内容不是：{wanted}，请核对后重新选择。")
    digest = hashlib.sha256(content).hexdigest()
    attachment = Attachment(
        name=clean_name(name),
        content_type=CONTENT_TYPES[kind],
        size=len(content),
        sha256=digest,
        created_by=actor,
    )
    with change(actor, "store_attachment", attachment) as log:
        attachment.file.save(f"{digest[:16]}.{kind}", ContentFile(content), save=False)
        attachment.save()
        log.note(sha256=digest, size=len(content))
    return attachment


def store_made_file(*, actor: User | None, name: str, file: BufferedRandom, kind: str) -> Attachment:
    """Keep a file that the house itself has made, however large, without holding it in memory."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    attachment = Attachment(
        name=clean_name(name),
        content_type=CONTENT_TYPES[kind],
        size=file.tell(),
        sha256=digest,
        created_by=actor,
    )
    file.seek(0)
    with change(actor, "store_made_file", attachment) as log:
        attachment.file.save(f"{digest[:16]}.{kind}", File(file), save=False)
        attachment.save()
        log.note(sha256=digest, size=attachment.size)
    return attachment


def discard_attachment(*, actor: User | None, attachment: Attachment) -> None:
    """Let go of the content of a file that can be made again; its name, size and digest stay on record."""
    with change(actor, "discard_attachment", attachment) as log:
        name, storage = attachment.file.name, attachment.file.storage
        attachment.file = ""
        attachment.save(update_fields=["file"])
        # Only once nobody can take it back; a file left over does no harm.
        transaction.on_commit(lambda: storage.delete(str(name)))
        log.note(sha256=attachment.sha256)


def read_attachment(attachment: Attachment) -> bytes:
    """The content of a kept document; the caller's access has been checked."""
    with attachment.file.open("rb") as handle:
        content: bytes = handle.read()
    return content
