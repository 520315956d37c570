"""13 units scored from 1,000,000 opened ballots of four panels, against one GROUP BY over the same bodies (`scores_1m_ratio`, ≤ 2).

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
from benchmarks.hall import ROOT, open_hall

UNITS = 13
ROUNDS = 3
PANELS = ("mutual", "leaders", "service_objects", "supervisors")
PANEL_OF = f"(ARRAY[{', '.join(repr(panel) for panel in PANELS)}])[1 + n %% 4]"
FILL = f"""
CREATE TABLE bare_opened AS SELECT {PANEL_OF} AS stratum, '[' || (
    SELECT string_agg((1 + (n * 7 + place * 13 + n / (place + 1)) %% 5)::text, ',')
    FROM generate_series(1, {UNITS}) place
) || ']' AS body
FROM generate_series(1, %s) n
"""
BARE = """
SELECT stratum, mark.place, mark.value::integer, count(*) FROM bare_opened,
string_to_table(btrim(body, '[]'), ',') WITH ORDINALITY AS mark(value, place) GROUP BY 1, 2, 3
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
        figure("scores_1m_seconds", found["scored"], "秒", "从打开的选票到 13 个单位的得分和名次，说明用"),
        figure("scores_1m_ratio", found["scored"] / found["bare"], "倍", "≤ 2，比一条 GROUP BY"),
    ]


def run(ballots: int) -> dict[str, float]:
    """Fill an urn, then time the bare statement and the whole way to the ranking."""
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FILL, [ballots])
        cursor.execute("ANALYZE bare_opened")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE)
            cursor.fetchall()

    times = [(_timed(bare), _timed(_scored)) for _ in range(ROUNDS)]
    return {
        "bare": statistics.median(each[0] for each in times),
        "scored": statistics.median(each[1] for each in times),
    }


def _timed(step: Any) -> float:
    start = perf_counter()
    step()
    return perf_counter() - start


def _scored() -> None:
    """The first counter over bodies as they are opened, lot by lot, then score and ranking."""
    from django.db import connection

    from ballots.sql.summing import SummingCounter
    from ballots.sql.urn import LOT
    from rulebook.ballot.form import panel_form
    from rulebook.ballot.tally import counts_from_places
    from rulebook.election.score import Panel, ranking, unit_score

    form = panel_form([(f"unit-{n}", f"第{n}科") for n in range(UNITS)], ())
    found: dict[str, list[tuple[int, int, int]]] = {panel: [] for panel in PANELS}
    with SummingCounter() as counter, connection.chunked_cursor() as cursor:
        cursor.execute("SELECT stratum, body FROM bare_opened")
        while lot := cursor.fetchmany(LOT):
            counter.add(lot)
        for (panel, place, mark), n in counter.sums.items():
            found[panel].append((place, mark, n))
        counts = {
            panel: counts_from_places(form, counter.sizes[panel], rows) for panel, rows in found.items()
        }
    places = [f"unit-{n}" for n in range(UNITS)]
    scores = [
        unit_score(key, {Panel(panel): counts[panel].at("panel", key).marks for panel in PANELS})
        for key in places
    ]
    if len(ranking(scores)) != UNITS:
        raise RuntimeError(len(scores))


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]))))
