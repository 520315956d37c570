"""What changes a draw. All keyword-only; every refusal is a ``DrawRefused`` with a sentence in Chinese."""

from draws.services.ceremony import record_ceremony
from draws.services.confirming import ask_step, confirm_step
from draws.services.digits import enter_digits, roll_digits
from draws.services.moving import DrawRefused
from draws.services.openings import open_roster_code
from draws.services.roster import (
    EntryData,
    ExclusionData,
    next_number,
    person_entry,
    prepare_draw,
    replace_roster,
)
from draws.services.steps import archive_draw, lock_draw, publish_draw, reveal_seed, run_draw, void_draw
from draws.services.substitution import SUBSTITUTION_STATES, substitute

__all__ = [
    "SUBSTITUTION_STATES",
    "DrawRefused",
    "EntryData",
    "ExclusionData",
    "archive_draw",
    "ask_step",
    "confirm_step",
    "enter_digits",
    "lock_draw",
    "next_number",
    "open_roster_code",
    "person_entry",
    "prepare_draw",
    "publish_draw",
    "record_ceremony",
    "replace_roster",
    "reveal_seed",
    "roll_digits",
    "run_draw",
    "substitute",
    "void_draw",
]
