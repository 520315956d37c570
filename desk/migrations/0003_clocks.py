"""Clocks with their policies and segments, and the ledger of what was told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0002_calendar'),
        ('registry', '0002_append_only_audit_and_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClockPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, verbose_name='代码')),
                ('title', models.CharField(max_length=80, verbose_name='事项')),
                ('valid_from', models.DateField(verbose_name='自何日起')),
                ('amount', models.PositiveSmallIntegerField(verbose_name='期限')),
                ('unit', models.CharField(choices=[('workdays', '工作日'), ('days', '自然日'), ('fixed', '固定日期')], max_length=8, verbose_name='单位')),
                ('ladder', models.JSONField(default=list, verbose_name='提醒和督办')),
                ('source', models.CharField(max_length=120, verbose_name='依据')),
            ],
            options={
                'verbose_name': '期限规定',
                'ordering': ['code', '-valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('unit__in', ['workdays', 'days', 'fixed'])), name='clockpolicy_unit_valid'), models.UniqueConstraint(fields=('code', 'valid_from'), name='policy_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='事项')),
                ('started_on', models.DateField(verbose_name='起算日期')),
                ('due_on', models.DateField(db_index=True, verbose_name='期限')),
                ('original_due_on', models.DateField(verbose_name='原期限')),
                ('provisional', models.BooleanField(default=False, verbose_name='暂定')),
                ('stopped_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('outcome', models.CharField(choices=[('open', '在办'), ('met', '按期办结'), ('late', '逾期办结'), ('void', '作废')], default='open', max_length=5, verbose_name='结果')),
                ('origin_kind', models.CharField(max_length=40)),
                ('origin_label', models.CharField(max_length=150, verbose_name='来源')),
                ('late_reason', models.CharField(blank=True, max_length=300, verbose_name='逾期原因')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to=settings.AUTH_USER_MODEL)),
                ('late_reason_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='registry.unit', verbose_name='承办单位')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='desk.clockpolicy', verbose_name='期限规定')),
            ],
            options={
                'verbose_name': '期限',
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ClockSegment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('suspend', '中止'), ('extend', '延长'), ('reset', '重新起算')], max_length=8, verbose_name='种类')),
                ('first', models.DateField(verbose_name='起')),
                ('last', models.DateField(blank=True, null=True, verbose_name='止')),
                ('amount', models.PositiveSmallIntegerField(default=0, verbose_name='延长')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='desk.clock')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
            ],
            options={
                'verbose_name': '期限变动',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=20, verbose_name='事由')),
                ('for_due_on', models.DateField(verbose_name='所指期限')),
                ('text', models.CharField(max_length=300, verbose_name='内容')),
                ('made_on', models.DateField(verbose_name='日期')),
                ('read_on', models.DateField(blank=True, null=True, verbose_name='阅读日期')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='desk.clock')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '通知',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['outcome', 'due_on'], name='clock_open_by_day'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['open', 'met', 'late', 'void'])), name='clock_outcome_valid'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['open', 'void']), ('stopped_on__isnull', False), _connector='OR'), name='clock_stopped_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='clocksegment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['suspend', 'extend', 'reset'])), name='clocksegment_kind_valid'),
        ),
        migrations.AddConstraint(
            model_name='clocksegment',
            constraint=models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='segment_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='clocksegment',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'suspend'), ('last__isnull', True)), fields=('clock',), name='one_open_suspension'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['recipient', 'read_on'], name='notice_inbox'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('clock', 'step', 'for_due_on', 'recipient'), name='notice_sent_once'),
        ),
    ]
