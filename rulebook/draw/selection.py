"""Who is drawn, in what order the others stand by, and who steps in (AICDRAW1 steps 6 and 7; S0-03, S0-07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rulebook.draw.commitment import Commitment
from rulebook.draw.errors import PlanError, StratumTooSmall
from rulebook.draw.roster import Entry, Roster
from rulebook.draw.seed import check_seed
from rulebook.draw.stages import ExactStage, LinkedStage, Minimum, MinimumsStage, Quota, Stage
from rulebook.draw.tickets import ordered, stage_label


@dataclass(frozen=True, slots=True)
class Lot:
    """One order of tickets: the selected, then everybody else of the pool, both by ticket.

    `stratum` is the stratum of an exact stage, the source's id in a linked stage, empty for a mixed
    pool. `minimums` are those of a mixed pool. `standby` is the committed number of alternates to tell.
    """

    stage: str
    label: str
    stratum: str
    selected: tuple[str, ...]
    alternates: tuple[str, ...]
    minimums: tuple[Minimum, ...] = ()
    standby: int = 0

    @property
    def pool(self) -> tuple[str, ...]:
        """Every id that had a ticket in this lot."""
        return self.selected + self.alternates


@dataclass(frozen=True, slots=True)
class Step:
    """One change after the draw: `leaving` (empty when a short lot is topped up) makes way for `entering`.

    `evidence` names the record, `at` is the time as shown, `actor` the post that recorded it.
    """

    label: str
    leaving: str
    entering: str
    reason: str
    evidence: str
    at: str
    actor: str


def run_draw(commitment: Commitment, roster: Roster, seed: str) -> tuple[Lot, ...]:
    """The lots of a draw, in committed order; the same arguments give the same lots everywhere.

    Raises PlanError for another roster than the committed one, SeedError for a seed that is not
    the committed rule's, StratumTooSmall when a stratum cannot fill its seats.
    """
    if roster.hash != commitment.roster_hash:
        raise PlanError("名册与承诺的散列值不一致")
    check_seed(commitment.seed_rule, seed)
    chosen: dict[str, tuple[str, ...]] = {}
    lots: list[Lot] = []
    for stage in commitment.stages:
        drawn = _draw_stage(commitment.draw_number, stage, roster, seed, chosen)
        chosen[stage.name] = tuple(id for lot in drawn for id in lot.selected)
        lots.extend(drawn)
    return tuple(lots)


def select_minimums(
    order: Iterable[str], stratum_of: Mapping[str, str], size: int, minimums: Sequence[Minimum]
) -> list[str]:
    """Walk `order`: a seat reserved for the entry's stratum first, then a free seat, else stand by.

    Raises StratumTooSmall when a minimum or the size cannot be reached.
    """
    reserved = {minimum.stratum: minimum.least for minimum in minimums}
    free = size - sum(reserved.values())
    selected: list[str] = []
    for id in order:
        stratum = stratum_of[id]
        if reserved.get(stratum, 0):
            reserved[stratum] -= 1
        elif free:
            free -= 1
        else:
            continue
        selected.append(id)
    for minimum in minimums:
        if reserved[minimum.stratum]:
            raise StratumTooSmall(minimum.stratum, minimum.least, minimum.least - reserved[minimum.stratum])
    if free:
        raise StratumTooSmall("全部分层", size, size - free)
    return selected


def members(lot: Lot, steps: Sequence[Step]) -> list[str]:
    """Those who hold a seat of `lot` after `steps`; steps of other lots are passed over."""
    seated = list(lot.selected)
    for step in steps:
        if step.label != lot.label:
            continue
        if step.leaving:
            seated.remove(step.leaving)
        seated.append(step.entering)
    return seated


def next_substitute(lot: Lot, roster: Roster, steps: Sequence[Step], leaving: str) -> str:
    """Who steps in for `leaving` after `steps`: the next unused ticket of the stratum, or in a mixed
    pool the next that keeps every minimum (S0-07). Nobody who left or refused comes back.

    Raises PlanError when `leaving` holds no seat, StratumTooSmall when nobody suitable is left.
    """
    seated = members(lot, steps)
    if leaving not in seated:
        raise PlanError(f"“{leaving}”现在不是“{lot.label}”的入选者，不能递补")
    counts = Counter(roster.stratum_of[id] for id in seated if id != leaving)
    short = {minimum.stratum: minimum for minimum in lot.minimums if counts[minimum.stratum] < minimum.least}
    for id in _unused(lot, steps):
        if not short or (len(short) == 1 and roster.stratum_of[id] in short):
            return id
    for minimum in short.values():
        raise StratumTooSmall(minimum.stratum, minimum.least, counts[minimum.stratum])
    raise StratumTooSmall(lot.stratum or lot.stage, len(seated), len(seated) - 1)


def next_top_up(lot: Lot, roster: Roster, steps: Sequence[Step], stratum: str) -> str:
    """Who is called in addition when `stratum` is short at check-in: its next unused ticket (S0-04, S0-05).

    Raises StratumTooSmall when the stratum has no ticket left.
    """
    for id in _unused(lot, steps):
        if roster.stratum_of[id] == stratum:
            return id
    seated = sum(roster.stratum_of[id] == stratum for id in members(lot, steps))
    raise StratumTooSmall(stratum, seated + 1, seated)


def check_steps(lots: Sequence[Lot], roster: Roster, steps: Sequence[Step]) -> None:
    """Raises PlanError at the first step, by number, whose entering member is not the next in order."""
    by_label = {lot.label: lot for lot in lots}
    for number, step in enumerate(steps):
        lot = by_label.get(step.label)
        if lot is None:
            raise PlanError(f"第 {number + 1} 次递补所写的签号名称“{step.label}”不存在")
        if not step.reason:
            raise PlanError(f"第 {number + 1} 次递补没有写明理由")
        if step.leaving:
            expected = next_substitute(lot, roster, steps[:number], step.leaving)
        else:
            expected = next_top_up(lot, roster, steps[:number], roster.stratum_of.get(step.entering, ""))
        if step.entering != expected:
            raise PlanError(f"第 {number + 1} 次递补应为“{expected}”，不是“{step.entering}”")


def _unused(lot: Lot, steps: Sequence[Step]) -> Iterable[str]:
    used = {step.entering for step in steps if step.label == lot.label}
    return (id for id in lot.alternates if id not in used)


def _draw_stage(
    number: str, stage: Stage, roster: Roster, seed: str, chosen: Mapping[str, tuple[str, ...]]
) -> list[Lot]:
    if isinstance(stage, LinkedStage):
        return _draw_linked(number, stage, roster, seed, chosen)
    came_in = {id for source in stage.sources for id in chosen[source]}
    pool = [entry for entry in roster.entries if not stage.sources or entry.id in came_in]
    if isinstance(stage, ExactStage):
        return [_draw_quota(number, stage, quota, seed, pool) for quota in stage.quotas]
    return [_draw_mixed(number, stage, roster, seed, pool)]


def _draw_quota(number: str, stage: ExactStage, quota: Quota, seed: str, pool: Sequence[Entry]) -> Lot:
    label = stage_label(number, stage.unit, quota.stratum)
    order = _ordered(seed, label, (entry for entry in pool if entry.stratum == quota.stratum))
    return _first(stage, label, quota.stratum, order, quota.size, quota.alternates)


def _draw_mixed(number: str, stage: MinimumsStage, roster: Roster, seed: str, pool: Sequence[Entry]) -> Lot:
    label = stage_label(number, stage.unit, stage.name)
    order = _ordered(seed, label, (entry for entry in pool if entry.stratum in stage.strata))
    selected = select_minimums(order, roster.stratum_of, stage.size, stage.minimums)
    taken = set(selected)
    rest = tuple(id for id in order if id not in taken)
    return Lot(stage.name, label, "", tuple(selected), rest, stage.minimums, stage.alternates)


def _draw_linked(
    number: str, stage: LinkedStage, roster: Roster, seed: str, chosen: Mapping[str, tuple[str, ...]]
) -> list[Lot]:
    at = roster.columns.index(stage.column)
    children: dict[str, list[Entry]] = {}
    for entry in roster.entries:
        if entry.stratum in stage.strata:
            children.setdefault(entry.attributes[at], []).append(entry)
    lots = []
    for parent in (id for source in stage.sources for id in chosen[source]):
        label = stage_label(number, stage.unit, f"{stage.name}/{parent}")
        order = _ordered(seed, label, children.get(parent, []))
        lots.append(_first(stage, label, parent, order, stage.size, stage.alternates))
    return lots


def _ordered(seed: str, label: str, entries: Iterable[Entry]) -> list[str]:
    return ordered(seed, label, (entry.id for entry in entries))


def _first(stage: Stage, label: str, stratum: str, order: list[str], size: int, standby: int) -> Lot:
    if len(order) < size:
        raise StratumTooSmall(stratum, size, len(order))
    return Lot(stage.name, label, stratum, tuple(order[:size]), tuple(order[size:]), (), standby)
