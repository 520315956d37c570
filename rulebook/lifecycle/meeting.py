"""Life of a duty-and-integrity meeting (S0-13: reports, questions, ballot, count, closing statements)."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class MeetingState(StrEnum):
    DRAFT = "draft"
    POOL = "pool"
    DRAWN = "drawn"
    NOTIFIED = "notified"
    CHECK_IN = "check_in"
    VOTING = "voting"
    COUNTED = "counted"
    COUNT_SIGNED = "count_signed"
    FED_BACK = "fed_back"
    ARCHIVED = "archived"
    VOID = "void"


S = MeetingState
MEETING = Lifecycle(
    name="会议",
    labels={
        S.DRAFT: "筹备中",
        S.POOL: "编制名册",
        S.DRAWN: "代表已抽取",
        S.NOTIFIED: "代表已通知",
        S.CHECK_IN: "签到中",
        S.VOTING: "投票中",
        S.COUNTED: "已计票",
        S.COUNT_SIGNED: "计票已签字",
        S.FED_BACK: "结果已反馈",
        S.ARCHIVED: "已归档",
        S.VOID: "已作废",
    },
    initial=S.DRAFT,
    moves=table(
        {
            S.DRAFT: [S.POOL, S.VOID],
            S.POOL: [S.DRAFT, S.DRAWN, S.VOID],
            # Back to the pool when the draw is void, back to check-in when an open vote is void: both need two persons
            # there. Only what has neither a valid draw nor a valid vote is voided as a meeting.
            S.DRAWN: [S.NOTIFIED, S.POOL],
            # Back to drawn when date or place changed after members were told, or when the meeting is postponed: the draw
            # stays valid, everybody is told anew.
            S.NOTIFIED: [S.CHECK_IN, S.DRAWN, S.POOL],
            S.CHECK_IN: [S.DRAWN, S.VOTING],
            S.VOTING: [S.COUNTED, S.CHECK_IN],
            S.COUNTED: [S.COUNT_SIGNED, S.VOID],
            S.COUNT_SIGNED: [S.FED_BACK, S.VOID],
            S.FED_BACK: [S.ARCHIVED, S.VOID],
        }
    ),
)
