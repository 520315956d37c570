"""What voters see is named by how the cards come to them. Where SQLite rebuilds the table of votes, the freeze is put back."""

from django.db import migrations, models

from ballots.sql import freezing

NAMES = {"meeting": "hall", "survey": "slips", "panel": "groups"}


def _execute(schema_editor, postgresql, sqlite):
    # `None` parameters: the statements hold no placeholders.
    schema_editor.execute(postgresql if schema_editor.connection.vendor == "postgresql" else sqlite, params=None)


def freeze(apps, schema_editor):
    _execute(schema_editor, freezing.FREEZE_POSTGRESQL, freezing.FREEZE_SQLITE)


def unfreeze(apps, schema_editor):
    _execute(schema_editor, freezing.UNFREEZE_POSTGRESQL, freezing.UNFREEZE_SQLITE)


def rename(apps, schema_editor):
    for before, after in NAMES.items():
        apps.get_model("ballots", "Vote").objects.filter(front=before).update(front=after)


def name_back(apps, schema_editor):
    for before, after in NAMES.items():
        apps.get_model("ballots", "Vote").objects.filter(front=after).update(front=before)


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0006_panel_front'),
    ]

    operations = [
        migrations.RunPython(unfreeze, freeze),
        migrations.RemoveConstraint(
            model_name='vote',
            name='vote_front_valid',
        ),
        migrations.AlterField(
            model_name='vote',
            name='front',
            field=models.CharField(choices=[('hall', '会场'), ('slips', '分批发码'), ('groups', '分组发卡')], default='hall', max_length=8, verbose_name='方式'),
        ),
        migrations.RunPython(rename, name_back),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('front__in', ['hall', 'slips', 'groups'])), name='vote_front_valid'),
        ),
        migrations.RunPython(freeze, unfreeze),
    ]
