"""An entry of a paper ballot has a random id, and on SQLite lies in its order: nothing keeps the order of the pile."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ballots.models.paper
from ballots.sql import unordered

UNDER_WAY = "有纸质票正在录入，不能升级：请先用原来的版本计票、封存，或作废投票。"


def refuse_entries(apps, schema_editor):
    if apps.get_model("ballots", "PaperEntry").objects.exists():
        raise RuntimeError(UNDER_WAY)


def forget_order(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        unordered.forget_order(schema_editor, "ballots_paperentry")


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0008_count_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(refuse_entries, migrations.RunPython.noop),
        # No row is there, and nothing points to one: the table is made anew rather than its key changed.
        migrations.DeleteModel("PaperEntry"),
        migrations.CreateModel(
            "PaperEntry",
            [
                (
                    "id",
                    models.CharField(
                        default=ballots.models.paper.random_id, max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ("body", models.TextField(blank=True, default="")),
                ("invalid", models.CharField(blank=True, default="", max_length=12, verbose_name="无效原因")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="ballots.papersheet",
                    ),
                ),
            ],
            options={"verbose_name": "纸质票录入"},
        ),
        migrations.AddConstraint(
            "paperentry",
            models.UniqueConstraint(fields=("sheet", "entered_by"), name="paper_entry_once_a_clerk"),
        ),
        migrations.RunPython(forget_order, migrations.RunPython.noop),
    ]
