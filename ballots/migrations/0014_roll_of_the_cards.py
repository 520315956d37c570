"""A vote keeps the roll of its cards, under the lane's seal. Cards made before have none: they are voided and made again."""

from django.db import migrations, models

from ballots.sql import freezing


def _execute(schema_editor, *statements):
    # `None` parameters: the statements hold no placeholders.
    for statement in statements:
        schema_editor.execute(statement, params=None)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, freezing.UNFREEZE_POSTGRESQL, freezing.UNFREEZE_KEY_POSTGRESQL)
    else:
        _execute(schema_editor, freezing.UNFREEZE_SQLITE, freezing.UNFREEZE_KEY_SQLITE)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, freezing.FREEZE_POSTGRESQL, freezing.FREEZE_KEY_POSTGRESQL)
    else:
        _execute(schema_editor, freezing.FREEZE_SQLITE, freezing.FREEZE_KEY_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0013_key_under_the_lanes_seal")]
    operations = [
        migrations.RunPython(unmake, migrations.RunPython.noop),
        migrations.AddField("vote", "cards", models.JSONField(blank=True, default=list)),
        migrations.AddField("vote", "cards_seal", models.CharField(blank=True, default="", max_length=64)),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
