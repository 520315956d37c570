import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.receipts import WrongReceipt, display_receipt, normalise_receipt, receipt

ID = "00112233445566778899aabbccddeeff"


def test_a_receipt_is_the_known_one():
    assert receipt("0" * 32) == "LJXLG2TNPHKR"


def test_a_receipt_is_shown_in_three_groups_and_taken_back():
    shown = display_receipt(receipt("0" * 32))
    assert shown == "LJXL-G2TN-PHKR"
    assert normalise_receipt(f" {shown.lower()} ") == receipt("0" * 32)
    assert normalise_receipt("ＬＪＸＬ－Ｇ２ＴＮ－ＰＨＫＲ") == receipt("0" * 32)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "应为 12 位，现输入 0 位"),
        ("LJXL-G2TN-PHK", "现输入 11 位"),
        ("LJXL-G2TN-PHK1", "字母看成了数字"),
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
