"""What the database alone carries: ``pgbench`` calls the function of a cast, with cards and ballots prepared beforehand.

``python -m benchmarks.limit VOTE`` is what runs inside the bench database; codes come line by line on its input. Every ballot
is sealed as the lane seals it, before the clock runs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from benchmarks.hall import ROOT, Hall

SCRIPT = """
\\set k :k + 1
\\set n :client_id * :share + :k
SELECT ballots_cast(vote, code, id, receipt, form, key, ciphertext, seals) FROM bench_cast WHERE n = :n;
"""


def pgbench() -> str:
    """The program; raises ``RuntimeError`` where it is missing: without it there is no figure."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which("pgbench")
    if program is None:
        raise RuntimeError(
            "pgbench is missing, so cast_limit_ratio cannot be measured: install postgresql-contrib"
        )
    return program


def database_alone(hall: Hall, clients: int, skip: int, cards: int) -> float:
    """Casts a second by ``clients`` connections with the codes from ``skip`` on, each once; raises if one was not taken."""
    program, share = pgbench(), cards // clients
    codes = hall.codes[skip : skip + share * clients]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.limit", str(hall.vote)],
        cwd=ROOT, env=hall.environment, check=True, input="\n".join(codes), text=True,
    )  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT)
        script.flush()
        given = ["--no-vacuum", "--protocol", "prepared", "--client", str(clients), "--jobs", "2"]
        given += ["--transactions", str(share), "--define", "k=0", "--define", f"share={share}"]
        said = subprocess.run(
            [program, *given, "--file", script.name, hall.database],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    with psycopg.connect(hall.database) as connection:
        row = connection.execute(
            "SELECT count(*) FROM ballots_urnballot JOIN bench_cast USING (id)"
        ).fetchone()
    if row != (len(codes),):
        raise RuntimeError(f"pgbench cast {row} of {len(codes)} ballots")
    return float(re.findall(r"tps = ([\d.]+)", said)[0])


def prepare(vote_pk: int, codes: list[str]) -> None:
    """Inside the bench database: a table of what the lane would hand over, one row for each code."""
    import json
    import secrets

    from django.db import connection

    from ballots.queries.lane import lane_seal, urn_key
    from ballots.services.casting import places_for
    from benchmarks.hall import RATINGS
    from rulebook.ballot.codes import ballot_hash
    from rulebook.ballot.form import canonical_body
    from rulebook.ballot.receipts import whole_receipt

    known, lane = urn_key(vote_pk), lane_seal()
    if known is None or known.sealer is None:
        raise LookupError(vote_pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_cast (n integer PRIMARY KEY, vote bigint, code text, id text, receipt text, form text,"
            " key text, ciphertext bytea, seals text)"
        )
        with cursor.copy("COPY bench_cast FROM STDIN") as copy:
            for n, code in enumerate(codes, start=1):
                ballot, card = secrets.token_hex(16), ballot_hash(code)
                ciphertext = known.sealer.seal(ballot, canonical_body([n % 6] * RATINGS))
                places = places_for(vote_pk, card, known.places)
                seals = json.dumps(lane.seals(vote_pk, places, ballot, ciphertext))
                sent = card, ballot, whole_receipt(ballot), known.sealer.form, known.key
                copy.write_row((n, vote_pk, *sent, ciphertext, seals))
        cursor.execute("ANALYZE bench_cast")


if __name__ == "__main__":
    import django

    django.setup()
    prepare(int(sys.argv[1]), sys.stdin.read().split())
