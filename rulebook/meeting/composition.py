"""Who must attend a duty-and-integrity meeting (S0-04, S0-05, S0-06) or a collective one (S4-10).

Which attending members are service objects 管理服务对象 for S0-05? S0-06 says that those drawn all are,
and that the 60 % therefore bounds the engaged 聘请 to 40 %. So the drawn all count and the engaged do
not, not even those engaged in the category 管理服务对象代表: that is the stricter reading, and a meeting
that meets it meets the other too. `Figures.engaged_service_objects_count` takes the wider reading, as a collective
meeting does: S4-10 asks for representatives of the service objects and for no draw.
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

COLLECTIVE_SERVICE_OBJECTS = 30
COLLECTIVE_SUPERVISORS = 4
"""S4-10: 服务对象代表（不少于30名）、政风行风及基层执法监督员（不少于4名）."""

SMALLEST_REHEARSAL = 5
"""Fewer stand-ins than the smallest group k could not rehearse the result (S0-19)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The meeting's own copy of its figures.

    Service objects are asked for as a share of those present, as a number, or both; ``min_service_share`` 0 asks for no
    share. Raises ValueError unless 0 ≤ min_service_share < 1 and the numbers are not negative.
    """

    min_attendance: int = MIN_ATTENDANCE
    min_service_share: Fraction = MIN_SERVICE_SHARE
    min_service_objects: int = 0
    min_supervisors: int = 0
    engaged_service_objects_count: bool = False

    def __post_init__(self) -> None:
        if min(self.min_attendance, self.min_service_objects, self.min_supervisors) < 0:
            raise ValueError("到会人数的要求不能为负")
        if not 0 <= self.min_service_share < 1:
            raise ValueError("管理服务对象比例应不小于 0、小于 1")


DEFAULT_FIGURES = Figures()


@dataclass(frozen=True, slots=True)
class Attendance:
    """Members, present or planned; `engaged_service_objects` and `supervisors` are parts of `engaged`."""

    drawn: int
    engaged: int
    engaged_service_objects: int = 0
    supervisors: int = 0

    def __post_init__(self) -> None:
        if min(self.drawn, self.engaged_service_objects, self.supervisors) < 0:
            raise ValueError("到会人数不能为负")
        if self.engaged < self.engaged_service_objects + self.supervisors:
            raise ValueError("聘请的管理服务对象代表和监督员不能多于聘请人数")

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
    """``supervisors`` is None where none are asked for."""

    attendance: Gauge
    share: Gauge
    supervisors: Gauge | None = None

    @property
    def missed(self) -> list[Gauge]:
        """The conditions that do not hold; the vote may be opened when there are none."""
        every = (self.attendance, self.share, self.supervisors)
        return [gauge for gauge in every if gauge is not None and not gauge.met]

    @property
    def met(self) -> bool:
        return not self.missed


class Weight(StrEnum):
    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class PoolFinding:
    """One sentence about a planned pool; `blocks` findings forbid locking."""

    weight: Weight
    text: str


def gauges(attendance: Attendance, figures: Figures = DEFAULT_FIGURES) -> Gauges:
    """The gauges at this moment (S0-04, S0-05, S4-10). With nobody present none is met."""
    return Gauges(
        _attendance_gauge(attendance.total, figures),
        _share_gauge(attendance, figures),
        _supervisors_gauge(attendance.supervisors, figures) if figures.min_supervisors else None,
    )


def engaged_ceiling(drawn: int, figures: Figures = DEFAULT_FIGURES) -> int | None:
    """Most engaged assessors who may sit beside `drawn` (S0-06): 40 % of the whole at the default 60 %.

    None where no share is asked for, so that nothing bounds them.
    """
    share = figures.min_service_share
    if not share:
        return None
    return drawn * (share.denominator - share.numerator) // share.numerator


def rehearsal_seats(seats: int, assessors: int, figures: Figures = DEFAULT_FIGURES) -> tuple[int, int]:
    """How many of ``seats`` stand-ins are drawn and how many engaged: as many of ``assessors`` as S0-06 allows.

    Where numbers are asked for instead of a share, the seats are parted as those numbers are (S4-10).
    """
    if not figures.min_service_share:
        both = figures.min_service_objects + figures.min_supervisors
        drawn = share_ceiling(seats, figures.min_service_objects, both) if both else seats
        engaged = min(seats - drawn, assessors)
        return seats - engaged, engaged
    engaged = next(
        n
        for n in range(min(seats, assessors), -1, -1)
        if (ceiling := engaged_ceiling(seats - n, figures)) is None or n <= ceiling
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
    engaged_service_objects: int = 0,
    supervisors: int = 0,
) -> list[PoolFinding]:
    """What stands against locking a pool, blocking findings first; an empty list means nothing does.

    `seats` and `available` are per stratum, `engaged` the assessors invited, of whom some are service objects and some
    supervisors. Blocking: a stratum too small, too few even if all come, too many engaged even if all come. Warning: the
    same with `absence_percent` of the drawn staying away while all engaged come, the worst case for the share.
    """
    findings = [
        PoolFinding(
            Weight.BLOCKS, f"“{stratum}”拟抽取 {wanted} 名，可抽的只有 {available.get(stratum, 0)} 名。"
        )
        for stratum, wanted in seats.items()
        if wanted > available.get(stratum, 0)
    ]
    drawn = sum(seats.values())

    def coming(drawn: int) -> Attendance:
        return Attendance(drawn, engaged, engaged_service_objects, supervisors)

    if full := _shortfalls(coming(drawn), figures):
        return findings + [PoolFinding(Weight.BLOCKS, f"即使全部到会，{text}") for text in full]
    expected = drawn * (100 - _checked_percent(absence_percent)) // 100
    prefix = f"按 {absence_percent}% 缺席预计，抽取的 {drawn} 名中 {expected} 名到会，"
    return findings + [
        PoolFinding(Weight.WARNS, prefix + text) for text in _shortfalls(coming(expected), figures)
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
    present = _service_objects(attendance, figures)
    others = attendance.total - present
    least = max(1, figures.min_service_objects)
    # Smallest number of service objects that outweighs the others; at least one person must be there.
    wanted = max(least, share_ceiling(others, share.numerator, share.denominator - share.numerator))
    missing = max(0, wanted - present)
    needed = max(least, share_ceiling(attendance.total, share.numerator, share.denominator))
    tail = f"还须再到 {missing} 名管理服务对象" if missing else "符合要求"
    text = f"到会 {attendance.total} 人中管理服务对象 {present} 人，应不少于 {needed} 人，{tail}"
    return Gauge(present, attendance.total, needed, missing, not missing, text)


def _supervisors_gauge(present: int, figures: Figures) -> Gauge:
    needed = figures.min_supervisors
    missing = max(0, needed - present)
    tail = f"还差 {missing} 名" if missing else "符合要求"
    text = f"到会监督员 {present} 名，应不少于 {needed} 名，{tail}"
    return Gauge(present, needed, needed, missing, not missing, text)


def _service_objects(attendance: Attendance, figures: Figures) -> int:
    engaged = attendance.engaged_service_objects if figures.engaged_service_objects_count else 0
    return attendance.drawn + engaged


def _shortfalls(coming: Attendance, figures: Figures) -> list[str]:
    texts = []
    drawn, engaged, total = coming.drawn, coming.engaged, coming.total
    if total < figures.min_attendance:
        texts.append(
            f"共 {total} 名（抽取 {drawn}、聘请 {engaged}），不足 {figures.min_attendance} 名，"
            f"还差 {figures.min_attendance - total} 名。"
        )
    ceiling = engaged_ceiling(drawn, figures)
    if ceiling is not None and engaged > ceiling:
        texts.append(
            f"聘请 {engaged} 名，超过 {drawn} 名抽取代表所能配的 {ceiling} 名，管理服务对象将不足"
            f" {_percent(figures.min_service_share)}。"
        )
    service = _service_objects(coming, figures)
    if service < figures.min_service_objects:
        texts.append(f"服务对象代表 {service} 名，不足 {figures.min_service_objects} 名。")
    if coming.supervisors < figures.min_supervisors:
        texts.append(f"监督员 {coming.supervisors} 名，不足 {figures.min_supervisors} 名。")
    return texts


def _percent(share: Fraction) -> str:
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def _checked_percent(percent: int) -> int:
    if not 0 <= percent < 100:
        raise ValueError("预计缺席比例应在 0% 到 99% 之间")
    return percent
