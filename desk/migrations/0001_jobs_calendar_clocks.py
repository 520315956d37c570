"""Jobs, the working calendar, limits and their clocks, notices, feeds, mail, beats."""

import django.db.models.deletion
import rulebook.lifecycle.job
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('registry', '0001_users_units_territory'),
        ('registry', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=20, unique=True, verbose_name='任务')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='问题')),
            ],
            options={
                'verbose_name': '定时任务',
            },
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='年度')),
                ('status', models.CharField(choices=[('none', '未录入'), ('provisional', '暂定'), ('official', '正式')], max_length=12, verbose_name='状态')),
                ('notice', models.CharField(blank=True, max_length=80, verbose_name='通知文号')),
                ('differences', models.JSONField(default=list, verbose_name='来源不一致')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '年度日历',
                'ordering': ['-year'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['none', 'provisional', 'official'])), name='calendaryear_status_valid')],
            },
        ),
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
                ('due_on', models.DateField(verbose_name='期限')),
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
                'indexes': [models.Index(fields=['outcome', 'due_on', 'id'], name='clock_open_by_day'), models.Index(fields=['outcome', 'origin_kind', 'due_on', 'id'], name='clock_of_an_origin'), models.Index(fields=['due_on', 'id'], name='clock_by_day'), models.Index(condition=models.Q(('outcome__in', ['met', 'late'])), fields=['stopped_on', 'id'], name='clock_done_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['open', 'met', 'late', 'void'])), name='clock_outcome_valid'), models.CheckConstraint(condition=models.Q(('outcome__in', ['open', 'void']), ('stopped_on__isnull', False), _connector='OR'), name='clock_stopped_has_a_day')],
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
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['suspend', 'extend', 'reset'])), name='clocksegment_kind_valid'), models.CheckConstraint(condition=models.Q(('last__isnull', True), ('last__gte', models.F('first')), _connector='OR'), name='segment_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('kind', 'suspend'), ('last__isnull', True)), fields=('clock',), name='one_open_suspension')],
            },
        ),
        migrations.CreateModel(
            name='FeedToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_on', models.DateField(verbose_name='生成日期')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feed_token', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '日历订阅',
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='任务')),
                ('title', models.CharField(max_length=150, verbose_name='名称')),
                ('params', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('queued', '排队中'), ('running', '进行中'), ('done', '已完成'), ('failed', '未完成'), ('stopped', '已取消')], default=rulebook.lifecycle.job.JobState['QUEUED'], max_length=8, verbose_name='状态')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已完成')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='总数')),
                ('message', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('result', models.JSONField(default=dict)),
                ('cancel_asked', models.BooleanField(default=False, verbose_name='要求取消')),
                ('released_on', models.DateField(blank=True, null=True, verbose_name='文件清除日期')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='提交时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提交人')),
            ],
            options={
                'verbose_name': '任务',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['state', 'lease_until'], name='desk_job_state_306e4d_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'stopped'])), name='job_state_valid')],
            },
        ),
        migrations.CreateModel(
            name='LocalDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('works', models.BooleanField(verbose_name='上班')),
                ('reason', models.CharField(max_length=60, verbose_name='依据或原因')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '本地安排',
                'ordering': ['day'],
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
                ('mailed_on', models.DateField(blank=True, null=True, verbose_name='邮件日期')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='desk.clock')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '通知',
                'ordering': ['-pk'],
                'indexes': [models.Index(models.F('recipient'), models.Case(models.When(read_on__isnull=True, then=models.Value(1)), default=models.Value(0)), models.F('id'), name='notice_inbox')],
                'constraints': [models.UniqueConstraint(fields=('clock', 'step', 'for_due_on', 'recipient'), name='notice_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='UnitDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '单位摘要',
                'constraints': [models.UniqueConstraint(fields=('unit', 'user', 'on'), name='unit_digest_once')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('kind', models.CharField(choices=[('off', '法定节假日'), ('in_lieu', '调休放假'), ('makeup', '调休上班')], max_length=8, verbose_name='种类')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='名称')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='desk.calendaryear')),
            ],
            options={
                'verbose_name': '放假调休日',
                'ordering': ['day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['off', 'in_lieu', 'makeup'])), name='calendarday_kind_valid')],
            },
        ),
    ]
