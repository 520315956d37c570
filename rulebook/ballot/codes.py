"""Card codes: what a representative types or scans, and the only traces the server may keep of them.

A code is sixteen letters of a 31-letter alphabet (79 bits, drawn evenly) and a check letter. 31 is prime,
so a weighted sum modulo 31 with distinct weights catches every single wrong letter and every exchange of
two letters.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without 0, O, 1, I and L, which are misread for one another."""

RANDOM_LETTERS = 16
CODE_LENGTH = RANDOM_LETTERS + 1

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_MODULUS = len(ALPHABET)
_WEIGHTS = range(2, 2 + RANDOM_LETTERS)
_CARD_ADDRESS = re.compile(r"/b/#(\w+)\.(\S+)$")
_SEPARATORS = re.compile(r"[\s\-_.·‐‑‒–—―−﹣－]+")


class CodeError(ValueError):
    """A typed code that cannot be right; the text says what to look at, in Chinese."""


class WrongLength(CodeError):
    """Too few or too many letters."""


class ForbiddenCharacter(CodeError):
    """A character that no code contains."""


class WrongCheckLetter(CodeError):
    """The letters do not fit together: one is wrong, or two are exchanged."""


def new_code(random_bytes: Callable[[int], bytes]) -> str:
    """A fresh code of `CODE_LENGTH` letters. `random_bytes(n)` must return n unpredictable bytes."""
    letters: list[str] = []
    while len(letters) < RANDOM_LETTERS:
        for byte in random_bytes(RANDOM_LETTERS):
            # Five bits give 0…31; 31 is thrown away so that every letter is equally likely.
            value = byte & 31
            if value < _MODULUS and len(letters) < RANDOM_LETTERS:
                letters.append(ALPHABET[value])
    body = "".join(letters)
    return body + check_letter(body)


def new_codes(count: int, random_bytes: Callable[[int], bytes]) -> list[str]:
    """`count` different fresh codes, in no meaningful order."""
    codes: dict[str, None] = {}
    while len(codes) < count:
        codes[new_code(random_bytes)] = None
    return list(codes)


def check_letter(body: str) -> str:
    """The check letter of sixteen letters of the alphabet."""
    total = sum(weight * _VALUE[letter] for weight, letter in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[-total % _MODULUS]


def normalise_code(typed: str) -> str:
    """The code in its one form: seventeen capitals and digits without separators.

    Takes small letters, spaces, dashes and full-width characters. Raises WrongLength, ForbiddenCharacter or
    WrongCheckLetter, each with a Chinese text.
    """
    text = plain_code(typed)
    for position, letter in enumerate(text, 1):
        if letter not in _VALUE:
            raise ForbiddenCharacter(_forbidden_text(position, letter))
    if len(text) != CODE_LENGTH:
        raise WrongLength(f"票码应为 {CODE_LENGTH} 位，现输入 {len(text)} 位，请核对是否漏输或多输")
    if check_letter(text[:-1]) != text[-1]:
        raise WrongCheckLetter("票码校验不符：有一位输错或相邻两位颠倒，请对照评议票逐位核对")
    return text


def plain_code(typed: str) -> str:
    """Capitals without separators, whatever they mean."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper()


def _forbidden_text(position: int, letter: str) -> str:
    if letter in "01OIL":
        return f"第 {position} 位“{letter}”有误：票码中没有 0、O、1、I、L，请核对是否看错"
    shown = letter if letter.isprintable() else "不可见字符"
    return f"第 {position} 位“{shown}”有误：票码只含数字 2—9 和英文字母"


def display_code(code: str) -> str:
    """The code as printed on a card: four groups of four and the check letter."""
    groups = [code[start : start + 4] for start in range(0, CODE_LENGTH, 4)]
    return "-".join(groups)


def ballot_hash(code: str) -> str:
    """What the server keeps of a code for the vote: SHA-256 over `ballot`, newline, code; 64 hex digits."""
    return hashlib.sha256(f"ballot\n{code}".encode()).hexdigest()


def opinion_hash(code: str) -> str:
    """What the server keeps of a code for opinions; cannot be joined with `ballot_hash`."""
    return hashlib.sha256(f"opinion\n{code}".encode()).hexdigest()


def card_url(base: str, vote: int | str, code: str) -> str:
    """The address in a card's QR. Vote and code stand in the fragment, which never reaches a server log."""
    return f"{base.rstrip('/')}/b/#{vote}.{code}"


def read_card(text: str) -> tuple[str | None, str]:
    """(vote, code) from what came through a code field; vote is None when a bare code was typed.

    A hand scanner types the whole address of `card_url` like a keyboard. Raises CodeError.
    """
    address = _CARD_ADDRESS.search(text.strip())
    if address:
        return address[1], normalise_code(address[2])
    return None, normalise_code(text)
