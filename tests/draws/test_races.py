"""Two operators at once: the step is done once, the other hears why in words."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from draws.models import Draw, SeedPart
from draws.queries import facts, records, results
from draws.services import confirming, steps, substitution
from draws.services.digits import enter_digits
from draws.services.moving import DrawRefused
from registry.models import Role
from tests.draws.conftest import DIGITS
from tests.factories import user_with


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run the calls in threads that start together; "" or the refusal of each, sorted."""
    barrier, answers = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
            answers.append("")
        except DrawRefused as refusal:
            answers.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_digits_of_one_party_are_locked_once(make_draw, advance, watcher, bureau) -> None:
    draw = advance(make_draw(), "locked")
    colleague = user_with(Role.WATCHER, bureau, name="市纪委监督员丁")

    def give(actor, digits: str) -> Callable[[], object]:
        own = Draw.objects.get(pk=draw.pk)
        return lambda: enter_digits(actor=actor, draw=own, position=1, digits=digits)

    answers = at_once(give(watcher, DIGITS[0]), give(colleague, DIGITS[1]))
    assert answers == ["", "市纪委监督员已经报数并锁定，不能再改。"]
    assert SeedPart.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_draw_is_run_once(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "seeded")
    rows = [Draw.objects.get(pk=draw.pk) for _ in range(2)]
    answers = at_once(*(lambda row=row: steps.run_draw(actor=watcher, draw=row) for row in rows))
    assert answers == ["", "这一步已经办过，抽取现为“已抽取”。"]


@pytest.mark.django_db(transaction=True)
def test_two_draws_locked_at_once_stay_one_chain(make_draw, watcher, inspectorate) -> None:
    rows = [make_draw("一"), make_draw("二")]
    for row in rows:
        confirming.ask_step(actor=watcher, draw=row, action=facts.LOCK)
    answers = at_once(
        *(
            lambda row=row: confirming.confirm_step(actor=inspectorate, draw=row, action=facts.LOCK)
            for row in rows
        )
    )
    assert set(answers) <= {"", "另一次抽取恰在此时锁定，请再确认一次。"}
    for row in Draw.objects.filter(state="draft"):
        confirming.confirm_step(actor=inspectorate, draw=row, action=facts.LOCK)
    first, second = Draw.objects.order_by("chain_number")
    assert [first.chain_number, second.chain_number] == [1, 2]
    assert records.commitment_of(second).previous == first.commitment_hash


@pytest.mark.django_db(transaction=True)
def test_one_withdrawal_is_replaced_once(make_draw, advance, watcher, inspectorate) -> None:
    draw = advance(make_draw(), "drawn")
    leaving = results.selected(draw).first()
    answers = at_once(
        *(
            lambda actor=actor: substitution.substitute(
                actor=actor, draw=draw, withdrawn=leaving, reason="declined"
            )
            for actor in (watcher, inspectorate)
        )
    )
    assert answers == ["", "这一名已经退出，并已由他人递补。"]
    assert draw.substitutions.count() == 1
