"""The second person: a table of who may confirm what, when."""

from datetime import timedelta

import pytest
import time_machine

from registry.models import Confirmation, Unit
from registry.services.audit import change
from registry.services.confirmations import (
    ConfirmationRefused,
    facts_digest,
    give_confirmation,
    request_confirmation,
    use_confirmation,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FACTS = {"名册": "abc", "人数": 60}


def ask(unit: Unit, facts: dict[str, object] = FACTS) -> Confirmation:
    return request_confirmation(
        actor=UserFactory(), action="draws.lock", subject=unit, label="城关所抽取", facts=facts
    )


def use(unit: Unit, facts: dict[str, object] = FACTS) -> Confirmation:
    with change(None, "lock_draw", unit):
        return use_confirmation(action="draws.lock", subject=unit, facts=facts)


def test_another_user_confirms_and_it_is_spent_once(office: Unit) -> None:
    row = ask(office)
    second = UserFactory()
    give_confirmation(actor=second, confirmation=row, facts=FACTS, subject=office)
    assert use(office).confirmed_by == second
    with pytest.raises(ConfirmationRefused, match="还没有第二人确认"):
        use(office)


def test_the_asker_cannot_confirm(office: Unit) -> None:
    row = ask(office)
    with pytest.raises(ConfirmationRefused, match="须由另一人确认"):
        give_confirmation(actor=row.asked_by, confirmation=row, facts=FACTS, subject=office)


@pytest.mark.parametrize(("minutes", "good"), [(9, True), (10, False), (60, False)])
def test_asking_expires_after_ten_minutes(office: Unit, minutes: int, good: bool) -> None:
    second = UserFactory()
    with time_machine.travel("2026-11-23 09:00 +0800", tick=False) as clock:
        row = ask(office)
        clock.shift(timedelta(minutes=minutes))
        if good:
            give_confirmation(actor=second, confirmation=row, facts=FACTS, subject=office)
        else:
            with pytest.raises(ConfirmationRefused, match="超过十分钟"):
                give_confirmation(actor=second, confirmation=row, facts=FACTS, subject=office)
    assert (Confirmation.objects.get(pk=row.pk).confirmed_by == second) is good


def test_a_confirmation_not_used_in_time_is_void(office: Unit) -> None:
    with time_machine.travel("2026-11-23 09:00 +0800", tick=False) as clock:
        give_confirmation(actor=UserFactory(), confirmation=ask(office), facts=FACTS, subject=office)
        clock.shift(timedelta(minutes=11))
        with pytest.raises(ConfirmationRefused, match="超过十分钟"):
            use(office)


@pytest.mark.parametrize("facts", [{"名册": "abd", "人数": 60}, {"名册": "abc"}, {}])
def test_changed_facts_are_refused_when_confirming_and_when_using(
    office: Unit, facts: dict[str, object]
) -> None:
    row = ask(office)
    second = UserFactory()
    with pytest.raises(ConfirmationRefused, match="有变动"):
        give_confirmation(actor=second, confirmation=row, facts=facts, subject=office)
    give_confirmation(actor=second, confirmation=row, facts=FACTS, subject=office)
    with pytest.raises(ConfirmationRefused, match="有变动"):
        use(office, facts)


def test_another_subject_is_refused(office: Unit, other_office: Unit) -> None:
    row = ask(office)
    with pytest.raises(ConfirmationRefused, match="有变动"):
        give_confirmation(actor=UserFactory(), confirmation=row, facts=FACTS, subject=other_office)


def test_nobody_confirms_twice(office: Unit) -> None:
    row = ask(office)
    give_confirmation(actor=UserFactory(), confirmation=row, facts=FACTS, subject=office)
    with pytest.raises(ConfirmationRefused, match="已经确认过"):
        give_confirmation(actor=UserFactory(), confirmation=row, facts=FACTS, subject=office)


def test_asking_again_replaces_the_open_request(office: Unit) -> None:
    first = ask(office)
    second = ask(office)
    with pytest.raises(ConfirmationRefused, match="超过十分钟"):
        give_confirmation(actor=UserFactory(), confirmation=first, facts=FACTS, subject=office)
    give_confirmation(actor=UserFactory(), confirmation=second, facts=FACTS, subject=office)
    assert use(office).pk == second.pk


def test_what_was_asked_anew_is_not_confirmed_from_the_page_before(office: Unit) -> None:
    on_the_page = ask(office).digest
    other: dict[str, object] = FACTS | {"人数": 6}
    row = ask(office, other)
    with pytest.raises(ConfirmationRefused, match="又重新提请过"):
        give_confirmation(
            actor=UserFactory(), confirmation=row, facts=other, subject=office, seen=on_the_page
        )
    give_confirmation(actor=UserFactory(), confirmation=row, facts=other, subject=office, seen=row.digest)
    assert use(office, other).pk == row.pk


def test_digest_does_not_depend_on_the_order_of_facts() -> None:
    assert facts_digest({"a": 1, "b": 2}) == facts_digest({"b": 2, "a": 1})
    assert facts_digest({"a": 1, "b": 2}) != facts_digest({"a": 2, "b": 1})
