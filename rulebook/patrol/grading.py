"""Risk grades of industries and their patrol intervals (S1-07, S1-08, S1-09, S1-19)."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum


class RiskGrade(StrEnum):
    """甲 high, 乙 ordinary, 丙 low."""

    A = "A"
    B = "B"
    C = "C"

    @property
    def label(self) -> str:
        return GRADE_LABELS[self]


GRADE_LABELS = {RiskGrade.A: "甲", RiskGrade.B: "乙", RiskGrade.C: "丙"}

INTERVAL_MONTHS = {RiskGrade.A: 2, RiskGrade.B: 3, RiskGrade.C: 6}
"""Months between patrols (S1-07 … S1-09)."""

INDUSTRY_GRADES = {
    "食品销售": RiskGrade.A,
    "餐饮服务": RiskGrade.A,
    "保健食品": RiskGrade.A,
    "药品零售": RiskGrade.A,
    "农药经营": RiskGrade.A,
    "危险化学品经营": RiskGrade.A,
    "音像制品": RiskGrade.B,
    "农作物种子": RiskGrade.B,
    "化肥销售": RiskGrade.B,
    "服装零售": RiskGrade.B,
    "家用电器零售": RiskGrade.B,
    "建材销售": RiskGrade.B,
    "汽车维修": RiskGrade.B,
    "信息咨询": RiskGrade.C,
    "物业服务": RiskGrade.C,
    "软件开发": RiskGrade.C,
    "广告设计": RiskGrade.C,
    "图文制作": RiskGrade.C,
}
"""The default table: the document's examples and the industries of a bureau's register."""


class WrongGrade(ValueError):
    """Text that names no grade; Chinese."""


def parse_grade(text: str) -> RiskGrade | None:
    """The grade a cell names: 甲, 甲级, 甲类, A and the like; None for an empty cell. Raises WrongGrade."""
    name = unicodedata.normalize("NFKC", text).strip().upper()
    if not name:
        return None
    name = re.sub(r"[级类等]$", "", name)
    for grade, label in GRADE_LABELS.items():
        if name in (label, grade.value):
            return grade
    raise WrongGrade(f"不认识的风险等级“{text.strip()}”，应为甲、乙或丙")


def split_industries(text: str) -> list[str]:
    """The industries named in one cell, separated by 、 , ; or /."""
    return [name for name in re.split(r"[\s、，,；;/／]+", text) if name]


def grade_of_industries(industries: Iterable[str]) -> RiskGrade | None:
    """The grade a business inherits: the highest of its industries (S1-19).

    None when no industry is known to the table.
    """
    known = [INDUSTRY_GRADES[name] for name in industries if name in INDUSTRY_GRADES]
    # A sorts before B before C, so the smallest letter is the highest risk.
    return min(known, default=None)
