"""Life of a representative's membership in one meeting (S0-03, S0-06, S0-07)."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class RepresentativeState(StrEnum):
    NAMED = "named"
    NOTIFIED = "notified"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    REPLACED = "replaced"


S = RepresentativeState
REPRESENTATIVE = Lifecycle(
    name="代表",
    labels={
        S.NAMED: "待通知",
        S.NOTIFIED: "已通知",
        S.CONFIRMED: "已确认",
        S.DECLINED: "已谢绝",
        S.REPLACED: "已由他人递补",
    },
    initial=S.NAMED,
    moves=table(
        {
            S.NAMED: [S.NOTIFIED, S.CONFIRMED, S.DECLINED, S.REPLACED],
            # Back to waiting when date or place changed after they were told: what they said was said of another day.
            S.NOTIFIED: [S.NAMED, S.CONFIRMED, S.DECLINED, S.REPLACED],
            S.CONFIRMED: [S.NAMED, S.DECLINED, S.REPLACED],
            S.DECLINED: [S.REPLACED],
        }
    ),
)
OUT = frozenset({S.DECLINED, S.REPLACED})
"""States of those who are no longer members of the meeting; they stay on record (S0-07)."""
