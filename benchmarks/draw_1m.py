"""How much the order of a million tickets costs beyond bare hashing (figure `draw_1m_ratio`, at most 2.5)."""

from __future__ import annotations

from hashlib import sha256
from statistics import median
from time import perf_counter

from rulebook.draw.tickets import SPEC, ordered

SEED = "27182818284590452353"
LABEL = "2026-0001/so-01/企业"


def measure(n: int = 1_000_000, repeats: int = 5) -> float:
    """Median over `repeats` of (build, encode, hash, order) ÷ (build, encode, hash) for `n` entries."""
    ids = [f"9133{index:014d}" for index in range(n)]
    ratios = []
    for _ in range(repeats):
        start = perf_counter()
        for id in ids:
            sha256(f"{SPEC}\n{SEED}\n{LABEL}\n{id}".encode()).digest()
        bare = perf_counter() - start
        start = perf_counter()
        ordered(SEED, LABEL, ids)
        ratios.append((perf_counter() - start) / bare)
    return median(ratios)
