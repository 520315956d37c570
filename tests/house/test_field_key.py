"""A change of the field key: planted in every encrypted column, interrupted, gone on with, and the former key taken out."""

from io import StringIO

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from registry.models import Person
from registry.models.fields import blind_digest, decrypted, encrypted
from registry.services.rekeying import encrypted_columns, rekey_rows, stale_rows
from tests.house.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.database]
COLUMNS = encrypted_columns()
NEW = "n" * 50


def plant(model: type[models.Model], names: list[str]) -> None:
    """Something to lose in every column of one row."""
    first = model._base_manager.order_by("pk").first()
    assert first is not None, f"the world has no row of {model._meta.label}"
    model._base_manager.filter(pk=first.pk).update(**dict.fromkeys(names, "植入的内容"))


def all_texts() -> dict[str, list[tuple[object, ...]]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list("pk", *names))
        for model, names in COLUMNS
    }


@pytest.fixture
def before(world: World, settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """What stands in every column, read while the former key is still known and the new one is set."""
    for model, names in COLUMNS:
        plant(model, names)
    texts = all_texts()
    settings.FIELD_KEY_FALLBACKS, settings.FIELD_KEY = [settings.FIELD_KEY], NEW
    return texts


def test_every_column_is_read_by_the_new_key_alone(
    before: dict[str, list[tuple[object, ...]]], settings: Settings
) -> None:
    assert all_texts() == before
    said = StringIO()
    call_command("rotate_field_key", stdout=said)
    settings.FIELD_KEY_FALLBACKS = []
    assert all_texts() == before
    assert "可以去掉" in said.getvalue()
    for person in Person.objects.exclude(phone=""):
        assert person.phone_digest == blind_digest(person.phone)


def test_what_was_interrupted_is_gone_on_with(
    before: dict[str, list[tuple[object, ...]]], settings: Settings
) -> None:
    keys = list(stale_rows(Person, ["phone"]))
    assert len(keys) > 2
    rekey_rows(Person, ["phone"], keys[:2])
    assert list(stale_rows(Person, ["phone"])) == keys[2:]
    assert all_texts() == before
    call_command("rotate_field_key", stdout=StringIO())
    settings.FIELD_KEY_FALLBACKS = []
    assert all_texts() == before


def test_a_batch_is_written_whole_or_not_at_all(
    before: dict[str, list[tuple[object, ...]]], settings: Settings
) -> None:
    keys = list(stale_rows(Person, ["phone"]))
    settings.FIELD_KEY_FALLBACKS = []
    with pytest.raises(InvalidTag):
        rekey_rows(Person, ["phone"], keys)
    assert list(stale_rows(Person, ["phone"])) == keys
    with pytest.raises(CommandError, match="EVALSITE_FIELD_KEY_FALLBACKS"):
        call_command("rotate_field_key", stdout=StringIO())


def test_done_twice_nothing_is_written_the_second_time(before: dict[str, list[tuple[object, ...]]]) -> None:
    call_command("rotate_field_key", stdout=StringIO())
    assert [list(stale_rows(model, names)) for model, names in COLUMNS] == [[] for _ in COLUMNS]


def test_what_is_written_after_the_change_needs_no_former_key(settings: Settings) -> None:
    old = encrypted("旧")
    settings.FIELD_KEY_FALLBACKS, settings.FIELD_KEY = ["o" * 50, settings.FIELD_KEY], NEW
    new = encrypted("新")
    assert (decrypted(old), decrypted(new)) == ("旧", "新")
    settings.FIELD_KEY_FALLBACKS = []
    assert decrypted(new) == "新"
    with pytest.raises(InvalidTag):
        decrypted(old)
