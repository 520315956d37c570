"""Who must attend a duty-and-integrity meeting: S0-04, S0-05, S0-06.

Which attending members are service objects 管理服务对象 for S0-05? S0-06 says that those drawn all are,
and that the 60 % therefore bounds the engaged 聘请 to 40 %. So the drawn all count and the engaged do
not, not even those engaged in the category 管理服务对象代表: that is the stricter reading, and a meeting
that meets it meets the other too. `Figures.engaged_service_objects_count` takes the wider reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from rulebook.draw.allocation import share_ceiling

MIN_ATTENDANCE = 60
"""S0-04."""
MIN_SERVICE_SHARE = Fraction(3, 5)
"""S0-05."""

SMALLEST_REHEARSAL = 5
"""Fewer stand-ins than the smallest group k could not rehearse the result (S0-19)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The meeting's own copy of its figures; another document's meeting has others (S4-10).

    Raises ValueError unless 0 < min_service_share < 1 and min_attendance ≥ 0.
    """

    min_attendance: int = MIN_ATTENDANCE
    min_service_share: Fraction = MIN_SERVICE_SHARE
    engaged_service_objects_count: bool = False

    def __post_init__(self) -> None:
        if self.min_attendance < 0 or not 0 < self.min_service_share < 1:
            raise ValueError("最少到会人数不能为负，管理服务对象比例应大于 0、小于 1")


DEFAULT_FIGURES = Figures()


@dataclass(frozen=True, slots=True)
class Attendance:
    """Members present, counted on attendance; `engaged_service_objects` is a part of `engaged`."""

    drawn: int
    engaged: int
    engaged_service_objects: int = 0

    def __post_init__(self) -> None:
        if not (self.drawn >= 0 and self.engaged >= self.engaged_service_objects >= 0):
            raise ValueError("到会人数不能为负，聘请的管理服务对象代表不能多于聘请人数")

    @property
    def total(self) -> int:
        return self.drawn + self.engaged


@dataclass(frozen=True, slots=True)
class Gauge:
    """One condition of opening: `numerator` of `denominator`, `needed` now, `missing` still to come.

    `missing` counts people who must still arrive: anybody for attendance, service objects for the
    share (each arrival raises both sides of the share, so it may exceed needed − numerator).
    """

    numerator: int
    denominator: int
    needed: int
    missing: int
    met: bool
    text: str


@dataclass(frozen=True, slots=True)
class Gauges:
    attendance: Gauge
    share: Gauge

    @property
    def met(self) -> bool:
        """Both conditions hold: the vote may be opened."""
        return self.attendance.met and self.share.met


class Weight(StrEnum):
    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a planned pool; `blocks` findings forbid locking."""

    weight: Weight
    text: str


def gauges(attendance: Attendance, figures: Figures = DEFAULT_FIGURES) -> Gauges:
    """Both gauges at this moment (S0-04, S0-05). With nobody present neither is met."""
    return Gauges(_attendance_gauge(attendance.total, figures), _share_gauge(attendance, figures))


def engaged_ceiling(drawn: int, figures: Figures = DEFAULT_FIGURES) -> int:
    """Most engaged assessors who may sit beside `drawn` (S0-06): 40 % of the whole at the default 60 %."""
    share = figures.min_service_share
    return drawn * (share.denominator - share.numerator) // share.numerator


def rehearsal_seats(seats: int, assessors: int, figures: Figures = DEFAULT_FIGURES) -> tuple[int, int]:
    """How many of ``seats`` stand-ins are drawn and how many engaged: as many of ``assessors`` as S0-06 allows."""
    engaged = next(
        n for n in range(min(seats, assessors), -1, -1) if n <= engaged_ceiling(seats - n, figures)
    )
    return seats - engaged, engaged


def drawn_for(attending: int, absence_percent: int) -> int:
    """How many to draw so that `attending` come when `absence_percent` of those drawn stay away.

    Raises ValueError unless 0 ≤ absence_percent < 100.
    """
    coming = 100 - _checked_percent(absence_percent)
    return share_ceiling(attending, 100, coming)


def pool_findings(
    *,
    seats: Mapping[str, int],
    available: Mapping[str, int],
    engaged: int,
    absence_percent: int,
    figures: Figures = DEFAULT_FIGURES,
) -> list[Finding]:
    """What stands against locking a pool, blocking findings first; an empty list means nothing does.

    `seats` and `available` are per stratum, `engaged` the assessors invited. Blocking: a stratum too
    small, too few even if all come, too many engaged even if all come. Warning: the same with
    `absence_percent` of the drawn staying away while all engaged come, the worst case for the share.
    """
    findings = [
        Finding(Weight.BLOCKS, f"“{stratum}”拟抽取 {wanted} 名，可抽的只有 {available.get(stratum, 0)} 名。")
        for stratum, wanted in seats.items()
        if wanted > available.get(stratum, 0)
    ]
    drawn = sum(seats.values())
    if full := _shortfalls(drawn, engaged, figures):
        return findings + [Finding(Weight.BLOCKS, f"即使全部到会，{text}") for text in full]
    expected = drawn * (100 - _checked_percent(absence_percent)) // 100
    prefix = f"按 {absence_percent}% 缺席预计，抽取的 {drawn} 名中 {expected} 名到会，"
    return findings + [
        Finding(Weight.WARNS, prefix + text) for text in _shortfalls(expected, engaged, figures)
    ]


def _attendance_gauge(total: int, figures: Figures) -> Gauge:
    needed = figures.min_attendance
    missing = max(0, needed - total)
    tail = f"还差 {missing} 人" if missing else "符合要求"
    return Gauge(
        total, needed, needed, missing, not missing, f"到会 {total} 人，应不少于 {needed} 人，{tail}"
    )


def _share_gauge(attendance: Attendance, figures: Figures) -> Gauge:
    share = figures.min_service_share
    present = attendance.drawn
    if figures.engaged_service_objects_count:
        present += attendance.engaged_service_objects
    others = attendance.total - present
    # Smallest number of service objects that outweighs the others; at least one person must be there.
    wanted = max(1, share_ceiling(others, share.numerator, share.denominator - share.numerator))
    missing = max(0, wanted - present)
    needed = max(1, share_ceiling(attendance.total, share.numerator, share.denominator))
    tail = f"还须再到 {missing} 名管理服务对象" if missing else "符合要求"
    text = f"到会 {attendance.total} 人中管理服务对象 {present} 人，应不少于 {needed} 人，{tail}"
    return Gauge(present, attendance.total, needed, missing, not missing, text)


def _shortfalls(drawn: int, engaged: int, figures: Figures) -> list[str]:
    texts = []
    total = drawn + engaged
    if total < figures.min_attendance:
        texts.append(
            f"共 {total} 名（抽取 {drawn}、聘请 {engaged}），不足 {figures.min_attendance} 名，"
            f"还差 {figures.min_attendance - total} 名。"
        )
    ceiling = engaged_ceiling(drawn, figures)
    if engaged > ceiling:
        texts.append(
            f"聘请 {engaged} 名，超过 {drawn} 名抽取代表所能配的 {ceiling} 名，管理服务对象将不足"
            f" {_percent(figures.min_service_share)}。"
        )
    return texts


def _percent(share: Fraction) -> str:
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def _checked_percent(percent: int) -> int:
    if not 0 <= percent < 100:
        raise ValueError("预计缺席比例应在 0% 到 99% 之间")
    return percent
