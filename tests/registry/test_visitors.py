"""Whose failures are whose: addresses behind a proxy, shared addresses, known devices, sprayed passwords."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from registry.models import AuditEvent, FailedTry, User
from registry.services.visitors import client_address, device_words
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
HOME, STRANGER = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def behind_a_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1


def attempt(client: Client, user: User, address: str, password: str = PASSWORD) -> int:
    posted = {"username": user.username, "password": password}
    return client.post("/sign-in/", posted, headers={"x-forwarded-for": address}).status_code


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (2, "203.0.113.7", "?"),
        (1, "", "?"),
        (1, "垃圾", "?"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    rf: RequestFactory, settings: Settings, proxies: int, header: str, seen: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/")
    request.META["HTTP_X_FORWARDED_FOR"] = header
    assert client_address(request) == seen


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_stranger_does_not_keep_the_owner_out() -> None:
    user = UserFactory()
    assert [attempt(Client(), user, STRANGER, "wrong") for _ in range(6)] == [200] * 5 + [429]
    assert attempt(Client(), user, HOME) == 302


@pytest.mark.usefixtures("behind_a_proxy")
def test_made_up_addresses_do_not_give_new_tries() -> None:
    user = UserFactory()
    answers = [attempt(Client(), user, f"10.0.0.{n}, {STRANGER}", "wrong") for n in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_known_device_gets_in_beside_a_stranger_of_the_same_address() -> None:
    user, own = UserFactory(), Client()
    assert attempt(own, user, HOME) == 302
    assert [attempt(Client(), user, HOME, "wrong") for _ in range(6)][-1] == 429
    own.post("/sign-out/")
    assert attempt(own, user, HOME) == 302


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_known_device_is_slowed_by_its_own_failures() -> None:
    user, own = UserFactory(), Client()
    attempt(own, user, HOME)
    own.post("/sign-out/")
    assert [attempt(own, user, HOME, "wrong") for _ in range(6)] == [200] * 5 + [429]


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_device_known_to_one_account_is_unknown_to_another() -> None:
    user, other, device = UserFactory(), UserFactory(), Client()
    attempt(device, other, HOME)
    device.post("/sign-out/")
    for _ in range(5):
        attempt(Client(), user, HOME, "wrong")
    assert attempt(device, user, HOME) == 429


@pytest.mark.usefixtures("behind_a_proxy")
def test_whoever_goes_through_the_accounts_is_slowed_and_seen() -> None:
    users = [UserFactory() for _ in range(31)]
    answers = [attempt(Client(), user, STRANGER, "Anlan2026!") for user in users]
    assert answers == [200] * 30 + [429]
    assert attempt(Client(), users[0], HOME) == 302
    seen = AuditEvent.objects.filter(verb="slow_address")
    assert [event.subject_id for event in seen] == [str(users[29].pk)]


def test_failures_are_forgotten_after_a_day() -> None:
    user = UserFactory()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            attempt(Client(), user, "", "wrong")
        clock.shift(timedelta(hours=25))
        assert [attempt(Client(), user, "", "wrong") for _ in range(5)] == [200] * 5
        assert max(FailedTry.objects.values_list("failures", flat=True)) == 5


def test_what_is_kept_of_failures_names_nobody() -> None:
    user = UserFactory(username="lufengying")
    attempt(Client(), user, "", "geheim-2026")
    kept = repr(list(FailedTry.objects.values()))
    assert [word for word in ("lufengying", "127.0.0.1", "geheim-2026") if word in kept] == []
    assert FailedTry.objects.count() == 2


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120",
            "Windows 电脑，Edge",
        ),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120 MicroMessenger/8", "安卓，微信"),
        ("curl/8", "其他设备"),
        ("", "其他设备"),
    ],
)
def test_a_device_is_told_in_words(rf: RequestFactory, agent: str, said: str) -> None:
    assert device_words(rf.get("/", headers={"user-agent": agent})) == said
