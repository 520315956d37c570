"""What is settled before any view: addresses that no page can mean."""

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from evalsite.settings import cookie_name
from registry.models import Role, Unit
from tests.factories import PASSWORD, PersonFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/b/%00/", "/draws/verify/%00/", "/receipts/?receipt=A%00", "/search/?q=%00", "/%00"]
)
def test_a_nul_in_an_address_is_refused_in_words(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    assert "请" in answer.content.decode()


def test_the_same_addresses_without_it_are_answered() -> None:
    assert Client().get("/receipts/?receipt=A").status_code == 200
    assert Client().get("/draws/verify/A/").status_code == 404


def test_what_a_signed_in_user_is_answered_is_kept_nowhere(client: Client, bureau: Unit) -> None:
    person = PersonFactory(name="卢凤英", phone="13800138000")
    client.force_login(user_with(Role.ADMINISTRATOR, bureau))
    page = client.get(reverse("registry:person-show", args=[person.pk]))
    assert ("卢凤英" in page.content.decode(), page.headers["Cache-Control"]) == (True, "private, no-store")
    missing = client.get("/people/999999/")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "private, no-store")


@pytest.mark.parametrize("address", ["/sign-in/", "/mail/answer/"])
def test_open_pages_that_take_personal_data_are_kept_nowhere(client: Client, address: str) -> None:
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_under_https_cookies_are_tied_to_this_host(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME = cookie_name("sessionid", https=True)
    settings.CSRF_COOKIE_NAME = cookie_name("csrftoken", https=True)
    user = UserFactory()
    client.get("/sign-in/", secure=True)
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD}, secure=True)
    for name in ("__Host-sessionid", "__Host-csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert client.get("/account/", secure=True).status_code == 200
    assert project.SESSION_COOKIE_DOMAIN is None


def test_without_https_the_cookies_have_their_plain_names() -> None:
    assert (cookie_name("sessionid", https=False), cookie_name("csrftoken", https=False)) == (
        "sessionid",
        "csrftoken",
    )
