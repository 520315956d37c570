"""``manage.py rotate_field_key``: every encrypted column is written anew with today's key; run again, it goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from draws.models import SeedPart
from draws.sql import seed_parts_open
from registry.services.rekeying import BATCH, encrypted_columns, rekey_rows, stale_rows


class Command(BaseCommand):
    help = "用现在的 EVALSITE_FIELD_KEY 重新加密全部加密的内容；中断后再运行一次，接着做完。"

    def handle(self, *args: Any, **options: Any) -> None:
        for model, names in encrypted_columns():
            keys = list(stale_rows(model, names))
            for start in range(0, len(keys), BATCH):
                try:
                    with _writable(model):
                        rekey_rows(model, names, keys[start : start + BATCH])
                except (InvalidTag, InvalidToken) as error:
                    raise CommandError(
                        f"{model._meta.verbose_name}里有用别的密钥加密的内容：请把以前的密钥写进"
                        "EVALSITE_FIELD_KEY_FALLBACKS 再运行。"
                    ) from error
            self.stdout.write(f"{model._meta.verbose_name}：重新加密 {len(keys)} 行")
        self.stdout.write("全部内容已用现在的密钥加密，EVALSITE_FIELD_KEY_FALLBACKS 可以去掉。")


@contextmanager
def _writable(model: type[models.Model]) -> Iterator[None]:
    """A party's digits are never changed, and are not here: only how they are written. All in one transaction."""
    if model is not SeedPart:
        yield
        return
    with transaction.atomic(), seed_parts_open():
        yield
