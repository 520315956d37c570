"""Life of a step on a protected post or account: one proposes it, another confirms or refuses it."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class GrantState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = GrantState
GRANT = Lifecycle(
    name="待确认的任职",
    labels={
        S.WAITING: "待确认",
        S.CONFIRMED: "已确认",
        S.REFUSED: "未同意",
        S.WITHDRAWN: "已撤回",
    },
    initial=S.WAITING,
    moves=table({S.WAITING: [S.CONFIRMED, S.REFUSED, S.WITHDRAWN]}),
)
