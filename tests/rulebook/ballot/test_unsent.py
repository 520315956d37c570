"""The sealed file of a tablet: only the vote's key opens it, and every other file is told in words."""

import json

import pytest

from rulebook.ballot.unsent import UnsentFile, WrongUnsentFile, new_pair, open_unsent
from tests.ballots.tablet_steps import sealed_file

BALLOTS = [{"card": "A", "id": "b", "form": "c", "marks": [1, 2, 0]}]


def test_what_a_tablet_sealed_is_opened_by_the_votes_key_and_by_no_other() -> None:
    public, private = new_pair()
    raw = sealed_file(public, 7, "token", BALLOTS)
    assert open_unsent(raw, vote=7, private=private) == UnsentFile("token", BALLOTS)
    with pytest.raises(WrongUnsentFile, match="不是用本次投票的密钥封装的"):
        open_unsent(raw, vote=7, private=new_pair()[1])


def test_a_file_tells_nothing_without_the_key() -> None:
    raw = sealed_file(new_pair()[0], 7, "token", [{"card": "CARDCARD", "marks": [5, 5, 5]}])
    assert b"CARDCARD" not in raw
    assert set(json.loads(raw)) == {"format", "vote", "key", "iv", "box"}


def test_a_changed_file_and_one_of_another_vote_are_refused() -> None:
    public, private = new_pair()
    raw = sealed_file(public, 7, "token", BALLOTS)
    with pytest.raises(WrongUnsentFile, match="属于另一次投票"):
        open_unsent(raw, vote=8, private=private)
    moved = json.dumps(json.loads(raw) | {"vote": 8}).encode()
    with pytest.raises(WrongUnsentFile, match="内容已损坏"):
        open_unsent(moved, vote=8, private=private)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"\xff", b"%PDF-1.4", b'{"format": "X", "vote": 7, "key": "", "iv": "", "box": ""}', b"[" * 5000,
     b'{"format": "AICUNSENT1", "vote": 7, "key": "?", "iv": "", "box": ""}'],
)  # fmt: skip
def test_any_other_file_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(WrongUnsentFile, match="这不是平板导出的应急文件"):
        open_unsent(raw, vote=7, private=new_pair()[1])


def test_a_file_without_a_key_or_a_point_is_refused() -> None:
    public, _ = new_pair()
    with pytest.raises(WrongUnsentFile):
        open_unsent(sealed_file(public, 7, "token", BALLOTS), vote=7, private="")
