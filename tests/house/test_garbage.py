"""Whatever is sent to a step, the answer is a page in words and never an error of the program."""

import inspect

import pytest
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.house.places import LABELS, room
from tests.house.url_rows import arguments
from tests.house.url_table import ACTIONS, OPEN_TO_ALL, PAGES
from tests.house.world import World

pytestmark = pytest.mark.django_db

UNLISTED = (
    "version",
    "step",
    "code",
    "codes",
    "card",
    "marks",
    "ballot",
    "form",
    "batch",
    "note",
    "next",
    "password",
)
NAMES = sorted(
    {
        name
        for app in LABELS
        for module in room(app, "forms")
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, BaseForm)
        for name in each.base_fields
    }
    | set(UNLISTED)
)
GARBAGE = {
    "null bytes": "a\x00b",
    "a long number": "9" * 400,
    "pictures": "😀" * 300,
    "below zero": "-1",
    "no such day": "2026-02-30",
}


@pytest.mark.parametrize("sent", GARBAGE)
@pytest.mark.parametrize("name", [name for name in ACTIONS if ACTIONS[name]])
def test_no_step_breaks_on_what_is_sent(name: str, sent: str, world: World, settings: Settings) -> None:
    settings.MEDIA_ROOT = world.files
    client = Client()
    client.cookies["sessionid"] = world.sessions[world.users[min(ACTIONS[name])].pk]
    answer = client.post(reverse(name, kwargs=arguments(name, world)), dict.fromkeys(NAMES, GARBAGE[sent]))
    assert answer.status_code < 500


@pytest.mark.parametrize("sent", ["null bytes", "a long number"])
@pytest.mark.parametrize("name", [name for name in PAGES if PAGES[name]])
def test_no_page_breaks_on_its_query(name: str, sent: str, world: World, settings: Settings) -> None:
    settings.MEDIA_ROOT = world.files
    client = Client()
    client.cookies["sessionid"] = world.sessions[world.users[min(PAGES[name])].pk]
    asked = dict.fromkeys(["page", "sort", *NAMES[-100:]], GARBAGE[sent])
    assert client.get(reverse(name, kwargs=arguments(name, world)), asked).status_code < 500


BODIES = {
    "nothing": b"",
    "half an object": b"{",
    "a list": b"[]",
    "null": b"null",
    "no text at all": b"\xff\xfe",
    "wrong kinds": b'{"card":null,"id":1,"form":[],"marks":{}}',
    "a deep nest": b'{"marks":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "a long number": b"9" * 100_000,
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("name", OPEN_TO_ALL)
def test_no_public_address_breaks_on_what_is_sent(
    name: str, body: str, world: World, settings: Settings
) -> None:
    settings.MEDIA_ROOT = world.files
    url = reverse(name, kwargs=arguments(name, world))
    assert Client().post(url, BODIES[body], content_type="application/json").status_code < 500
