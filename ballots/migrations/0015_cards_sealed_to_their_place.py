"""A card made for one of several strata bears the lane's seal on its place. Cards of open votes made before do not: void and make them again."""

from django.db import migrations, models

from ballots.sql import unordered


def keep_no_order(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        unordered.forget_order(schema_editor, "ballots_codeissued")


class Migration(migrations.Migration):
    dependencies = [("ballots", "0014_roll_of_the_cards")]
    operations = [
        migrations.AddField(
            "codeissued",
            "place_seal",
            models.CharField(blank=True, db_default="", default="", max_length=32),
        ),
        migrations.RunPython(keep_no_order, migrations.RunPython.noop),
    ]
