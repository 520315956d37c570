"""The digits of a party name the person of that party and how they came in; those of before say that it was not kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from draws.sql import INSTALL, REMOVE


def install(apps, schema_editor):
    for statement in INSTALL[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('draws', '0003_several_seats_are_left_one_by_one'),
        ('registry', '0003_rows_of_an_import_by_verdict'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # SQLite builds the table anew, and its triggers would go with the old one.
        migrations.RunPython(remove, install),
        migrations.AddField(
            model_name='seedpart',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seedpart',
            name='scan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment'),
        ),
        migrations.AddField(
            model_name='seedpart',
            name='signer',
            field=models.CharField(blank=True, default='', max_length=50, verbose_name='签字人'),
        ),
        migrations.AddField(
            model_name='seedpart',
            name='way',
            field=models.CharField(blank=True, choices=[('', '报数方式未记录'), ('session', '本方人员在自己的登录下报数'), ('screen', '本方人员在同一屏幕上凭本人用户名、密码报数'), ('paper', '本方没有账号，按签字报数单录入'), ('rolled', '系统代掷')], default='', max_length=8, verbose_name='报数方式'),
        ),
        migrations.AddConstraint(
            model_name='seedpart',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['', 'session', 'screen', 'paper', 'rolled'])), name='seedpart_way_valid'),
        ),
        migrations.AddConstraint(
            model_name='seedpart',
            constraint=models.UniqueConstraint(condition=models.Q(('given_by__isnull', False)), fields=('draw', 'given_by'), name='seed_part_of_another_person'),
        ),
        migrations.AddConstraint(
            model_name='seedpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('way__in', ['session', 'screen']), _negated=True), ('given_by__isnull', False), _connector='OR'), name='seed_part_given_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='seedpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('way', 'paper'), _negated=True), ('scan__isnull', False), _connector='OR'), name='seed_part_signed_on_paper'),
        ),
        migrations.RunPython(install, remove),
    ]
