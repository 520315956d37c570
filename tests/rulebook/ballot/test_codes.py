import hashlib
import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.codes import (
    ALPHABET,
    CODE_LENGTH,
    RANDOM_LETTERS,
    ForbiddenCharacter,
    WrongCheckLetter,
    WrongLength,
    ballot_hash,
    card_url,
    check_letter,
    display_code,
    new_code,
    new_codes,
    normalise_code,
    opinion_hash,
    read_card,
)

SAMPLE = "23456789ABCDEFGH" + check_letter("23456789ABCDEFGH")

bodies = st.text(ALPHABET, min_size=RANDOM_LETTERS, max_size=RANDOM_LETTERS)


def test_the_alphabet_has_no_letter_that_is_misread():
    assert set("01OIL") & set(ALPHABET) == set()
    assert len(set(ALPHABET)) == len(ALPHABET) == 31


def test_a_code_carries_at_least_seventy_five_bits():
    assert RANDOM_LETTERS * math.log2(len(ALPHABET)) >= 75


def test_a_code_comes_from_the_source_given_and_skips_the_uneven_byte():
    source = iter([bytes([31] * 16), bytes([0, 31, 30, 255, 33, *range(2, 13)]), bytes(range(16))])
    code = new_code(lambda count: next(source))
    letters = [0, 30, 1, *range(2, 13), 0, 1]
    assert code[:-1] == "".join(ALPHABET[value] for value in letters)
    assert normalise_code(code) == code


def test_new_codes_are_different():
    source = random.Random(7)
    codes = new_codes(500, source.randbytes)
    assert len(set(codes)) == len(codes) == 500


def test_new_codes_drop_a_repetition():
    source = iter([bytes(16), bytes(16), bytes([1] * 16)])
    assert len(set(new_codes(2, lambda count: next(source)))) == 2


def test_a_code_is_printed_in_groups_of_four():
    shown = display_code(SAMPLE)
    assert shown == f"2345-6789-ABCD-EFGH-{SAMPLE[-1]}"
    assert normalise_code(shown) == SAMPLE


@pytest.mark.parametrize(
    "typed",
    [
        SAMPLE.lower(),
        f"  {SAMPLE} ",
        " ".join(SAMPLE),
        "—".join([SAMPLE[:4], SAMPLE[4:]]),
        "－".join([SAMPLE[:4], SAMPLE[4:]]),
        "\u3000".join([SAMPLE[:4], SAMPLE[4:]]),
        SAMPLE.translate({ord(letter): ord(letter) + 0xFEE0 for letter in SAMPLE}),
    ],
)
def test_typing_habits_do_not_matter(typed):
    assert normalise_code(typed) == SAMPLE


@pytest.mark.parametrize(
    ("typed", "error", "words"),
    [
        ("", WrongLength, "应为 17 位，现输入 0 位"),
        (SAMPLE[:-1], WrongLength, "应为 17 位，现输入 16 位"),
        (SAMPLE + "2", WrongLength, "应为 17 位，现输入 18 位"),
        ("0" + SAMPLE[1:], ForbiddenCharacter, "第 1 位“0”有误：票码中没有 0、O、1、I、L"),
        (SAMPLE[:3] + "l" + SAMPLE[4:], ForbiddenCharacter, "第 4 位“L”有误：票码中没有 0、O、1、I、L"),
        (SAMPLE[:3] + "评" + SAMPLE[4:], ForbiddenCharacter, "第 4 位“评”有误：票码只含数字 2—9 和英文字母"),
        (SAMPLE[:3] + "\x00" + SAMPLE[4:], ForbiddenCharacter, "第 4 位“不可见字符”有误"),
        ("3" + SAMPLE[1:], WrongCheckLetter, "票码校验不符"),
        ("32" + SAMPLE[2:], WrongCheckLetter, "票码校验不符"),
    ],
)
def test_a_typing_error_is_named(typed, error, words):
    with pytest.raises(error, match=words):
        normalise_code(typed)


@given(bodies)
def test_every_single_wrong_letter_is_caught(body):
    code = body + check_letter(body)
    for position, letter in itertools.product(range(CODE_LENGTH), ALPHABET):
        if letter != code[position]:
            with pytest.raises(WrongCheckLetter):
                normalise_code(code[:position] + letter + code[position + 1 :])


@given(bodies)
def test_every_exchange_of_neighbours_is_caught(body):
    code = body + check_letter(body)
    for position in range(CODE_LENGTH - 1):
        first, second = code[position], code[position + 1]
        if first != second:
            with pytest.raises(WrongCheckLetter):
                normalise_code(code[:position] + second + first + code[position + 2 :])


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_a_named_error(typed):
    try:
        code = normalise_code(typed)
    except (WrongLength, ForbiddenCharacter, WrongCheckLetter):
        return
    assert len(code) == CODE_LENGTH


def test_the_server_keeps_hashes_that_cannot_be_joined():
    assert ballot_hash(SAMPLE) == hashlib.sha256(b"ballot\n" + SAMPLE.encode()).hexdigest()
    assert opinion_hash(SAMPLE) == hashlib.sha256(b"opinion\n" + SAMPLE.encode()).hexdigest()
    assert ballot_hash(SAMPLE) != opinion_hash(SAMPLE)


def test_the_code_stands_in_the_fragment_of_the_address():
    assert card_url("https://192.168.1.2:8443/", 12, SAMPLE) == f"https://192.168.1.2:8443/b/#12.{SAMPLE}"


def test_a_hand_scanner_may_type_the_whole_address():
    assert read_card(card_url("https://192.168.1.2:8443", 12, SAMPLE) + "\n") == ("12", SAMPLE)
    assert read_card(display_code(SAMPLE)) == (None, SAMPLE)
    with pytest.raises(WrongLength):
        read_card(card_url("https://192.168.1.2:8443", 12, SAMPLE[1:]))
