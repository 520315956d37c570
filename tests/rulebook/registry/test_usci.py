import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.registry.usci import ALPHABET, check, check_character, normalise

# A code in public use, which independent checkers of the standard accept.
GOOD = "91110000600037341L"


def test_the_check_character_is_that_of_the_standard():
    assert check_character(GOOD[:-1]) == "L"
    assert check(GOOD) is None


@pytest.mark.parametrize(
    "typed", [f" {GOOD}\u3000", GOOD.lower(), "９１１１００００６０００３７３４１Ｌ", "911100-00 600037341L"]
)
def test_typing_habits_do_not_matter(typed):
    assert normalise(typed) == GOOD
    assert check(typed) is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "统一社会信用代码为空"),
        ("　", "统一社会信用代码为空"),
        (GOOD[:-1], "统一社会信用代码应为 18 位，现为 17 位"),
        (GOOD + "1", "统一社会信用代码应为 18 位，现为 19 位"),
        (
            "O" + GOOD[1:],
            "统一社会信用代码第 1 位“O”有误：只用数字和除 I、O、S、V、Z 以外的大写字母",
        ),
        (GOOD[:-1] + "P", "统一社会信用代码校验位不符：末位应为“L”，现为“P”"),
        ("91110000600037342L", "统一社会信用代码校验位不符：末位应为“P”，现为“L”"),
    ],
)
def test_the_problem_is_named(typed, problem):
    assert check(typed) == problem


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(body, position, letter):
    code = body + check_character(body)
    assert check(code) is None
    if code[position] != letter:
        assert check(code[:position] + letter + code[position + 1 :]) is not None


@given(st.text(max_size=25))
def test_any_text_has_an_answer(text):
    assert check(text) is None or "统一社会信用代码" in check(text)
