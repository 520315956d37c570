"""Opinions in tables of their own, the function that takes one (PostgreSQL), reply slips.

Where SQLite rebuilds the table of votes for a new column, triggers are lost: the freeze is put back afterwards.
"""

import django.db.models.deletion
import registry.models.fields
from django.conf import settings
from django.db import migrations, models

from ballots.sql import freezing, opinions


def _execute(schema_editor, postgresql, sqlite):
    # `None` parameters: the statements hold no placeholders.
    schema_editor.execute(postgresql if schema_editor.connection.vendor == "postgresql" else sqlite, params=None)


def freeze(apps, schema_editor):
    _execute(schema_editor, freezing.FREEZE_POSTGRESQL, freezing.FREEZE_SQLITE)


def unfreeze(apps, schema_editor):
    _execute(schema_editor, freezing.UNFREEZE_POSTGRESQL, freezing.UNFREEZE_SQLITE)


def take_opinions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(opinions.CREATE_OPINE, params=None)


def take_none(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(opinions.DROP_OPINE, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ('ballots', '0002_cast_and_freeze'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(unfreeze, freeze),
        migrations.AddField(
            model_name='vote',
            name='opinions_released_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='意见汇总时间'),
        ),
        migrations.AddField(
            model_name='vote',
            name='opinions_wiped_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='意见清除时间'),
        ),
        migrations.RunPython(freeze, unfreeze),
        migrations.CreateModel(
            name='OpinionIssued',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('vote', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '意见码',
            },
        ),
        migrations.CreateModel(
            name='OpinionOpen',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('vote', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '未用意见码',
            },
        ),
        migrations.CreateModel(
            name='ReplySlip',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('name', registry.models.fields.EncryptedField(verbose_name='姓名')),
                ('contact', registry.models.fields.EncryptedField(verbose_name='联系方式')),
                ('text', registry.models.fields.EncryptedField(verbose_name='希望答复的事项')),
                ('answer', registry.models.fields.EncryptedField(blank=True, default='', verbose_name='答复情况')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='答复日期')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('vote', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='slips', to='ballots.vote')),
            ],
            options={
                'verbose_name': '答复联系单',
            },
        ),
        migrations.CreateModel(
            name='UrnOpinion',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('body', models.TextField()),
                ('vote', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '意见箱',
            },
        ),
        migrations.CreateModel(
            name='ReleasedOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(blank=True, default='', max_length=20, verbose_name='对象')),
                ('text', models.TextField(verbose_name='原文')),
                ('state', models.CharField(choices=[('pending', '待审阅'), ('passed', '通过'), ('masked', '遮盖后通过'), ('withheld', '不予公开')], default='pending', max_length=10, verbose_name='审阅')),
                ('shown', models.TextField(blank=True, default='', verbose_name='公开的文字')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='不予公开的原因')),
                ('screened_at', models.DateTimeField(blank=True, null=True, verbose_name='审阅时间')),
                ('screened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审阅人')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='ballots.vote')),
            ],
            options={
                'verbose_name': '意见',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'passed', 'masked', 'withheld'])), name='releasedopinion_state_valid')],
            },
        ),
        migrations.RunPython(take_opinions, take_none),
    ]
