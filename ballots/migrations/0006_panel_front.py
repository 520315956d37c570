"""The front of a panel of the departments' election. Where SQLite rebuilds the table of votes, the freeze is put back."""

from django.db import migrations, models

from ballots.sql import freezing


def _execute(schema_editor, postgresql, sqlite):
    # `None` parameters: the statements hold no placeholders.
    schema_editor.execute(postgresql if schema_editor.connection.vendor == "postgresql" else sqlite, params=None)


def freeze(apps, schema_editor):
    _execute(schema_editor, freezing.FREEZE_POSTGRESQL, freezing.FREEZE_SQLITE)


def unfreeze(apps, schema_editor):
    _execute(schema_editor, freezing.UNFREEZE_POSTGRESQL, freezing.UNFREEZE_SQLITE)


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0005_survey_box_repeat'),
        ('registry', '0003_user_email'),
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
            field=models.CharField(choices=[('meeting', '会议'), ('survey', '万人评议'), ('panel', '评选层面')], default='meeting', max_length=8, verbose_name='方式'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('front__in', ['meeting', 'survey', 'panel'])), name='vote_front_valid'),
        ),
        migrations.RunPython(freeze, unfreeze),
    ]
