"""Counting and sealing 10,000 and a million sealed ballots end to end (`seal_10k_seconds`, `seal_1m_seconds`).

``python -m benchmarks.seal_1m BALLOTS VOTE`` is what runs inside the bench database; it prints seconds and peak memory. The
ballots are made as the lane makes them, each sealed by itself, before the clock runs.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from benchmarks.cast import figure
from benchmarks.hall import RATINGS, ROOT, WORDS, open_hall, register_origin

SMALL, LARGE = 10_000, 1_000_000


def measure(ballots: int = LARGE) -> list[dict[str, Any]]:
    few, many = once(SMALL), once(ballots)
    return [
        figure(
            "seal_10k_seconds", few["seconds"], "秒", "< 10，两道口令开箱、两个计数器、回执、清空、销毁密钥"
        ),
        figure("seal_1m_seconds", many["seconds"], "秒", "< 180"),
        figure("seal_1m_open_seconds", many["opening"], "秒", "逐张验封、打开、两遍计数，说明用"),
        figure("seal_10k_peak_mb", few["peak_mb"], "MB", "计票进程的内存峰值，说明用"),
        figure("seal_1m_peak_mb", many["peak_mb"], "MB", "与一万张相差不大：内存不随票数增长"),
    ]


def once(ballots: int) -> dict[str, float]:
    """Fill an urn in one process, count it in another, whose memory is that of the count alone."""
    with open_hall(1) as hall:
        for step in ("fill", "count"):
            said = subprocess.run(
                [sys.executable, "-m", "benchmarks.seal_1m", step, str(ballots), str(hall.vote)],
                cwd=ROOT, env=hall.environment, check=True, capture_output=True, text=True,
            )  # fmt: skip
    found: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return found


def fill(ballots: int, vote_pk: int) -> None:
    """Ballots as the lane makes them, past the cast."""
    import secrets

    from django.db import connection

    from ballots.models import Vote
    from ballots.queries.lane import lane_seal, urn_key
    from ballots.services.roll import enter_cards
    from rulebook.ballot.form import canonical_body

    known, lane = urn_key(vote_pk), lane_seal()
    if known is None or known.sealer is None:
        raise LookupError(vote_pk)
    sealer = known.sealer

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(ballots):
            ballot = secrets.token_hex(16)
            body = canonical_body(
                [(number * 7 + place * 13 + number // (place + 1)) % 6 for place in range(RATINGS)]
            )
            ciphertext = sealer.seal(ballot, body)
            yield ballot, vote_pk, "", "", ciphertext, lane.seal(vote_pk, ("", ""), ballot, ciphertext)

    columns = "id, vote_id, panel, stratum, ciphertext, seal"
    vote = Vote.objects.get(pk=vote_pk)
    cards = sorted(secrets.token_hex(32) for _ in range(ballots))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ballots_codeissued WHERE vote_id = %s", [vote_pk])
        issued = "hash, vote_id, panel, stratum, batch"
        with cursor.copy(f"COPY ballots_codeissued ({issued}) FROM STDIN") as copy:
            for card in cards:
                copy.write_row((card, vote_pk, "", "", 0))
        with cursor.copy(f"COPY ballots_urnballot ({columns}) FROM STDIN") as copy:
            for row in rows():
                copy.write_row(row)
        cursor.execute("DELETE FROM ballots_codeopen WHERE vote_id = %s", [vote_pk])
        cursor.execute("ANALYZE")
    # Every card is spent: each was made, and none is left but in the urn.
    vote.cards, vote.cards_seal = [], ""
    enter_cards(vote, ("", "", 0), cards)
    vote.state, vote.made = "closed", ballots
    vote.save()


def count(vote_pk: int) -> dict[str, float]:
    """Open, count and seal; seconds of all, of the opening alone, and the peak of the memory."""
    from ballots.models import Vote
    from ballots.services import keys, sealing
    from rulebook.ballot.keys import Passphrases

    register_origin()
    vote, given = Vote.objects.get(pk=vote_pk), Passphrases(*WORDS)
    last = [0.0]

    def told(done: int, total: int) -> None:
        last[0] = perf_counter()

    start = perf_counter()
    private = keys.open_key(actor=None, watcher=None, vote=vote, passphrases=given)
    sealing.count_opened(actor=None, watcher=None, vote=vote, private=private, passphrases=given, told=told)
    seconds = perf_counter() - start
    if keys.key_file(vote_pk).exists() or vote.wiped_at is None:
        raise RuntimeError(vote_pk)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "opening": last[0] - start, "peak_mb": peak}


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]), int(sys.argv[3]))
    else:
        print(json.dumps(count(int(sys.argv[3]))))
