"""13 units scored from 1,000,000 ballots of four panels, against the bare aggregate over the same urn (`scores_1m_ratio`, ≤ 2).

``python -m benchmarks.scores_1m BALLOTS`` is what runs inside the bench database; it prints seconds, median of three.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from time import perf_counter
from typing import Any

from benchmarks.cast import figure
from benchmarks.hall import ROOT, open_hall, register_origin

UNITS = 13
ROUNDS = 3
PANELS = ("mutual", "leaders", "service_objects", "supervisors")
FILL = f"""
INSERT INTO ballots_urnballot (id, vote_id, panel, stratum, form_hash, body)
SELECT md5('s' || n), %s, '', (ARRAY['mutual', 'leaders', 'service_objects', 'supervisors'])[1 + n %% 4], %s, '[' || (
    SELECT string_agg((1 + (n * 7 + place * 13 + n / (place + 1)) %% 5)::text, ',')
    FROM generate_series(1, {UNITS}) place
) || ']'
FROM generate_series(1, %s) n
"""
BARE = """
SELECT urn.stratum, mark.place, mark.value::integer, count(*) FROM ballots_urnballot urn,
string_to_table(btrim(urn.body, '[]'), ',') WITH ORDINALITY AS mark(value, place) WHERE urn.vote_id = %s GROUP BY 1, 2, 3
"""


def measure(ballots: int = 1_000_000) -> list[dict[str, Any]]:
    with open_hall(1) as hall:
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.scores_1m", str(ballots)],
            cwd=ROOT, env=hall.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
    found = json.loads(said.stdout.splitlines()[-1])
    return [
        figure("scores_1m_bare_seconds", found["bare"], "秒", "一条 GROUP BY，说明用"),
        figure("scores_1m_seconds", found["scored"], "秒", "从票箱到 13 个单位的得分和名次，说明用"),
        figure("scores_1m_ratio", found["scored"] / found["bare"], "倍", "≤ 2，比一条 GROUP BY"),
    ]


def run(ballots: int) -> dict[str, float]:
    """Fill an urn, then time the bare statement and the whole way to the ranking."""
    import django

    django.setup()
    from django.db import connection

    from ballots.models.votes import Front
    from ballots.services import preparing
    from registry.models import Unit
    from rulebook.ballot.form import panel_form

    register_origin()
    vote = preparing.prepare_vote(
        actor=None, title="基准", unit=Unit.objects.order_by("pk")[0], origin_kind="bench", origin_label="基准",
        form=panel_form([(f"unit-{n}", f"第{n}科") for n in range(UNITS)], ()), front=Front.GROUPS,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FILL, [vote.pk, vote.form_hash, ballots])
        cursor.execute("ANALYZE ballots_urnballot")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [vote.pk])
            cursor.fetchall()

    times = [(_timed(bare), _timed(lambda: _scored(vote))) for _ in range(ROUNDS)]
    return {
        "bare": statistics.median(each[0] for each in times),
        "scored": statistics.median(each[1] for each in times),
    }


def _timed(step: Any) -> float:
    start = perf_counter()
    step()
    return perf_counter() - start


def _scored(vote: Any) -> None:
    from ballots.queries.strata import aggregate_counts
    from rulebook.election.score import Panel, ranking, unit_score

    counts = aggregate_counts(vote)
    places = [f"unit-{n}" for n in range(UNITS)]
    scores = [
        unit_score(key, {Panel(panel): counts[panel].at("panel", key).marks for panel in PANELS})
        for key in places
    ]
    if len(ranking(scores)) != UNITS:
        raise RuntimeError(len(scores))


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]))))
