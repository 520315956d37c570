"""Votes, forms, codes, urn, opinions, tablets, paper, boxes, batches."""

import django.db.models.deletion
import registry.models.fields
import rulebook.lifecycle.vote
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
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='名称')),
                ('front', models.CharField(choices=[('hall', '会场'), ('slips', '分批发码'), ('groups', '分组发卡')], default='hall', max_length=8, verbose_name='方式')),
                ('keeps_box', models.BooleanField(default=False, verbose_name='保留封存票箱')),
                ('box_days', models.PositiveSmallIntegerField(default=30, verbose_name='异议期天数')),
                ('origin_kind', models.CharField(max_length=40)),
                ('origin_label', models.CharField(max_length=200)),
                ('marking', models.CharField(blank=True, default='', max_length=10, verbose_name='标记')),
                ('state', models.CharField(choices=[('preparing', '准备中'), ('testing', '零票检验'), ('ready', '待开启'), ('open', '投票中'), ('closing', '截止收票'), ('closed', '已截止'), ('counted', '已计票'), ('sealed', '已封存'), ('published', '已公布'), ('void', '已作废')], default=rulebook.lifecycle.vote.VoteState['PREPARING'], max_length=10, verbose_name='状态')),
                ('form', models.JSONField(default=dict)),
                ('form_hash', models.CharField(blank=True, max_length=64, verbose_name='评议表校验值')),
                ('threshold', models.PositiveSmallIntegerField(default=5, verbose_name='最小分组')),
                ('made', models.PositiveIntegerField(default=0, verbose_name='制发')),
                ('handed_out', models.PositiveIntegerField(default=0, verbose_name='发给')),
                ('spoilt', models.PositiveIntegerField(default=0, verbose_name='作废')),
                ('leftover', models.PositiveIntegerField(default=0, verbose_name='剩余')),
                ('checked_in', models.PositiveIntegerField(default=0, verbose_name='签到人数')),
                ('kept_open', models.PositiveIntegerField(blank=True, null=True, verbose_name='未用卡')),
                ('kept_urn', models.PositiveIntegerField(blank=True, null=True, verbose_name='票箱张数')),
                ('test_report', models.JSONField(default=dict)),
                ('preflight_note', models.CharField(blank=True, max_length=500, verbose_name='数据库设置说明')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='开启时间')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='截止时间')),
                ('exception_note', models.CharField(blank=True, max_length=200, verbose_name='截止例外')),
                ('exception_count', models.PositiveIntegerField(default=0, verbose_name='例外数')),
                ('sealed_at', models.DateTimeField(blank=True, null=True, verbose_name='封存时间')),
                ('wiped_at', models.DateTimeField(blank=True, null=True, verbose_name='清除时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='公布时间')),
                ('counts_sha256', models.CharField(blank=True, max_length=64, verbose_name='公布文件校验值')),
                ('paper_made', models.PositiveIntegerField(default=0, verbose_name='纸质票印制')),
                ('paper_left', models.PositiveIntegerField(default=0, verbose_name='纸质票剩余')),
                ('paper_valid', models.PositiveIntegerField(blank=True, null=True, verbose_name='纸质有效')),
                ('paper_invalid', models.PositiveIntegerField(blank=True, null=True, verbose_name='纸质无效')),
                ('wrap_public', models.TextField(blank=True, default='')),
                ('wrap_key', registry.models.fields.EncryptedField(blank=True, default='')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='作废原因')),
                ('opinions_released_at', models.DateTimeField(blank=True, null=True, verbose_name='意见汇总时间')),
                ('opinions_wiped_at', models.DateTimeField(blank=True, null=True, verbose_name='意见清除时间')),
                ('repeat_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='ballots.vote', verbose_name='重投自')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='registry.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '投票',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'testing', 'ready', 'open', 'closing', 'closed', 'counted', 'sealed', 'published', 'void'])), name='vote_state_valid'), models.CheckConstraint(condition=models.Q(('front__in', ['hall', 'slips', 'groups'])), name='vote_front_valid')],
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
                ('vote', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='box', to='ballots.vote')),
            ],
            options={
                'verbose_name': '封存票箱',
            },
        ),
        migrations.CreateModel(
            name='BoxOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='开箱原因')),
                ('agrees', models.BooleanField(verbose_name='与封存计数一致')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='开箱时间')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('watched_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='ballots.sealedbox')),
            ],
            options={
                'verbose_name': '开箱记录',
                'ordering': ['pk'],
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
            name='UrnBallot',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('panel', models.CharField(blank=True, default='', max_length=20)),
                ('stratum', models.CharField(blank=True, default='', max_length=20)),
                ('form_hash', models.CharField(max_length=64)),
                ('body', models.TextField()),
                ('vote', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '票箱',
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
                ('settled', models.BooleanField(default=False, verbose_name='已交清')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tablets', to='ballots.vote')),
            ],
            options={
                'verbose_name': '平板',
                'ordering': ['number', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired', False)), fields=('vote', 'number'), name='tablet_number_once')],
            },
        ),
        migrations.CreateModel(
            name='SealedCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('panel', models.CharField(blank=True, default='', max_length=20)),
                ('stratum', models.CharField(blank=True, default='', max_length=20)),
                ('subject', models.CharField(max_length=20)),
                ('criterion', models.CharField(max_length=20)),
                ('grade', models.PositiveSmallIntegerField()),
                ('n', models.PositiveIntegerField()),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='ballots.vote')),
            ],
            options={
                'verbose_name': '封存计数',
                'constraints': [models.UniqueConstraint(fields=('vote', 'panel', 'stratum', 'subject', 'criterion', 'grade'), name='sealed_count_once')],
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
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled', to='ballots.vote')),
            ],
            options={
                'verbose_name': '定时步骤',
                'ordering': ['due_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['open', 'closing'])), name='scheduledmove_step_valid'), models.UniqueConstraint(condition=models.Q(('withdrawn', False)), fields=('vote', 'step'), name='scheduled_step_once')],
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
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt', models.CharField(max_length=12)),
                ('vote', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='ballots.vote')),
            ],
            options={
                'verbose_name': '回执',
                'constraints': [models.UniqueConstraint(fields=('vote', 'receipt'), name='receipt_once')],
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
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='ballots.vote')),
            ],
            options={
                'verbose_name': '纸质票',
                'ordering': ['stamp'],
                'constraints': [models.UniqueConstraint(fields=('vote', 'stamp'), name='paper_stamp_once')],
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
            name='CounterRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counter', models.CharField(choices=[('aggregate', '数据库汇总'), ('stream', '逐票复核')], max_length=10, verbose_name='计数器')),
                ('ballots', models.PositiveIntegerField(verbose_name='票数')),
                ('digest', models.CharField(max_length=64, verbose_name='结果校验值')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counter_runs', to='ballots.vote')),
            ],
            options={
                'verbose_name': '计数',
                'constraints': [models.CheckConstraint(condition=models.Q(('counter__in', ['aggregate', 'stream'])), name='counterrun_counter_valid'), models.UniqueConstraint(fields=('vote', 'counter'), name='counter_once')],
            },
        ),
        migrations.CreateModel(
            name='CodeOpen',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('panel', models.CharField(blank=True, db_default='', default='', max_length=20)),
                ('stratum', models.CharField(blank=True, db_default='', default='', max_length=20)),
                ('batch', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('vote', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '未用卡',
            },
        ),
        migrations.CreateModel(
            name='CodeIssued',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('panel', models.CharField(blank=True, db_default='', default='', max_length=20)),
                ('stratum', models.CharField(blank=True, db_default='', default='', max_length=20)),
                ('batch', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('vote', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '已制卡',
            },
        ),
        migrations.CreateModel(
            name='CardVoid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('spoilt', '卡片损坏'), ('leftover', '剩余未发'), ('misprint', '印制不合格'), ('paper', '换发纸质票')], max_length=10, verbose_name='原因')),
                ('n', models.PositiveIntegerField(verbose_name='张数')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='voids', to='ballots.vote')),
            ],
            options={
                'verbose_name': '作废卡',
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['spoilt', 'leftover', 'misprint', 'paper'])), name='cardvoid_reason_valid'), models.UniqueConstraint(fields=('vote', 'reason'), name='card_void_one_row_a_reason')],
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
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='ballots.vote')),
            ],
            options={
                'verbose_name': '选票卡批次',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('vote', 'number'), name='batch_number_once')],
            },
        ),
        migrations.CreateModel(
            name='PaperEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(blank=True, default='')),
                ('invalid', models.CharField(blank=True, default='', max_length=12, verbose_name='无效原因')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='ballots.papersheet')),
            ],
            options={
                'verbose_name': '纸质票录入',
                'constraints': [models.UniqueConstraint(fields=('sheet', 'entered_by'), name='paper_entry_once_a_clerk')],
            },
        ),
    ]
