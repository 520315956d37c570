"""An index for every order of a list; the tokens of the search with kind and unit, kept as a column."""

import datetime
import django.db.models.functions.comparison
from django.db import migrations, models

from registry import sql


def search_anew(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(sql.SEARCH_INDEX_POSTGRESQL_DROP)
        editor.execute(sql.SEARCH_INDEX_POSTGRESQL)


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0003_user_email'),
    ]

    operations = [
        migrations.RunPython(search_anew, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='auditevent',
            name='registry_au_subject_2e8f03_idx',
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['subject_id', 'subject_kind'], name='audit_by_subject'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['at', 'number'], name='audit_by_time'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['verb', 'at', 'number'], name='audit_by_verb'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['subject_kind', 'at', 'number'], name='audit_by_kind'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['actor', 'at', 'number'], name='audit_by_actor'),
        ),
        migrations.AddIndex(
            model_name='business',
            index=models.Index(fields=['name', 'id'], name='business_by_name'),
        ),
        migrations.AddIndex(
            model_name='business',
            index=models.Index(fields=['grade', 'id'], name='business_by_grade'),
        ),
        migrations.AddIndex(
            model_name='business',
            index=models.Index(django.db.models.functions.comparison.Coalesce('last_patrol_on', models.Value(datetime.date(1, 1, 1))), models.F('id'), name='business_by_patrol'),
        ),
        migrations.AddIndex(
            model_name='business',
            index=models.Index(condition=models.Q(('status', 'active'), _negated=True), fields=['status'], name='business_ended'),
        ),
        migrations.AddIndex(
            model_name='business',
            index=models.Index(fields=['kind', 'code'], name='business_by_kind'),
        ),
        migrations.AddIndex(
            model_name='business',
            index=models.Index(condition=models.Q(('status', 'active')), fields=['area'], name='business_active'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['unit', 'category'], name='person_of_unit'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name', 'id'], name='person_by_name'),
        ),
    ]
