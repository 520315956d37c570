"""Counting and sealing a million ballots end to end, against the bare GROUP BY over the same urn (`seal_1m_ratio`).

``python -m benchmarks.seal_1m BALLOTS`` is what runs inside the bench database; it prints seconds and peak memory.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from time import perf_counter
from typing import Any

from benchmarks.cast import figure
from benchmarks.hall import RATINGS, ROOT, open_hall, register_origin

FILL = f"""
INSERT INTO ballots_urnballot (id, vote_id, panel, stratum, form_hash, body)
SELECT md5('a' || n), %s, '', '', %s, '[' || (
    SELECT string_agg(((n * 7 + place * 13 + n / (place + 1)) %% 6)::text, ',')
    FROM generate_series(1, {RATINGS}) place
) || ']'
FROM generate_series(1, %s) n
"""
BARE = """
SELECT mark.place, mark.value::integer, count(*) FROM ballots_urnballot urn,
jsonb_array_elements_text(urn.body::jsonb) WITH ORDINALITY AS mark(value, place) WHERE urn.vote_id = %s GROUP BY 1, 2
"""


def measure(ballots: int = 1_000_000) -> list[dict[str, Any]]:
    with open_hall(1) as hall:
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.seal_1m", str(ballots), str(hall.vote)],
            cwd=ROOT, env=hall.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
    found = json.loads(said.stdout.splitlines()[-1])
    return [
        figure("seal_1m_bare_seconds", found["bare"], "秒", "一条 GROUP BY，说明用"),
        figure("seal_1m_count_seconds", found["count"], "秒", "两个计数器各读一遍，说明用"),
        figure("seal_1m_seal_seconds", found["seal"], "秒", "再核、回执、清空，说明用"),
        figure(
            "seal_1m_ratio", (found["count"] + found["seal"]) / found["bare"], "倍", "≤ 3，比一条 GROUP BY"
        ),
        figure("seal_1m_peak_mb", found["peak_mb"], "MB", "计票进程的内存峰值，说明用"),
    ]


def run(ballots: int, vote_pk: int) -> dict[str, float]:
    """Fill the urn, time the bare statement, then count and seal."""
    import django

    django.setup()
    from django.db import connection

    from ballots.models import Vote
    from ballots.services import sealing

    register_origin()
    vote = Vote.objects.get(pk=vote_pk)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [vote.pk, vote.form_hash, ballots])
        cursor.execute("DELETE FROM ballots_codeopen WHERE vote_id = %s", [vote.pk])
        cursor.execute("ANALYZE ballots_urnballot")
        start = perf_counter()
        cursor.execute(BARE, [vote.pk])
        cursor.fetchall()
        bare = perf_counter() - start
    Vote.objects.filter(pk=vote.pk).update(state="closed")
    times = []
    for step in (sealing.count_vote, sealing.seal_vote):
        start = perf_counter()
        step(actor=None, vote=vote)
        times.append(perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"bare": bare, "count": times[0], "seal": times[1], "peak_mb": peak}


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
