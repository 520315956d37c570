"""Receipts: proof that a ballot is in, never of what it says.

A receipt is the whole digest of a ballot's id; that is what is stored and compared. People see, write down and type its
first sixteen letters, which the tablet makes from the id on its own side. Two receipts that look alike to people are two.
"""

import base64
import hashlib
import re
import unicodedata

RECEIPT_LENGTH = 16
SHORT_DIGITS = 20
"""Sixteen letters of base32 are eighty bits, the first twenty hex digits of the whole."""

_RECEIPT = re.compile(rf"[A-Z2-7]{{{RECEIPT_LENGTH}}}")


class WrongReceipt(ValueError):
    """Typed text that cannot be a receipt; the text is Chinese."""


def whole_receipt(ballot_id: str) -> str:
    """The receipt of a ballot as it is stored: SHA-256("AICRECEIPT2", newline, id), 64 hex digits."""
    return hashlib.sha256(f"AICRECEIPT2\n{ballot_id}".encode()).hexdigest()


def receipt(ballot_id: str) -> str:
    """The receipt as people have it: the first sixteen letters of base32 over the whole digest."""
    return short_receipt(whole_receipt(ballot_id))


def short_receipt(whole: str) -> str:
    """The sixteen letters of a stored receipt."""
    return base64.b32encode(bytes.fromhex(whole[:SHORT_DIGITS])).decode()


def first_digits(short: str) -> str:
    """The first twenty hex digits of every stored receipt that people see as these sixteen letters."""
    return base64.b32decode(short).hex()


def display_receipt(text: str) -> str:
    """The receipt as shown and printed, such as `ABCD-EFGH-IJKL-MNOP`."""
    return "-".join(text[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def normalise_receipt(typed: str) -> str:
    """The receipt in its one form. Takes small letters, spaces, dashes, full width. Raises WrongReceipt."""
    text = re.sub(r"[\s\-‐‑–—－]+", "", unicodedata.normalize("NFKC", typed)).upper()
    if len(text) != RECEIPT_LENGTH:
        raise WrongReceipt(f"回执应为 {RECEIPT_LENGTH} 位，现输入 {len(text)} 位")
    if not _RECEIPT.fullmatch(text):
        raise WrongReceipt("回执只含英文字母和数字 2—7，请核对是否把字母看成了数字")
    return text
