"""The weighted score of 5,000 units × 4 panels × 5 grades in pure Python (figure `scores_5k_seconds`, under 1)."""

from random import Random
from time import perf_counter

from rulebook.election.score import DEFAULT_SCHEME, Panel, Votes, ranking, unit_score

UNITS = 5_000


def measure() -> float:
    """Seconds from the votes to the ranking."""
    random = Random(7)  # invented votes
    votes = [{rule.panel: _marks(random, rule.seats) for rule in DEFAULT_SCHEME.panels} for _ in range(UNITS)]
    start = perf_counter()
    placed = ranking([unit_score(f"U{number:04}", each) for number, each in enumerate(votes)])
    seconds = perf_counter() - start
    if len(placed) != UNITS or placed[0].score.rates.keys() != set(Panel):
        raise RuntimeError(len(placed))
    return seconds


def _marks(random: Random, seats: int) -> Votes:
    marks = [0] * 5
    for _ in range(seats):
        marks[random.randrange(5)] += 1
    return tuple(marks)
