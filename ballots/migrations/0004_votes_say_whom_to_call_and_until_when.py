"""What slips and pages say to voters: a number to call, the closing time."""

from django.db import migrations, models

from ballots.sql import freezing


def unfreeze(apps, schema_editor):
    """SQLite may build the table anew, and its trigger would go with it."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(freezing.UNFREEZE_SQLITE, params=None)


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(freezing.FREEZE_SQLITE, params=None)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0003_slips_by_card")]
    operations = [
        migrations.RunPython(unfreeze, freeze),
        migrations.AddField(
            "vote",
            "announced_close",
            models.DateTimeField(blank=True, null=True, verbose_name="选票卡上的截止时间"),
        ),
        migrations.AddField(
            "vote", "phone", models.CharField(blank=True, default="", max_length=40, verbose_name="咨询电话")
        ),
        migrations.RunPython(freeze, unfreeze),
    ]
