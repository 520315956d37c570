"""Life of a draw (S0-03, S0-07): no way back from ``locked``, never deleted, never run twice."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class DrawState(StrEnum):
    DRAFT = "draft"
    LOCKED = "locked"
    SEEDED = "seeded"
    DRAWN = "drawn"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    VOID = "void"


S = DrawState
DRAW = Lifecycle(
    name="抽取",
    labels={
        S.DRAFT: "准备中",
        S.LOCKED: "名册已锁定",
        S.SEEDED: "双方已报数",
        S.DRAWN: "已抽取",
        S.PUBLISHED: "已公布",
        S.ARCHIVED: "已归档",
        S.VOID: "已作废",
    },
    initial=S.DRAFT,
    moves=table(
        {
            S.DRAFT: [S.LOCKED, S.VOID],
            S.LOCKED: [S.SEEDED, S.VOID],
            S.SEEDED: [S.DRAWN, S.VOID],
            S.DRAWN: [S.PUBLISHED, S.VOID],
            S.PUBLISHED: [S.ARCHIVED, S.VOID],
        }
    ),
)
