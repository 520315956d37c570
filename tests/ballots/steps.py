"""Steps of a vote, as its services are called in the right order by the right people."""

import json
import secrets
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from ballots.models import Vote
from ballots.ports import VoteOrigin, origins
from ballots.queries import votes
from ballots.services import casting, confirming, opening, preparing
from ballots.services.cards import record_attendance, record_leftovers, void_card
from registry.models import Role, Unit, User
from registry.roles import Capability
from rulebook.ballot.form import BallotForm, duty_meeting_form, new_ballot_id
from tests.ballots.keys import prove, take_count
from tests.factories import user_with

ORIGIN = "tests.vote"
OFFICERS = ["所长 张山", "副所长 李泗"]


def register_origin() -> None:
    """A wing that hinders nothing and lets everybody look."""
    if ORIGIN not in origins:
        origins[ORIGIN] = VoteOrigin(
            kind=ORIGIN,
            label="测试",
            run=Capability.RUN_VOTE,
            confirm=Capability.CONFIRM_VOTE,
            view=Capability.VIEW_ROUNDS,
            url=lambda row: "/",
            may_see=lambda user, row: True,
            present=lambda row: row.checked_in or None,
        )


@dataclass
class Hall:
    """A vote with its people and, as in the hall, the printed codes in somebody's hand."""

    vote: Vote
    runner: User
    watcher: User
    teller: User
    codes: list[str] = field(default_factory=list)

    @property
    def form(self) -> BallotForm:
        return votes.form(self.vote)


def make_hall(unit: Unit, officers: list[str] | None = None) -> Hall:
    register_origin()
    runner = user_with(Role.INSPECTORATE, unit)
    vote = preparing.prepare_vote(
        actor=runner,
        title="城关工商所述职述廉评议",
        unit=unit,
        form=duty_meeting_form("城关工商所", OFFICERS if officers is None else officers),
        origin_kind=ORIGIN,
        origin_label="测试会议",
    )
    return Hall(vote, runner, user_with(Role.WATCHER, unit), user_with(Role.TELLER, unit))


def confirm(hall: Hall, action: str, note: str = "", count: int = 0) -> None:
    """The runner asks, the watcher confirms, the step is carried out."""
    asked = confirming.ask_step(actor=hall.runner, vote=hall.vote, action=action, note=note, count=count)
    confirming.confirm_step(actor=hall.watcher, vote=hall.vote, confirmation=asked)


def ready(hall: Hall, cards: int = 6) -> Hall:
    hall.codes = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=cards)
    prove(actor=hall.runner, vote=hall.vote)
    return hall


def another_vote(hall: Hall, cards: int) -> Vote:
    """A second vote of the same wing, whose cards are made."""
    other = preparing.prepare_vote(
        actor=hall.runner,
        title="别的会议",
        unit=hall.vote.unit,
        form=hall.form,
        origin_kind=hall.vote.origin_kind,
        origin_label="别的会议",
    )
    preparing.make_cards(actor=hall.runner, vote=other, n=cards)
    return other


def opened(hall: Hall, cards: int = 6) -> Hall:
    confirm(ready(hall, cards), votes.OPEN_VOTE)
    return hall


def new_id() -> str:
    return new_ballot_id(secrets.token_bytes)


def cast(hall: Hall, code: str, marks: list[int] | None = None, ballot: str = "") -> casting.Outcome:
    return casting.cast(
        vote=hall.vote.pk,
        card=code,
        ballot=ballot or new_id(),
        form=hall.vote.form_hash,
        marks=marks if marks is not None else [1] * hall.form.size,
    )


def post(hall: Hall, code: str, marks: list[int], ballot: str, client: Client | None = None, **headers: str):
    """The cast as the page's script sends it."""
    return (client or Client()).post(
        reverse("ballots:ballot-cast", args=[hall.vote.pk]),
        json.dumps({"card": code, "id": ballot, "form": hall.vote.form_hash, "marks": marks}),
        content_type="application/json",
        headers=headers,
    )


def closed(hall: Hall, used: int) -> Hall:
    """Attendance, leftovers counted and scanned, closed."""
    left = hall.codes[used:]
    record_attendance(vote=hall.vote, n=used)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    for code in left:
        void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="leftover")
    record_leftovers(actor=hall.watcher, vote=hall.vote, leftover=len(left), spoilt=0)
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    return hall


def sealed(hall: Hall, used: int) -> Hall:
    closed(hall, used)
    take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    return hall


def published(hall: Hall, used: int) -> Hall:
    confirm(sealed(hall, used), votes.PUBLISH_VOTE)
    return hall
