"""Who sits in the panels of the departments' election, and the nested stages of the one draw that fills them (S3-04 … S3-06).

An office's service objects are drawn from its own area; a department's firms from those that the offices drew, under the
same seed, its townships from the whole city, its supervisors from those that the offices designated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from rulebook.election.score import DEFAULT_SCHEME, PANEL_LABELS, Panel, PanelRule, Scheme

FIRMS, TRADERS, TOWNSHIPS, SUPERVISORS = "重点企业", "个体工商户", "乡镇街道", "工作监督员"
GROUPS = (FIRMS, TRADERS, TOWNSHIPS, SUPERVISORS)
MUTUAL_MINUTES = 30
"""The longest time for which the mutual panel is open: a look into its open urn would show whose ballot came in."""
OUTSIDE_DAYS = 7
"""How long the panels from outside have by default; leaders and units vote at one sitting (S3-17)."""
TOPICS = ("服务意识", "依法行政", "工作效率", "制度建设", "工作实绩")
"""S3-02, as guidance on the ballot."""


RATE_ALL = frozenset({Panel.MUTUAL, Panel.LEADERS})
"""Panels whose members rate every unit; the members of the others rate the one for which they were drawn."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """How the seats of the two panels from outside are filled, for each unit (S3-05, S3-06)."""

    office_firms: int = 10
    office_traders: int = 5
    office_townships: int = 3
    department_firms: int = 10
    department_townships: int = 8
    supervisors: int = 18
    supervisors_added: int = 2


QUOTA_LABELS = {
    "office_firms": "工商所：重点（规模以上）企业",
    "office_traders": "工商所：个体工商户",
    "office_townships": "工商所：乡镇街道",
    "department_firms": "科室：从工商所抽出的企业中抽取",
    "department_townships": "科室：从全市乡镇街道中抽取",
    "supervisors": "工作监督员：代表委员",
    "supervisors_added": "工作监督员：行风监督员",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The set time in which a panel votes; a ballot that comes later does not count (S3-17)."""

    opens: datetime
    closes: datetime


def default_window(panel: Panel, now: datetime) -> Window:
    """From now on, as long as the panel usually needs."""
    outside = panel in (Panel.SERVICE_OBJECTS, Panel.SUPERVISORS)
    return Window(now, now + (timedelta(days=OUTSIDE_DAYS) if outside else timedelta(minutes=MUTUAL_MINUTES)))


def closing_time(panel: Panel, window: Window, opened: datetime) -> datetime:
    """When a vote that was opened then ends by itself; the mutual panel after ``MUTUAL_MINUTES`` at most."""
    longest = opened + timedelta(minutes=MUTUAL_MINUTES)
    return min(window.closes, longest) if panel == Panel.MUTUAL else window.closes


def seats(scheme: Scheme, panel: Panel) -> int:
    """Seats of a panel for each unit; 0 if the panel is not used."""
    return next((rule.seats for rule in scheme.panels if rule.panel == panel), 0)


def quota_problems(quotas: Quotas, scheme: Scheme = DEFAULT_SCHEME) -> list[str]:
    """Where the parts do not make up the seats of their panel, in Chinese."""
    if any(value < 0 for value in asdict(quotas).values()):
        return ["抽取人数不能为负数。"]
    objects, watchers = seats(scheme, Panel.SERVICE_OBJECTS), seats(scheme, Panel.SUPERVISORS)
    sums = (
        (
            "工商所的服务对象",
            quotas.office_firms + quotas.office_traders + quotas.office_townships,
            objects,
        ),
        ("科室的服务对象", quotas.department_firms + quotas.department_townships, objects),
        ("工作监督员", quotas.supervisors + quotas.supervisors_added, watchers),
    )
    return [
        f"{what}各部分合计 {found} 名，应等于 {wanted} 票。"
        for what, found, wanted in sums
        if wanted and found != wanted
    ]


def stratum(office: str, group: str) -> str:
    """The stratum of one office's group in the roster; ``office`` is its code."""
    return f"{office}/{group}"


def pool_problems(
    names: Mapping[str, str], departments: bool, sizes: Mapping[str, int], quotas: Quotas
) -> list[str]:
    """Strata that cannot fill their seats, by name and numbers. ``names``: office code → name; ``sizes`` by ``stratum``."""
    found = []
    wanted = (
        (FIRMS, quotas.office_firms),
        (TRADERS, quotas.office_traders),
        (TOWNSHIPS, quotas.office_townships),
    )
    for code, name in names.items():
        for group, size in wanted:
            there = sizes.get(stratum(code, group), 0)
            if there < size:
                found.append(f"{name}的{group}应抽 {size} 名，辖区内只有 {there} 名。")
    if departments:
        drawn = quotas.office_firms * len(names)
        if drawn < quotas.department_firms:
            found.append(
                f"科室应从工商所抽出的企业中抽 {quotas.department_firms} 名，各所一共只抽 {drawn} 名。"
            )
        for group, size in ((TOWNSHIPS, quotas.department_townships), (SUPERVISORS, quotas.supervisors)):
            there = sum(sizes.get(stratum(code, group), 0) for code in names)
            if there < size:
                found.append(f"科室应抽{group} {size} 名，全市只有 {there} 名。")
    return found


def raters_drawn(units: int, mutual_seats: int) -> int:
    """How many units are drawn to rate one another; 0 when every unit sends one rater (S3-04)."""
    return mutual_seats if mutual_seats and units > mutual_seats + 1 else 0


def panel_stages(offices: Sequence[str], departments: Sequence[str], quotas: Quotas) -> list[dict[str, Any]]:
    """The committed stages of the one draw, offices first; codes in form order. Stages without seats are left out."""
    own = [
        (FIRMS, quotas.office_firms),
        (TRADERS, quotas.office_traders),
        (TOWNSHIPS, quotas.office_townships),
    ]
    stages: list[dict[str, Any]] = []
    for code in offices:
        parts = [{"stratum": stratum(code, group), "size": size} for group, size in own if size]
        if parts:
            stages.append({"name": service_stage(code), "unit": code, "kind": "exact", "strata": parts})
    sources = [stage["name"] for stage in stages]
    for code in departments:
        if quotas.department_firms:
            stages.append(_mixed(code, FIRMS, offices, quotas.department_firms, sources))
        if quotas.department_townships:
            stages.append(_mixed(code, TOWNSHIPS, offices, quotas.department_townships, []))
        if quotas.supervisors:
            stages.append(_mixed(code, SUPERVISORS, offices, quotas.supervisors, []))
    return stages


def stage_figures(stages: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Name, whole size and sizes by stratum of committed stages: what must not change between roster and lock."""
    return [
        (
            stage["name"],
            stage.get("size", 0),
            [(part["stratum"], part.get("size", 0)) for part in stage["strata"]],
        )
        for stage in stages
    ]


def service_stage(code: str) -> str:
    """The stage that draws an office's service objects."""
    return f"{code} 服务对象"


def department_stage(code: str, group: str) -> str:
    """The stage that draws one group for a department."""
    return f"{code} {group}"


def _mixed(
    code: str, group: str, offices: Sequence[str], size: int, sources: Sequence[str]
) -> dict[str, Any]:
    return {
        "name": department_stage(code, group),
        "unit": code,
        "kind": "minimums",
        "size": size,
        "sources": list(sources),
        "strata": [{"stratum": stratum(office, group), "minimum": 0} for office in offices],
    }


def figures_dict(scheme: Scheme, quotas: Quotas) -> dict[str, Any]:
    """Scheme and quotas as plain data, for an election's own copy."""
    plain = asdict(scheme)
    plain["panels"] = [{**rule, "panel": str(rule["panel"])} for rule in plain["panels"]]
    return {
        "scheme": {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()},
        "quotas": asdict(quotas),
    }


def read_figures(plain: Mapping[str, Any]) -> tuple[Scheme, Quotas]:
    """What ``figures_dict`` wrote; an empty one gives the document's figures."""
    if not plain:
        return DEFAULT_SCHEME, Quotas()
    given = plain["scheme"]
    scheme = Scheme(
        panels=tuple(
            PanelRule(Panel(rule["panel"]), rule["seats"], rule["weight"]) for rule in given["panels"]
        ),
        points=tuple(given["points"]),
        second_points=tuple(given["second_points"]),
        satisfied_units=given["satisfied_units"],
        low_units=given["low_units"],
    )
    return scheme, Quotas(**{field.name: plain["quotas"][field.name] for field in fields(Quotas)})


def seats_text(scheme: Scheme) -> str:
    """Panels with seats and weights in one line, for pages and papers."""
    return "、".join(f"{PANEL_LABELS[rule.panel]} {rule.seats} 票 {rule.weight}%" for rule in scheme.panels)
