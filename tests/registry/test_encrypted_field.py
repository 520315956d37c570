"""An encrypted column: unreadable, never twice the same, and without the time of its writing."""

import base64
import hashlib
import time

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from registry.models import Person
from registry.models.fields import decrypted, encrypted
from tests.factories import PersonFactory

NUMBER = "13800138000"


def of_before(text: str, settings: Settings, when: int) -> str:
    """A value as it was written before: it begins with the second ``when``."""
    key = base64.urlsafe_b64encode(hashlib.sha256(b"field\n" + settings.FIELD_KEY.encode()).digest())
    return Fernet(key).encrypt_at_time(text.encode(), when).decode()


def second_within(value: str, when: int) -> bool:
    """Whether the four bytes of a second near ``when`` stand anywhere in the stored value."""
    raw = base64.b64decode(value.removeprefix("1."), altchars=b"-_" if value.startswith("gAAAA") else None)
    return any(second.to_bytes(4, "big") in raw for second in range(when - 60, when + 60))


@pytest.mark.parametrize("text", [NUMBER, "甲", "末尾\0\0", "\x80", "字" * 2000])
def test_what_was_written_is_read_again_and_is_never_twice_the_same(text: str) -> None:
    one, other = encrypted(text), encrypted(text)
    assert (decrypted(one), decrypted(other), one == other) == (text, text, False)


def test_a_value_does_not_carry_the_second_of_its_writing(settings: Settings) -> None:
    now = int(time.time())
    assert second_within(of_before(NUMBER, settings, now), now)
    assert [value for value in (encrypted(NUMBER) for _ in range(20)) if second_within(value, now)] == []


def test_numbers_of_other_lengths_are_stored_in_the_same_length() -> None:
    assert {len(encrypted(number)) for number in ("1", "12345678", NUMBER)} == {len(encrypted(""))}


def test_a_value_of_before_is_still_read(settings: Settings) -> None:
    assert decrypted(of_before(NUMBER, settings, 1_700_000_000)) == NUMBER


def test_under_another_key_or_altered_nothing_is_read() -> None:
    value = encrypted(NUMBER)
    with override_settings(FIELD_KEY="another key"), pytest.raises(InvalidTag):
        decrypted(value)
    raw = bytearray(base64.b64decode(value.removeprefix("1.")))
    raw[-1] ^= 1
    with pytest.raises(InvalidTag):
        decrypted("1." + base64.b64encode(raw).decode())


@pytest.mark.django_db
def test_a_column_holds_the_value_of_before_until_it_is_saved_again(settings: Settings) -> None:
    person = PersonFactory(phone=NUMBER)
    old = of_before(NUMBER, settings, 1_700_000_000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_person SET phone = %s WHERE id = %s", [old, person.pk])
    found = Person.objects.get(pk=person.pk)
    assert found.phone == NUMBER
    found.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM registry_person WHERE id = %s", [person.pk])
        (stored,) = cursor.fetchone()
    assert (stored[:2], NUMBER in stored, decrypted(stored)) == ("1.", False, NUMBER)
