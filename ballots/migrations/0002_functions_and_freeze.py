"""The cast and the taking of an opinion as one function each (PostgreSQL), and the frozen form; statements in ``ballots/sql``."""

from django.db import migrations

from ballots.sql import freezing, opinions, urn


def _execute(schema_editor, statements):
    # `None` parameters: the statements hold no placeholders.
    for statement in statements:
        schema_editor.execute(statement, params=None)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, [urn.CREATE_CAST, opinions.CREATE_OPINE, freezing.FREEZE_POSTGRESQL])
    else:
        _execute(schema_editor, [freezing.FREEZE_SQLITE])


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, [freezing.UNFREEZE_POSTGRESQL, opinions.DROP_OPINE, urn.DROP_CAST])
    else:
        _execute(schema_editor, [freezing.UNFREEZE_SQLITE])


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_votes_and_urn")]
    operations = [migrations.RunPython(make, unmake)]
