"""Rounds, meetings and all that belongs to them (S0)."""

import django.db.models.deletion
import rulebook.lifecycle.meeting
import rulebook.lifecycle.representative
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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('kind', models.CharField(choices=[('duty_integrity', '述职述廉社会评议'), ('collective', '集中述评')], max_length=20, verbose_name='种类')),
                ('drawing_body', models.CharField(default='市纪委', max_length=80, verbose_name='抽取主体')),
                ('stages', models.JSONField(default=list, verbose_name='阶段')),
                ('figures', models.JSONField(default=dict, verbose_name='数字')),
                ('purpose', models.TextField(blank=True, max_length=3000, verbose_name='目的和要求')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='发文字号')),
                ('place_due', models.DateField(blank=True, null=True, verbose_name='地点报送期限')),
                ('summary_due', models.DateField(blank=True, null=True, verbose_name='总结报送期限')),
                ('contact', models.CharField(blank=True, default='', max_length=80, verbose_name='联系人和电话')),
                ('agenda_minutes', models.JSONField(default=dict, verbose_name='会议用时')),
                ('marking', models.CharField(blank=True, default='', max_length=10, verbose_name='标记')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='演练结束日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='registry.unit', verbose_name='组织单位')),
                ('group_office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='领导小组办公室设在')),
            ],
            options={
                'verbose_name': '评议活动',
                'ordering': ['-year', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CollectedOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('visit', '走访'), ('forum', '座谈会'), ('questionnaire', '问卷'), ('letter', '征求意见函、来信'), ('hotline', '热线电话'), ('box', '意见箱'), ('online', '网上征集'), ('supervisor', '行风（效能）监督员反映')], max_length=14, verbose_name='征集渠道')),
                ('collected_on', models.DateField(verbose_name='征集日期')),
                ('text', models.TextField(max_length=1000, verbose_name='意见内容')),
                ('version', models.PositiveIntegerField(default=1)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '征集的意见',
                'ordering': ['collected_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='生成时间')),
                ('activity', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='dossier', to='meetings.activity')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='desk.job')),
            ],
            options={
                'verbose_name': '档案包',
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', '筹备中'), ('pool', '编制名册'), ('drawn', '代表已抽取'), ('notified', '代表已通知'), ('check_in', '签到中'), ('voting', '投票中'), ('counted', '已计票'), ('count_signed', '计票已签字'), ('fed_back', '结果已反馈'), ('archived', '已归档'), ('void', '已作废')], default=rulebook.lifecycle.meeting.MeetingState['DRAFT'], max_length=14, verbose_name='状态')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='会议日期')),
                ('held_at', models.TimeField(blank=True, null=True, verbose_name='开始时间')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点')),
                ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='通知版次')),
                ('place_reported_on', models.DateField(blank=True, null=True, verbose_name='地点上报日期')),
                ('kin_declared_on', models.DateField(blank=True, null=True, verbose_name='亲属申报日期')),
                ('pool_digest', models.CharField(blank=True, max_length=64)),
                ('gauges_at_open', models.JSONField(default=dict)),
                ('gauges_at_close', models.JSONField(default=dict)),
                ('postponed_reason', models.CharField(blank=True, max_length=200, verbose_name='延期原因')),
                ('fed_back_on', models.DateField(blank=True, null=True, verbose_name='反馈日期')),
                ('fed_back_note', models.CharField(blank=True, max_length=200, verbose_name='反馈方式')),
                ('representatives_told_on', models.DateField(blank=True, null=True, verbose_name='回告代表日期')),
                ('representatives_told_note', models.CharField(blank=True, max_length=200, verbose_name='回告方式')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='作废原因')),
                ('version', models.PositiveIntegerField(default=1)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='meetings.activity')),
                ('draw', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='draws.draw')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='registry.unit', verbose_name='被评议单位')),
                ('past_draws', models.ManyToManyField(blank=True, related_name='+', to='draws.draw')),
                ('past_votes', models.ManyToManyField(blank=True, related_name='+', to='ballots.vote')),
                ('vote', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '述职述廉会议',
                'ordering': ['activity', 'office__code'],
            },
        ),
        migrations.CreateModel(
            name='DutyReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='提交日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('headings', models.JSONField(default=dict, verbose_name='内容')),
                ('in_upload', models.JSONField(default=list)),
                ('opinions', models.ManyToManyField(blank=True, related_name='reports', to='meetings.collectedopinion', verbose_name='对应的意见')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('upload', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment', verbose_name='报告文件')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duty_reports', to='meetings.meeting')),
            ],
            options={
                'verbose_name': '述职述廉报告',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CountReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='生成时间')),
                ('digest', models.CharField(blank=True, default='', max_length=64, verbose_name='结果校验值')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签字上传时间')),
                ('teller', models.CharField(blank=True, default='', max_length=50, verbose_name='计票人')),
                ('scrutineer', models.CharField(blank=True, default='', max_length=50, verbose_name='监票人')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='desk.job')),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('published_pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('workbook', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='count_report', to='meetings.meeting')),
            ],
            options={
                'verbose_name': '计票报告',
            },
        ),
        migrations.AddField(
            model_name='collectedopinion',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='collected_opinions', to='meetings.meeting'),
        ),
        migrations.AddField(
            model_name='activity',
            name='rehearsal_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rehearsals', to='meetings.meeting'),
        ),
        migrations.CreateModel(
            name='MeetingClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('meeting_place', '报送会议地点'), ('meeting_summary', '报送工作总结')], max_length=16, verbose_name='事项')),
                ('clock', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.clock')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='meetings.meeting')),
            ],
            options={
                'verbose_name': '会议期限',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingMatter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='meetings.meeting')),
            ],
            options={
                'verbose_name': '会议提出的问题',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PoolConsumer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consumers', to='meetings.meeting')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
            ],
            options={
                'verbose_name': '消费者名单',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PoolExclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=100, verbose_name='排除原因')),
                ('business', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.business')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pool_exclusions', to='meetings.meeting')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
            ],
            options={
                'verbose_name': '名册排除',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='KinDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff_name', models.CharField(max_length=50, verbose_name='本所人员')),
                ('kin_name', models.CharField(max_length=50, verbose_name='亲属姓名')),
                ('relation', models.CharField(max_length=20, verbose_name='关系')),
                ('workplace', models.CharField(blank=True, max_length=120, verbose_name='经营场所或工作单位')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kin', to='meetings.meeting')),
                ('exclusion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='declarations', to='meetings.poolexclusion')),
            ],
            options={
                'verbose_name': '亲属申报',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ProposedMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heading', models.CharField(choices=[('duty', '履行职责、维护权益'), ('enforcement', '市场监管、依法办案'), ('service', '服务经济发展'), ('efficiency', '效率质量与服务态度'), ('integrity', '遵纪守法、清正廉洁'), ('problems', '存在的问题和整改措施')], max_length=12, verbose_name='归类')),
                ('problem', models.CharField(max_length=300, verbose_name='归纳的问题')),
                ('analysis', models.TextField(blank=True, verbose_name='分析')),
                ('measure', models.TextField(verbose_name='拟采取的措施')),
                ('version', models.PositiveIntegerField(default=1)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='meetings.meeting')),
            ],
            options={
                'verbose_name': '拟采取的措施',
                'ordering': ['heading', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='collectedopinion',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opinions', to='meetings.proposedmeasure'),
        ),
        migrations.CreateModel(
            name='ReportingOfficer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='姓名')),
                ('title', models.CharField(max_length=40, verbose_name='职务')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='officers', to='meetings.meeting')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
            ],
            options={
                'verbose_name': '述职人员',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='FeedbackForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='提交日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('due_on', models.DateField(verbose_name='整改情况填报期限')),
                ('analysis', models.TextField(blank=True, max_length=3000, verbose_name='情况分析')),
                ('causes', models.TextField(blank=True, max_length=3000, verbose_name='原因查找')),
                ('measures', models.TextField(blank=True, max_length=3000, verbose_name='整改措施')),
                ('done', models.TextField(blank=True, max_length=3000, verbose_name='落实情况')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='落实提交日期')),
                ('clock', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.clock')),
                ('sheet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback_forms', to='meetings.meeting')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.reportingofficer')),
            ],
            options={
                'verbose_name': '反馈整改表',
                'ordering': ['meeting', 'officer__position'],
            },
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('drawn', '抽取'), ('engaged', '聘请')], max_length=8, verbose_name='来源')),
                ('category', models.CharField(choices=[('firm', '企业'), ('sole_trader', '个体工商户'), ('cooperative', '农民专业合作社'), ('unlicensed', '无照经营户'), ('consumer', '消费者'), ('conduct_supervisor', '行风监督员'), ('discipline_organ', '纪检监察'), ('congress_deputy', '人大代表'), ('cppcc_member', '政协委员'), ('village_committee', '村居委会代表'), ('government_staff', '政府工作人员'), ('service_object', '管理服务对象代表')], max_length=20, verbose_name='类别')),
                ('label', models.CharField(max_length=150, verbose_name='姓名或名称')),
                ('state', models.CharField(choices=[('named', '待通知'), ('notified', '已通知'), ('confirmed', '已确认'), ('declined', '已谢绝'), ('replaced', '已由他人递补')], default=rulebook.lifecycle.representative.RepresentativeState['NAMED'], max_length=10, verbose_name='状态')),
                ('attended', models.BooleanField(default=False, verbose_name='已签到')),
                ('business', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.business')),
                ('entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='draws.rosterentry')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representatives', to='meetings.meeting')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
            ],
            options={
                'verbose_name': '评议代表',
                'ordering': ['source', 'label', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveSmallIntegerField(default=0, verbose_name='通知版次')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='通知日期')),
                ('unreached', models.PositiveSmallIntegerField(default=0, verbose_name='未接通次数')),
                ('reply_channel', models.CharField(blank=True, choices=[('', '未答复'), ('link', '本人在通知页答复'), ('call', '电话答复')], default='', max_length=6, verbose_name='答复方式')),
                ('representative', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice', to='meetings.representative')),
            ],
            options={
                'verbose_name': '会议通知',
            },
        ),
        migrations.CreateModel(
            name='ResultUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('commendation', '评先评优'), ('cadre', '干部使用')], max_length=14, verbose_name='运用')),
                ('text', models.CharField(max_length=300, verbose_name='情况')),
                ('decided_by', models.CharField(max_length=50, verbose_name='决定人')),
                ('decided_on', models.DateField(verbose_name='决定日期')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='result_uses', to='meetings.meeting')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.reportingofficer')),
            ],
            options={
                'verbose_name': '结果运用',
                'ordering': ['decided_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveSmallIntegerField(verbose_name='场次')),
                ('chair_name', models.CharField(max_length=50, verbose_name='主持人')),
                ('chair_title', models.CharField(max_length=50, verbose_name='主持人职务')),
                ('acting_reason', models.CharField(blank=True, max_length=200, verbose_name='代为主持的原因')),
                ('watcher_name', models.CharField(max_length=50, verbose_name='监督人')),
                ('watcher_title', models.CharField(max_length=50, verbose_name='监督人职务')),
                ('began_at', models.DateTimeField(verbose_name='开会时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='散会时间')),
                ('watched_throughout', models.BooleanField(blank=True, null=True, verbose_name='监督人全程在场')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='情况记录')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='meetings.meeting')),
            ],
            options={
                'verbose_name': '会议记录',
                'ordering': ['edition'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('question', '问询'), ('suggestion', '建议')], default='question', max_length=10, verbose_name='类别')),
                ('text', models.TextField(max_length=1000, verbose_name='问询或建议')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='解答')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meetings.reportingofficer')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='meetings.sitting')),
            ],
            options={
                'verbose_name': '问询和建议',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('kind', models.CharField(choices=[('report', '述职述廉报告'), ('questions', '问询和解答'), ('ballot', '无记名评议'), ('count', '计票'), ('statement', '表态发言')], max_length=10, verbose_name='环节')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('state', models.CharField(choices=[('todo', '未开始'), ('current', '进行中'), ('done', '已完成')], default='todo', max_length=8, verbose_name='状态')),
                ('begun_at', models.DateTimeField(blank=True, null=True, verbose_name='开始时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='记录')),
                ('joint', models.BooleanField(default=False, verbose_name='共同表态')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meetings.reportingofficer')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.sitting')),
            ],
            options={
                'verbose_name': '会议环节',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='WrittenSummary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='提交日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('text', models.TextField(max_length=20000, verbose_name='总结')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='summaries', to='meetings.activity')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='summaries', to='meetings.meeting')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '工作总结',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='姓名')),
                ('position', models.CharField(blank=True, max_length=80, verbose_name='职务')),
                ('rank', models.CharField(choices=[('leader', '组长'), ('deputy', '副组长'), ('member', '成员')], max_length=8, verbose_name='组内职务')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group', to='meetings.activity')),
            ],
            options={
                'verbose_name': '领导小组成员',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('rank__in', ['leader', 'deputy', 'member'])), name='groupmember_rank_valid'), models.UniqueConstraint(fields=('activity', 'name'), name='group_member_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'pool', 'drawn', 'notified', 'check_in', 'voting', 'counted', 'count_signed', 'fed_back', 'archived', 'void'])), name='meeting_state_valid'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'void'), _negated=True), fields=('activity', 'office'), name='meeting_once_an_office'),
        ),
        migrations.AddConstraint(
            model_name='dutyreport',
            constraint=models.UniqueConstraint(fields=('meeting', 'person'), name='duty_report_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['duty_integrity', 'collective'])), name='activity_kind_valid'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.UniqueConstraint(condition=models.Q(('rehearsal_of__isnull', True)), fields=('bureau', 'kind', 'year'), name='activity_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='meetingclock',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['meeting_place', 'meeting_summary'])), name='meetingclock_kind_valid'),
        ),
        migrations.AddConstraint(
            model_name='meetingclock',
            constraint=models.UniqueConstraint(fields=('meeting', 'kind'), name='meeting_limit_once'),
        ),
        migrations.AddConstraint(
            model_name='meetingmatter',
            constraint=models.UniqueConstraint(fields=('meeting', 'digest'), name='said_once_a_meeting'),
        ),
        migrations.AddConstraint(
            model_name='poolconsumer',
            constraint=models.UniqueConstraint(fields=('meeting', 'person'), name='consumer_once_a_meeting'),
        ),
        migrations.AddConstraint(
            model_name='poolexclusion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('business__isnull', False), ('person__isnull', True)), models.Q(('business__isnull', True), ('person__isnull', False)), _connector='OR'), name='exclusion_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='poolexclusion',
            constraint=models.UniqueConstraint(fields=('meeting', 'business'), name='business_excluded_once'),
        ),
        migrations.AddConstraint(
            model_name='poolexclusion',
            constraint=models.UniqueConstraint(fields=('meeting', 'person'), name='person_excluded_once'),
        ),
        migrations.AddConstraint(
            model_name='kindeclaration',
            constraint=models.UniqueConstraint(fields=('meeting', 'staff_name', 'kin_name'), name='kin_declared_once'),
        ),
        migrations.AddConstraint(
            model_name='proposedmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('heading__in', ['duty', 'enforcement', 'service', 'efficiency', 'integrity', 'problems'])), name='proposedmeasure_heading_valid'),
        ),
        migrations.AddConstraint(
            model_name='collectedopinion',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['visit', 'forum', 'questionnaire', 'letter', 'hotline', 'box', 'online', 'supervisor'])), name='collectedopinion_channel_valid'),
        ),
        migrations.AddConstraint(
            model_name='reportingofficer',
            constraint=models.UniqueConstraint(fields=('meeting', 'person'), name='officer_once_a_meeting'),
        ),
        migrations.AddConstraint(
            model_name='feedbackform',
            constraint=models.UniqueConstraint(condition=models.Q(('officer__isnull', True)), fields=('meeting',), name='feedback_once_an_office'),
        ),
        migrations.AddConstraint(
            model_name='feedbackform',
            constraint=models.UniqueConstraint(fields=('meeting', 'officer'), name='feedback_once_an_officer'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['drawn', 'engaged'])), name='representative_source_valid'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('category__in', ['firm', 'sole_trader', 'cooperative', 'unlicensed', 'consumer', 'conduct_supervisor', 'discipline_organ', 'congress_deputy', 'cppcc_member', 'village_committee', 'government_staff', 'service_object'])), name='representative_category_valid'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('source', 'drawn')), models.Q(('entry__isnull', True), ('source', 'engaged')), _connector='OR'), name='representative_drawn_by_ticket'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['named', 'notified', 'confirmed', 'declined', 'replaced'])), name='representative_state_valid'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.UniqueConstraint(fields=('meeting', 'person'), name='person_once_a_meeting'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.UniqueConstraint(fields=('meeting', 'business'), name='business_once_a_meeting'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('reply_channel__in', ['', 'link', 'call'])), name='notice_reply_channel_valid'),
        ),
        migrations.AddConstraint(
            model_name='resultuse',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['commendation', 'cadre'])), name='resultuse_kind_valid'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('meeting', 'edition'), name='conduct_once_an_edition'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['question', 'suggestion'])), name='question_kind_valid'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['report', 'questions', 'ballot', 'count', 'statement'])), name='agendaitem_kind_valid'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['todo', 'current', 'done'])), name='agendaitem_state_valid'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('sitting', 'position'), name='agenda_position_once'),
        ),
        migrations.AddConstraint(
            model_name='writtensummary',
            constraint=models.UniqueConstraint(condition=models.Q(('meeting__isnull', True)), fields=('activity',), name='summary_once_a_round'),
        ),
        migrations.AddConstraint(
            model_name='writtensummary',
            constraint=models.UniqueConstraint(fields=('activity', 'meeting'), name='summary_once_a_meeting'),
        ),
    ]
