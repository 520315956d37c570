"""Life of a representative's membership in one meeting (S0-03, S0-06, S0-07)."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class RepresentativeState(StrEnum):
    NAMED = "named"
    NOTIFIED = "notified"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


S = RepresentativeState
REPRESENTATIVE = Lifecycle(
    name="代表",
    labels={S.NAMED: "待通知", S.NOTIFIED: "已通知", S.CONFIRMED: "已确认", S.DECLINED: "已谢绝"},
    initial=S.NAMED,
    moves=table(
        {
            S.NAMED: [S.NOTIFIED, S.CONFIRMED, S.DECLINED],
            S.NOTIFIED: [S.CONFIRMED, S.DECLINED],
            S.CONFIRMED: [S.DECLINED],
        }
    ),
)
