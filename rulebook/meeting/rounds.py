"""The kinds of rounds, and the figures and stages that a round copies from its document (S0-04, S0-05, S0-18, S0-21, S4-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from rulebook.ballot.form import SCALES
from rulebook.ballot.tally import SMALL_GROUP
from rulebook.meeting.composition import (
    COLLECTIVE_SERVICE_OBJECTS,
    COLLECTIVE_SUPERVISORS,
    MIN_ATTENDANCE,
    MIN_SERVICE_SHARE,
    Figures,
)

LARGEST_MEETING = 2000
DIGITS = range(6, 31)


class RoundKind(StrEnum):
    """What a round's meetings are: all officers report on duty and integrity, or the head alone to the service objects (S4-10)."""

    DUTY = "duty_integrity"
    COLLECTIVE = "collective"


class StrataBy(StrEnum):
    """What the businesses of a pool are sorted by before seats fall on them (S0-07)."""

    TYPE_AREA = "type_area"
    TYPE = "type"
    AREA = "area"
    NOTHING = "nothing"


STRATA_BY_LABELS = {
    StrataBy.TYPE_AREA: "主体类型和片区",
    StrataBy.TYPE: "主体类型",
    StrataBy.AREA: "片区",
    StrataBy.NOTHING: "不分层（消费者仍单列）",
}


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """A round's own copy of its figures, editable until its first draw is locked.

    ``drawn_seats`` is how many of the drawn should attend; ``absence_percent`` how many of the drawn are expected to stay
    away, so that more are drawn; ``consumer_percent`` the part of the drawn that comes from the consumers' list;
    ``alternates_percent`` the alternates told to stand by for every hundred seats of a stratum; ``threshold`` is k of S0-19;
    ``digits_each`` the digits that each party gives for the seed; ``strata_by`` a value of ``StrataBy``; ``grades`` the
    number of grades on the form, one of ``rulebook.ballot.form.SCALES`` (S0-12). ``attendance_min`` and the share, or
    ``service_min`` and ``supervisors_min``, are the document's, the others ours.
    """

    attendance_min: int = MIN_ATTENDANCE
    share_numerator: int = MIN_SERVICE_SHARE.numerator
    share_denominator: int = MIN_SERVICE_SHARE.denominator
    service_min: int = 0
    supervisors_min: int = 0
    threshold: int = SMALL_GROUP
    drawn_seats: int = MIN_ATTENDANCE
    consumer_percent: int = 20
    absence_percent: int = 20
    alternates_percent: int = 50
    digits_each: int = 10
    strata_by: str = StrataBy.TYPE_AREA.value
    grades: int = 5

    def as_dict(self) -> dict[str, int | str]:
        """Plain data, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The figures back from ``as_dict``; what is missing takes the document's default."""
        known: dict[str, Any] = {
            name: str(plain[name]) if name == "strata_by" else int(plain[name])
            for name in cls.__dataclass_fields__
            if name in plain
        }
        return cls(**known)

    @property
    def service_share(self) -> Fraction:
        return Fraction(self.share_numerator, self.share_denominator)

    @property
    def composition(self) -> Figures:
        """The part that composition rules ask for. Raises ValueError for impossible figures."""
        return Figures(
            min_attendance=self.attendance_min,
            min_service_share=self.service_share,
            min_service_objects=self.service_min,
            min_supervisors=self.supervisors_min,
            engaged_service_objects_count=self.service_min > 0,
        )


DEFAULTS = {
    RoundKind.DUTY: RoundFigures(),
    RoundKind.COLLECTIVE: RoundFigures(
        attendance_min=COLLECTIVE_SERVICE_OBJECTS + COLLECTIVE_SUPERVISORS,
        share_numerator=0,
        share_denominator=1,
        service_min=COLLECTIVE_SERVICE_OBJECTS,
        supervisors_min=COLLECTIVE_SUPERVISORS,
        drawn_seats=COLLECTIVE_SERVICE_OBJECTS,
        consumer_percent=0,
    ),
}
"""What a new round of each kind begins with."""


def figure_problems(figures: RoundFigures) -> dict[str, str]:
    """Why these figures cannot be, in Chinese, by field; empty when they can."""
    found: dict[str, str] = {}
    if not 1 <= figures.attendance_min <= LARGEST_MEETING:
        found["attendance_min"] = f"最少到会人数应在 1 到 {LARGEST_MEETING} 之间。"
    if not 0 <= figures.service_min <= LARGEST_MEETING:
        found["service_min"] = f"服务对象代表人数应在 0 到 {LARGEST_MEETING} 之间。"
    if not 0 <= figures.supervisors_min <= LARGEST_MEETING:
        found["supervisors_min"] = f"监督员人数应在 0 到 {LARGEST_MEETING} 之间。"
    least_share = 0 if figures.service_min else 1
    if not least_share <= figures.share_numerator < figures.share_denominator:
        found["share_numerator"] = "管理服务对象比例应大于 0、小于 1，分子须小于分母。"
    if not 1 <= figures.drawn_seats <= LARGEST_MEETING:
        found["drawn_seats"] = f"抽取代表的到会席位应在 1 到 {LARGEST_MEETING} 之间。"
    for name, label, top in (
        ("absence_percent", "预计缺席比例", 90),
        ("consumer_percent", "消费者比例", 100),
        ("alternates_percent", "候补比例", 300),
    ):
        if not 0 <= getattr(figures, name) <= top:
            found[name] = f"{label}应在 0% 到 {top}% 之间。"
    if figures.threshold < SMALL_GROUP:
        found["threshold"] = f"最小分组不得小于 {SMALL_GROUP}。"
    if figures.digits_each not in DIGITS:
        found["digits_each"] = f"每方报数位数应在 {DIGITS.start} 到 {DIGITS.stop - 1} 之间。"
    if figures.strata_by not in list(StrataBy):
        found["strata_by"] = "没有这种分层方式。"
    if figures.grades not in SCALES:
        found["grades"] = "没有这种评议等级。"
    if not found and figures.drawn_seats < figures.attendance_min * figures.service_share:
        found["drawn_seats"] = (
            f"最少到会 {figures.attendance_min} 人时，管理服务对象至少要有"
            f" {-(-figures.attendance_min * figures.share_numerator // figures.share_denominator)} 人，"
            f"抽取席位 {figures.drawn_seats} 个不够。"
        )
    return found


@dataclass(frozen=True, slots=True)
class StageDates:
    """One of the three stages (S0-21) with its first and last day."""

    key: str
    title: str
    first: date
    last: date


def default_stages(year: int) -> tuple[StageDates, ...]:
    """The document's dates (S0-18): place reported by 15 October, meetings held by 31 October; rectification runs on."""
    return (
        StageDates("prepare", "准备阶段", date(year, 9, 1), date(year, 10, 15)),
        StageDates("carry_out", "实施阶段", date(year, 10, 16), date(year, 10, 31)),
        StageDates("rectify", "整改阶段", date(year, 11, 1), date(year, 12, 31)),
    )


def default_place_due(year: int) -> date:
    """By when offices report their place (S0-18)."""
    return date(year, 10, 15)


def default_summary_due(year: int) -> date:
    """By when the written summary reaches the inspectorate (S0-18)."""
    return date(year, 10, 31)


class Timeliness(StrEnum):
    """How something due stands: done in time, done late, still open, open and late."""

    DONE = "done"
    DONE_LATE = "done_late"
    DUE = "due"
    OVERDUE = "overdue"


def timeliness(*, due: date, done_on: date | None, today: date) -> Timeliness:
    """The day that is due still counts as in time (S0-18: 于10月15日前上报)."""
    if done_on is not None:
        return Timeliness.DONE if done_on <= due else Timeliness.DONE_LATE
    return Timeliness.DUE if today <= due else Timeliness.OVERDUE
