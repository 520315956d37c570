"""The sessions of an account: an end in any case, a list for its owner, and a way to end the others."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from registry.models import AuditEvent, SignIn, User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ANDROID = "Mozilla/5.0 (Linux; Android 13) Chrome/120"


def enter(user: User, agent: str = "") -> Client:
    client = Client(headers={"user-agent": agent})
    assert client.post("/sign-in/", {"username": user.username, "password": PASSWORD}).status_code == 302
    return client


def alive(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_session_ends_however_busy_it_is(settings: Settings) -> None:
    settings.SESSION_LIMIT_SECONDS = 3600
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = enter(UserFactory())
        for _ in range(4):
            clock.shift(timedelta(minutes=15))
            assert alive(client)
        clock.shift(timedelta(minutes=1))
        assert not alive(client)


def test_the_owner_sees_his_sessions_and_ends_one() -> None:
    user = UserFactory()
    here, telephone, third = enter(user), enter(user, ANDROID), enter(user)
    page = here.get("/account/").text
    assert (page.count("退出这一处"), page.count("（本机）"), page.count("安卓，谷歌内核浏览器")) == (2, 1, 1)
    which = SignIn.objects.get(device__startswith="安卓").pk
    assert here.post("/account/sign-ins/end/", {"which": which}).status_code == 302
    assert [alive(each) for each in (here, telephone, third)] == [True, False, True]


def test_the_owner_ends_all_others() -> None:
    user = UserFactory()
    here, others = enter(user), [enter(user), enter(user)]
    here.post("/account/sign-ins/end/")
    assert [alive(each) for each in (here, *others)] == [True, False, False]
    assert AuditEvent.objects.get(verb="end_sessions").payload == {"ended": 2}


def test_nobody_ends_the_session_of_another() -> None:
    here, other = enter(UserFactory()), UserFactory()
    theirs = enter(other)
    here.post("/account/sign-ins/end/", {"which": other.sign_ins.get().pk})
    assert alive(theirs)


@pytest.mark.parametrize("which", ["x", "²", "9" * 40, "-1"])
def test_a_made_up_session_is_not_found(which: str) -> None:
    assert enter(UserFactory()).post("/account/sign-ins/end/", {"which": which}).status_code == 404


def test_signing_in_and_out_stand_in_the_audit() -> None:
    user = UserFactory()
    enter(user).post("/sign-out/")
    events = AuditEvent.objects.filter(actor=user).order_by("number")
    assert [event.verb for event in events] == ["sign_in", "sign_out"]
    assert not SignIn.objects.exists()


def test_a_changed_password_keeps_this_session_in_the_list() -> None:
    user = UserFactory()
    here = enter(user)
    new = "dongli-baohe-72-shan"
    assert here.post("/account/password/", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert "（本机）" in here.get("/account/").text
