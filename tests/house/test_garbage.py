"""Whatever is sent to a step, the answer is a page in words and never an error of the program."""

import pytest
from django.forms import BaseForm

from tests.house.rooms import classes_in
from tests.house.url_open import OPEN_TO_ALL
from tests.house.url_table import ACTIONS, PAGES
from tests.house.walking import BROKEN, Walk

pytestmark = [pytest.mark.django_db, pytest.mark.database]

UNLISTED = (
    *("version", "step", "code", "codes", "card", "marks"),
    *("ballot", "form", "batch", "note", "next", "password"),
)
NAMES = sorted({name for form in classes_in("forms", BaseForm) for name in form.base_fields} | set(UNLISTED))
GARBAGE = {
    "null bytes": "a\x00b",
    "a long number": "9" * 400,
    "pictures": "😀" * 300,
    "below zero": "-1",
    "no such day": "2026-02-30",
}
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
WORDS = range(BROKEN)


@pytest.mark.parametrize("sent", GARBAGE)
def test_no_step_breaks_on_what_is_sent(sent: str, walk: Walk) -> None:
    for name, roles in ACTIONS.items():
        if roles:
            answer = walk.ask("post", name, walk.world.users[min(roles)], dict.fromkeys(NAMES, GARBAGE[sent]))
            walk.expect(f"post {name} with {sent}", answer, WORDS)
    assert not walk.wrong, walk.told


@pytest.mark.parametrize("sent", ["null bytes", "a long number"])
def test_no_page_breaks_on_its_query(sent: str, walk: Walk) -> None:
    asked = dict.fromkeys(["page", "sort", *NAMES[-100:]], GARBAGE[sent])
    for name, roles in PAGES.items():
        if roles:
            answer = walk.ask("get", name, walk.world.users[min(roles)], asked)
            walk.expect(f"get {name} with {sent}", answer, WORDS)
    assert not walk.wrong, walk.told


def test_no_public_address_breaks_on_what_is_sent(walk: Walk) -> None:
    for name in OPEN_TO_ALL:
        for sent, body in BODIES.items():
            answer = walk.ask("post", name, None, body, content_type="application/json")
            walk.expect(f"post {name} with {sent}", answer, WORDS)
    assert not walk.wrong, walk.told
