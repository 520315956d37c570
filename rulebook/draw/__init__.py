"""The draw, AICDRAW1: roster, commitment, seed, tickets, selection, substitution (S0-02, S0-03, S0-07, S3-05, S3-06).

Pure functions of their arguments: whoever holds the published bytes and the seed gets the same result.
"""

from rulebook.draw.allocation import allocate, share_ceiling
from rulebook.draw.canonical import CanonicalError, canonical_json, read_canonical, sha256_hex
from rulebook.draw.commitment import Commitment, check_lock, read_commitment
from rulebook.draw.errors import PlanError, StratumTooSmall
from rulebook.draw.roster import (
    Entry,
    Exclusion,
    Exclusions,
    Roster,
    RosterError,
    build_exclusions,
    build_roster,
    person_commit,
    read_exclusions,
    read_roster,
    require_disjoint,
)
from rulebook.draw.seed import (
    DIGITS_PER_PARTY,
    SeedError,
    SeedPart,
    check_digits,
    check_seed,
    join_seed,
    mask,
)
from rulebook.draw.selection import (
    Lot,
    Step,
    check_steps,
    members,
    next_substitute,
    next_top_up,
    run_draw,
    select_minimums,
)
from rulebook.draw.stages import ExactStage, LinkedStage, Minimum, MinimumsStage, Quota, Stage, check_stages
from rulebook.draw.tickets import SPEC, ordered, ranked, stage_label, ticket

__all__ = [
    "DIGITS_PER_PARTY",
    "SPEC",
    "CanonicalError",
    "Commitment",
    "Entry",
    "ExactStage",
    "Exclusion",
    "Exclusions",
    "LinkedStage",
    "Lot",
    "Minimum",
    "MinimumsStage",
    "PlanError",
    "Quota",
    "Roster",
    "RosterError",
    "SeedError",
    "SeedPart",
    "Stage",
    "Step",
    "StratumTooSmall",
    "allocate",
    "build_exclusions",
    "build_roster",
    "canonical_json",
    "check_digits",
    "check_lock",
    "check_seed",
    "check_stages",
    "check_steps",
    "join_seed",
    "mask",
    "members",
    "next_substitute",
    "next_top_up",
    "ordered",
    "person_commit",
    "ranked",
    "read_canonical",
    "read_commitment",
    "read_exclusions",
    "read_roster",
    "require_disjoint",
    "run_draw",
    "select_minimums",
    "sha256_hex",
    "share_ceiling",
    "stage_label",
    "ticket",
]
