"""The departments' election (S3-01 … S3-19)."""

import django.db.models.deletion
import rulebook.lifecycle.election
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ballots', '0001_votes_and_urn'),
        ('desk', '0001_jobs_calendar_clocks'),
        ('draws', '0001_draws'),
        ('matters', '0001_problems_and_letters'),
        ('registry', '0001_users_units_territory'),
        ('registry', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('state', models.CharField(choices=[('preparing', '筹备中'), ('voting', '投票中'), ('scored', '已计分'), ('published', '已通报'), ('void', '已作废')], default=rulebook.lifecycle.election.ElectionState['PREPARING'], max_length=10, verbose_name='状态')),
                ('figures', models.JSONField(default=dict, verbose_name='数字')),
                ('topics', models.JSONField(default=list, verbose_name='评议内容')),
                ('stages', models.JSONField(default=list, verbose_name='阶段')),
                ('drawing_body', models.CharField(default='市纪委', max_length=80, verbose_name='抽取主体')),
                ('summary', models.TextField(blank=True, default='', verbose_name='工作总结')),
                ('bulletin_number', models.CharField(blank=True, default='', max_length=60, verbose_name='发文字号')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='通报日期')),
                ('void_reason', models.CharField(blank=True, default='', max_length=200, verbose_name='作废原因')),
                ('version', models.PositiveIntegerField(default=1)),
                ('bulletin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='elections', to='registry.unit', verbose_name='组织单位')),
                ('draw', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='draws.draw')),
                ('past_draws', models.ManyToManyField(blank=True, related_name='+', to='draws.draw')),
            ],
            options={
                'verbose_name': '满意不满意科室评选',
                'ordering': ['-year', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'voting', 'scored', 'published', 'void'])), name='election_state_valid'), models.UniqueConstraint(condition=models.Q(('state', 'void'), _negated=True), fields=('bureau', 'year'), name='election_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='ElectionReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='生成时间')),
                ('digest', models.CharField(blank=True, default='', max_length=64, verbose_name='结果校验值')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签字上传时间')),
                ('teller', models.CharField(blank=True, default='', max_length=50, verbose_name='计票人')),
                ('scrutineer', models.CharField(blank=True, default='', max_length=50, verbose_name='监票人')),
                ('election', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='elections.election')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='desk.job')),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('workbook', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
            ],
            options={
                'verbose_name': '评选计票报告',
            },
        ),
        migrations.CreateModel(
            name='ElectionUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('office', '工商所（分局）'), ('department', '机关科室')], max_length=12, verbose_name='类别')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='elections.election')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
            ],
            options={
                'verbose_name': '参评单位',
                'ordering': ['position'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['office', 'department'])), name='electionunit_kind_valid'), models.UniqueConstraint(fields=('election', 'unit'), name='election_unit_once')],
            },
        ),
        migrations.CreateModel(
            name='GroupDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('spread', '权重分摊给其他层面'), ('revote', '该层面重新投票'), ('tie', '并列名次排定')], max_length=8, verbose_name='决定')),
                ('panel', models.CharField(blank=True, choices=[('mutual', '科所互评'), ('leaders', '分局领导'), ('service_objects', '服务对象'), ('supervisors', '工作监督员')], default='', max_length=16, verbose_name='参评层面')),
                ('order', models.JSONField(blank=True, default=list, verbose_name='排定的次序')),
                ('reason', models.CharField(max_length=300, verbose_name='理由')),
                ('decided_on', models.DateField(verbose_name='决定日期')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='elections.election')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '领导小组决定',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['spread', 'revote', 'tie'])), name='groupdecision_kind_valid'), models.CheckConstraint(condition=models.Q(('panel__in', ['', 'mutual', 'leaders', 'service_objects', 'supervisors'])), name='groupdecision_panel_valid')],
            },
        ),
        migrations.CreateModel(
            name='PanelCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('panel', models.CharField(choices=[('mutual', '科所互评'), ('leaders', '分局领导'), ('service_objects', '服务对象'), ('supervisors', '工作监督员')], max_length=16, verbose_name='参评层面')),
                ('votes', models.JSONField(verbose_name='票数')),
                ('abstained', models.PositiveIntegerField(default=0, verbose_name='弃权')),
                ('source', models.CharField(choices=[('vote', '投票'), ('import', '导入计票结果')], max_length=8, verbose_name='来源')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='elections.electionunit')),
            ],
            options={
                'verbose_name': '层面计票',
                'ordering': ['unit__position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('panel__in', ['mutual', 'leaders', 'service_objects', 'supervisors'])), name='panelcount_panel_valid'), models.CheckConstraint(condition=models.Q(('source__in', ['vote', 'import'])), name='panelcount_source_valid'), models.UniqueConstraint(fields=('unit', 'panel'), name='panel_count_once')],
            },
        ),
        migrations.CreateModel(
            name='PanelMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('panel', models.CharField(choices=[('mutual', '科所互评'), ('leaders', '分局领导'), ('service_objects', '服务对象'), ('supervisors', '工作监督员')], max_length=16, verbose_name='参评层面')),
                ('source', models.CharField(choices=[('drawn', '抽取'), ('designated', '指定')], max_length=12, verbose_name='产生方式')),
                ('group', models.CharField(max_length=20, verbose_name='类别')),
                ('label', models.CharField(max_length=150, verbose_name='姓名或名称')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='elections.election')),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='draws.rosterentry')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='elections.electionunit')),
            ],
            options={
                'verbose_name': '参评人员',
                'ordering': ['panel', 'unit__position', 'group', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('panel__in', ['mutual', 'leaders', 'service_objects', 'supervisors'])), name='panelmember_panel_valid'), models.CheckConstraint(condition=models.Q(('source__in', ['drawn', 'designated'])), name='panelmember_source_valid'), models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('source', 'drawn')), models.Q(('entry__isnull', True), ('source', 'designated')), _connector='OR'), name='panel_member_drawn_by_ticket'), models.UniqueConstraint(fields=('election', 'panel', 'unit', 'person'), name='panel_person_once')],
            },
        ),
        migrations.CreateModel(
            name='PanelVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('panel', models.CharField(choices=[('mutual', '科所互评'), ('leaders', '分局领导'), ('service_objects', '服务对象'), ('supervisors', '工作监督员')], max_length=16, verbose_name='参评层面')),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='elections.election')),
                ('past_votes', models.ManyToManyField(blank=True, related_name='+', to='ballots.vote')),
                ('vote', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '层面投票',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('panel__in', ['mutual', 'leaders', 'service_objects', 'supervisors'])), name='panelvote_panel_valid'), models.UniqueConstraint(fields=('election', 'panel'), name='panel_vote_once')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consequence', models.CharField(choices=[('plus_two', '年度考核“自身建设（或基础组织建设）”加 2 分'), ('bonus', '人均奖金上浮 100 元'), ('minus_one', '年度考核“自身建设（或基础组织建设）”扣 1 分'), ('no_advanced', '不能评为先进集体'), ('admonition', '诫勉谈话，限期整改'), ('head', '连续两年较低，负责人降职或免职，提请领导研究')], max_length=12, verbose_name='运用')),
                ('state', models.CharField(choices=[('proposed', '待领导确认'), ('confirmed', '已确认'), ('declined', '不予执行')], default='proposed', max_length=10, verbose_name='状态')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='决定日期')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='说明')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='elections.electionunit')),
            ],
            options={
                'verbose_name': '结果运用建议',
                'ordering': ['unit__position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('consequence__in', ['plus_two', 'bonus', 'minus_one', 'no_advanced', 'admonition', 'head'])), name='proposal_consequence_valid'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'confirmed', 'declined'])), name='proposal_state_valid'), models.UniqueConstraint(fields=('unit', 'consequence'), name='proposal_once'), models.CheckConstraint(condition=models.Q(('state', 'proposed'), ('decided_by__isnull', False), _connector='OR'), name='proposal_decided_by_somebody')],
            },
        ),
    ]
