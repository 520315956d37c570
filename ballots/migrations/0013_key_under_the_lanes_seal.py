"""The key of a vote bears the lane's seal, and the database refuses to change it once it is proved."""

from django.db import migrations, models

from ballots.sql import freezing

UNDER_WAY = "有投票正在进行，不能升级：请先用原来的版本截止、计票并封存，或作废。"


def refuse_open_votes(apps, schema_editor):
    votes = apps.get_model("ballots", "Vote").objects
    if votes.filter(state__in=("open", "closing", "closed")).exists():
        raise RuntimeError(UNDER_WAY)
    # A key without a seal is made again, with the zero report.
    votes.filter(state="ready").update(state="testing")


def _execute(schema_editor, *statements):
    # `None` parameters: the statements hold no placeholders.
    for statement in statements:
        schema_editor.execute(statement, params=None)


def unmake(apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    _execute(schema_editor, freezing.UNFREEZE_POSTGRESQL if on_postgresql else freezing.UNFREEZE_SQLITE)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, freezing.FREEZE_POSTGRESQL, freezing.FREEZE_KEY_POSTGRESQL)
    else:
        _execute(schema_editor, freezing.FREEZE_SQLITE, freezing.FREEZE_KEY_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0012_emergency_key_outside_the_database")]
    operations = [
        migrations.RunPython(refuse_open_votes, migrations.RunPython.noop),
        migrations.RunPython(unmake, migrations.RunPython.noop),
        migrations.AddField("vote", "key_seal", models.CharField(blank=True, default="", max_length=64)),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
