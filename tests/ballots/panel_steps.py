"""A panel of the departments' election: its cards made group by group, opened."""

from ballots.models.votes import Front
from ballots.queries import votes
from ballots.services import batches, opening, preparing
from registry.models import Unit
from rulebook.ballot.form import BallotForm
from tests.ballots.keys import prove
from tests.ballots.steps import Hall, confirm, make_hall


def prepared_panel(office: Unit, form: BallotForm, *, threshold: int = 5) -> Hall:
    hall = make_hall(office)
    hall.vote = preparing.prepare_vote(
        actor=hall.runner,
        title="科室评选",
        unit=office,
        form=form,
        origin_kind=hall.vote.origin_kind,
        origin_label="测试评选",
        threshold=threshold,
        front=Front.GROUPS,
    )
    return hall


def open_panel(
    office: Unit, form: BallotForm, groups: list[batches.PanelCards], *, threshold: int = 5
) -> Hall:
    """A panel that votes; ``codes`` group by group."""
    hall = prepared_panel(office, form, threshold=threshold)
    made = batches.make_panel_cards(actor=hall.runner, vote=hall.vote, groups=groups)
    hall.codes = [code for _, codes in made for code in codes]
    prove(actor=hall.runner, vote=hall.vote)
    confirm(hall, votes.OPEN_VOTE)
    return hall


def close_panel(hall: Hall) -> None:
    """Ended; all cards count as given out."""
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    opening.close_vote(actor=hall.runner, vote=hall.vote)
