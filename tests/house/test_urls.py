"""Every address × every role: who gets a page, who may carry a step out, and what stays public."""

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry.models import Role, User
from tests.house.addresses import addresses
from tests.house.url_rows import arguments
from tests.house.url_table import ACTIONS, NOTHING_TO_SHOW, OPEN_TO_ALL, PAGES
from tests.house.world import World

pytestmark = pytest.mark.django_db

CLIENT = Client()
REFUSED = {403, 404}
ANSWERED = {200, 302, 400, 409, 422}
OF_NO_POST = {
    *("home", "registry:account", "registry:password-change", "registry:code-enrol", "registry:code-remove"),
    *("registry:search", "desk:job-list", "desk:notice-list", "draws:draw-list", "meetings:activity-list"),
}
"""What an account without a post may open: its own things, and lists that are then empty."""


@pytest.fixture(autouse=True)
def files_of_the_world(world: World, settings: Settings, quick_and_apart: None) -> None:
    """The suite gives every test a folder of its own; these look at the files of the world."""
    settings.MEDIA_ROOT = world.files


def answer(user: User | None, name: str, world: World, method: str = "get") -> HttpResponse:
    """What the address answers; whatever the request changed is taken back."""
    CLIENT.cookies.clear()
    if user is not None:
        CLIENT.cookies["sessionid"] = world.sessions[user.pk]
    send: Any = getattr(CLIENT, method)
    with transaction.atomic():
        response: HttpResponse = send(reverse(name, kwargs=arguments(name, world)))
        if response.streaming:
            response.getvalue()
        transaction.set_rollback(True)
    return response


def answers(name: str, world: World, method: str = "get") -> dict[Role, int]:
    return {role: answer(user, name, world, method).status_code for role, user in world.users.items()}


def test_every_address_is_listed() -> None:
    names = [address.name for address in addresses()]
    assert sorted(names) == sorted(set(names))
    assert set(names) == {*PAGES, *ACTIONS, *OPEN_TO_ALL}
    assert {*PAGES, *ACTIONS} & {*OPEN_TO_ALL} == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_for_its_roles_only(name: str, world: World) -> None:
    found = answers(name, world)
    allowed = NOTHING_TO_SHOW.get(name, 200)
    assert {role: status for role, status in found.items() if role in PAGES[name]} == dict.fromkeys(
        PAGES[name], allowed
    )
    assert {
        role: status for role, status in found.items() if role not in PAGES[name] and status not in REFUSED
    } == {}


@pytest.mark.parametrize("name", ACTIONS)
def test_a_step_is_carried_out_for_its_roles_only(name: str, world: World) -> None:
    found = answers(name, world, "post")
    assert {role for role, status in found.items() if status in ANSWERED} == ACTIONS[name]
    assert {role for role, status in found.items() if status in REFUSED} == set(Role) - ACTIONS[name]


@pytest.mark.parametrize("name", [name for name in ACTIONS if name not in PAGES])
def test_a_step_is_not_carried_out_by_looking_at_it(name: str, world: World) -> None:
    allowed = next(iter(ACTIONS[name]))
    assert answer(world.users[allowed], name, world).status_code == 405


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ACTIONS])
def test_a_page_takes_no_post(name: str, world: World) -> None:
    allowed = next(iter(PAGES[name]), Role.ADMINISTRATOR)
    assert answer(world.users[allowed], name, world, "post").status_code == 405


@pytest.mark.parametrize("name", sorted({*PAGES, *ACTIONS}))
def test_a_stranger_is_asked_to_sign_in(name: str, world: World) -> None:
    looked = answer(None, name, world)
    assert looked.status_code == 302
    assert looked.headers["Location"].startswith(f"{reverse('registry:sign-in')}?next=")
    posted = answer(None, name, world, "post")
    assert posted.status_code == 401


@pytest.mark.parametrize("name", sorted({*PAGES, *ACTIONS}))
def test_without_a_post_there_is_only_what_is_everybodys(name: str, world: World) -> None:
    method = "get" if name in PAGES else "post"
    seen = answer(world.visitor, name, world, method).status_code not in REFUSED
    own = OF_NO_POST | {name for name, roles in ACTIONS.items() if roles == set(Role)}
    assert seen == (name in own)


@pytest.mark.parametrize("name", OPEN_TO_ALL)
def test_public_addresses_ask_nobody_to_sign_in(name: str, world: World) -> None:
    assert answer(None, name, world).status_code == OPEN_TO_ALL[name]
