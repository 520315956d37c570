"""Passwords that everybody thinks of, told by their kind and not by a list: a word and digits, a name in pinyin, a run of keys.

Foreign lists of stolen passwords know ``password1`` and not ``woaini1314520``.
"""

import re
import unicodedata

LEET = str.maketrans("013457@$!", "oieastasi")
"""Signs typed in the place of the letters that they look like."""

RUNS = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik",
    "9ol",
    "0p",
]
SHORTEST_RUN = 3
OUTSIDE_RUNS = 4
"""Characters that must stand outside the runs of keys."""

DISTINCT = 5
SHORT_WORD = 8
MOST_SYLLABLES = 5
"""A name, a town, a greeting in pinyin; a sentence has more."""
MOST_WORDS = 2
"""Runs of letters, as in ``wang1990xiaoming``; who takes three words has thought of something."""

ROOTS = frozenset(
    [
        "password",
        "passwd",
        "administrator",
        "admin",
        "root",
        "guest",
        "welcome",
        "iloveyou",
        "letmein",
        "changeme",
        "default",
        "master",
        "manager",
        "superuser",
        "computer",
        "internet",
        "security",
        "wodemima",
        "mima",
        "guanliyuan",
        "gongshangju",
        "gongshang",
        "pingyi",
    ]
)

_INITIALS = [
    "b",
    "p",
    "m",
    "f",
    "d",
    "t",
    "n",
    "l",
    "g",
    "k",
    "h",
    "j",
    "q",
    "x",
    "zh",
    "ch",
    "sh",
    "r",
    "z",
    "c",
    "s",
    "y",
    "w",
]
_FINALS = [
    "a",
    "o",
    "e",
    "i",
    "u",
    "v",
    "ai",
    "ei",
    "ui",
    "ao",
    "ou",
    "iu",
    "ie",
    "ue",
    "ve",
    "er",
    "an",
    "en",
    "in",
    "un",
    "vn",
    "ang",
    "eng",
    "ing",
    "ong",
    "ia",
    "iao",
    "ian",
    "iang",
    "iong",
    "ua",
    "uo",
    "uai",
    "uan",
    "uang",
]
_SYLLABLE = f"(?:(?:{'|'.join(sorted(_INITIALS, key=len, reverse=True))})?(?:{'|'.join(sorted(_FINALS, key=len, reverse=True))}))"
_PINYIN = re.compile(rf"{_SYLLABLE}{{1,{MOST_SYLLABLES}}}")
_ENDS = re.compile(r"^[^a-z]+|[^a-z]+$")
_LETTERS = re.compile(r"[a-z]+")


def everyday_password(password: str) -> str:
    """Why anybody would guess it, as a sentence in Chinese; empty where nothing is found.

    >>> everyday_password("Adm1n@12345")
    '密码是一个常见的词加数字，容易被猜到。'
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) < DISTINCT:
        return "密码里重复的字符太多。"
    if len(plain) - _in_runs(plain) < OUTSIDE_RUNS:
        return "密码是键盘上相邻的键或连续的数字、字母，容易被猜到。"
    if re.search(r"[^\x00-\x7f]", plain):
        return ""
    for core in {_ENDS.sub("", plain), _ENDS.sub("", plain).translate(LEET)}:
        if core in ROOTS or (core.isalpha() and len(core) <= SHORT_WORD):
            return "密码是一个常见的词加数字，容易被猜到。"
    runs = _LETTERS.findall(plain)
    if len(runs) <= MOST_WORDS and _PINYIN.fullmatch("".join(runs)):
        return "密码是拼音加数字，容易被猜到；可以改用一句话的拼音。"
    return ""


def _in_runs(plain: str) -> int:
    """How many characters belong to runs of neighbouring keys, read forward or backward."""
    covered = at = 0
    while at < len(plain):
        length = max((_run_at(plain, at, row) for each in RUNS for row in (each, each[::-1])), default=0)
        covered += length
        at += max(length, 1)
    return covered


def _run_at(plain: str, at: int, row: str) -> int:
    start = row.find(plain[at])
    if start < 0:
        return 0
    length = 0
    while (
        start + length < len(row) and at + length < len(plain) and row[start + length] == plain[at + length]
    ):
        length += 1
    return length if length >= min(SHORTEST_RUN, len(row)) else 0
