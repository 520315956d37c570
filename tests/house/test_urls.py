"""Every address × every role: who gets a page, who may carry a step out, and what stays public."""

import pytest
from django.urls import reverse

from registry.models import Role
from tests.house.addresses import addresses
from tests.house.url_table import ACTIONS, NOTHING_TO_SHOW, OPEN_TO_ALL, PAGES
from tests.house.walking import ANSWERED, REFUSED, SPACES, Walk, within

pytestmark = pytest.mark.django_db

OF_NO_POST = {
    *(
        "home",
        "registry:account",
        "registry:password-change",
        "registry:own-email",
        "registry:code-enrol",
        "registry:code-remove",
    ),
    *("registry:search", "desk:job-list", "desk:notice-list", "draws:draw-list", "meetings:activity-list"),
}
"""What an account without a post may open: its own things, and lists that are then empty."""


def test_every_address_is_listed() -> None:
    names = [address.name for address in addresses()]
    assert sorted(names) == sorted(set(names))
    assert set(names) == {*PAGES, *ACTIONS, *OPEN_TO_ALL}
    assert {*PAGES, *ACTIONS} & {*OPEN_TO_ALL} == set()
    assert sorted(name for space in SPACES for name in within(space, names)) == sorted(names)


@pytest.mark.parametrize("space", SPACES)
def test_a_page_is_there_for_its_roles_only(space: str, walk: Walk) -> None:
    for name in within(space, PAGES):
        allowed = {NOTHING_TO_SHOW.get(name, 200)}
        for role in Role:
            walk.as_role("get", name, role, allowed if role in PAGES[name] else REFUSED)
    assert not walk.wrong, walk.told


@pytest.mark.parametrize("space", SPACES)
def test_a_step_is_carried_out_for_its_roles_only(space: str, walk: Walk) -> None:
    for name in within(space, ACTIONS):
        for role in Role:
            walk.as_role("post", name, role, ANSWERED if role in ACTIONS[name] else REFUSED)
    assert not walk.wrong, walk.told


def test_a_step_is_not_carried_out_by_looking_at_it(walk: Walk) -> None:
    for name in set(ACTIONS) - set(PAGES):
        walk.as_role("get", name, min(ACTIONS[name]), {405})
    assert not walk.wrong, walk.told


def test_a_page_takes_no_post(walk: Walk) -> None:
    for name in set(PAGES) - set(ACTIONS):
        walk.as_role("post", name, min(PAGES[name], default=Role.ADMINISTRATOR), {405})
    assert not walk.wrong, walk.told


def test_a_stranger_is_asked_to_sign_in(walk: Walk) -> None:
    asked = f"{reverse('registry:sign-in')}?next="
    for name in {*PAGES, *ACTIONS}:
        looked = walk.ask("get", name, None)
        walk.expect(f"get {name} as a stranger", looked, {302})
        to = looked.headers.get("Location", "")
        walk.compare(f"get {name} as a stranger leads", to, to.startswith(asked), asked)
        walk.expect(f"post {name} as a stranger", walk.ask("post", name, None), {401})
    assert not walk.wrong, walk.told


def test_without_a_post_there_is_only_what_is_everybodys(walk: Walk) -> None:
    own = OF_NO_POST | {name for name, roles in ACTIONS.items() if roles == set(Role)}
    for name in {*PAGES, *ACTIONS}:
        method = "get" if name in PAGES else "post"
        status = walk.ask(method, name, walk.world.visitor).status
        expected = "a page" if name in own else sorted(REFUSED)
        walk.compare(
            f"{method} {name} without a post", status, (status not in REFUSED) == (name in own), expected
        )
    assert not walk.wrong, walk.told


def test_public_addresses_ask_nobody_to_sign_in(walk: Walk) -> None:
    for name, status in OPEN_TO_ALL.items():
        walk.expect(f"get {name} as a stranger", walk.ask("get", name, None), {status})
    assert not walk.wrong, walk.told
