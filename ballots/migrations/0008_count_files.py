"""The files of a count are kept as they were published, and their digest is taken from them alone; what was signed for is kept whole."""

import django.db.models.deletion
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
    dependencies = [("ballots", "0007_sealed_opinions")]
    operations = [
        migrations.CreateModel(
            name="CountFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="文件名")),
                ("content", models.BinaryField(verbose_name="内容")),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="count_files",
                        to="ballots.vote",
                    ),
                ),
            ],
            options={
                "verbose_name": "计票文件",
                "constraints": [models.UniqueConstraint(fields=("vote", "name"), name="count_file_once")],
            },
        ),
        migrations.RunPython(unfreeze, freeze),
        migrations.RemoveField("vote", "counts_sha256"),
        migrations.AlterField(
            "vote", "preflight_note", models.TextField(blank=True, verbose_name="数据库设置说明")
        ),
        migrations.RunPython(freeze, unfreeze),
    ]
