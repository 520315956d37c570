"""AICDRAW1 step 5: tickets and their order."""

import os
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rulebook.draw import tickets
from tests.rulebook.draw_cases import SEED, roster_of, seeds

PROJECT = Path(__file__).parents[3]


def test_the_published_vector():
    expected = "ed1b59a094dab5bb186689cf60fb7b54690267d933f932cb96edef518cddf940"
    assert tickets.ticket(SEED, "rep/so-01", "91330000MA000001X0") == expected
    assert tickets.ranked(SEED, "rep/so-01", ["91330000MA000001X0"]) == [(expected, "91330000MA000001X0")]


def test_a_label_names_draw_unit_and_lot():
    assert tickets.stage_label("2026-0001", "so-01", "企业") == "2026-0001/so-01/企业"


@given(seeds, st.sets(st.text(min_size=1).filter(lambda text: text.isprintable()), max_size=300))
def test_the_order_is_by_ticket_then_id(seed, ids):
    plain = sorted((tickets.ticket(seed, "x/甲", id), id.encode()) for id in ids)
    assert [(ticket, id.encode()) for ticket, id in tickets.ranked(seed, "x/甲", ids)] == plain
    assert tickets.ordered(seed, "x/甲", sorted(ids)) == [id.decode() for _, id in plain]


def test_every_entry_is_first_equally_often():
    ids = [f"E{index}" for index in range(8)]
    seeds = [f"{number:020}" for number in range(8000)]
    places = Counter(
        (id, place) for seed in seeds for place, id in enumerate(tickets.ordered(seed, "flat", ids))
    )
    who_is_first = [places[id, 0] for id in ids]
    where_one_stands = [places["E0", place] for place in range(8)]
    for counts in (who_is_first, where_one_stands):
        chi_square = sum((count - 1000) ** 2 / 1000 for count in counts)
        assert chi_square < 24.3  # 7 degrees of freedom, p = 0.001; the seeds are fixed


def test_every_pair_is_drawn_equally_often():
    ids = [f"E{index}" for index in range(5)]
    drawn = Counter(frozenset(tickets.ordered(f"{number:020}", "pair", ids)[:2]) for number in range(5000))
    assert set(drawn) == {frozenset(pair) for pair in combinations(ids, 2)}
    assert sum((count - 500) ** 2 / 500 for count in drawn.values()) < 27.9  # 9 degrees, p = 0.001


def test_hash_randomisation_changes_no_byte():
    program = (
        "from rulebook.draw import allocation, selection\n"
        "from tests.rulebook.draw_cases import *\n"
        "pool = {f'E{i}': '甲乙丙'[i % 3] for i in range(30)}\n"
        "roster = roster_of(dict(sorted(pool.items(), key=lambda item: hash(item))))\n"
        "c = commitment_of(roster, exact(('甲', 3), ('乙', 2)), mixed(4, ('甲', 1), ('丙', 2)))\n"
        "print(roster.hash, c.hash, selection.run_draw(c, roster, SEED), allocation.allocate(7, roster.sizes))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": value, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for value in ("1", "2")
    }
    assert len(outputs) == 1
    assert next(iter(outputs)).startswith(
        roster_of({f"E{i}": "甲乙丙"[i % 3] for i in range(30)}).hash.encode()
    )
