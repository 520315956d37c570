"""The rules of limits: seen by whoever manages the settings, changed from a day to come, never under limits that run."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from desk.models import Clock, ClockPolicy
from desk.services import calendar, clocks, moving, sweeping
from registry.models import Role, Unit, User
from tests.desk.test_clocks import D
from tests.factories import user_with

pytestmark = pytest.mark.django_db
CODE = "matter_solve"


@pytest.fixture(autouse=True)
def at() -> Iterator[Any]:
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as traveller:
        calendar.load_year(actor=None, year=2026)
        yield traveller


@pytest.fixture
def administrator(client: Client, bureau: Unit) -> User:
    user = user_with(Role.ADMINISTRATOR, bureau)
    client.force_login(user)
    return user


def running(office: Unit) -> Clock:
    return clocks.start_clock(
        actor=None, code=CODE, title="立即解决的事", unit=office, started_on=D("2026-03-02"), origin_kind="none",
        origin_label="问题",
    )  # fmt: skip


def given(**changes: Any) -> dict[str, Any]:
    return {
        "amount": 8, "valid_from": "2026-03-03", "source": "局务会决定", "reminders": "4、2", "blue": 2, "orange": 4,
        "red": 6,
    } | changes  # fmt: skip


def test_a_limit_is_set_anew_from_a_day_and_what_runs_keeps_its_own(
    client: Client, administrator: User, office: Unit, at: Any
) -> None:
    before = running(office)
    address = reverse("desk:policy-edit", args=[CODE])
    assert client.post(address, given()).status_code == 302
    before.refresh_from_db()
    assert (before.due_on, before.policy.amount) == (D("2026-03-09"), 5)
    clocks.recompute_clocks(actor=administrator)
    before.refresh_from_db()
    assert before.due_on == D("2026-03-09")
    at.move_to("2026-03-03T09:00:00+08:00")
    client = Client()
    client.force_login(administrator)
    after = clocks.start_clock(
        actor=None, code=CODE, title="新的", unit=office, started_on=D("2026-03-03"), origin_kind="none",
        origin_label="问题",
    )  # fmt: skip
    assert after.due_on == D("2026-03-13")
    assert [step["offset"] for step in after.policy.ladder] == [-4, -2, 0, 1, 2, 4, 6]
    page = client.get(reverse("desk:policy-list")).content.decode()
    assert (
        "提前 4、2 个工作日提醒，到期当天提醒；逾期 1 个工作日说明原因，2、4、6 个工作日发蓝、橙、红督办单"
        in page
    )
    assert "2026-03-03 起：8 个工作日" in " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_from": "2026-03-02"}, "应从明天或以后起"),
        ({"valid_from": "2020-01-01"}, "应从明天或以后起"),
        ({"amount": "0"}, "大于或"),
        ({"amount": "十"}, "整数"),
        ({"reminders": "5、昨天"}, "请只写天数"),
        ({"reminders": "11"}, "应在期限前 1 至 10 个工作日"),
        ({"reminders": "3、3"}, "同一天不重复提醒"),
        ({"orange": 2}, "蓝色最早，红色最晚"),
        ({"blue": 1}, "逾期第 2 至 60 个工作日"),
        ({"source": ""}, "必填"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    client: Client, administrator: User, changes: dict[str, Any], said: str
) -> None:
    page = client.post(reverse("desk:policy-edit", args=[CODE]), given(**changes))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "局务会决定" in page.content.decode() or "source" in changes
    assert not ClockPolicy.objects.filter(valid_from__gt=D("2000-01-01")).exists()


def test_a_limit_is_set_once_a_day(client: Client, administrator: User) -> None:
    address = reverse("desk:policy-edit", args=[CODE])
    client.post(address, given())
    again = client.post(address, given(amount=9))
    assert (again.status_code, "2026-03-03起已另有规定" in again.content.decode()) == (422, True)


def test_a_rule_s_words_follow_its_own_days(
    client: Client, administrator: User, office: Unit, at: Any
) -> None:
    client.post(reverse("desk:policy-edit", args=[CODE]), given(blue=2))
    at.move_to("2026-03-03T09:00:00+08:00")
    head = user_with(Role.HEAD, office)
    clocks.start_clock(
        actor=None, code=CODE, title="新的", unit=office, started_on=D("2026-03-03"), origin_kind="none",
        origin_label="问题",
    )  # fmt: skip
    at.move_to("2026-03-17T09:00:00+08:00")
    sweeping.sweep_clocks()
    assert "“新的”逾期 2 个工作日，发蓝色督办单。" in list(head.notices.values_list("text", flat=True))


def test_a_move_keeps_its_paper_and_a_lying_one_is_refused(
    client: Client, bureau: Unit, office: Unit
) -> None:
    clock = running(office)
    client.force_login(user_with(Role.INSPECTORATE, bureau))
    address = reverse("desk:clock-move", args=[clock.pk])
    move = {"kind": "extend", "first": "2026-03-02", "amount": 3, "reason": "案情复杂"}
    refused = client.post(address, move | {"document": SimpleUploadedFile("批准.pdf", b"MZ\x90\x00" * 9)})
    assert (refused.status_code, "案情复杂" in refused.content.decode()) == (422, True)
    clock.refresh_from_db()
    assert clock.due_on == D("2026-03-09")
    paper = SimpleUploadedFile("批准.pdf", b"%PDF-1.4 approved")
    assert client.post(address, move | {"document": paper}).status_code == 302
    leader, move = user_with(Role.LEADER, bureau), clock.moves.get()
    asked = reverse("desk:move-file", args=[clock.pk, move.pk])
    assert asked in client.get(reverse("desk:clock-show", args=[clock.pk])).content.decode()
    assert client.get(asked).content == b"%PDF-1.4 approved"
    moving.approve_move(actor=leader, move=move)
    clock.refresh_from_db()
    assert clock.due_on == D("2026-03-12")
    file = reverse("desk:segment-file", args=[clock.pk, clock.segments.get().pk])
    assert file in client.get(reverse("desk:clock-show", args=[clock.pk])).content.decode()
    assert client.get(file).content == b"%PDF-1.4 approved"
    other = Client()
    other.force_login(user_with(Role.RECEPTIONIST, bureau))
    assert other.get(file).status_code == 404
