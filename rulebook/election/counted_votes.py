"""Counted votes of the departments' evaluation as a file gives them: a line for each unit and panel, checked against the seats (S3-04)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rulebook.election.score import DEFAULT_SCHEME, GRADES, PANEL_LABELS, Panel, Scheme, Votes, votes_problems

COLUMNS = ("单位编码", "单位名称", "参评层面", *GRADES)
_NUMBER = re.compile(r"\d{1,6}(?:\.0+)?")
_PANELS = {label: panel for panel, label in PANEL_LABELS.items()} | {"局领导": Panel.LEADERS}


class VotesError(ValueError):
    """A line that cannot be taken; the text is Chinese, without a full stop."""


@dataclass(frozen=True, slots=True)
class VotesLine:
    """One unit's marks in one panel."""

    code: str
    panel: Panel
    votes: Votes


@dataclass(slots=True)
class VotesTable:
    """What a file holds: marks by unit code and panel; ``problems`` are (line number, sentence), ``missing`` sentences."""

    votes: dict[str, dict[Panel, Votes]] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def read_line(
    cells: Mapping[str, str], units: Mapping[str, str], scheme: Scheme = DEFAULT_SCHEME
) -> VotesLine:
    """The marks of a line whose cells are cleaned text under ``COLUMNS``. ``units`` are code → name. Raises ``VotesError``."""
    code = cells.get("单位编码", "").upper() or _code_of(cells.get("单位名称", ""), units)
    if code not in units:
        raise VotesError(f"没有编码为“{code}”的单位")
    name = cells.get("单位名称", "")
    if name and name != units[code]:
        raise VotesError(f"编码 {code} 是{units[code]}，表里写的是“{name}”，请核对是否改名或合并")
    panel = _PANELS.get(cells.get("参评层面", ""))
    rule = next((rule for rule in scheme.panels if rule.panel == panel), None)
    if rule is None:
        raise VotesError(f"没有“{cells.get('参评层面', '')}”这个参评层面")
    votes = tuple(_mark(cells.get(grade, ""), grade) for grade in GRADES)
    if problems := votes_problems(rule, votes):
        raise VotesError("；".join(problem.rstrip("。") for problem in problems))
    return VotesLine(code, rule.panel, votes)


def _code_of(name: str, units: Mapping[str, str]) -> str:
    found = [code for code, known in units.items() if known == name and name]
    if len(found) != 1:
        raise VotesError(f"没有编码，也没有唯一叫“{name}”的单位" if name else "没有单位编码和名称")
    return found[0]


def _mark(text: str, grade: str) -> int:
    if not _NUMBER.fullmatch(text):
        said = f"“{text}”" if text else "是空的，"
        raise VotesError(f"{grade}的票数{said}应为不小于零的整数")
    return int(text.partition(".")[0])


def read_votes(
    lines: Iterable[tuple[int, Mapping[str, str]]], units: Mapping[str, str], scheme: Scheme = DEFAULT_SCHEME
) -> VotesTable:
    """All lines of a file, (line number, cells). The same unit and panel twice is a problem that names the first line."""
    table = VotesTable()
    first: dict[tuple[str, Panel], int] = {}
    for number, cells in lines:
        try:
            line = read_line(cells, units, scheme)
        except VotesError as error:
            table.problems.append((number, f"{error}。"))
            continue
        key = (line.code, line.panel)
        if key in first:
            said = f"{units[line.code]}的{PANEL_LABELS[line.panel]}在第 {first[key]} 行已有。"
            table.problems.append((number, said))
            continue
        first[key] = number
        table.votes.setdefault(line.code, {})[line.panel] = line.votes
    table.missing = _missing(table.votes, units, scheme)
    return table


def _missing(
    votes: Mapping[str, Mapping[Panel, Votes]], units: Mapping[str, str], scheme: Scheme
) -> list[str]:
    found = []
    for code, given in votes.items():
        absent = [PANEL_LABELS[rule.panel] for rule in scheme.panels if not any(given.get(rule.panel, ()))]
        if absent:
            found.append(f"{units[code]}没有{'、'.join(absent)}的票。")
    return found
