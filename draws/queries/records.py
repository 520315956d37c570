"""The rows of a draw as the rulebook's plain data, and the published files they make."""

from datetime import datetime

from django.utils import timezone

from draws.models import Draw, Substitution
from draws.models import SeedPart as DrawnPart
from rulebook.draw.bundle import Minutes, SeedEntry, bundle_files
from rulebook.draw.commitment import Commitment, check_lock, read_commitment, read_stage
from rulebook.draw.roster import Exclusions, Roster, build_exclusions, build_roster
from rulebook.draw.seed import SeedPart
from rulebook.draw.selection import Lot, Step
from rulebook.draw.selection import run_draw as lots_by_seed
from rulebook.draw.stages import Stage

COMMIT_COLUMN = "person_commit"
"""The last column of a roster that holds persons."""


def time_text(at: datetime) -> str:
    """A moment as it stands in commitment, minutes and substitutions: local time to the second, with offset."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def roster_of(draw: Draw) -> Roster:
    """The canonical roster; raises ``RosterError`` if a row cannot stand in it."""
    with_commit = draw.columns[-1:] == [COMMIT_COLUMN]
    rows = draw.entries.order_by("code").values_list("code", "stratum", "attributes", COMMIT_COLUMN)
    lines = (
        (code, stratum, *more, *([commit] if with_commit else [])) for code, stratum, more, commit in rows
    )
    return build_roster(lines, draw.columns)


def exclusions_of(draw: Draw) -> Exclusions:
    """The canonical exclusions: code and reason, never a name."""
    return build_exclusions(draw.exclusions.values_list("code", "reason"))


def stages_of(draw: Draw) -> tuple[Stage, ...]:
    """The stages as they are or will be committed."""
    return tuple(read_stage(stage) for stage in draw.stages)


def seed_rule(draw: Draw) -> tuple[SeedPart, ...]:
    """Who gives how many digits, in committed order."""
    return tuple(SeedPart(party, draw.digits_each) for party in draw.parties)


def proposed_commitment(draw: Draw, *, locked_at: str, previous: str) -> Commitment:
    """What locking at that moment would commit to; raises ``PlanError`` for what cannot be committed."""
    return Commitment(
        draw_number=draw.number,
        purpose=draw.purpose,
        unit_code=draw.unit.code,
        unit_name=draw.unit.name,
        stages=stages_of(draw),
        roster_hash=draw.roster_hash,
        exclusions_hash=draw.exclusions_hash,
        seed_rule=seed_rule(draw),
        locked_at=locked_at,
        previous=previous,
    )


def lock_problem(draw: Draw) -> str:
    """Why the roster as it stands cannot be locked, by name and numbers; empty if it can."""
    try:
        commitment = proposed_commitment(draw, locked_at="—", previous="")
        check_lock(commitment, roster_of(draw), exclusions_of(draw))
    except ValueError as error:
        return in_words(error)
    return ""


def in_words(error: Exception) -> str:
    """A refusal of the rulebook as a sentence for the page."""
    return f"{error}。"


def commitment_of(draw: Draw) -> Commitment:
    """The commitment of a locked draw, from its stored bytes."""
    return read_commitment(draw.commitment.encode())


def nested(draw: Draw) -> bool:
    """Whether a stage draws from what earlier ones selected, so that one entry can hold several seats (S3-05)."""
    return any(stage["sources"] for stage in draw.stages)


def lots_of(draw: Draw) -> tuple[Lot, ...]:
    """The draw run again from roster and seed."""
    return lots_by_seed(commitment_of(draw), roster_of(draw), draw.seed)


def steps_of(draw: Draw) -> list[Step]:
    """The substitutions so far, in order."""
    rows = draw.substitutions.select_related("withdrawn", "replacement").order_by("number")
    return [_step(row) for row in rows]


def _step(row: Substitution) -> Step:
    return Step(
        label=row.label,
        leaving=row.withdrawn.code,
        entering=row.replacement.code,
        reason=row.get_reason_display(),
        evidence=row.evidence,
        at=time_text(row.made_at),
        actor=row.actor_post,
    )


def minutes_of(draw: Draw) -> Minutes:
    """The minutes of a revealed seed."""
    entries = tuple(
        SeedEntry(part.digits, part.salt, part.mask, time_text(part.entered_at))
        for part in draw.seed_parts.order_by("position")
    )
    return Minutes(
        entries=entries,
        revealed_at=time_text(draw.revealed_at) if draw.revealed_at else "",
        rehearsal=bool(draw.marking),
        remarks=_ways(draw),
    )


def _ways(draw: Draw) -> str:
    """How each party's digits came in; no names. Of a draw from before it was kept only who was rolled for, as its bundle said then."""
    parts = list(draw.seed_parts.all())
    rolled = [part.party for part in parts if part.rolled]
    if not any(part.way for part in parts):
        return f"{'、'.join(rolled)}由系统代掷" if rolled else ""
    return "；".join(f"{part.party}：{part.get_way_display()}{_scan(part)}" for part in parts)


def _scan(part: DrawnPart) -> str:
    return f"，扫描件 {part.scan.sha256}" if part.scan else ""


def bundle_of(draw: Draw) -> dict[str, bytes]:
    """Every file of the bundle of a drawn draw; the draw is run again while it is made."""
    return bundle_files(
        roster=roster_of(draw),
        exclusions=exclusions_of(draw),
        commitment=commitment_of(draw),
        minutes=minutes_of(draw),
        steps=steps_of(draw),
    )
