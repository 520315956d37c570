"""The stages of a draw as they are committed, and whether a roster can feed them (AICDRAW1 step 6).

A stage takes its pool from the whole roster, or, when it names `sources`, from what those earlier
stages of the same draw selected (S3-05, S3-06: a department draws from what the offices drew).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rulebook.draw.errors import PlanError, StratumTooSmall
from rulebook.draw.roster import Roster


class StageKind(StrEnum):
    EXACT = "exact"
    MINIMUMS = "minimums"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Quota:
    """Seats of one stratum, and how many of the next tickets are told to stand by."""

    stratum: str
    size: int
    alternates: int = 0


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least number of seats of one stratum inside a mixed pool; 0 only lets the stratum in."""

    stratum: str
    least: int = 0


@dataclass(frozen=True, slots=True)
class ExactStage:
    """A fixed number from each stratum: the first `size` tickets of each (10/5/3, 18/2 …)."""

    name: str
    unit: str
    quotas: tuple[Quota, ...]
    sources: tuple[str, ...] = ()
    kind: StageKind = field(default=StageKind.EXACT, init=False)

    @property
    def strata(self) -> tuple[str, ...]:
        return tuple(quota.stratum for quota in self.quotas)

    @property
    def lots(self) -> tuple[str, ...]:
        """Names of the separate orders of tickets inside the stage."""
        return self.strata


@dataclass(frozen=True, slots=True)
class MinimumsStage:
    """One order over several strata: minimums are reserved, free seats go to the next tickets."""

    name: str
    unit: str
    size: int
    minimums: tuple[Minimum, ...]
    alternates: int = 0
    sources: tuple[str, ...] = ()
    kind: StageKind = field(default=StageKind.MINIMUMS, init=False)

    @property
    def strata(self) -> tuple[str, ...]:
        return tuple(minimum.stratum for minimum in self.minimums)

    @property
    def lots(self) -> tuple[str, ...]:
        return (self.name,)


@dataclass(frozen=True, slots=True)
class LinkedStage:
    """For each entry the sources selected, `size` entries of `strata` whose `column` holds its id.

    Inspector → street → business (S1-14): streets carry their inspector's id, businesses their street's.
    """

    name: str
    unit: str
    size: int
    column: str
    strata: tuple[str, ...]
    sources: tuple[str, ...]
    alternates: int = 0
    kind: StageKind = field(default=StageKind.LINKED, init=False)


Stage = ExactStage | MinimumsStage | LinkedStage


@dataclass(frozen=True, slots=True)
class _Yield:
    """What a stage is certain to select, whatever the seed: a total, and a floor per stratum."""

    total: int
    floors: Mapping[str, int]


def check_stages(stages: Sequence[Stage], roster: Roster) -> None:
    """Raises unless every stage can be filled from `roster` whatever the seed will be.

    StratumTooSmall names the stratum with both numbers; PlanError names a stage that does not hold
    together (repeated names, unknown source, unknown column, sources that overlap).
    """
    check_shape(stages)
    by_name = {stage.name: stage for stage in stages}
    yields: dict[str, _Yield] = {}
    for stage in stages:
        if isinstance(stage, LinkedStage):
            sources = [(by_name[source], yields[source]) for source in stage.sources]
            yields[stage.name] = _linked_yield(stage, sources, roster)
            continue
        if stage.sources:
            sources = [(by_name[source], yields[source]) for source in stage.sources]
            available, total = _derived_pool(stage, sources)
        else:
            available = roster.sizes
            total = sum(available.get(stratum, 0) for stratum in stage.strata)
        yields[stage.name] = _pool_yield(stage, available, total)


def check_shape(stages: Sequence[Stage]) -> None:
    """Raises PlanError unless the stages hold together by themselves, before any roster is known."""
    if not stages:
        raise PlanError("抽取方案中没有任何环节")
    seen: dict[str, Stage] = {}
    labels: set[tuple[str, str]] = set()
    for stage in stages:
        _check_numbers(stage)
        if stage.name in seen:
            raise PlanError(f"环节“{stage.name}”重复")
        _check_sources(stage, seen)
        # A linked stage owns every label below `{unit}/{name}/`; the others own theirs exactly.
        names = (stage.name,) if isinstance(stage, LinkedStage) else stage.lots
        for name in names:
            if (stage.unit, name) in labels:
                raise PlanError(f"单位 {stage.unit} 的“{name}”在方案中出现两次，会得到同一批签号")
            labels.add((stage.unit, name))
        seen[stage.name] = stage
    for stage in stages:
        if isinstance(stage, LinkedStage):
            _check_prefix(f"{stage.unit}/{stage.name}/", labels)


def _check_prefix(prefix: str, labels: set[tuple[str, str]]) -> None:
    for unit, name in labels:
        if f"{unit}/{name}".startswith(prefix):
            raise PlanError(f"“{name}”与环节“{prefix}”的签号名称冲突，请改名")


def _check_numbers(stage: Stage) -> None:
    if isinstance(stage, ExactStage):
        numbers = [number for quota in stage.quotas for number in (quota.size, quota.alternates)]
    elif isinstance(stage, MinimumsStage):
        numbers = [stage.size, stage.alternates, *(minimum.least for minimum in stage.minimums)]
    else:
        numbers = [stage.size, stage.alternates]
    if any(number < 0 for number in numbers):
        raise PlanError(f"环节“{stage.name}”的名额不能为负")
    if not stage.strata or len(set(stage.strata)) != len(stage.strata):
        raise PlanError(f"环节“{stage.name}”没有分层，或分层重复")
    if isinstance(stage, MinimumsStage):
        reserved = sum(minimum.least for minimum in stage.minimums)
        if reserved > stage.size:
            raise PlanError(f"环节“{stage.name}”各分层最低名额合计 {reserved}，超过总名额 {stage.size}")


def _check_sources(stage: Stage, seen: Mapping[str, Stage]) -> None:
    if isinstance(stage, LinkedStage) and not stage.sources:
        raise PlanError(f"环节“{stage.name}”没有写明来源环节")
    owner: dict[str, str] = {}
    for source in stage.sources:
        if source not in seen:
            raise PlanError(f"环节“{stage.name}”的来源“{source}”不在它之前")
        for stratum in seen[source].strata:
            if stratum in owner:
                raise PlanError(
                    f"环节“{stage.name}”的来源“{owner[stratum]}”和“{source}”都含分层“{stratum}”，人数无法事先确定"
                )
            owner[stratum] = source


def _derived_pool(
    stage: ExactStage | MinimumsStage, sources: Sequence[tuple[Stage, _Yield]]
) -> tuple[dict[str, int], int]:
    """Certain floors per stratum of the derived pool, and the certain size of the whole."""
    floors: dict[str, int] = {}
    total = 0
    for source, sure in sources:
        wanted = [stratum for stratum in source.strata if stratum in stage.strata]
        floors |= {stratum: sure.floors.get(stratum, 0) for stratum in wanted}
        if len(wanted) == len(source.strata):
            total += sure.total
        else:
            total += sum(floors[stratum] for stratum in wanted)
    return floors, total


def _pool_yield(stage: ExactStage | MinimumsStage, available: Mapping[str, int], total: int) -> _Yield:
    if isinstance(stage, ExactStage):
        for quota in stage.quotas:
            if quota.size > available.get(quota.stratum, 0):
                raise StratumTooSmall(quota.stratum, quota.size, available.get(quota.stratum, 0))
        floors = {quota.stratum: quota.size for quota in stage.quotas}
        return _Yield(sum(floors.values()), floors)
    for minimum in stage.minimums:
        if minimum.least > available.get(minimum.stratum, 0):
            raise StratumTooSmall(minimum.stratum, minimum.least, available.get(minimum.stratum, 0))
    if stage.size > total:
        raise StratumTooSmall(stage.name, stage.size, total)
    return _Yield(stage.size, {minimum.stratum: minimum.least for minimum in stage.minimums})


def _linked_yield(stage: LinkedStage, sources: Sequence[tuple[Stage, _Yield]], roster: Roster) -> _Yield:
    """Every entry a source might select must have enough linked entries."""
    if stage.column not in roster.columns:
        raise PlanError(f"环节“{stage.name}”所依据的“{stage.column}”列不在名册中")
    at = roster.columns.index(stage.column)
    children = Counter(entry.attributes[at] for entry in roster.entries if entry.stratum in stage.strata)
    strata = {stratum for source, _ in sources for stratum in source.strata}
    for entry in roster.entries:
        if entry.stratum in strata and children[entry.id] < stage.size:
            raise StratumTooSmall(f"{stage.name}/{entry.id}", stage.size, children[entry.id])
    total = stage.size * sum(sure.total for _, sure in sources)
    return _Yield(total, {stage.strata[0]: total} if len(stage.strata) == 1 else {})
