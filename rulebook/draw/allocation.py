"""Seats for strata in proportion to their size (S0-07)."""

from __future__ import annotations

from collections.abc import Mapping

from rulebook.draw.errors import StratumTooSmall


def share_ceiling(size: int, numerator: int, denominator: int) -> int:
    """Smallest integer not below size × numerator / denominator; for 3/5 it is (size·3 + 4) // 5."""
    return (size * numerator + denominator - 1) // denominator


def allocate(total: int, available: Mapping[str, int]) -> dict[str, int]:
    """Seats per stratum in proportion to `available`, by largest remainder, never more than available.

    Equal remainders go to the stratum whose name comes first by code point, so the result does not
    depend on the order of `available`. Raises StratumTooSmall when all strata together hold less
    than `total`, ValueError for negative numbers.
    """
    if total < 0 or any(count < 0 for count in available.values()):
        raise ValueError("名额和人数不能为负")
    pool = sum(available.values())
    if total > pool:
        parts = "、".join(f"{name} {count}" for name, count in sorted(available.items())) or "没有任何分层"
        raise StratumTooSmall(
            "全部分层", total, pool, f"拟抽取 {total} 名，各分层合计只有 {pool} 名（{parts}）"
        )
    if total == 0:
        return dict.fromkeys(available, 0)
    seats = {name: total * count // pool for name, count in available.items()}
    by_remainder = sorted(available, key=lambda name: (-(total * available[name] % pool), name))
    for name in by_remainder[: total - sum(seats.values())]:
        seats[name] += 1
    return seats
