"""Problems and letters, their evidence, tellings and reports."""

import django.db.models.deletion
import registry.models.fields
import rulebook.lifecycle.letter
import rulebook.lifecycle.matter
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('desk', '0001_jobs_calendar_clocks'),
        ('registry', '0001_users_units_territory'),
        ('registry', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('number', models.PositiveIntegerField(verbose_name='编号')),
                ('title', models.CharField(max_length=120, verbose_name='问题')),
                ('text', models.TextField(max_length=3000, verbose_name='内容')),
                ('source', models.CharField(choices=[('meeting', '会议评议意见'), ('public', '社会各界反映'), ('media', '媒体监督'), ('complaint', '群众投诉'), ('hotline', '热线电话'), ('letter', '来信'), ('outside', '上级和外单位检查'), ('self_check', '自查'), ('visit', '走访、查访'), ('survey', '万人评议')], max_length=10, verbose_name='来源')),
                ('raised_on', models.DateField(verbose_name='提出日期')),
                ('triage', models.CharField(choices=[('hot', '突出、热点，优先办理'), ('short', '短期可以解决'), ('long', '需要长期整改')], max_length=6, verbose_name='分类')),
                ('state', models.CharField(choices=[('registered', '已登记'), ('verifying', '核实中'), ('treating', '整改中'), ('reported', '待核查'), ('checked', '待回告'), ('clarified', '已澄清，待回告'), ('closed', '已销号'), ('merged', '已并入')], default=rulebook.lifecycle.matter.MatterState['REGISTERED'], max_length=10, verbose_name='状态')),
                ('finding', models.CharField(blank=True, choices=[('true', '属实'), ('partly', '部分属实'), ('untrue', '不属实')], max_length=6, verbose_name='核实结论')),
                ('basis', models.TextField(blank=True, max_length=1000, verbose_name='核实依据')),
                ('clarification', models.TextField(blank=True, max_length=1000, verbose_name='澄清')),
                ('harm', models.BooleanField(default=False, verbose_name='损害群众利益或工商形象')),
                ('harm_decision', models.TextField(blank=True, max_length=1000, verbose_name='处理决定')),
                ('treatment', models.CharField(blank=True, choices=[('solve', '立即解决'), ('deadline', '限期解决'), ('plan', '列入整改计划'), ('explain', '作出说明')], max_length=8, verbose_name='处理方式')),
                ('treatment_text', models.TextField(blank=True, max_length=2000, verbose_name='计划或说明')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='复查日期')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='回告日期')),
                ('told_note', models.CharField(blank=True, max_length=200, verbose_name='回告方式')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='销号日期')),
                ('reopened', models.PositiveSmallIntegerField(default=0, verbose_name='重新整改次数')),
                ('origin_kind', models.CharField(blank=True, max_length=40)),
                ('origin_label', models.CharField(blank=True, max_length=150, verbose_name='出处')),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='局')),
                ('clock', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.clock')),
                ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='matters.matter')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='registry.unit', verbose_name='涉及单位')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '问题',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['state', 'unit', 'handler', 'finding', 'reopened', 'clock'], name='matter_by_state'), models.Index(models.Case(models.When(models.Q(('triage', 'hot'), models.Q(('state__in', ['closed', 'merged']), _negated=True)), then=models.Value(1)), default=models.Value(0)), models.F('year'), models.F('number'), models.F('id'), name='matter_in_order'), models.Index(fields=['state', 'triage', 'raised_on', 'id'], name='matter_hot_first'), models.Index(fields=['state', 'raised_on', 'id', 'unit', 'handler'], name='matter_oldest_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['meeting', 'public', 'media', 'complaint', 'hotline', 'letter', 'outside', 'self_check', 'visit', 'survey'])), name='matter_source_valid'), models.CheckConstraint(condition=models.Q(('triage__in', ['hot', 'short', 'long'])), name='matter_triage_valid'), models.CheckConstraint(condition=models.Q(('state__in', ['registered', 'verifying', 'treating', 'reported', 'checked', 'clarified', 'closed', 'merged'])), name='matter_state_valid'), models.UniqueConstraint(fields=('bureau', 'year', 'number'), name='matter_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('duplicate_of__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('duplicate_of__isnull', True)), _connector='OR'), name='matter_merged_into_one')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('number', models.PositiveIntegerField(verbose_name='编号')),
                ('box', models.CharField(choices=[('director', '局长信箱'), ('report', '监察举报'), ('enquiry', '在线咨询'), ('appeal', '申诉举报'), ('hotline', '热线来电')], max_length=8, verbose_name='信箱')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('named', models.BooleanField(default=False, verbose_name='署名')),
                ('title', models.CharField(max_length=80, verbose_name='标题')),
                ('text', models.TextField(max_length=3000, verbose_name='内容')),
                ('about_text', models.CharField(blank=True, max_length=60, verbose_name='反映的人员')),
                ('received_on', models.DateField(verbose_name='收到日期')),
                ('state', models.CharField(choices=[('received', '已收到'), ('handling', '办理中'), ('replied', '已答复'), ('closed', '已办结')], default=rulebook.lifecycle.letter.LetterState['RECEIVED'], max_length=8, verbose_name='状态')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='答复日期')),
                ('in_time', models.BooleanField(null=True, verbose_name='按期答复')),
                ('unreachable_reason', models.CharField(blank=True, max_length=200, verbose_name='无法联系的情况')),
                ('opinion', models.CharField(blank=True, choices=[('satisfied', '满意'), ('fair', '基本满意'), ('not', '不满意')], max_length=9, verbose_name='对答复的评价')),
                ('reopened', models.BooleanField(default=False, verbose_name='重新办理过')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('about_people', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='反映的人员')),
                ('about_units', models.ManyToManyField(blank=True, related_name='+', to='registry.unit', verbose_name='反映的单位')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='局')),
                ('clock', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.clock')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unreachable_approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unreachable_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'verbose_name': '来信',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['state', 'box'], name='letter_by_state'), models.Index(fields=['year', 'number', 'id'], name='letter_in_order'), models.Index(fields=['box', 'bureau', 'handler', 'state', 'answered_on', 'in_time', 'clock', 'id'], name='letter_by_box')],
                'constraints': [models.CheckConstraint(condition=models.Q(('box__in', ['director', 'report', 'enquiry', 'appeal', 'hotline'])), name='letter_box_valid'), models.CheckConstraint(condition=models.Q(('state__in', ['received', 'handling', 'replied', 'closed'])), name='letter_state_valid'), models.UniqueConstraint(fields=('bureau', 'year', 'number'), name='letter_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('answered_on__isnull', False), ('unreachable_approved_by__isnull', False), _connector='OR'), name='letter_closed_with_an_answer')],
            },
        ),
        migrations.CreateModel(
            name='LetterContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', registry.models.fields.EncryptedField(blank=True, verbose_name='姓名')),
                ('phone', registry.models.fields.EncryptedField(blank=True, verbose_name='联系电话')),
                ('address', registry.models.fields.EncryptedField(blank=True, verbose_name='通信地址')),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='matters.letter')),
            ],
            options={
                'verbose_name': '来信人联系方式',
            },
        ),
        migrations.CreateModel(
            name='LetterStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('text', models.CharField(max_length=300, verbose_name='步骤')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='matters.letter')),
            ],
            options={
                'verbose_name': '来信办理记录',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.CharField(max_length=120, verbose_name='证明什么')),
                ('proves_on', models.DateField(verbose_name='所证日期')),
                ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='版次')),
                ('added_on', models.DateField(verbose_name='上传日期')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='matters.matter')),
            ],
            options={
                'verbose_name': '证明材料',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('matter', 'says', 'edition'), name='evidence_edition_once')],
            },
        ),
        migrations.CreateModel(
            name='MatterStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('text', models.CharField(max_length=300, verbose_name='步骤')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='matters.matter')),
            ],
            options={
                'verbose_name': '办理记录',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, verbose_name='整改措施')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='落实日期')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='matters.matter')),
            ],
            options={
                'verbose_name': '整改措施',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MeasureReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='标题')),
                ('period_from', models.DateField(verbose_name='起')),
                ('period_to', models.DateField(verbose_name='止')),
                ('analysis', models.TextField(max_length=5000, verbose_name='问题分析')),
                ('causes', models.TextField(max_length=5000, verbose_name='原因')),
                ('measures', models.TextField(max_length=10000, verbose_name='整改措施和落实情况')),
                ('numbers', models.JSONField(default=dict)),
                ('written_on', models.DateField(verbose_name='撰写日期')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='局')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='单位')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '整改情况报告',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='measure_report_period')],
            },
        ),
        migrations.CreateModel(
            name='ReportDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(choices=[('party', '当地党委'), ('government', '当地政府'), ('commission', '市局纪委'), ('other', '其他')], max_length=10, verbose_name='报送对象')),
                ('name', models.CharField(max_length=60, verbose_name='收文单位')),
                ('on', models.DateField(verbose_name='报送日期')),
                ('note', models.CharField(max_length=120, verbose_name='报送方式')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='matters.measurereport')),
            ],
            options={
                'verbose_name': '报送记录',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to__in', ['party', 'government', 'commission', 'other'])), name='reportdelivery_to_valid'), models.UniqueConstraint(fields=('report', 'to', 'name'), name='report_delivered_once')],
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('raisers', '提出人'), ('members', '评议代表'), ('unit', '涉及的单位和个人'), ('overseers', '监督员'), ('public', '社会公开')], max_length=9, verbose_name='对象')),
                ('on', models.DateField(verbose_name='日期')),
                ('note', models.CharField(max_length=200, verbose_name='方式和内容')),
                ('opinion', models.CharField(blank=True, choices=[('satisfied', '满意'), ('fair', '基本满意'), ('not', '不满意')], max_length=9, verbose_name='评价')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='matters.matter')),
            ],
            options={
                'verbose_name': '回告',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('audience__in', ['raisers', 'members', 'unit', 'overseers', 'public'])), name='telling_audience_valid')],
            },
        ),
        migrations.CreateModel(
            name='BoxReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('box', models.CharField(choices=[('director', '局长信箱'), ('report', '监察举报'), ('enquiry', '在线咨询'), ('appeal', '申诉举报'), ('hotline', '热线来电')], max_length=8, verbose_name='信箱')),
                ('on', models.DateField(verbose_name='日期')),
                ('waiting', models.PositiveIntegerField(verbose_name='未答复')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '信箱阅看记录',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('box__in', ['director', 'report', 'enquiry', 'appeal', 'hotline'])), name='boxreading_box_valid')],
            },
        ),
        migrations.CreateModel(
            name='LetterReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('interim', '办理进展'), ('final', '办理结果'), ('elsewhere', '不属于本局职责，告知应向哪里反映')], max_length=9, verbose_name='种类')),
                ('text', models.TextField(max_length=3000, verbose_name='答复内容')),
                ('channel', models.CharField(blank=True, choices=[('web', '凭查询码在网上查看'), ('phone', '电话告知'), ('post', '书面寄送'), ('person', '当面告知')], max_length=6, verbose_name='告知方式')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='发出日期')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='matters.letter')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '答复',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['interim', 'final', 'elsewhere'])), name='letterreply_kind_valid'), models.CheckConstraint(condition=models.Q(models.Q(('channel', ''), ('sent_on__isnull', True)), models.Q(('sent_on__isnull', False), models.Q(('channel', ''), _negated=True)), _connector='OR'), name='reply_sent_by_a_channel')],
            },
        ),
    ]
