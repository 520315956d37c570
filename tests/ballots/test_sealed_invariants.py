"""Invariants 13, 15 and 16 of the sealed urn, and what the embedded database must not keep (S0-12, S0-19, S0-23)."""

import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from ballots.models import Receipt, UrnBallot
from ballots.queries import votes
from ballots.queries.differences import publishing_problems
from ballots.services import cards, preparing
from ballots.services.throttle import failures
from rulebook.ballot.codes import ballot_hash, new_code, new_codes
from rulebook.ballot.form import canonical_body
from rulebook.ballot.keys import unwrap_key
from rulebook.ballot.publication import RECOUNT_FILES, Edition
from rulebook.ballot.receipts import SHORT_DIGITS, first_digits, receipt, whole_receipt
from rulebook.ballot.sealing import Opener
from tests.ballots.keys import WORDS, key_path, prove, take_count
from tests.ballots.steps import Hall, cast, closed, confirm, make_hall, new_id, opened, sealed

pytestmark = pytest.mark.django_db(transaction=True)


# 13


@contextmanager
def written_ahead() -> Iterator[list[bytes]]:
    """What PostgreSQL writes into its log while the block runs, segment by segment, as a reader of the disk has it."""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
        first = cursor.fetchone()[0]
    yield found
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute(
            "SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' AND name >= %s", [first]
        )
        for (name,) in cursor.fetchall():
            cursor.execute("SELECT pg_read_binary_file(%s)", [f"pg_wal/{name}"])
            found.append(bytes(cursor.fetchone()[0]))


def holds(segments: list[bytes], word: bytes) -> bool:
    """Whether the word stands anywhere; a page's header may cut it in two, so its halves count as well."""
    half = len(word) // 2
    return any(part in segment for segment in segments for part in (word, word[:half], word[half:]))


@pytest.mark.postgresql
def test_invariant_13_the_databases_own_log_never_held_a_choice_or_the_key(hall: Hall) -> None:
    marks = [5, 4, 3, 2, 1, 0, 1, 5, 2, 4, 3, 3, 0, 1, 2, 5, 4, 1]
    body, ids = canonical_body(marks), [new_id() for _ in range(5)]
    with written_ahead() as log:
        hall.codes = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=6)
        prove(actor=hall.runner, vote=hall.vote)
        confirm(hall, votes.OPEN_VOTE)
        for code, ballot in zip(hall.codes, ids, strict=False):
            assert cast(hall, code, marks, ballot).status == 201
        closed(hall, used=5)
        copied = key_path(hall.vote).read_bytes()
        rows = list(UrnBallot.objects.filter(vote=hall.vote).values_list("id", "ciphertext"))
        take_count(actor=hall.teller, vote=hall.vote)
        confirm(hall, votes.PUBLISH_VOTE)
    private = unwrap_key(copied, hall.vote.pk, hall.vote.key_public, WORDS)
    for ballot in ids:
        assert holds(log, ballot.encode()), "the log does hold what was written"
        assert holds(log, ballot_hash(hall.codes[0]).encode())
    binary = bytes(marks)
    for secret in (body.encode(), body[1:-1].encode(), binary, private, WORDS.inspectorate.encode()):
        assert not holds(log, secret), secret
    # With the key as it was before it was destroyed the very bytes that the log holds open: it is the key that was missing.
    opener = Opener(private, vote=hall.vote.pk, form=hall.vote.form_hash)
    for ballot, ciphertext in rows:
        pieces = [bytes(ciphertext)[start : start + 64] for start in range(0, 1152, 64)]
        assert sum(any(piece in segment for segment in log) for piece in pieces) > 9, (
            "less what a page's header cuts"
        )
        assert opener.open(ballot, bytes(ciphertext)) == body
    assert not key_path(hall.vote).exists()


@pytest.mark.sqlite
def test_invariant_13_no_file_of_the_embedded_database_ever_holds_a_choice_or_an_order(hall: Hall) -> None:
    marks = [5, 4, 3, 2, 1, 0] * 3
    name = Path(connection.settings_dict["NAME"])

    def on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in name.parent.glob(f"{name.name}*"))

    opened(hall, cards=12)
    ids = [new_id() for _ in range(8)]
    for code, ballot in zip(hall.codes, ids, strict=False):
        assert cast(hall, code, marks, ballot).status == 201
        assert canonical_body(marks).encode() not in on_disk()
    assert ids[0].encode() in on_disk(), "it was there to be found"
    with connection.cursor() as cursor:
        for table in UNORDERED:
            with pytest.raises(OperationalError, match="rowid"):
                cursor.execute(f"SELECT rowid FROM {table}")
        cursor.execute("SELECT id FROM ballots_urnballot")
        assert [row[0] for row in cursor.fetchall()] == sorted(ids) != ids


UNORDERED = (
    *("ballots_codeissued", "ballots_codeopen", "ballots_urnballot"),
    *("ballots_opinionissued", "ballots_opinionopen", "ballots_urnopinion", "ballots_replyslip"),
    "ballots_paperentry",
)


# 15


def test_invariant_15_answers_about_a_dictated_id_do_not_depend_on_marks(hall: Hall) -> None:
    """Whoever made a voter use an id of his own tries it with every card he can have and every marking."""
    foreign = opened(make_hall(hall.vote.unit))
    opened(hall)
    dictated, given = new_id(), [3] * hall.form.size
    assert cast(hall, hall.codes[0], given, dictated).status == 201
    cards.void_card(actor=hall.watcher, vote=hall.vote, code=hall.codes[3], reason="spoilt")
    assert cast(hall, hall.codes[1]).status == 201
    made_up = iter(new_codes(40, secrets.token_bytes))
    markings = [given, [1] * hall.form.size, [0] * hall.form.size, list(reversed(range(6))) * 3]
    known = {
        "made-up": (lambda: next(made_up), 404, 404),
        "open": (lambda: hall.codes[2], 409, 409),
        "spent": (lambda: hall.codes[1], 200, 410),
        "own": (lambda: hall.codes[0], 200, 410),
        "void": (lambda: hall.codes[3], 200, 410),
        "of another vote": (lambda: foreign.codes[0], 404, 404),
    }
    for name, (card, in_use, _) in known.items():
        answers = []
        for marks in markings:
            failures.forget()
            answers.append(cast(hall, card(), marks, dictated))
        assert {answer.status for answer in answers} == {in_use}, name
        assert len({(answer.message, answer.receipt) for answer in answers}) == 1, name
    for name, (card, _, fresh) in known.items():
        if name != "open":
            failures.forget()
            assert cast(hall, card(), ballot=new_id()).status == fresh, name
    assert cast(foreign, foreign.codes[1], given, dictated).status == 409, "an id is one across votes"
    assert cast(foreign, foreign.codes[1], given).status == 201
    assert UrnBallot.objects.filter(vote=hall.vote).count() == 2
    assert cast(hall, hall.codes[2]).status == 201, "the card that was used to ask is alive"


def test_invariant_15_after_sealing_too(hall: Hall) -> None:
    opened(hall)
    dictated = new_id()
    assert cast(hall, hall.codes[0], [3] * hall.form.size, dictated).status == 201
    sealed(hall, used=1)
    for marks in ([3] * hall.form.size, [1] * hall.form.size):
        for card, status in (
            (hall.codes[0], 200),
            (hall.codes[1], 200),
            (new_code(lambda n: b"\x07" * n), 403),
        ):
            assert cast(hall, card, marks, dictated).status == status
    assert cast(hall, hall.codes[0]).status == 403


def test_without_scripts_an_id_in_use_brings_the_review_again_under_another(hall: Hall) -> None:
    opened(hall)
    taken = new_id()
    cast(hall, hall.codes[0], ballot=taken)
    url = reverse("ballots:ballot-cast", args=[hall.vote.pk])
    fields = {f"m{place}": "2" for place in range(hall.form.size)}
    fields |= {"form": hall.vote.form_hash, "card": hall.codes[1], "id": taken, "step": "cast"}
    again = Client().post(url, fields)
    page = again.content.decode()
    (fresh,) = re.findall(r'name="id" value="([0-9a-f]{32})"', page)
    assert (again.status_code, "票号已被占用" in page, fresh == taken) == (409, True, False)
    assert Client().post(url, fields | {"id": fresh}).status_code == 201
    assert UrnBallot.objects.filter(vote=hall.vote).count() == 2


# 16


TWINS = 100_000
PLANT = {
    "postgresql": "SELECT %s, %s || lpad(to_hex(n), 44, '0') FROM generate_series(1, %s) n",
    "sqlite": "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT %s)"
    " SELECT %s, %s || printf('%%044x', n) FROM n",
}


def plant_twins(hall: Hall, ballot: str) -> None:
    """Receipts that nobody tells from that of the ballot by its sixteen letters, in the very same vote."""
    first = whole_receipt(ballot)[:SHORT_DIGITS]
    given = (
        [hall.vote.pk, first, TWINS] if connection.vendor == "postgresql" else [TWINS, hall.vote.pk, first]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO ballots_receipt (vote_id, receipt) {PLANT[connection.vendor]}", given)


def test_invariant_16_receipts_that_look_alike_hinder_neither_publishing_nor_voiding(
    hall: Hall, tmp_path: Path
) -> None:
    opened(hall)
    ids = [new_id() for _ in range(6)]
    for code, ballot in zip(hall.codes, ids, strict=True):
        assert cast(hall, code, ballot=ballot).status == 201
    sealed(hall, used=6)
    kept = set(Receipt.objects.filter(vote=hall.vote).values_list("receipt", flat=True))
    assert kept == set(map(whole_receipt, ids)), "what SQL makes of the ids is what the tablet makes"
    plant_twins(hall, ids[0])
    assert Receipt.objects.filter(vote=hall.vote).count() == TWINS + 6
    assert cast(hall, hall.codes[0], ballot=ids[0]).status == 200
    alike = Receipt.objects.filter(vote=hall.vote, receipt__startswith=first_digits(receipt(ids[0])))
    assert alike.count() == TWINS + 1
    assert votes.votes_of_receipt(receipt(ids[0])) == [hall.vote]
    assert Client().get(reverse("ballots:receipt-list", args=[hall.vote.pk])).status_code == 200
    assert any("回执" in words for words in publishing_problems(hall.vote)), "what was planted shows"
    alike.exclude(receipt=whole_receipt(ids[0])).delete()
    confirm(hall, votes.PUBLISH_VOTE)
    (tmp_path / "counts.json").write_bytes(votes.counts_file(hall.vote, Edition.PUBLISHED))
    command = [sys.executable, str(RECOUNT_FILES[0]), "counts.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "核验通过" in done.stdout) == (0, True), done.stdout
    other = opened(make_hall(hall.vote.unit))
    ballot = new_id()
    assert cast(other, other.codes[0], ballot=ballot).status == 201
    plant_twins(other, ballot)
    confirm(other, votes.VOID_VOTE, note="停电")
    other.vote.refresh_from_db()
    assert other.vote.state == "void"
