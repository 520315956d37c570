"""Life of a vote (S0-12, S0-19, S0-23)."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class VoteState(StrEnum):
    PREPARING = "preparing"
    TESTING = "testing"
    READY = "ready"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    SEALED = "sealed"
    PUBLISHED = "published"
    VOID = "void"


S = VoteState
VOTE = Lifecycle(
    name="投票",
    labels={
        S.PREPARING: "准备中",
        S.TESTING: "零票检验",
        S.READY: "待开启",
        S.OPEN: "投票中",
        S.CLOSING: "截止收票",
        S.CLOSED: "已截止",
        S.SEALED: "已封存",
        S.PUBLISHED: "已公布",
        S.VOID: "已作废",
    },
    initial=S.PREPARING,
    moves=table(
        {
            S.PREPARING: [S.TESTING, S.VOID],
            S.TESTING: [S.READY, S.VOID],
            S.READY: [S.OPEN, S.VOID],
            S.OPEN: [S.CLOSING, S.VOID],
            S.CLOSING: [S.OPEN, S.CLOSED, S.VOID],
            S.CLOSED: [S.SEALED, S.VOID],
            S.SEALED: [S.PUBLISHED, S.VOID],
            S.PUBLISHED: [S.VOID],
        }
    ),
)
CASTING = frozenset({S.OPEN, S.CLOSING})
"""States in which a representative's ballot enters the urn."""
