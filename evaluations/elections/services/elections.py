"""The departments' election set up, begun, given up (S3-01 … S3-08, S3-16)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from evaluations.elections.models import Election, ElectionUnit
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import Unit, User
from registry.models.units import UnitKind
from registry.services.audit import change
from registry.services.refusals import VersionConflict
from rulebook.election.panels import Quotas, figures_dict, quota_problems
from rulebook.election.score import Scheme, scheme_problems
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.election import ELECTION, ElectionState
from rulebook.meeting.rounds import StageDates

S = ElectionState
FEWEST_UNITS = 3
KINDS = {UnitKind.OFFICE: "office", UnitKind.DEPARTMENT: "department"}


@dataclass(frozen=True)
class ElectionData:
    """Everything that the form of an election holds; ``units`` in the order of the ballot."""

    title: str
    year: int
    bureau: Unit
    drawing_body: str
    units: Sequence[Unit]
    topics: Sequence[str]
    stages: Sequence[StageDates]
    scheme: Scheme
    quotas: Quotas


def locked(election: Election) -> Election:
    """The election's row, locked until the transaction ends."""
    return (
        Election.objects.select_for_update(of=("self",)).select_related("bureau", "draw").get(pk=election.pk)
    )


def locked_in(election: Election, *states: ElectionState, doing: str) -> Election:
    """As ``locked``; raises ``ElectionRefused`` unless the election is in one of the states."""
    row = locked(election)
    if row.state not in states:
        wanted = "”“".join(ELECTION.label(state) for state in states)
        raise ElectionRefused(f"评选现为“{row.get_state_display()}”，在“{wanted}”时才能{doing}。")
    return row


def move(row: Election, after: ElectionState) -> None:
    """Take a legal move and save it. Raises ``rulebook.lifecycle.IllegalMove``."""
    ELECTION.require(row.state, after)
    row.state = after
    row.save(update_fields=["state"])


def create_election(*, actor: User | None, data: ElectionData) -> Election:
    """Set up an election. Raises ``ElectionRefused``: weights, seats, units, or a second one of that year."""
    election = Election()
    with change(actor, "create_election", election) as log:
        _write(election, data)
        log.note(year=data.year, units=len(data.units))
    return election


def update_election(*, actor: User, election: Election, version: int, data: ElectionData) -> Election:
    """Change it while it is prepared and its draw is not locked; afterwards every figure is frozen.

    Raises ``ElectionRefused``, ``VersionConflict``.
    """
    with change(actor, "update_election", election) as log:
        row = locked_in(election, S.PREPARING, doing="修改")
        if row.draw is not None and row.draw.state != DrawState.DRAFT:
            raise ElectionRefused("抽取名册已锁定，名额和参评单位不能再改。")
        if row.version != version:
            raise VersionConflict(row.version)
        row.version += 1
        _write(row, data)
        log.note(version=row.version, units=len(data.units))
    return row


def _write(election: Election, data: ElectionData) -> None:
    if problems := [*scheme_problems(data.scheme), *quota_problems(data.quotas, data.scheme)]:
        raise ElectionRefused("".join(problems))
    if len(data.units) < FEWEST_UNITS:
        raise ElectionRefused(f"参评单位至少 {FEWEST_UNITS} 个，现有 {len(data.units)} 个。")
    if data.scheme.satisfied_units + data.scheme.low_units > len(data.units):
        raise ElectionRefused("满意单位和较低单位的个数之和超过参评单位数。")
    election.title, election.year, election.bureau = data.title, data.year, data.bureau
    election.drawing_body, election.topics = data.drawing_body, list(data.topics)
    election.stages = [_stage(stage) for stage in data.stages]
    election.figures = figures_dict(data.scheme, data.quotas)
    try:
        with transaction.atomic():
            election.save()
    except IntegrityError as error:
        raise ElectionRefused(f"{data.year}年的满意不满意科室评选已经建立。") from error
    _write_units(election, data.units)


def _stage(stage: StageDates) -> dict[str, str]:
    return {
        "key": stage.key,
        "title": stage.title,
        "from": stage.first.isoformat(),
        "to": stage.last.isoformat(),
    }


def _write_units(election: Election, units: Sequence[Unit]) -> None:
    election.units.exclude(unit__in=units).delete()
    for position, unit in enumerate(units, start=1):
        ElectionUnit.objects.update_or_create(
            election=election,
            unit=unit,
            defaults={"name": unit.name, "kind": KINDS[UnitKind(unit.kind)], "position": position},
        )


def begin_voting(*, actor: User | None, election: Election) -> Election:
    """Freeze every figure; from now on the panels vote."""
    with change(actor, "begin_election_voting", election):
        row = locked(election)
        move(row, S.VOTING)
    return row


def void_election(*, actor: User, election: Election, reason: str) -> Election:
    """Give the election up, with a reason that stays; votes that run are voided by two persons first."""
    with change(actor, "void_election", election):
        row = locked(election)
        if row.votes.exclude(vote__state__in=("void", "sealed", "preparing")).exists():
            raise ElectionRefused("还有层面正在投票，须先由两人作废该投票。")
        if row.draw is not None and row.draw.state in (DrawState.LOCKED, DrawState.SEEDED):
            raise ElectionRefused("抽取正在进行，须先将其作废。")
        move(row, S.VOID)
        row.void_reason = reason
        row.save(update_fields=["void_reason"])
    return row


def save_election_summary(*, actor: User, election: Election, version: int, text: str) -> Election:
    """The written summary of October (S3-16). Raises ``VersionConflict``."""
    with change(actor, "save_election_summary", election) as log:
        row = locked(election)
        if row.version != version:
            raise VersionConflict(row.version)
        row.summary, row.version = text, row.version + 1
        row.save(update_fields=["summary", "version"])
        log.note(version=row.version)
    return row
