"""Tablets and paper ballots.

Where SQLite rebuilds the table of votes, its trigger is lost: the freeze is put back afterwards.
"""

import django.db.models.deletion
import registry.models.fields
from django.conf import settings
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
        ('ballots', '0003_opinions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(unfreeze, freeze),
        migrations.CreateModel(
            name='PaperEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(blank=True, default='')),
                ('invalid', models.CharField(blank=True, default='', max_length=12, verbose_name='无效原因')),
            ],
            options={
                'verbose_name': '纸质票录入',
            },
        ),
        migrations.CreateModel(
            name='PaperSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.PositiveIntegerField(verbose_name='编号')),
                ('agreed', models.TextField(blank=True, default='')),
                ('invalid', models.CharField(blank=True, default='', max_length=12, verbose_name='无效原因')),
                ('decision', models.CharField(blank=True, default='', max_length=200, verbose_name='裁定说明')),
            ],
            options={
                'verbose_name': '纸质票',
                'ordering': ['stamp'],
            },
        ),
        migrations.CreateModel(
            name='Tablet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='平板号')),
                ('enrol_hash', models.CharField(blank=True, default='', max_length=64)),
                ('token_hash', models.CharField(blank=True, db_index=True, default='', max_length=64)),
                ('unsent', models.PositiveIntegerField(default=0, verbose_name='未上传')),
                ('conflicts', models.PositiveIntegerField(default=0, verbose_name='冲突')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='最近报告')),
                ('retired', models.BooleanField(default=False, verbose_name='已停用')),
            ],
            options={
                'verbose_name': '平板',
                'ordering': ['number', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='cardvoid',
            name='cardvoid_reason_valid',
        ),
        migrations.AddField(
            model_name='vote',
            name='paper_invalid',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='纸质无效'),
        ),
        migrations.AddField(
            model_name='vote',
            name='paper_left',
            field=models.PositiveIntegerField(default=0, verbose_name='纸质票剩余'),
        ),
        migrations.AddField(
            model_name='vote',
            name='paper_made',
            field=models.PositiveIntegerField(default=0, verbose_name='纸质票印制'),
        ),
        migrations.AddField(
            model_name='vote',
            name='paper_valid',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='纸质有效'),
        ),
        migrations.AddField(
            model_name='vote',
            name='wrap_key',
            field=registry.models.fields.EncryptedField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='vote',
            name='wrap_public',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AlterField(
            model_name='cardvoid',
            name='reason',
            field=models.CharField(choices=[('spoilt', '卡片损坏'), ('leftover', '剩余未发'), ('misprint', '印制不合格'), ('paper', '换发纸质票')], max_length=10, verbose_name='原因'),
        ),
        migrations.AddConstraint(
            model_name='cardvoid',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['spoilt', 'leftover', 'misprint', 'paper'])), name='cardvoid_reason_valid'),
        ),
        migrations.AddField(
            model_name='paperentry',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='papersheet',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='papersheet',
            name='vote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='ballots.vote'),
        ),
        migrations.AddField(
            model_name='paperentry',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='ballots.papersheet'),
        ),
        migrations.AddField(
            model_name='tablet',
            name='vote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tablets', to='ballots.vote'),
        ),
        migrations.AddConstraint(
            model_name='papersheet',
            constraint=models.UniqueConstraint(fields=('vote', 'stamp'), name='paper_stamp_once'),
        ),
        migrations.AddConstraint(
            model_name='paperentry',
            constraint=models.UniqueConstraint(fields=('sheet', 'entered_by'), name='paper_entry_once_a_clerk'),
        ),
        migrations.AddConstraint(
            model_name='tablet',
            constraint=models.UniqueConstraint(condition=models.Q(('retired', False)), fields=('vote', 'number'), name='tablet_number_once'),
        ),
        migrations.RunPython(freeze, unfreeze),
    ]
