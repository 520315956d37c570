"""Paper ballots, as staff handles them from the print to the agreed pair."""

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.queries import paper as paper_queries
from ballots.services import opening
from ballots.services.cards import record_attendance, record_leftovers, void_card
from ballots.services.paper import enter_sheet, print_paper, stamp_sheets
from registry.models import Role, User
from tests.ballots.steps import Hall, cast, opened
from tests.factories import user_with


@dataclass
class PaperHall:
    """A hall with two clerks beside its people."""

    hall: Hall
    clerks: tuple[User, User]

    @property
    def stamps(self) -> list[int]:
        return paper_queries.stamps(self.hall.vote)

    def enter(self, clerk: int, stamp: int, marks: Sequence[int] = (), invalid: str = "") -> None:
        vote = self.hall.vote
        enter_sheet(actor=self.clerks[clerk], vote=vote, stamp=stamp, marks=list(marks), invalid=invalid)

    def both(self, stamp: int, marks: Sequence[int] = (), invalid: str = "") -> None:
        for clerk in (0, 1):
            self.enter(clerk, stamp, marks, invalid)


def paper_hall(hall: Hall, *, cards: int, tablets: int, paper: int, printed: int = 0) -> PaperHall:
    """Opened; so many voted on tablets, so many cards were exchanged for paper; ``printed`` forms in all."""
    opened(hall, cards=cards)
    print_paper(actor=hall.runner, vote=hall.vote, n=printed or paper)
    for code in hall.codes[:tablets]:
        cast(hall, code)
    for code in hall.codes[tablets : tablets + paper]:
        void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="paper")
    return PaperHall(hall, (hall.teller, user_with(Role.TELLER, hall.vote.unit)))


def closed_with_box(found: PaperHall, *, handed_out: int, sheets: int, left: int = 0) -> PaperHall:
    """The rest of the cards left over and scanned, closed, the box opened."""
    hall = found.hall
    rest = hall.codes[handed_out:]
    record_attendance(vote=hall.vote, n=handed_out)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    for code in rest:
        void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="leftover")
    record_leftovers(actor=hall.watcher, vote=hall.vote, leftover=len(rest), spoilt=0, paper_left=left)
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    stamp_sheets(actor=hall.teller, vote=hall.vote, n=sheets)
    return found
