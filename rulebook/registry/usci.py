"""统一社会信用代码, the 18-letter code of every business, and its check character (GB 32100-2015)."""

import unicodedata
from operator import mul

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capitals without I, O, S, V and Z."""

LENGTH = 18

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_MODULUS = len(ALPHABET)
_WEIGHTS = tuple(pow(3, position, _MODULUS) for position in range(LENGTH - 1))


def normalise(text: str) -> str:
    """The code in capitals and half width, without the spaces and dashes people put into it."""
    if text.isascii() and text.isalnum():
        return text.upper()
    half_width = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in half_width if not letter.isspace() and letter not in "-\u200b\ufeff")


def check_character(body: str) -> str:
    """The 18th character that belongs to seventeen characters of the alphabet."""
    if len(body) != len(_WEIGHTS):
        raise ValueError(body)
    total = sum(map(mul, _WEIGHTS, map(_VALUE.__getitem__, body)))
    return ALPHABET[-total % _MODULUS]


def check(text: str) -> str | None:
    """What is wrong with a code, in Chinese, or None when it is right. Normalises first."""
    code = normalise(text)
    if not code:
        return "统一社会信用代码为空"
    if len(code) != LENGTH:
        return f"统一社会信用代码应为 {LENGTH} 位，现为 {len(code)} 位"
    if not _VALUE.keys() >= set(code):
        position, letter = next(each for each in enumerate(code, 1) if each[1] not in _VALUE)
        return f"统一社会信用代码第 {position} 位“{letter}”有误：只用数字和除 I、O、S、V、Z 以外的大写字母"
    expected = check_character(code[:-1])
    if code[-1] != expected:
        return f"统一社会信用代码校验位不符：末位应为“{expected}”，现为“{code[-1]}”"
    return None
