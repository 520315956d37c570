"""The key of a vote in two hands: both passphrases or recovery codes open it, one alone or a foreign file does not."""

import json

import pytest

from rulebook.ballot.form import canonical_json
from rulebook.ballot.keys import (
    INSPECTORATE,
    WATCHER,
    KeyRefused,
    Passphrases,
    WrongWords,
    check_passphrases,
    unwrap_key,
    wrap_key,
)
from rulebook.ballot.sealing import new_pair

WORDS = Passphrases("监察室保管的一道口令，够长", "监督员保管的另一道口令，够长")
PAIR = new_pair()
RAW, CODES = wrap_key(PAIR, 7, WORDS, cost=2)


def test_both_passphrases_open_the_key() -> None:
    assert unwrap_key(RAW, 7, PAIR.public, WORDS) == PAIR.private
    full_width = Passphrases("abc defghijk 12", WORDS.watcher)
    raw, _ = wrap_key(PAIR, 7, full_width, cost=2)
    assert (
        unwrap_key(raw, 7, PAIR.public, Passphrases("ａｂｃ　ｄｅｆｇｈｉｊｋ　１２", WORDS.watcher))
        == PAIR.private
    )


@pytest.mark.parametrize("blank", [" ", "　", "\t", "\n "])
def test_blanks_around_tell_no_two_passphrases_apart_and_lengthen_none(blank: str) -> None:
    for other in (blank + WORDS.inspectorate, WORDS.inspectorate + blank):
        with pytest.raises(KeyRefused, match="不能相同"):
            check_passphrases(Passphrases(WORDS.inspectorate, other))
    with pytest.raises(KeyRefused, match="不得少于 12"):
        check_passphrases(Passphrases("十一个字的口令不够长了" + blank * 4, WORDS.watcher))
    check_passphrases(WORDS)


def test_a_recovery_code_stands_in_for_its_keeper_however_it_is_typed() -> None:
    for given in (
        Passphrases(CODES[INSPECTORATE], WORDS.watcher),
        Passphrases(WORDS.inspectorate, CODES[WATCHER].lower().replace("-", " ")),
        Passphrases(CODES[INSPECTORATE], CODES[WATCHER]),
    ):
        assert unwrap_key(RAW, 7, PAIR.public, given) == PAIR.private


@pytest.mark.parametrize(
    ("inspectorate", "watcher", "whose"),
    [
        (WORDS.watcher, WORDS.inspectorate, "监察室的口令不对"),
        (WORDS.inspectorate, "", "市纪委监督员的口令不对"),
        (WORDS.inspectorate, WORDS.inspectorate, "市纪委监督员的口令不对"),
        (CODES[WATCHER], WORDS.watcher, "监察室的口令不对"),
        ("", WORDS.watcher, "监察室的口令不对"),
    ],
    # A code is new in every process; a test's name must be the same in all of them.
    ids=["exchanged", "nobody else", "one for both", "a code of the other", "nobody"],
)
def test_one_alone_opens_nothing(inspectorate: str, watcher: str, whose: str) -> None:
    with pytest.raises(WrongWords, match=whose):
        unwrap_key(RAW, 7, PAIR.public, Passphrases(inspectorate, watcher))


def test_the_file_holds_neither_the_key_nor_a_word() -> None:
    for word in (*CODES.values(), WORDS.inspectorate, WORDS.watcher, "private"):
        assert word not in RAW.decode()
    assert PAIR.public in RAW.decode(), "what stands there is found"


def test_a_file_of_another_vote_or_key_is_refused_in_words() -> None:
    with pytest.raises(KeyRefused, match="另一次投票"):
        unwrap_key(RAW, 8, PAIR.public, WORDS)
    with pytest.raises(KeyRefused, match="以前的副本"):
        unwrap_key(RAW, 7, new_pair().public, WORDS)


def test_a_share_renamed_to_another_vote_does_not_open() -> None:
    moved = json.loads(RAW) | {"vote": 8}
    with pytest.raises(WrongWords):
        unwrap_key(canonical_json(moved), 8, PAIR.public, WORDS)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b'{"format": "x", "shares": {}}', RAW[:-9], b"\xff"]
)
def test_a_broken_file_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(KeyRefused, match="密钥文件"):
        unwrap_key(raw, 7, PAIR.public, WORDS)


@pytest.mark.parametrize(
    "change", [{"n": 2**40}, {"n": 0}, {"n": "x"}, {"box": "#"}, {"salt": None}, {"nonce": ""}]
)
def test_a_broken_lock_is_refused_in_words(change: dict) -> None:
    broken = json.loads(RAW)
    for lock in ("passphrase", "recovery"):
        broken["shares"][INSPECTORATE][lock] |= change
    with pytest.raises(KeyRefused):
        unwrap_key(canonical_json(broken), 7, PAIR.public, WORDS)


def test_weak_or_equal_passphrases_are_refused() -> None:
    with pytest.raises(KeyRefused, match="不得少于 12 个字符"):
        check_passphrases(Passphrases("短", WORDS.watcher))
    with pytest.raises(KeyRefused, match="不能相同"):
        check_passphrases(Passphrases("abcdefghijkl", "ａｂｃｄｅｆｇｈｉｊｋｌ"))
    assert "口令" not in repr(WORDS)
