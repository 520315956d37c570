"""Whatever is sent to a step, the answer is a page in words and never an error of the program."""

import inspect
from importlib import import_module

import pytest
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.house.url_rows import arguments
from tests.house.url_table import ACTIONS
from tests.house.world import World

pytestmark = pytest.mark.django_db

FORMS = ("registry.forms", "desk.forms", "matters.forms", "draws.forms", "ballots.forms", "evaluations.forms")
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
        for module in FORMS
        for _, each in inspect.getmembers(import_module(module), inspect.isclass)
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
