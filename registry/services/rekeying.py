"""Writing encrypted columns anew with the field key of today, batch by batch: whatever is interrupted is gone on with."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from registry.models import Person
from registry.models.fields import EncryptedField, blind_digest, decrypted, is_current

BATCH = 500
"""Rows of one transaction: what a kill can undo."""


def encrypted_columns() -> list[tuple[type[models.Model], list[str]]]:
    """Every model that has encrypted columns, and their names; found by their kind, so that none is forgotten."""
    found = []
    for model in apps.get_models():
        names = [field.name for field in model._meta.local_fields if isinstance(field, EncryptedField)]
        if names:
            found.append((model, names))
    return found


def stale_rows(model: type[models.Model], names: list[str]) -> Iterator[int | str]:
    """Keys of the rows with a value that is not written with today's key, in the order of the keys."""
    raw = {f"raw_{name}": Cast(name, models.TextField()) for name in names}
    rows = model._base_manager.order_by("pk").annotate(**raw).values_list("pk", *raw)
    for pk, *values in rows.iterator(chunk_size=BATCH):
        if not all(is_current(value) for value in values):
            yield pk


def rekey_rows(model: type[models.Model], names: list[str], keys: list[int | str]) -> None:
    """Write these rows anew, all or none. Raises ``InvalidTag`` or ``InvalidToken`` for a value that no key reads."""
    with transaction.atomic():
        raw = {f"raw_{name}": Cast(name, models.TextField()) for name in names}
        locked = model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
        for pk, *values in locked.annotate(**raw).values_list("pk", *raw):
            texts = {name: decrypted(value) for name, value in zip(names, values, strict=True) if value}
            if model is Person and "phone" in texts:
                texts["phone_digest"] = blind_digest(texts["phone"])
            model._base_manager.filter(pk=pk).update(**texts)
