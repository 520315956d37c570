"""The scan of a paper that was signed by hand: at least a page, by its content and not by its name."""

import warnings
from dataclasses import dataclass
from io import BytesIO

from registry.models import Attachment, User
from registry.services.attachments import PDF, SCANS, AttachmentRefused, sniff, store_attachment

LEAST_SHORT, LEAST_LONG = 800, 1100
"""Pixels of a scanned A4 page at about 100 dots per inch: less cannot be read, and is no page."""
LONGEST_TO_SHORT = 2.2
LEAST_POINTS = 350
"""The shorter side of a PDF's page, in points; A5 has 420."""
ENDINGS = {"pdf": "pdf", "png": "png", "jpeg": "jpg"}


@dataclass(frozen=True)
class ScanFacts:
    """What a file turned out to be: ``kind`` as ``registry.services.attachments`` names it, and the same in words."""

    kind: str
    words: str


def check_scan(content: bytes) -> ScanFacts:
    """What the scan is. Raises ``AttachmentRefused`` for what is neither PDF, JPEG nor PNG, cannot be opened, or is smaller than a page."""
    kind = sniff(content) if content else None
    if kind not in SCANS:
        raise AttachmentRefused("签字扫描件须是 PDF 或图片，文件内容不是，请核对后重新选择。")
    return _pdf(content) if kind == PDF else _picture(content, kind)


def _pdf(content: bytes) -> ScanFacts:
    # Loaded by whoever reads a scan, not by every process at its start: 10 MB.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted
        sizes = (
            []
            if locked
            else [(float(page.mediabox.width), float(page.mediabox.height)) for page in reader.pages]
        )
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise AttachmentRefused("这个 PDF 打不开或已损坏，请重新扫描。") from broken
    if locked:
        raise AttachmentRefused("这个 PDF 有密码，打不开，请另存为没有密码的文件。")
    if not sizes or min(sizes[0]) < LEAST_POINTS:
        raise AttachmentRefused("这个 PDF 里没有完整的一页纸，请扫描签字的整页。")
    return ScanFacts(PDF, f"PDF，{len(sizes)} 页")


def _picture(content: bytes, kind: str) -> ScanFacts:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content)) as picture:
                picture.load()
                wide, high = picture.size
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as broken:
        raise AttachmentRefused("这个图片打不开、已损坏或大得不合情理，请重新扫描。") from broken
    short, long = sorted((wide, high))
    if short < LEAST_SHORT or long < LEAST_LONG:
        raise AttachmentRefused(
            f"图片只有 {wide} × {high} 像素，不是一页扫描件；扫描一页 A4 纸至少应有 {LEAST_SHORT} × {LEAST_LONG} 像素。"
        )
    if long / short > LONGEST_TO_SHORT:
        raise AttachmentRefused(f"图片 {wide} × {high} 像素，不像一页纸，请扫描签字的整页。")
    return ScanFacts(kind, f"图片，{wide} × {high} 像素")


def store_scan(*, actor: User, name: str, content: bytes) -> Attachment:
    """Keep the scan under a name whose ending tells what it is. Raises ``AttachmentRefused``."""
    facts = check_scan(content)
    stem = name.rpartition(".")[0] or name
    return store_attachment(actor=actor, name=f"{stem}.{ENDINGS[facts.kind]}", content=content, allowed=SCANS)
