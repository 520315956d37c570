"""Passwords that everybody thinks of are told by their kind; odd ones pass."""

import pytest

from rulebook.registry.passwords import everyday_password

WORD, PINYIN, KEYS, SAME = "常见的词", "拼音", "相邻的键", "重复"


@pytest.mark.parametrize(
    ("password", "kind"),
    [
        ("Admin@12345", WORD),
        ("Adm1n@12345", WORD),
        ("P@ssw0rd2026", WORD),
        ("administrator2026!", WORD),
        ("gsj2026!!!!", WORD),
        ("ALGSJ@2026", WORD),
        ("2026SCJGJ#1", WORD),
        ("sunshine2026", WORD),
        ("ｐａｓｓｗｏｒｄ2026", WORD),
        ("woaini1314520", WORD),
        ("w0aini1314520", WORD),
        ("zhangxiaoming1990", PINYIN),
        ("wang1990xiaoming", PINYIN),
        ("LuFengying@1975", PINYIN),
        ("anlanshigongshang88", PINYIN),
        ("qwe123456", KEYS),
        ("qwertyuiop1", KEYS),
        ("1qaz2wsx3edc", KEYS),
        ("0987654321a", KEYS),
        ("abcd123456", KEYS),
        ("aaaabbbb1111", SAME),
        ("112211221122", SAME),
    ],
)
def test_everyday_passwords_are_refused_by_their_kind(password: str, kind: str) -> None:
    found = everyday_password(password)
    assert kind in found, (password, found)


@pytest.mark.parametrize("password", ["woaini5201314!", "5201314wang", "abc5201314", "520woaini1314"])
def test_love_and_digits_are_refused(password: str) -> None:
    assert everyday_password(password) != ""


@pytest.mark.parametrize(
    "password",
    [
        "a-fine-one-77",
        "long-enough-and-odd",
        "安澜-long-enough-9",
        "woxihuanzaihebianchifan7",
        "雨后的石板路很滑啊呀呀",
        "kR8mW2xT9bQ4vN",
        "three blind horses",
    ],
)
def test_odd_ones_pass(password: str) -> None:
    assert everyday_password(password) == ""
