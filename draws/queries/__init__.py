"""What is known of a draw."""

from draws.queries.facts import (
    LABELS,
    LOCK,
    REVEAL,
    VOID,
    facts_for,
    open_confirmation,
    seats_in_all,
    stage_lines,
    stratum_sizes,
)
from draws.queries.minutes import minutes_steps, minutes_strata
from draws.queries.records import bundle_of, commitment_of, lock_problem, nested, roster_of
from draws.queries.results import StratumResult, alternates, results_by_stratum, selected, substitutions

__all__ = [
    "LABELS",
    "LOCK",
    "REVEAL",
    "VOID",
    "StratumResult",
    "alternates",
    "bundle_of",
    "commitment_of",
    "facts_for",
    "lock_problem",
    "minutes_steps",
    "minutes_strata",
    "nested",
    "open_confirmation",
    "results_by_stratum",
    "roster_of",
    "seats_in_all",
    "selected",
    "stage_lines",
    "stratum_sizes",
    "substitutions",
]
