"""Addresses that are credentials are written in no log, by the filters that the console of every process has."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

pytestmark = pytest.mark.django_db


@pytest.fixture
def console() -> Iterator[StringIO]:
    written = StringIO()
    handler = logging.StreamHandler(written)
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.parametrize(("path", "said"), [("/feeds/planted.ics", "/feeds/…"), ("/r/planted/", "/r/…/")])
def test_a_credential_in_an_address_is_not_logged(path: str, said: str, console: StringIO) -> None:
    assert Client().get(path).status_code == 404
    assert console.getvalue() == f"Not Found: {said}\n"


def test_other_addresses_are_logged_as_they_are(console: StringIO) -> None:
    assert Client().get("/receipts/0/").status_code == 404
    assert console.getvalue() == "Not Found: /receipts/0/\n"
