import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.receipts import (
    WrongReceipt,
    display_receipt,
    first_digits,
    normalise_receipt,
    receipt,
    short_receipt,
    whole_receipt,
)

ID = "00112233445566778899aabbccddeeff"


def test_a_receipt_is_the_known_one():
    assert receipt("0" * 32) == "7BDPFMKTQVNYHD6O"


def test_a_receipt_is_shown_in_four_groups_and_taken_back():
    shown = display_receipt(receipt("0" * 32))
    assert shown == "7BDP-FMKT-QVNY-HD6O"
    assert normalise_receipt(f" {shown.lower()} ") == receipt("0" * 32)
    assert normalise_receipt("７ＢＤＰ－ＦＭＫＴ－ＱＶＮＹ－ＨＤ６Ｏ") == receipt("0" * 32)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "应为 16 位，现输入 0 位"),
        ("7BDP-FMKT-QVNY-HD6", "现输入 15 位"),
        ("7BDP-FMKT-QVNY-HD61", "字母看成了数字"),
    ],
)
def test_a_wrong_receipt_is_named(typed, words):
    with pytest.raises(WrongReceipt, match=words):
        normalise_receipt(typed)


@given(st.binary(min_size=16, max_size=16).map(bytes.hex))
def test_every_receipt_is_taken_back(ballot_id):
    assert normalise_receipt(display_receipt(receipt(ballot_id))) == receipt(ballot_id)


def test_other_ids_give_other_receipts():
    assert receipt(ID) != receipt("0" * 32)


def test_the_letters_are_the_beginning_of_the_whole_and_lead_to_it():
    whole = whole_receipt(ID)
    assert (len(whole), short_receipt(whole)) == (64, receipt(ID))
    assert whole.startswith(first_digits(receipt(ID)))
    twin = whole[:20] + "0" * 44
    assert (short_receipt(twin), twin == whole) == (receipt(ID), False), "alike to people, and two"
