"""Life of a letter: nothing is closed without an answer, or the approved finding that nobody can be reached (S2-11)."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class LetterState(StrEnum):
    RECEIVED = "received"
    HANDLING = "handling"
    REPLIED = "replied"
    CLOSED = "closed"


S = LetterState
LETTER = Lifecycle(
    name="来信",
    labels={S.RECEIVED: "已收到", S.HANDLING: "办理中", S.REPLIED: "已答复", S.CLOSED: "已办结"},
    initial=S.RECEIVED,
    moves=table(
        {
            S.RECEIVED: [S.HANDLING],
            S.HANDLING: [S.REPLIED, S.CLOSED],
            S.REPLIED: [S.HANDLING, S.CLOSED],
            S.CLOSED: [S.HANDLING],
        }
    ),
)
