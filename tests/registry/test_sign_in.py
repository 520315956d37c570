"""Signing in: waits, one-time codes, idle sessions, a first password, and fields that outlive a session."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.hashers import identify_hasher
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from registry.models import AuditEvent, Role, Unit, User
from registry.services.accounts import create_user, identify_on_same_screen, reset_password
from registry.services.tries import TooManyTries
from tests.factories import PASSWORD, UserFactory, user_with

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


def attempt(client: Client, user: User, password: str = PASSWORD, **more: str) -> int:
    return client.post(SIGN_IN, {"username": user.username, "password": password, **more}).status_code


def one_line(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_of(device: TOTPDevice, at: timedelta = timedelta(0)) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = (timezone.now() + at).timestamp()
    return f"{totp.token():06d}"


def test_name_and_password_open_the_asked_page(client: Client) -> None:
    user = UserFactory()
    response = client.post(SIGN_IN, {"username": user.username, "password": PASSWORD, "next": "/account/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/account/")
    assert client.get("/account/").status_code == 200


def test_an_address_elsewhere_is_not_followed(client: Client) -> None:
    user = UserFactory()
    response = client.post(
        SIGN_IN, {"username": user.username, "password": PASSWORD, "next": "https://example.com/"}
    )
    assert response.headers["Location"] == "/"


def test_wrong_password_says_so_and_keeps_the_name(client: Client) -> None:
    user = UserFactory(username="lufengying")
    page = client.post(SIGN_IN, {"username": user.username, "password": "wrong"}).content.decode()
    assert "用户名或密码不对" in page
    assert 'value="lufengying"' in page
    assert not signed_in(client)


def test_after_five_failures_every_further_one_costs_a_longer_wait(client: Client) -> None:
    user = UserFactory()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [attempt(client, user, "wrong") for _ in range(6)] == [200] * 5 + [429]
        page = client.post(SIGN_IN, {"username": user.username, "password": PASSWORD})
        assert (page.status_code, signed_in(client)) == (429, False)
        assert "输错次数较多，请等 1 分钟再试。" in page.content.decode()
        assert f'value="{user.username}"' in page.content.decode()
        clock.shift(timedelta(seconds=61))
        assert attempt(client, user, "wrong") == 200
        clock.shift(timedelta(seconds=61))
        assert attempt(client, user) == 429
        clock.shift(timedelta(seconds=61))
        assert attempt(client, user) == 302
        assert signed_in(client)
    assert AuditEvent.objects.filter(verb="slow_sign_in", subject_id=str(user.pk)).count() == 1


def test_a_wait_of_one_name_leaves_others_alone(client: Client) -> None:
    user, other = UserFactory(), UserFactory()
    for _ in range(5):
        attempt(client, user, "wrong")
    assert attempt(client, other) == 302


def test_failures_on_the_same_screen_count_like_those_of_the_sign_in_page(
    client: Client, rf: RequestFactory
) -> None:
    user = UserFactory()
    for _ in range(5):
        request = rf.post("/")
        assert identify_on_same_screen(request, username=user.username, password="wrong") is None
    with pytest.raises(TooManyTries, match="请等 1 分钟再试"):
        identify_on_same_screen(rf.post("/"), username=user.username, password=PASSWORD)
    assert attempt(client, user) == 429


def test_second_person_on_the_same_screen_is_told_by_password_and_code(rf: RequestFactory) -> None:
    user = UserFactory()
    assert identify_on_same_screen(rf.post("/"), username=user.username, password=PASSWORD) == user
    device = TOTPDevice.objects.create(user=user, name="手机", confirmed=True)
    assert identify_on_same_screen(rf.post("/"), username=user.username, password=PASSWORD) is None
    token = code_of(device)
    assert (
        identify_on_same_screen(rf.post("/"), username=user.username, password=PASSWORD, token=token) == user
    )


def test_an_inactive_account_cannot_sign_in(client: Client) -> None:
    assert attempt(client, UserFactory(is_active=False)) == 200
    assert not signed_in(client)


def test_one_time_code_is_enrolled_asked_for_and_given_up(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.get("/account/code/picture.svg").status_code == 404
    client.post("/account/code/start/")
    device = TOTPDevice.objects.get(user=user)
    page = client.get("/account/code/").content.decode()
    assert "/account/code/picture.svg" in page
    assert client.get("/account/code/picture.svg").headers["Content-Type"] == "image/svg+xml"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert "动态码不对" in client.post("/account/code/", {"token": "000000"}).content.decode()
        clock.shift(timedelta(minutes=1))
        client.post("/account/code/", {"token": code_of(device)})
        device.refresh_from_db()
        assert device.confirmed
        client.post("/sign-out/")
        clock.shift(timedelta(minutes=1))
        assert (
            "动态码不对"
            in client.post(SIGN_IN, {"username": user.username, "password": PASSWORD}).content.decode()
        )
        assert not signed_in(client)
        clock.shift(timedelta(minutes=1))
        assert attempt(client, user, token=code_of(device)) == 302
    assert "密码不对" in client.post("/account/code/remove/", {"password": "wrong"}).content.decode()
    assert TOTPDevice.objects.filter(user=user).count() == 1
    client.post("/account/code/remove/", {"password": PASSWORD})
    assert TOTPDevice.objects.filter(user=user).count() == 0


def test_a_code_is_good_for_one_sign_in_only(client: Client) -> None:
    user = UserFactory()
    device = TOTPDevice.objects.create(user=user, name="手机", confirmed=True)
    with time_machine.travel(timezone.now(), tick=False):
        token = code_of(device)
        assert attempt(client, user, token=token) == 302
        client.post("/sign-out/")
        assert attempt(client, user, token=token) == 200
        assert not signed_in(client)


def test_an_administrator_helps_who_lost_the_telephone(client: Client, bureau: Unit) -> None:
    user = UserFactory()
    TOTPDevice.objects.create(user=user, name="手机", confirmed=True)
    client.force_login(user_with(Role.ADMINISTRATOR, bureau))
    client.post(f"/settings/users/{user.pk}/code/remove/")
    assert TOTPDevice.objects.filter(user=user).count() == 0
    assert AuditEvent.objects.get(verb="remove_one_time_code").subject_id == str(user.pk)


def test_a_first_password_is_changed_before_any_other_page(client: Client) -> None:
    user, password = create_user(actor=None, username="xinren", name="新人")
    assert attempt(client, user, password) == 302
    for address in ("/", "/account/", "/search/?q=x"):
        assert client.get(address).headers["Location"] == reverse("registry:password-change")
    assert "初始密码" in client.get("/account/password/").content.decode()
    new = {"old": password, "new": "安澜-long-enough-9", "again": "安澜-long-enough-9"}
    assert client.post("/account/password/", new).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert attempt(Client(), user, "安澜-long-enough-9") == 302


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("short", "密码太短，至少 10 个字符。"),
        ("12345678901234", "密码只包含数字"),
        ("password1234", "这个密码太常见了"),
        ("woaini1314520", "容易被猜到"),
        ("Admin@12345", "容易被猜到"),
        ("wangxiaoming", "密码跟 用户名 太相似了"),
        (PASSWORD, "新密码不能和现在的密码相同"),
    ],
)
def test_password_rules_are_told_in_chinese(client: Client, new: str, sentence: str) -> None:
    user = UserFactory(username="wangxiaoming1", name="王小明")
    client.force_login(user)
    page = client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new}).content.decode()
    assert sentence in page
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_old_password_and_repetition_are_checked(client: Client) -> None:
    client.force_login(UserFactory())
    page = client.post("/account/password/", {"old": "wrong", "new": "a-fine-one-77", "again": "other"})
    assert "现在的密码不对" in page.content.decode()
    assert "两次输入的新密码不一致" in page.content.decode()


def test_changing_the_password_ends_the_sessions_elsewhere(client: Client) -> None:
    user = UserFactory()
    elsewhere = Client()
    attempt(client, user)
    attempt(elsewhere, user)
    client.post("/account/password/", {"old": PASSWORD, "new": "a-fine-one-77", "again": "a-fine-one-77"})
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_passwords_are_hashed_with_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user, password = create_user(actor=None, username="argon", name="某人")
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.check_password(password)
    from evalsite import settings as file

    assert file.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_a_reset_password_must_be_changed_and_the_old_one_is_dead(client: Client) -> None:
    admin, user = UserFactory(), UserFactory()
    first = reset_password(actor=admin, user=user)
    assert attempt(client, user) == 200
    assert attempt(client, user, first) == 302
    assert client.get("/").headers["Location"] == "/account/password/"


def test_an_idle_session_ends_and_polling_does_not_keep_it(client: Client) -> None:
    user = UserFactory()
    limit = timedelta(seconds=django_settings.IDLE_TIMEOUT_SECONDS)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attempt(client, user)
        assert client.get("/account/").status_code == 200
        clock.shift(limit - timedelta(seconds=1))
        assert client.get("/account/").status_code == 200
        clock.shift(limit - timedelta(seconds=1))
        assert client.get("/account/", headers={"HX-Request": "true"}).status_code == 200
        clock.shift(timedelta(seconds=2))
        assert client.get("/account/").headers["Location"].startswith(SIGN_IN)


def test_what_was_posted_without_a_session_is_carried_and_sent_again(client: Client, bureau: Unit) -> None:
    user = user_with(Role.ADMINISTRATOR, bureau)
    typed = {"name": "食品“销售”", "grade": "A"}
    page = client.post("/settings/industries/new/", typed)
    assert page.status_code == 401
    assert 'name="carried-name" value="食品“销售”"' in one_line(page)
    assert "登录已过期" in page.content.decode()
    carried = {f"carried-{name}": value for name, value in typed.items()}
    again = client.post(
        SIGN_IN,
        {"username": user.username, "password": PASSWORD, "next": "/settings/industries/new/", **carried},
    )
    assert 'action="/settings/industries/new/"' in one_line(again)
    assert 'name="name" value="食品“销售”"' in one_line(again)
    assert client.post("/settings/industries/new/", typed).headers["Location"] == "/settings/industries/"


def test_passwords_are_never_carried(client: Client) -> None:
    page = client.post(
        "/account/password/", {"old": "secret-one", "new": "secret-two", "again": "secret-two"}
    )
    assert page.status_code == 401
    assert "secret" not in page.content.decode()


def test_signing_out_needs_a_post(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == SIGN_IN
    assert not signed_in(client)


def test_a_partys_digits_and_a_cards_code_are_never_carried(client: Client) -> None:
    draw = client.post("/draws/1/digits/", {"party1-digits": "2718281828", "note": "甲"})
    assert 'name="carried-note" value="甲"' in one_line(draw)
    assert "2718281828" not in draw.content.decode()
    card = client.post("/votes/1/cards/void/", {"reason": "spoilt", "card": "BSM7-S4HH-Q9M9-FAH2-B"})
    assert 'name="carried-reason" value="spoilt"' in one_line(card)
    assert "BSM7" not in card.content.decode()


SPOKEN = {
    "/votes/1/count/": ("inspectorate", "watcher"),
    "/votes/1/key/": ("inspectorate", "inspectorate_again", "watcher", "watcher_again", "password"),
    "/votes/1/box/open/": ("inspectorate", "watcher", "password"),
}


@pytest.mark.parametrize("address", SPOKEN)
def test_the_passphrases_of_a_vote_are_never_carried(client: Client, address: str) -> None:
    typed = {name: f"secret-words-of-{name}" for name in SPOKEN[address]}
    page = client.post(address, typed | {"reason": "复核"})
    assert (page.status_code, "secret-words" in page.content.decode()) == (401, False)
    assert 'name="carried-reason" value="复核"' in one_line(page)
    assert "口令、报数、票码和附件需要重新填写" in page.content.decode()
    alone = client.post(address, typed).content.decode()
    assert ("carried-" in alone, "刚才的操作没有执行" in alone) == (False, True)


def test_a_secret_that_comes_back_as_if_carried_goes_no_further(client: Client, bureau: Unit) -> None:
    user = user_with(Role.TELLER, bureau)
    sent = {"username": user.username, "password": PASSWORD, "next": "/votes/1/count/"}
    page = client.post(SIGN_IN, sent | {"carried-watcher": "secret-words", "carried-reason": "复核"})
    assert 'name="reason" value="复核"' in one_line(page)
    assert "secret-words" not in page.content.decode()
    assert "只有密码、口令、报数、票码和附件需要重新填写" in page.content.decode()


def test_a_password_given_by_an_administrator_confirms_nothing(rf: RequestFactory, bureau: Unit) -> None:
    administrator = user_with(Role.ADMINISTRATOR, bureau)
    user = UserFactory()
    given = reset_password(actor=administrator, user=user)
    assert identify_on_same_screen(rf.post("/"), username=user.username, password=given) is None
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    assert identify_on_same_screen(rf.post("/"), username=user.username, password=given) == user
