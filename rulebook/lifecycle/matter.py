"""Life of a problem: from the day it is raised to the day it is struck off (S0-14, S4-12)."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class MatterState(StrEnum):
    REGISTERED = "registered"
    VERIFYING = "verifying"
    TREATING = "treating"
    REPORTED = "reported"
    CHECKED = "checked"
    CLARIFIED = "clarified"
    CLOSED = "closed"
    MERGED = "merged"


S = MatterState
MATTER = Lifecycle(
    name="问题",
    labels={
        S.REGISTERED: "已登记",
        S.VERIFYING: "核实中",
        S.TREATING: "整改中",
        S.REPORTED: "待核查",
        S.CHECKED: "待回告",
        S.CLARIFIED: "已澄清，待回告",
        S.CLOSED: "已销号",
        S.MERGED: "已并入",
    },
    initial=S.REGISTERED,
    moves=table(
        {
            S.REGISTERED: [S.VERIFYING, S.MERGED],
            S.VERIFYING: [S.TREATING, S.CLARIFIED, S.MERGED],
            S.TREATING: [S.REPORTED],
            S.REPORTED: [S.TREATING, S.CHECKED],
            S.CHECKED: [S.CLOSED, S.TREATING],
            S.CLARIFIED: [S.CLOSED, S.VERIFYING],
            S.CLOSED: [S.TREATING],
        }
    ),
)
ENDED = frozenset({S.CLOSED, S.MERGED})
