"""What may be said with a ballot: one opinion a card, about a subject of the form or about nobody in particular (S0-19).

The body of an opinion is a JSON object of two texts in one canonical form, so that sending it again can be told from
sending another. It holds nothing of who wrote it or when.
"""

import json
import unicodedata

from rulebook.ballot.form import BallotForm, canonical_json

NOBODY = ""
"""Subject of an opinion that names neither the office nor a person."""
NOBODY_LABEL = "不指定"

MOST_CHARACTERS = 500
BODY_BYTES = 2560
"""The one length to which every body is filled up before it is sealed: the longest (500 letters of four bytes, the key of a
subject) fits, and no ciphertext tells how much was written.
"""
_NEVER = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of reading, so that a text is not what it looks like."""


class OpinionError(ValueError):
    """What was written cannot be taken; the text is Chinese and fit for the page."""


def plain_text(text: str, what: str = "意见", most: int = MOST_CHARACTERS) -> str:
    """The text without blanks at its ends and with one kind of line break. Raises OpinionError."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        raise OpinionError(f"{what}没有填写")
    if len(plain) > most:
        raise OpinionError(f"{what}最多 {most} 字，现有 {len(plain)} 字")
    if any(
        letter in _TURNED or (unicodedata.category(letter) in _NEVER and letter != "\n") for letter in plain
    ):
        raise OpinionError(f"{what}中有不能显示的字符，请删去后再提交")
    return plain


def opinion_body(form: BallotForm, subject: str, text: str) -> str:
    """The canonical body. Raises OpinionError when the subject is not of the form or the text cannot be taken."""
    if subject != NOBODY and subject not in {entry.key for entry in form.subjects}:
        raise OpinionError("意见所指的对象不在本次评议中，请重新选择")
    return canonical_json({"subject": subject, "text": plain_text(text)}).decode()


def read_body(body: str) -> tuple[str, str]:
    """(subject, text) of a canonical body."""
    plain = json.loads(body)
    return plain["subject"], plain["text"]


def subject_label(form: BallotForm, subject: str) -> str:
    """Whom an opinion is about, in words."""
    return next((entry.label for entry in form.subjects if entry.key == subject), NOBODY_LABEL)
