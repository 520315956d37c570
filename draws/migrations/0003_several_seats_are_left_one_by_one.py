"""An entry that holds seats in several orders leaves each of them by a step of its own."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from draws.sql import INSTALL, REMOVE


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in INSTALL[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("draws", "0002_triggers")]

    operations = [
        # SQLite builds the table anew, and its triggers would go with the old one.
        migrations.RunPython(remove, install),
        migrations.AlterField(
            model_name="substitution",
            name="withdrawn",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="draws.rosterentry",
                verbose_name="退出",
            ),
        ),
        migrations.AlterField(
            model_name="substitution",
            name="replacement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entrances",
                to="draws.rosterentry",
                verbose_name="递补",
            ),
        ),
        migrations.AddConstraint(
            model_name="substitution",
            constraint=models.UniqueConstraint(fields=("label", "withdrawn"), name="substitution_leaves_once"),
        ),
        migrations.AddConstraint(
            model_name="substitution",
            constraint=models.UniqueConstraint(fields=("label", "replacement"), name="substitution_enters_once"),
        ),
        migrations.RunPython(install, remove),
    ]
