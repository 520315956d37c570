"""Columns whose content is readable only with the installation's field key."""

import base64
import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models


@cache
def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"field\n" + key.encode()).digest()))


def blind_digest(text: str) -> str:
    """Keyed digest of a telephone number: equal numbers match without being readable."""
    return hmac.new(settings.FIELD_KEY.encode(), b"digest\n" + text.encode(), hashlib.sha256).hexdigest()


class EncryptedField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """Text that is stored encrypted; empty text stays empty."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return _fernet(settings.FIELD_KEY).decrypt(value.encode()).decode() if value else value

    def get_prep_value(self, value: Any) -> Any:
        return _fernet(settings.FIELD_KEY).encrypt(str(value).encode()).decode() if value else value
