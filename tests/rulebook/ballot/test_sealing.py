"""The sealed ballot: opened by its own key, vote, form and id and by nothing else; the lane's seal on its row."""

import pytest

from rulebook.ballot.form import canonical_body, duty_meeting_form, form_hash
from rulebook.ballot.sealing import (
    PRIVATE_BYTES,
    LaneSeal,
    Opener,
    Sealer,
    SealError,
    body_width,
    key_id,
    new_pair,
    place_key,
    public_of,
)

FORM = duty_meeting_form("城关工商所", ["所长 张山"])
DIGEST = form_hash(FORM)
PAIR, BALLOT = new_pair(), "0123456789abcdef" * 2
SEALER = Sealer(PAIR.public, vote=7, form=DIGEST, width=body_width(FORM))
MARKS = canonical_body([1, 0, 5] * 4)


def opened(ciphertext: bytes, *, vote: int = 7, form: str = DIGEST, ballot: str = BALLOT) -> str:
    return Opener(PAIR.private, vote=vote, form=form).open(ballot, ciphertext)


def test_a_ballot_is_opened_as_it_was_sealed_and_says_nothing_before() -> None:
    ciphertext = SEALER.seal(BALLOT, MARKS)
    assert opened(ciphertext) == MARKS
    assert MARKS.encode() not in ciphertext
    assert SEALER.seal(BALLOT, MARKS) != ciphertext, "the same marks never look the same"


def test_every_ballot_of_a_form_is_equally_long() -> None:
    bodies = [canonical_body([mark] * FORM.size) for mark in range(6)] + ["[]"]
    assert len({len(SEALER.seal(BALLOT, body)) for body in bodies}) == 1
    assert opened(SEALER.seal(BALLOT, "[]")) == "[]"


@pytest.mark.parametrize("other", [{"vote": 8}, {"form": "0" * 64}, {"ballot": "f" * 32}])
def test_a_ballot_moved_to_another_vote_form_or_id_does_not_open(other: dict) -> None:
    ciphertext = SEALER.seal(BALLOT, MARKS)
    assert opened(ciphertext) == MARKS
    with pytest.raises(SealError):
        opened(ciphertext, **other)


def test_changed_cut_and_foreign_ciphertexts_do_not_open() -> None:
    ciphertext = SEALER.seal(BALLOT, MARKS)
    flipped = bytearray(ciphertext)
    flipped[-1] ^= 1
    for wrong in (bytes(flipped), ciphertext[:-1], ciphertext[:20], b""):
        with pytest.raises(SealError):
            opened(wrong)
    with pytest.raises(SealError):
        Opener(new_pair().private, vote=7, form=DIGEST).open(BALLOT, ciphertext)


@pytest.mark.parametrize("public", ["", "AAAA", "#", PAIR.public[:-8]])
def test_what_is_no_key_is_refused(public: str) -> None:
    with pytest.raises(SealError):
        Sealer(public, vote=7, form=DIGEST, width=10)
    with pytest.raises(SealError):
        Opener(b"k" * (PRIVATE_BYTES - 1), vote=7, form=DIGEST)


def test_the_private_key_gives_its_public_one_and_shows_itself_nowhere() -> None:
    assert public_of(PAIR.private) == PAIR.public
    assert (len(key_id(PAIR.public)), key_id(PAIR.public) in repr(PAIR)) == (16, True)
    assert "private" not in repr(PAIR)


def test_the_lanes_seal_holds_for_one_row_only() -> None:
    lane, place = LaneSeal("k" * 50), ("", "citizen")
    seal = lane.seal(7, place, BALLOT, b"sealed")
    assert lane.seals(7, [("", ""), place], BALLOT, b"sealed")[place_key(place)] == seal
    assert lane.holds(seal, 7, place, BALLOT, b"sealed")
    for changed in (
        (8, place, BALLOT, b"sealed"),
        (7, ("", "farmer"), BALLOT, b"sealed"),
        (7, ("citizen", ""), BALLOT, b"sealed"),
        (7, place, "f" * 32, b"sealed"),
        (7, place, BALLOT, b"sealee"),
    ):
        assert not lane.holds(seal, *changed), changed
    assert not LaneSeal("l" * 50).holds(seal, 7, place, BALLOT, b"sealed")
    assert LaneSeal("l" * 50).fingerprint != lane.fingerprint == LaneSeal("k" * 50).fingerprint
