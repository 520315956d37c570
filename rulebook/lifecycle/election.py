"""Life of an election of satisfied and unsatisfied departments (S3-16)."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class ElectionState(StrEnum):
    PREPARING = "preparing"
    VOTING = "voting"
    SCORED = "scored"
    PUBLISHED = "published"
    VOID = "void"


S = ElectionState
ELECTION = Lifecycle(
    name="评选",
    labels={
        S.PREPARING: "筹备中",
        S.VOTING: "投票中",
        S.SCORED: "已计分",
        S.PUBLISHED: "已通报",
        S.VOID: "已作废",
    },
    initial=S.PREPARING,
    moves=table(
        {
            # Straight to the score when all votes were counted on paper and imported.
            S.PREPARING: [S.VOTING, S.SCORED, S.VOID],
            S.VOTING: [S.SCORED, S.VOID],
            # Back when a panel votes anew.
            S.SCORED: [S.VOTING, S.PUBLISHED, S.VOID],
        }
    ),
)
