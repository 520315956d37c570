"""Any order of casts, retries, conflicts, voided cards, closing, counting, sealing and voiding, held against a plain model."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from ballots.models import Receipt, SealedCount, UrnBallot, Vote
from ballots.queries import votes
from ballots.services import cards, opening
from ballots.services.throttle import failures
from ballots.sql import connecting, urn
from registry.models import Unit
from rulebook.ballot.receipts import whole_receipt
from tests.ballots.keys import take_count
from tests.ballots.steps import Hall, cast, confirm, make_hall, new_id, opened

pytestmark = pytest.mark.django_db(transaction=True)
CARDS = 4
CASTING, HOLDING = ("open", "closing"), ("open", "closing", "closed")
numbers = st.integers(0, CARDS - 1)
grades = st.integers(0, 5)


def machine(unit: Unit) -> type[RuleBasedStateMachine]:
    """The class of machines whose votes are of this unit."""

    class VoteMachine(RuleBasedStateMachine):
        """``free`` cards, ``cast`` ballots as id → (card, grade), ``voided`` cards, and the state as the model has it."""

        hall: Hall
        free: set[int]
        voided: int
        cast: dict[str, tuple[int, int]]
        state: str
        counted: bool

        @initialize()
        def open_a_vote(self) -> None:
            self.hall = opened(make_hall(unit, officers=[]), cards=CARDS)
            self.free, self.voided, self.cast = set(range(CARDS)), 0, {}
            self.state, self.counted = "open", False

        def send(self, card: int, grade: int, ballot: str) -> int:
            failures.forget()
            marks = [grade] * self.hall.form.size
            return cast(self.hall, self.hall.codes[card], marks, ballot).status

        def known(self) -> int:
            """What a spent card with an id that was accepted before is answered, whatever is marked."""
            return 200 if self.state in HOLDING or self.counted else 403

        @rule(card=numbers, grade=grades)
        def cast_anew(self, card: int, grade: int) -> None:
            ballot = new_id()
            answer = self.send(card, grade, ballot)
            if self.state not in CASTING:
                assert answer == 403
            elif card in self.free:
                assert answer == 201
                self.free.remove(card)
                self.cast[ballot] = (card, grade)
            else:
                assert answer == 410

        @precondition(lambda self: self.cast)
        @rule(data=st.data(), grade=grades)
        def send_again(self, data: Any, grade: int) -> None:
            ballot = data.draw(st.sampled_from(sorted(self.cast)))
            card = data.draw(st.sampled_from(sorted(set(range(CARDS)) - self.free)))
            assert self.send(card, grade, ballot) == self.known()

        @precondition(lambda self: self.cast and self.free)
        @rule(data=st.data(), grade=grades)
        def another_card_under_a_known_id(self, data: Any, grade: int) -> None:
            ballot = data.draw(st.sampled_from(sorted(self.cast)))
            card = data.draw(st.sampled_from(sorted(self.free)))
            taken = {"open": 409, "closing": 409, "closed": 403}
            assert self.send(card, grade, ballot) == taken.get(self.state, self.known())

        @precondition(lambda self: self.state in CASTING and self.free)
        @rule(data=st.data())
        def void_a_card(self, data: Any) -> None:
            card = data.draw(st.sampled_from(sorted(self.free)))
            code = self.hall.codes[card]
            cards.void_card(actor=self.hall.watcher, vote=self.hall.vote, code=code, reason="leftover")
            self.free.remove(card)
            self.voided += 1

        @precondition(lambda self: self.state == "open")
        @rule()
        def begin_closing(self) -> None:
            opening.begin_closing(actor=self.hall.runner, vote=self.hall.vote)
            self.state = "closing"

        @precondition(lambda self: self.state == "closing")
        @rule()
        def take_the_closing_back(self) -> None:
            opening.resume_voting(actor=self.hall.runner, vote=self.hall.vote)
            self.state = "open"

        @precondition(lambda self: self.state == "closing" and self.voided < CARDS)
        @rule()
        def close(self) -> None:
            runner, vote = self.hall.runner, self.hall.vote
            cards.record_leftovers(actor=runner, vote=vote, leftover=self.voided, spoilt=0)
            opening.close_vote(actor=runner, vote=vote)
            self.state = "closed"

        @precondition(lambda self: self.state == "closed")
        @rule()
        def count(self) -> None:
            take_count(actor=self.hall.teller, vote=self.hall.vote)
            self.state, self.counted = "sealed", True

        @precondition(lambda self: self.state != "void")
        @rule()
        def void(self) -> None:
            confirm(self.hall, votes.VOID_VOTE, note="机器试验")
            self.state = "void"

        @invariant()
        def the_rows_are_the_model_s(self) -> None:
            vote = Vote.objects.get(pk=self.hall.vote.pk)
            assert vote.state == self.state
            in_urn = set(UrnBallot.objects.filter(vote=vote).values_list("id", flat=True))
            assert in_urn == (set(self.cast) if self.state in HOLDING else set())
            if self.state in HOLDING:
                free = connecting.count_rows(urn.OPEN, vote.pk)
                assert free == len(self.free)
                assert connecting.count_rows(urn.ISSUED, vote.pk) == free + len(in_urn) + self.voided

        @invariant()
        def what_is_kept_is_what_was_cast(self) -> None:
            ended = self.state in ("sealed", "void")
            kept = set(Receipt.objects.filter(vote=self.hall.vote).values_list("receipt", flat=True))
            assert kept == (
                {whole_receipt(ballot) for ballot in self.cast} if ended and self.counted else set()
            )
            sums = SealedCount.objects.filter(vote=self.hall.vote, subject="office", n__gt=0)
            found = {(row.criterion, row.grade): row.n for row in sums}
            given = Counter(grade for _, grade in self.cast.values())
            wanted = {
                (criterion.key, grade): n
                for criterion in self.hall.form.criteria
                for grade, n in given.items()
                if ended and self.counted
            }
            assert found == wanted

    return VoteMachine


def test_s0_12_any_order_of_steps_keeps_every_ballot_once(office: Unit) -> None:
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run(
        machine(office),
        settings=settings(
            max_examples=30, stateful_step_count=16, deadline=None, suppress_health_check=slow, database=None
        ),
    )
