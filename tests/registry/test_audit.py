"""The chain of audit events."""

import pytest

from registry.models import AuditEvent, Unit
from registry.services.audit import change, first_broken_link
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_nested_services_join_one_chain_in_order(bureau: Unit) -> None:
    user = UserFactory()
    with change(user, "outer", bureau) as log:
        with change(user, "inner", bureau):
            pass
        log.note(state="open")
    events = list(AuditEvent.objects.order_by("number").values_list("number", "verb", "payload"))
    assert events == [(1, "inner", {}), (2, "outer", {"state": "open"})]
    assert first_broken_link() is None


def test_a_failed_service_leaves_neither_change_nor_event(bureau: Unit) -> None:
    def rename() -> None:
        with change(None, "rename", bureau):
            Unit.objects.filter(pk=bureau.pk).update(name="别名")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        rename()
    assert AuditEvent.objects.count() == 0
    assert Unit.objects.get(pk=bureau.pk).name == "安澜市工商行政管理局"


def test_a_failed_inner_service_takes_its_own_inner_events_along(bureau: Unit) -> None:
    def middle() -> None:
        with change(None, "middle", bureau):
            with change(None, "inner", bureau):
                Unit.objects.filter(pk=bureau.pk).update(name="别名")
            raise RuntimeError

    with change(None, "outer", bureau), pytest.raises(RuntimeError):
        middle()
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["outer"]
    assert Unit.objects.get(pk=bureau.pk).name == "安澜市工商行政管理局"


@pytest.mark.parametrize(("field", "value"), [("verb", "other"), ("payload", {"a": 2}), ("actor_id", None)])
def test_a_changed_event_breaks_the_chain_at_its_number(bureau: Unit, field: str, value: object) -> None:
    user = UserFactory()
    for number in range(3):
        with change(user, "touch", bureau) as log:
            log.note(a=number)
    assert first_broken_link() is None
    AuditEvent.objects.filter(number=2).update(**{field: value})
    assert first_broken_link() == 2


def test_a_missing_last_event_is_noticed(bureau: Unit) -> None:
    for _ in range(2):
        with change(None, "touch", bureau):
            pass
    AuditEvent.objects.filter(number=2).delete()
    assert first_broken_link() == 2
