"""The commitment: everything that decides the draw, fixed before any seed exists (AICDRAW1 step 3; S0-03)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rulebook.draw.canonical import CanonicalError, canonical_json, read_canonical, sha256_hex
from rulebook.draw.errors import PlanError
from rulebook.draw.roster import Exclusions, Roster, flaw, require_disjoint, tidy
from rulebook.draw.seed import MIN_PARTIES, SeedPart
from rulebook.draw.stages import (
    ExactStage,
    LinkedStage,
    Minimum,
    MinimumsStage,
    Quota,
    Stage,
    StageKind,
    check_shape,
    check_stages,
)
from rulebook.draw.tickets import SPEC

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Commitment:
    """What is locked. `locked_at` is text as shown; `previous` is the previous draw's hash or empty.

    Building one raises PlanError when a field cannot be committed.
    """

    draw_number: str
    purpose: str
    unit_code: str
    unit_name: str
    stages: tuple[Stage, ...]
    roster_hash: str
    exclusions_hash: str
    seed_rule: tuple[SeedPart, ...]
    locked_at: str
    previous: str = ""

    def __post_init__(self) -> None:
        check_shape(self.stages)
        _check_seed_rule(self.seed_rule)
        for name, value in (("名册", self.roster_hash), ("排除名单", self.exclusions_hash)):
            if not HASH.fullmatch(value):
                raise PlanError(f"{name}的散列值不是 64 位十六进制数")
        if self.previous and not HASH.fullmatch(self.previous):
            raise PlanError("上一次抽取的承诺值不是 64 位十六进制数")
        for text in _texts(self.value()):
            if flaw(text) or tidy(text) != text:
                raise PlanError(f"“{text.strip()}”不能写入承诺：含有控制字符、两端空白或未规范的字符")
        if not (self.draw_number and self.unit_code and self.locked_at):
            raise PlanError("抽取编号、单位代码和锁定时间不能为空")

    @cached_property
    def data(self) -> bytes:
        """Canonical JSON bytes."""
        return canonical_json(self.value())

    @cached_property
    def hash(self) -> str:
        """The commitment shown, printed and published before the seed."""
        return sha256_hex(self.data)

    def value(self) -> dict[str, object]:
        """The committed fields as plain data."""
        return {
            "spec": SPEC,
            "draw_number": self.draw_number,
            "purpose": self.purpose,
            "unit": {"code": self.unit_code, "name": self.unit_name},
            "stages": [_stage_value(stage) for stage in self.stages],
            "roster_hash": self.roster_hash,
            "exclusions_hash": self.exclusions_hash,
            "seed_rule": [{"party": part.party, "digits": part.digits} for part in self.seed_rule],
            "locked_at": self.locked_at,
            "previous": self.previous,
        }


def check_lock(commitment: Commitment, roster: Roster, exclusions: Exclusions) -> None:
    """Everything that must hold before locking.

    Raises RosterError when somebody is both in and excluded, StratumTooSmall or PlanError when the
    stages cannot be filled, PlanError when the hashes are not those of the given rosters.
    """
    if commitment.roster_hash != roster.hash or commitment.exclusions_hash != exclusions.hash:
        raise PlanError("名册或排除名单与承诺的散列值不一致")
    require_disjoint(roster, exclusions)
    check_stages(commitment.stages, roster)


def read_commitment(data: bytes) -> Commitment:
    """The commitment whose canonical bytes are exactly `data`; raises PlanError otherwise."""
    try:
        value = read_canonical(data)
        commitment = _commitment(value)
    except (CanonicalError, KeyError, TypeError, AttributeError) as error:
        raise PlanError(f"承诺文件不符合格式：{error}") from error
    if commitment.data != data:
        raise PlanError("承诺文件不符合格式：有多余的字段")
    return commitment


def _check_seed_rule(rule: tuple[SeedPart, ...]) -> None:
    if len(rule) < MIN_PARTIES:
        raise PlanError(f"种子至少由 {MIN_PARTIES} 方共同产生，现为 {len(rule)} 方")
    if len({part.party for part in rule}) != len(rule):
        raise PlanError("产生种子的各方不能重名")
    for part in rule:
        if not part.party or part.digits < 1:
            raise PlanError("产生种子的各方应有名称，位数至少为 1")


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def _stage_value(stage: Stage) -> dict[str, object]:
    value: dict[str, object] = {
        "name": stage.name,
        "unit": stage.unit,
        "kind": stage.kind.value,
        "sources": list(stage.sources),
    }
    if isinstance(stage, ExactStage):
        value["strata"] = [
            {"stratum": quota.stratum, "size": quota.size, "alternates": quota.alternates}
            for quota in stage.quotas
        ]
        return value
    value |= {"size": stage.size, "alternates": stage.alternates}
    if isinstance(stage, MinimumsStage):
        value["strata"] = [
            {"stratum": minimum.stratum, "minimum": minimum.least} for minimum in stage.minimums
        ]
    else:
        value |= {"column": stage.column, "strata": [{"stratum": stratum} for stratum in stage.strata]}
    return value


def _commitment(value: Mapping[str, Any]) -> Commitment:
    return Commitment(
        draw_number=value["draw_number"],
        purpose=value["purpose"],
        unit_code=value["unit"]["code"],
        unit_name=value["unit"]["name"],
        stages=tuple(read_stage(stage) for stage in value["stages"]),
        roster_hash=value["roster_hash"],
        exclusions_hash=value["exclusions_hash"],
        seed_rule=tuple(SeedPart(part["party"], part["digits"]) for part in value["seed_rule"]),
        locked_at=value["locked_at"],
        previous=value["previous"],
    )


def read_stage(value: Mapping[str, Any]) -> Stage:
    """The stage of one committed dict; raises KeyError or TypeError for missing fields, PlanError for an unknown kind."""
    name, unit, sources = value["name"], value["unit"], tuple(value["sources"])
    if value["kind"] == StageKind.EXACT:
        quotas = tuple(Quota(item["stratum"], item["size"], item["alternates"]) for item in value["strata"])
        return ExactStage(name, unit, quotas, sources)
    if value["kind"] == StageKind.MINIMUMS:
        minimums = tuple(Minimum(item["stratum"], item["minimum"]) for item in value["strata"])
        return MinimumsStage(name, unit, value["size"], minimums, value["alternates"], sources)
    if value["kind"] == StageKind.LINKED:
        strata = tuple(item["stratum"] for item in value["strata"])
        return LinkedStage(name, unit, value["size"], value["column"], strata, sources, value["alternates"])
    raise PlanError(f"环节“{name}”的抽取方式“{value['kind']}”不认识")
