"""The key of tablets' emergency files is a file; the column that held it goes."""

from typing import Any

from django.db import migrations

from ballots.sql import freezing

UNDER_WAY = "有登记了平板的投票还没有截止，不能升级：请先用原来的版本截止，或作废投票。"


def refuse_keys(apps: Any, schema_editor: Any) -> None:
    """A key that stays behind would leave that vote's emergency files closed for ever."""
    if apps.get_model("ballots", "Vote").objects.exclude(wrap_key="").exists():
        raise RuntimeError(UNDER_WAY)


def unfreeze(apps: Any, schema_editor: Any) -> None:
    """SQLite builds the table anew, and its trigger would go with it."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(freezing.UNFREEZE_SQLITE, params=None)


def freeze(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(freezing.FREEZE_SQLITE, params=None)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0011_slips_without_their_second")]
    operations = [
        migrations.RunPython(refuse_keys, migrations.RunPython.noop),
        migrations.RunPython(unfreeze, freeze),
        migrations.RemoveField("vote", "wrap_key"),
        migrations.RunPython(freeze, unfreeze),
    ]
