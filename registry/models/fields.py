"""Columns whose content is readable only with the installation's field key."""

import base64
import hashlib
import hmac
import secrets
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from rulebook.registry.names import canonical_name

SEALED = "1."
"""Begins what is written now; no value of before (``_former``) has a point in it."""
NONCE = 12
BLOCK = 16


@cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"field aes-gcm\n" + key.encode()).digest())


@cache
def _former(key: str) -> Fernet:
    """Reads values of before, which began with the second of their writing; none is written any more."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"field\n" + key.encode()).digest()))


def encrypted(text: str) -> str:
    """The text, unreadable without the field key: never twice the same, without a time, its length told to the block only."""
    plain = text.encode() + b"\x80"
    nonce = secrets.token_bytes(NONCE)
    box = _cipher(settings.FIELD_KEY).encrypt(nonce, plain + bytes(-len(plain) % BLOCK), None)
    return SEALED + base64.b64encode(nonce + box).decode()


def decrypted(value: str) -> str:
    """The text of a stored value, written with the key of today or one of before.

    Raises ``InvalidTag`` (``InvalidToken`` for a value in the former writing) where key or value is another.
    """
    try:
        return _opened(settings.FIELD_KEY, value)
    except (InvalidTag, InvalidToken):
        for key in settings.FIELD_KEY_FALLBACKS:
            if reads(key, value):
                return _opened(key, value)
        raise


def reads(key: str, value: str) -> bool:
    """Whether a stored value was written with this key."""
    try:
        _opened(key, value)
    except (InvalidTag, InvalidToken):
        return False
    return True


def is_current(value: str) -> bool:
    """Whether a stored value is written with the key and in the writing of today; empty text is never encrypted."""
    return not value or (value.startswith(SEALED) and reads(settings.FIELD_KEY, value))


def _opened(key: str, value: str) -> str:
    if not value.startswith(SEALED):
        return _former(key).decrypt(value.encode()).decode()
    raw = base64.b64decode(value.removeprefix(SEALED))
    plain = _cipher(key).decrypt(raw[:NONCE], raw[NONCE:], None)
    return plain.rstrip(b"\0")[:-1].decode()


def blind_digest(text: str, key: str = "") -> str:
    """Keyed digest of a telephone number: equal numbers match without being readable. ``key``: one of before."""
    return hmac.new(
        (key or settings.FIELD_KEY).encode(), b"digest\n" + text.encode(), hashlib.sha256
    ).hexdigest()


if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField  # generic in the stubs only


class PersonNameField(_Text):
    """A person's name, kept, compared and looked for in its one form (``rulebook.registry.names``), whoever writes it."""

    def to_python(self, value: Any) -> Any:
        return canonical_name(value) if isinstance(value, str) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        return canonical_name(plain) if isinstance(plain, str) else plain

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        name = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, name)
        return name


class EncryptedField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """Text that is stored encrypted; empty text stays empty."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypted(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        return encrypted(str(value)) if value else value
