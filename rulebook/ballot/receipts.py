"""Receipts: proof that a ballot is in, never of what it says.

The tablet makes the same twelve letters from the ballot id on its own side.
"""

import base64
import hashlib
import re
import unicodedata

RECEIPT_LENGTH = 12

_RECEIPT = re.compile(rf"[A-Z2-7]{{{RECEIPT_LENGTH}}}")


class WrongReceipt(ValueError):
    """Typed text that cannot be a receipt; the text is Chinese."""


def receipt(ballot_id: str) -> str:
    """The receipt of a ballot: first twelve of base32(SHA-256("AICRECEIPT1", newline, id))."""
    digest = hashlib.sha256(f"AICRECEIPT1\n{ballot_id}".encode()).digest()
    # Twelve letters are sixty bits; base32 works on five bytes at a time, so ten bytes give them.
    return base64.b32encode(digest[:10])[:RECEIPT_LENGTH].decode()


def display_receipt(text: str) -> str:
    """The receipt as shown and printed, such as `ABCD-EFGH-IJKL`."""
    return "-".join(text[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def normalise_receipt(typed: str) -> str:
    """The receipt in its one form. Takes small letters, spaces, dashes, full width. Raises WrongReceipt."""
    text = re.sub(r"[\s\-‐‑–—－]+", "", unicodedata.normalize("NFKC", typed)).upper()
    if len(text) != RECEIPT_LENGTH:
        raise WrongReceipt(f"回执应为 {RECEIPT_LENGTH} 位，现输入 {len(text)} 位")
    if not _RECEIPT.fullmatch(text):
        raise WrongReceipt("回执只含英文字母和数字 2—7，请核对是否把字母看成了数字")
    return text
