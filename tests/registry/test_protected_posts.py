"""A second factor for posts that read or decide, a first password that expires, and the age of a password."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from registry.access import needs_second_factor
from registry.models import Role, Unit, User
from registry.services.accounts import create_user, reset_password
from tests.factories import PASSWORD, UserFactory, user_with

pytestmark = pytest.mark.django_db


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str) -> int:
    sent = {"username": user.username, "password": password, **more}
    return client.post("/sign-in/", sent).status_code


def token(device: TOTPDevice) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp()
    return f"{totp.token():06d}"


def test_a_protected_post_is_led_to_a_second_factor_and_then_let_in(
    client: Client, bureau: Unit, settings: Settings
) -> None:
    settings.SECOND_FACTOR = True
    watcher = user_with(Role.WATCHER, bureau)
    assert sign_in(client, watcher) == 302
    for address in ("/", "/search/?q=x", "/settings/"):
        assert client.get(address).headers["Location"] == "/account/code/start/"
    assert "您的岗位须启用动态码" in client.get("/account/code/start/").content.decode()
    client.post("/account/code/start/", {"password": PASSWORD})
    device = TOTPDevice.objects.get(user=watcher)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post("/account/code/", {"token": token(device)})
        assert client.get("/").status_code == 200
        client.post("/sign-out/")
        clock.shift(timedelta(minutes=2))
        assert sign_in(client, watcher, token=token(device)) == 302
    assert client.get("/").status_code == 200


def test_a_session_from_before_the_factor_signs_in_again(
    client: Client, bureau: Unit, settings: Settings
) -> None:
    settings.SECOND_FACTOR = True
    watcher = user_with(Role.WATCHER, bureau)
    sign_in(client, watcher)
    TOTPDevice.objects.create(user=watcher, name="手机", confirmed=True)
    assert client.get("/account/").headers["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_an_everyday_post_needs_no_second_factor(client: Client, office: Unit, settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    sign_in(client, user_with(Role.RECEPTIONIST, office))
    assert client.get("/").status_code == 200


def test_without_the_setting_nobody_is_kept_out(client: Client, bureau: Unit) -> None:
    sign_in(client, user_with(Role.WATCHER, bureau))
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("role", [Role.WATCHER, Role.INSPECTORATE, Role.ADMINISTRATOR, Role.LETTER_HANDLER])
def test_posts_that_read_or_decide_are_protected(bureau: Unit, role: Role) -> None:
    assert needs_second_factor(user_with(role, bureau))


def test_a_first_password_expires_and_is_given_anew(client: Client, bureau: Unit) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        user, first = create_user(actor=None, username="xinren", name="新人")
        clock.shift(timedelta(hours=71))
        assert sign_in(client, user, first) == 302
        client.post("/sign-out/")
        clock.shift(timedelta(hours=2))
        page = client.post("/sign-in/", {"username": "xinren", "password": first})
        assert "初始密码已经过期" in page.content.decode()
        assert "_auth_user_id" not in client.session
        second = reset_password(actor=user_with(Role.ADMINISTRATOR, bureau), user=user)
        assert sign_in(client, user, second) == 302


def test_a_password_of_ones_own_does_not_expire_as_a_first_one(client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        user = UserFactory(password_changed_at=timezone.now())
        clock.shift(timedelta(days=400))
        assert sign_in(client, user) == 302
        assert client.get("/account/").status_code == 200


def test_an_old_password_is_changed_first_where_the_setting_says_so(
    client: Client, settings: Settings
) -> None:
    settings.PASSWORD_DAYS = 90
    with time_machine.travel(timezone.now(), tick=False) as clock:
        user = UserFactory(password_changed_at=timezone.now())
        clock.shift(timedelta(days=91))
        sign_in(client, user)
        assert client.get("/").headers["Location"] == "/account/password/"
        assert "已用满 90 天" in client.get("/account/password/").content.decode()
        new = {"old": PASSWORD, "new": "a-fine-one-77", "again": "a-fine-one-77"}
        client.post("/account/password/", new)
        assert client.get("/").status_code == 200
