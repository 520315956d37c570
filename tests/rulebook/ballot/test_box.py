"""The sealed box: two passphrases, canonical content, any change shows."""

import json

import pytest
from pyrage import passphrase

from rulebook.ballot.box import BoxError, box_bytes, lock_box, read_box, unlock_box
from rulebook.ballot.form import duty_meeting_form
from rulebook.ballot.tally import count_bodies

FORM = duty_meeting_form("城关工商所", ["所长 张山"])
BODIES = [f"[{','.join(str((place + shift) % 6) for place in range(FORM.size))}]" for shift in range(7)]
INSPECTORATE, WATCHER = "监察室的口令一共十二字以上", "监督员另外一个十二字口令哦"

AS_AGE_DOES = passphrase.encrypt
"""Before a test puts the quick one in its place."""


def test_an_opened_box_holds_the_same_counts_whatever_the_order() -> None:
    raw = box_bytes("评议", FORM, BODIES)
    assert raw == box_bytes("评议", FORM, reversed(BODIES)), "no order is kept"
    found = read_box(raw)
    assert (found.title, found.form, sorted(found.bodies)) == ("评议", FORM, sorted(BODIES))
    assert found.counts == count_bodies(FORM, BODIES)


def test_the_box_is_locked_by_age_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "encrypt", AS_AGE_DOES)
    raw = box_bytes("评议", FORM, BODIES)
    locked = lock_box(raw, inspectorate=INSPECTORATE, watcher=WATCHER)
    work = int(locked.split(b"\n")[1].split()[-1])
    assert (raw in locked, work > 10) == (False, True)
    assert unlock_box(locked, inspectorate=INSPECTORATE, watcher=WATCHER) == raw


def test_the_box_opens_with_both_passphrases_and_with_no_other() -> None:
    raw = box_bytes("评议", FORM, BODIES * 2_000)
    locked = lock_box(raw, inspectorate=INSPECTORATE, watcher=WATCHER)
    assert raw not in locked
    assert unlock_box(locked, inspectorate=INSPECTORATE, watcher=WATCHER) == raw
    with pytest.raises(BoxError, match="监察室的口令不对"):
        unlock_box(locked, inspectorate=WATCHER, watcher=INSPECTORATE)
    with pytest.raises(BoxError, match="市纪委监督员的口令不对"):
        unlock_box(locked, inspectorate=INSPECTORATE, watcher=INSPECTORATE)
    with pytest.raises(BoxError, match="已损坏"):
        unlock_box(locked[:-1], inspectorate=INSPECTORATE, watcher=WATCHER)


@pytest.mark.parametrize(
    ("inspectorate", "watcher", "words"),
    [
        ("十一个字符的口令不够长", WATCHER, "不得少于 12 个字符"),
        (INSPECTORATE, "", "不得少于 12 个字符"),
        (WATCHER, WATCHER, "不能相同"),
    ],
)
def test_weak_passphrases_are_refused(inspectorate: str, watcher: str, words: str) -> None:
    with pytest.raises(BoxError, match=words):
        lock_box(b"x", inspectorate=inspectorate, watcher=watcher)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda plain: plain["content"]["bodies"].pop(), "已被改动"),
        (lambda plain: plain["content"]["bodies"].append([1, "2"]), "已被改动"),
        (lambda plain: plain["content"].update(title=3), "已被改动"),
        (lambda plain: plain["content"].update(form={}), "无法读取"),
        (lambda plain: plain.pop("content"), "无法读取"),
        (lambda plain: plain.update(sha256="0" * 64), "已被改动"),
    ],
)
def test_a_changed_box_is_refused(change, words: str) -> None:
    plain = json.loads(box_bytes("评议", FORM, BODIES))
    change(plain)
    with pytest.raises(BoxError, match=words):
        read_box(json.dumps(plain).encode())


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_box_is_refused(raw: bytes) -> None:
    with pytest.raises(BoxError):
        read_box(raw)
