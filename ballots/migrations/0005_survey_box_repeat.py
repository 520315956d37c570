"""Batches of a mass survey, the sealed box, steps at set times, the repeat of a vote; a cast takes panel and stratum with it.

Where SQLite rebuilds the table of votes, its trigger is lost: the freeze is put back afterwards.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ballots.sql import freezing, urn


def _execute(schema_editor, postgresql, sqlite):
    # `None` parameters: the statements hold no placeholders.
    schema_editor.execute(postgresql if schema_editor.connection.vendor == "postgresql" else sqlite, params=None)


def freeze(apps, schema_editor):
    _execute(schema_editor, freezing.FREEZE_POSTGRESQL, freezing.FREEZE_SQLITE)


def unfreeze(apps, schema_editor):
    _execute(schema_editor, freezing.UNFREEZE_POSTGRESQL, freezing.UNFREEZE_SQLITE)


def renew_cast(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(urn.CREATE_CAST, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0004_tablets_and_paper'),
        ('registry', '0002_append_only_audit_and_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(unfreeze, freeze),
        migrations.CreateModel(
            name='BoxOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='开箱原因')),
                ('agrees', models.BooleanField(verbose_name='与封存计数一致')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='开箱时间')),
            ],
            options={
                'verbose_name': '开箱记录',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CardBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='批次')),
                ('stratum', models.CharField(max_length=20)),
                ('label', models.CharField(max_length=60, verbose_name='层')),
                ('sender', models.CharField(blank=True, default='', max_length=80, verbose_name='发放单位')),
                ('made', models.PositiveIntegerField(verbose_name='制发')),
                ('handed_out', models.PositiveIntegerField(blank=True, null=True, verbose_name='发出')),
                ('voided', models.PositiveIntegerField(default=0, verbose_name='作废')),
                ('kept_open', models.PositiveIntegerField(blank=True, null=True, verbose_name='未用')),
            ],
            options={
                'verbose_name': '评议码批次',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ScheduledMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('open', '开启投票'), ('closing', '截止收票')], max_length=8, verbose_name='步骤')),
                ('due_at', models.DateTimeField(verbose_name='定时')),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='办理时间')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='已撤回')),
                ('refused', models.CharField(blank=True, default='', max_length=300, verbose_name='未办原因')),
            ],
            options={
                'verbose_name': '定时步骤',
                'ordering': ['due_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SealedBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.BinaryField(null=True)),
                ('sha256', models.CharField(max_length=64, verbose_name='校验值')),
                ('ballots', models.PositiveIntegerField(verbose_name='票数')),
                ('objections_until', models.DateField(verbose_name='异议期至')),
                ('destroyed_at', models.DateTimeField(blank=True, null=True, verbose_name='销毁时间')),
                ('destroyed_reason', models.CharField(blank=True, default='', max_length=200, verbose_name='销毁说明')),
            ],
            options={
                'verbose_name': '封存票箱',
            },
        ),
        migrations.AddField(
            model_name='codeissued',
            name='batch',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='codeissued',
            name='panel',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='codeissued',
            name='stratum',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='codeopen',
            name='batch',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='codeopen',
            name='panel',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='codeopen',
            name='stratum',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='vote',
            name='box_days',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='异议期天数'),
        ),
        migrations.AddField(
            model_name='vote',
            name='front',
            field=models.CharField(choices=[('meeting', '会议'), ('survey', '万人评议')], default='meeting', max_length=8, verbose_name='方式'),
        ),
        migrations.AddField(
            model_name='vote',
            name='keeps_box',
            field=models.BooleanField(default=False, verbose_name='保留封存票箱'),
        ),
        migrations.AddField(
            model_name='vote',
            name='repeat_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='ballots.vote', verbose_name='重投自'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.CheckConstraint(condition=models.Q(('front__in', ['meeting', 'survey'])), name='vote_front_valid'),
        ),
        migrations.AddField(
            model_name='boxopening',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='boxopening',
            name='watched_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cardbatch',
            name='vote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='ballots.vote'),
        ),
        migrations.AddField(
            model_name='scheduledmove',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scheduledmove',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scheduledmove',
            name='vote',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled', to='ballots.vote'),
        ),
        migrations.AddField(
            model_name='sealedbox',
            name='vote',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='box', to='ballots.vote'),
        ),
        migrations.AddField(
            model_name='boxopening',
            name='box',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='ballots.sealedbox'),
        ),
        migrations.AddConstraint(
            model_name='cardbatch',
            constraint=models.UniqueConstraint(fields=('vote', 'number'), name='batch_number_once'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmove',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['open', 'closing'])), name='scheduledmove_step_valid'),
        ),
        migrations.AddConstraint(
            model_name='scheduledmove',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn', False)), fields=('vote', 'step'), name='scheduled_step_once'),
        ),
        migrations.AddField(
            model_name='tablet',
            name='settled',
            field=models.BooleanField(default=False, verbose_name='已交清'),
        ),
        migrations.AlterField(
            model_name='receipt',
            name='vote',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='ballots.vote'),
        ),
        migrations.RunPython(freeze, unfreeze),
        migrations.RunPython(renew_cast, migrations.RunPython.noop),
    ]
