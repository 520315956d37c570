"""The invariants of the ballot (S0-12, S0-19, S0-20, S0-23), by number, on SQLite and PostgreSQL unless they name one."""

import hashlib
import itertools
import json
import logging
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.models import CodeIssued, CodeOpen, Receipt, UrnBallot, Vote
from ballots.queries import votes
from ballots.queries.differences import publishing_problems
from ballots.queries.files import published_digests
from ballots.services import boxes, cards, confirming, moves, opening, preparing, sealing
from ballots.services.counting import both_counts
from ballots.sql import urn
from rulebook.ballot import publication, tally
from rulebook.ballot.codes import ballot_hash, opinion_hash
from rulebook.ballot.form import canonical_json, duty_meeting_form
from rulebook.ballot.publication import Edition
from tests.ballots.keys import WORDS, opened_urn, take_count
from tests.ballots.looking import Everything, columns, in_threads, other_tables, rows_of, triggers
from tests.ballots.opining import opinion, send, slip
from tests.ballots.steps import (
    Hall,
    cast,
    closed,
    confirm,
    new_id,
    opened,
    post,
    published,
    ready,
    sealed,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_invariant_01_retries_of_one_id_make_one_row_and_are_always_accepted(hall: Hall) -> None:
    opened(hall)
    ballots = [(hall.codes[0], new_id()), (hall.codes[1], new_id())]
    sends = ballots * 4
    random.Random(5).shuffle(sends)
    statuses = [cast(hall, code, ballot=ballot).status for code, ballot in sends]
    assert sorted(statuses) == [200] * 6 + [201] * 2
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    assert {cast(hall, code, ballot=ballot).status for code, ballot in ballots} == {200}
    for code in hall.codes[2:]:
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="leftover")
    cards.record_attendance(vote=hall.vote, n=2)
    cards.record_leftovers(actor=hall.watcher, vote=hall.vote, leftover=4, spoilt=0)
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    assert {cast(hall, code, ballot=ballot).status for code, ballot in ballots} == {200}
    take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert {cast(hall, code, ballot=ballot).status for code, ballot in ballots} == {200}
    confirm(hall, votes.PUBLISH_VOTE)
    assert {cast(hall, code, ballot=ballot).status for code, ballot in ballots} == {200}
    assert Receipt.objects.filter(vote=hall.vote).count() == 2


def test_invariant_01_parallel_retries_of_one_id(open_hall: Hall) -> None:
    ballot = new_id()
    answers = in_threads([lambda: cast(open_hall, open_hall.codes[0], ballot=ballot).status] * 16)
    assert sorted(answers, key=str) == [200] * 15 + [201]
    assert UrnBallot.objects.count() == 1


def test_invariant_02_sixty_four_parallel_casts_on_one_code(open_hall: Hall) -> None:
    answers = in_threads([lambda: cast(open_hall, open_hall.codes[0]).status] * 64)
    assert answers.count(201) == 1
    assert set(answers) <= {201, 410, 429}
    assert UrnBallot.objects.count() == 1


def test_invariant_03_codes_and_ballots_balance_also_under_a_concurrent_close(hall: Hall) -> None:
    opened(hall, cards=24)
    cards.void_card(actor=hall.watcher, vote=hall.vote, code=hall.codes[23], reason="spoilt")
    work = [lambda code=code: cast(hall, code).status for code in hall.codes[:16]]

    def close() -> str:
        vote = Vote.objects.get(pk=hall.vote.pk)
        opening.begin_closing(actor=hall.runner, vote=vote)
        Vote.objects.filter(pk=vote.pk).update(handed_out=23, spoilt=1)
        opening.close_vote(actor=hall.runner, vote=vote)
        return "closed"

    answers = in_threads([*work[:8], close, *work[8:]])
    assert answers[8] == "closed"
    accepted = sum(1 for answer in answers if answer == 201)
    assert set(answers) <= {201, 403, "closed"}
    issued = CodeIssued.objects.filter(vote=hall.vote).count()
    left = CodeOpen.objects.filter(vote=hall.vote).count()
    assert UrnBallot.objects.filter(vote=hall.vote).count() == accepted, (
        "an accepted ballot is in, a refused one is not"
    )
    assert issued == 24 == left + accepted + 1
    hall.vote.refresh_from_db()
    take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    receipts = Receipt.objects.filter(vote=hall.vote).count()
    assert issued == (hall.vote.kept_open or 0) + receipts + 1


ALLOWED_COLUMNS = {
    urn.ISSUED: {"hash", "vote_id", "panel", "stratum", "batch", "place_seal"},
    urn.OPEN: {"hash", "vote_id", "panel", "stratum", "batch"},
    urn.URN: {"id", "vote_id", "panel", "stratum", "ciphertext", "seal"},
    "ballots_receipt": {"id", "vote_id", "receipt"},
    "ballots_sealedcount": {"id", "vote_id", "panel", "stratum", "subject", "criterion", "grade", "n"},
    "ballots_cardvoid": {"id", "vote_id", "reason", "n"},
}


def test_invariant_04_urn_and_code_tables_have_the_allowed_columns_and_nothing_attached() -> None:
    assert {table: columns(table) for table in ALLOWED_COLUMNS} == ALLOWED_COLUMNS
    assert "ballots_vote" in triggers(), "the catalogue query does find triggers"
    assert triggers() & set(ALLOWED_COLUMNS) == set()
    with connection.cursor() as cursor:
        for table in ALLOWED_COLUMNS:
            found = connection.introspection.get_relations(cursor, table)
            assert {target for _, target in (relation[:2] for relation in found.values())} <= {"ballots_vote"}


@pytest.mark.postgresql
def test_invariant_05_no_xmin_and_no_value_joins_a_ballot_to_anything(hall: Hall) -> None:
    opened(hall)
    ids = [new_id() for _ in range(4)]
    for code, ballot in zip(hall.codes, ids, strict=False):
        assert post(hall, code, [2] * hall.form.size, ballot).status_code == 201
    written = rows_of(urn.URN, "xmin")
    assert len(written) == 4, "each ballot was its own transaction"
    for table in other_tables(urn.URN):
        assert rows_of(table, "xmin") & written == set(), table
        assert rows_of(table, "xmax") & written == set(), table
    secrets = set(ids) | {ballot_hash(code) for code in hall.codes[:4]}
    for table in other_tables(urn.URN, urn.ISSUED):
        text = " ".join(rows_of(f"{table} t", "row_to_json(t)"))
        assert [secret for secret in secrets if secret in text] == [], table
    assert any(ids[0] in text for text in rows_of(f"{urn.URN} t", "row_to_json(t)")), (
        "the search does find an id"
    )
    sealed(hall, used=4)
    assert rows_of(urn.URN, "id") == set()
    kept = rows_of("ballots_receipt", "xmin") | rows_of("ballots_sealedcount", "xmin")
    assert len(kept) == 1, "all sums and receipts were written at once"


def test_invariant_06_a_full_run_at_debug_with_sql_logging_betrays_nothing(hall: Hall, settings) -> None:
    settings.DEBUG = True
    connection.force_debug_cursor = True
    everything, root = Everything(), logging.getLogger()
    before = root.level
    root.addHandler(everything)
    root.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.DEBUG)
    marks = list(itertools.islice(itertools.cycle([3, 1, 4, 1, 5, 2]), hall.form.size))
    ids = [new_id() for _ in range(3)]
    said, asked = opinion(hall, "", "窗口排队的时间太长"), slip()
    try:
        opened(hall)
        check = reverse("ballots:ballot-check", args=[hall.vote.pk])
        for code, ballot in zip(hall.codes, ids, strict=False):
            Client().post(check, json.dumps({"card": code}), content_type="application/json")
            for _ in range(2):
                post(hall, code, marks, ballot)
            post(hall, code, marks, new_id())
            assert send(hall, "opinion", said | {"hash": opinion_hash(code), "id": ballot}).status_code == 201
        assert send(hall, "slip", asked).status_code == 201
        sealed(hall, used=3)
    finally:
        connection.force_debug_cursor = False
        root.removeHandler(everything)
        root.setLevel(before)
        logging.getLogger("django.db.backends").setLevel(logging.NOTSET)
    text = "\n".join(everything.lines)
    assert "ballots_vote" in text, "SQL was logged indeed"
    body = json.dumps(marks, separators=(",", ":"))
    digests = [digest(code) for code in hall.codes for digest in (ballot_hash, opinion_hash)]
    for secret in [
        *hall.codes,
        *digests,
        *ids,
        body,
        body[1:-1],
        said["text"],
        *filter(None, asked.values()),
    ]:
        assert secret not in text
    for address in ("/cast", "/opinion/", "/slip/"):
        assert address not in text, "not even when something came"


def test_invariant_07_the_form_is_frozen_once_open_in_services_and_in_the_database(hall: Hall) -> None:
    other = duty_meeting_form("别的工商所", [])
    preparing.replace_form(
        actor=hall.runner, vote=hall.vote, form=duty_meeting_form("城关工商所", ["甲", "乙"])
    )
    ready(hall)
    with pytest.raises(moves.VoteRefused):
        preparing.replace_form(actor=hall.runner, vote=hall.vote, form=other)
    confirm(hall, votes.OPEN_VOTE)
    with pytest.raises(DatabaseError):
        Vote.objects.filter(pk=hall.vote.pk).update(form=other.as_dict())
    with pytest.raises(DatabaseError):
        Vote.objects.filter(pk=hall.vote.pk).update(form_hash="0" * 64)
    Vote.objects.filter(pk=hall.vote.pk).update(checked_in=3)
    with pytest.raises(moves.VoteRefused):
        preparing.make_cards(actor=hall.runner, vote=hall.vote, n=1)
    with pytest.raises(moves.VoteRefused):
        preparing.void_batch(actor=hall.runner, vote=hall.vote)


def test_invariant_07_void_needs_two_people(open_hall: Hall) -> None:
    hall = open_hall
    with pytest.raises(moves.VoteRefused, match="还没有第二人确认"):
        sealing.void_vote(actor=hall.runner, vote=hall.vote, reason="停电")
    asked = confirming.ask_step(actor=hall.runner, vote=hall.vote, action=votes.VOID_VOTE, note="停电")
    with pytest.raises(moves.VoteRefused, match="须由另一人确认"):
        confirming.confirm_step(actor=hall.runner, vote=hall.vote, confirmation=asked)
    confirming.confirm_step(actor=hall.watcher, vote=hall.vote, confirmation=asked)
    hall.vote.refresh_from_db()
    assert (hall.vote.state, hall.vote.void_reason) == ("void", "停电")


def recount(folder: Path, *, expect: int, digest: str = "", box: str = "") -> str:
    program = next(path for path in publication.RECOUNT_FILES if path.suffix == ".py")
    command = [sys.executable, str(program), "counts.json", "--publication", "publication.json"]
    done = subprocess.run(
        command + (["--sha256", digest] if digest else []) + (["--box", box] if box else []),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


def published_files(hall: Hall, folder: Path) -> None:
    client = Client()
    for name in ("counts.json", "publication.json"):
        url = f"/votes/{hall.vote.pk}/{name}"
        (folder / name).write_bytes(client.get(url).content)


def test_invariant_08_both_counters_and_recount_agree(hall: Hall, tmp_path: Path) -> None:
    opened(hall, cards=12)
    dice = random.Random(8)
    cast_marks = [[dice.randint(0, 5) for _ in range(hall.form.size)] for _ in range(9)]
    for code, marks in zip(hall.codes, cast_marks, strict=False):
        assert cast(hall, code, marks).status == 201
    summed, streamed = both_counts(hall.vote, opened_urn(hall.vote))
    assert summed == streamed
    published(hall, used=9)
    by_hand = tally.counts_from_places(
        hall.form, 9, [(place, mark, 1) for marks in cast_marks for place, mark in enumerate(marks)]
    )
    assert votes.counts(hall.vote) == by_hand
    runs = votes.counter_runs(hall.vote)
    assert {run.digest for run in runs} == {tally.counts_digest(by_hand)}
    published_files(hall, tmp_path)
    assert "核验通过" in recount(
        tmp_path, expect=0, digest=dict(published_digests(hall.vote))["计票数据 counts.json"]
    )


def test_invariant_08_recount_agrees_ballot_by_ballot_with_an_opened_box(hall: Hall, tmp_path: Path) -> None:
    boxes.keep_box(actor=hall.runner, vote=hall.vote, keep=True)
    opened(hall, cards=12)
    for number, code in enumerate(hall.codes[:10]):
        assert cast(hall, code, [number % 5] * hall.form.size).status == 201
    closed(hall, used=10)
    take_count(actor=hall.teller, vote=hall.vote)
    sealing.finish_wipe(vote=hall.vote)
    opened_box = boxes.open_box(
        actor=hall.runner, watcher=hall.watcher, vote=hall.vote, reason="复核", passphrases=WORDS
    )
    confirm(hall, votes.PUBLISH_VOTE)
    published_files(hall, tmp_path)
    (tmp_path / "box.json").write_bytes(opened_box)
    assert "核验通过" in recount(tmp_path, expect=0, box="box.json")
    content = json.loads(opened_box)["content"]
    content["bodies"][0][0] = 5
    digest = hashlib.sha256(canonical_json(content)).hexdigest()
    (tmp_path / "box.json").write_bytes(canonical_json({"content": content, "sha256": digest}))
    assert "结果与计票表不同" in recount(tmp_path, expect=1, box="box.json")


BREAKS = {
    "made": {"made": 7},
    "checked_in": {"checked_in": 3},
    "handed_out": {"handed_out": 1},
    "leftover": {"leftover": 5},
    "spoilt": {"spoilt": 1},
    "kept_open": {"kept_open": 1},
    "kept_urn": {"kept_urn": 1},
}


@pytest.mark.parametrize("broken", sorted(BREAKS))
def test_invariant_09_every_broken_equation_blocks_publishing(hall: Hall, broken: str) -> None:
    opened(hall)
    for code in hall.codes[:2]:
        cast(hall, code)
    sealed(hall, used=2)
    assert publishing_problems(hall.vote) == []
    Vote.objects.filter(pk=hall.vote.pk).update(**BREAKS[broken])
    hall.vote.refresh_from_db()
    assert publishing_problems(hall.vote) != []
    with pytest.raises(moves.VoteRefused, match=r"不成立|应为 1 张"):
        confirm(hall, votes.PUBLISH_VOTE)


def test_invariant_09_more_ballots_than_cards_handed_out_must_be_repeated(hall: Hall) -> None:
    opened(hall)
    for code in hall.codes[:3]:
        cast(hall, code)
    sealed(hall, used=3)
    Vote.objects.filter(pk=hall.vote.pk).update(handed_out=2)
    hall.vote.refresh_from_db()
    assert any("本次投票须作废重投" in words for words in publishing_problems(hall.vote))


def test_invariant_10_any_change_to_a_published_file_fails_verification(hall: Hall, tmp_path: Path) -> None:
    opened(hall)
    for code in hall.codes:
        cast(hall, code)
    published(hall, used=6)
    published_files(hall, tmp_path)
    recount(tmp_path, expect=0)
    dice = random.Random(10)
    for name in ("counts.json", "publication.json"):
        whole = (tmp_path / name).read_bytes()
        for place in dice.sample(range(len(whole)), 6):
            changed = bytearray(whole)
            changed[place] ^= 1
            (tmp_path / name).write_bytes(bytes(changed))
            recount(tmp_path, expect=1)
        (tmp_path / name).write_bytes(whole)
    recount(tmp_path, expect=1, digest="0" * 64)


def test_invariant_12_the_published_edition_holds_no_panel_and_nothing_below_k(hall: Hall) -> None:
    opened(hall)
    for code in hall.codes[:4]:
        cast(hall, code)
    sealed(hall, used=4)
    small = json.loads(votes.counts_file(hall.vote, Edition.PUBLISHED))["content"]
    assert (small["table"], "panels" in small) == (None, False)
    inside = json.loads(votes.counts_file(hall.vote, Edition.INTERNAL))["content"]
    assert inside["table"] is not None, "the table is there to be withheld"
    rates = json.loads(votes.publication_file(hall.vote, Edition.PUBLISHED))["content"]
    assert (rates["places"], rates["summary"]) == (None, None)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=1), st.integers(2, 10))
def test_invariant_12_no_group_and_no_difference_of_groups_is_below_k(groups: dict[str, int], k: int) -> None:
    shown = tally.shown_groups(groups, k)
    whole = sum(groups.values())
    for size in range(len(shown) + 1):
        for chosen in itertools.combinations(shown, size):
            rest = whole - sum(group.ballots for group in chosen)
            if whole >= k and shown:
                assert rest == 0 or rest >= k
