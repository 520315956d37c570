"""Users, posts, units, areas, businesses, people, attachments, confirmations, audit, imports, search."""

import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
import registry.models.fields
import registry.models.importing
import rulebook.lifecycle.importing
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=40, unique=True, verbose_name='用户名')),
                ('name', models.CharField(max_length=50, verbose_name='姓名')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='须修改密码')),
                ('password_changed_at', models.DateTimeField(blank=True, null=True, verbose_name='密码修改时间')),
            ],
            options={
                'verbose_name': '用户',
                'ordering': ['username'],
            },
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'verbose_name': '审计链头',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='attachments/%Y/%m/')),
                ('name', models.CharField(max_length=150, verbose_name='文件名')),
                ('content_type', models.CharField(max_length=100, verbose_name='类型')),
                ('size', models.PositiveIntegerField(verbose_name='大小')),
                ('sha256', models.CharField(max_length=64, verbose_name='校验值')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '附件',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=registry.models.importing.import_choices, max_length=30)),
                ('headings_digest', models.CharField(max_length=64)),
                ('mapping', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': '列对应',
                'constraints': [models.UniqueConstraint(fields=('kind', 'headings_digest'), name='mapping_once_a_heading_row')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=registry.models.importing.import_choices, max_length=30, verbose_name='内容')),
                ('state', models.CharField(choices=[('uploaded', '已上传'), ('reading', '读取中'), ('mapping', '待对应列'), ('preview', '待确认'), ('applying', '导入中'), ('done', '已导入'), ('cancelled', '已取消'), ('failed', '无法读取')], default=rulebook.lifecycle.importing.ImportState['UPLOADED'], max_length=10, verbose_name='状态')),
                ('headings', models.JSONField(default=list)),
                ('mapping', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('job_id', models.BigIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
            ],
            options={
                'verbose_name': '导入',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['uploaded', 'reading', 'mapping', 'preview', 'applying', 'done', 'cancelled', 'failed'])), name='importrun_state_valid')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('key', models.CharField(blank=True, max_length=120)),
                ('verdict', models.CharField(choices=[('new', '新增'), ('changed', '变更'), ('unchanged', '无变化'), ('problem', '有问题')], max_length=10)),
                ('cells', registry.models.fields.EncryptedField()),
                ('problems', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='registry.importrun')),
            ],
            options={
                'verbose_name': '导入行',
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['new', 'changed', 'unchanged', 'problem'])), name='importrow_verdict_valid'), models.UniqueConstraint(fields=('run', 'number'), name='import_row_once')],
            },
        ),
        migrations.CreateModel(
            name='Industry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='行业')),
                ('grade', models.CharField(choices=[('A', '甲'), ('B', '乙'), ('C', '丙')], max_length=1, verbose_name='风险等级')),
            ],
            options={
                'verbose_name': '行业',
                'ordering': ['grade', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('grade__in', ['A', 'B', 'C'])), name='industry_grade_valid')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='单位编码')),
                ('name', models.CharField(max_length=80, verbose_name='单位名称')),
                ('kind', models.CharField(choices=[('bureau', '市局'), ('county', '县（市、区）局'), ('office', '工商所（分局）'), ('department', '机关科室'), ('window', '窗口'), ('body', '外部单位')], max_length=12, verbose_name='类别')),
                ('is_branch', models.BooleanField(default=False, verbose_name='称为分局')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='启用日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='registry.unit', verbose_name='上级单位')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='registry.unit', verbose_name='承继单位')),
            ],
            options={
                'verbose_name': '单位',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['bureau', 'county', 'office', 'department', 'window', 'body'])), name='unit_kind_valid')],
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='片区编码')),
                ('name', models.CharField(max_length=80, verbose_name='片区名称')),
                ('boundary', models.JSONField(blank=True, default=list, verbose_name='边界')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='registry.unit', verbose_name='所属工商所')),
            ],
            options={
                'verbose_name': '片区',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('office', 'name'), name='area_name_once_an_office')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='姓名')),
                ('category', models.CharField(choices=[('staff', '工作人员'), ('conduct_supervisor', '行风监督员'), ('discipline_organ', '纪检监察'), ('congress_deputy', '人大代表'), ('cppcc_member', '政协委员'), ('party_deputy', '党代表'), ('village_committee', '村居委会代表'), ('government_staff', '政府工作人员'), ('service_object', '管理服务对象代表'), ('consumer', '消费者')], max_length=20, verbose_name='类别')),
                ('workplace', models.CharField(blank=True, max_length=100, verbose_name='所在单位或村居')),
                ('phone', registry.models.fields.EncryptedField(blank=True, verbose_name='联系电话')),
                ('phone_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('specially_invited', models.BooleanField(default=False, verbose_name='特邀')),
                ('remark', models.CharField(blank=True, max_length=100, verbose_name='备注')),
                ('active', models.BooleanField(default=True, verbose_name='有效')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='registry.unit', verbose_name='所属单位')),
            ],
            options={
                'verbose_name': '人员',
                'ordering': ['name', 'pk'],
                'indexes': [models.Index(fields=['category', 'unit'], name='registry_pe_categor_fc0f75_idx'), models.Index(fields=['name', 'id'], name='person_by_name'), models.Index(fields=['unit', 'category'], name='person_of_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('category__in', ['staff', 'conduct_supervisor', 'discipline_organ', 'congress_deputy', 'cppcc_member', 'party_deputy', 'village_committee', 'government_staff', 'service_object', 'consumer'])), name='person_category_valid'), models.UniqueConstraint(condition=models.Q(('category', 'staff')), fields=('unit', 'name'), name='person_staff_once'), models.UniqueConstraint(condition=models.Q(('category', 'staff'), _negated=True), fields=('name', 'phone_digest'), name='person_outside_once')],
            },
        ),
        migrations.CreateModel(
            name='Street',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='街道（村居）')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='streets', to='registry.area', verbose_name='片区')),
            ],
            options={
                'verbose_name': '街道（村居）',
                'ordering': ['area__code', 'name'],
                'constraints': [models.UniqueConstraint(fields=('area', 'name'), name='street_once_an_area')],
            },
        ),
        migrations.CreateModel(
            name='Business',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('firm', '企业'), ('sole_trader', '个体工商户'), ('cooperative', '农民专业合作社'), ('unlicensed', '无照经营户')], max_length=12, verbose_name='主体类型')),
                ('scale', models.CharField(choices=[('ordinary', '一般'), ('above_scale', '规模以上'), ('key', '重点')], default='ordinary', max_length=12, verbose_name='规模')),
                ('grade', models.CharField(choices=[('A', '甲'), ('B', '乙'), ('C', '丙')], max_length=1, verbose_name='风险等级')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='经营地址')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='经度')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='纬度')),
                ('datum', models.CharField(blank=True, choices=[('WGS-84', 'WGS-84'), ('GCJ-02', 'GCJ-02'), ('BD-09', 'BD-09')], max_length=6, verbose_name='原坐标系')),
                ('responsible', models.CharField(blank=True, max_length=50, verbose_name='负责人')),
                ('phone', registry.models.fields.EncryptedField(blank=True, verbose_name='联系电话')),
                ('established_on', models.DateField(blank=True, null=True, verbose_name='成立日期')),
                ('status', models.CharField(choices=[('active', '存续'), ('deregistered', '注销'), ('revoked', '吊销')], default='active', max_length=12, verbose_name='登记状态')),
                ('last_patrol_on', models.DateField(blank=True, null=True, verbose_name='上次巡查日期')),
                ('entered_on', models.DateField(blank=True, null=True, verbose_name='录入日期')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='businesses', to='registry.area', verbose_name='片区')),
                ('industry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='businesses', to='registry.industry', verbose_name='行业')),
                ('street', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='businesses', to='registry.street', verbose_name='街道（村居）')),
            ],
            options={
                'verbose_name': '市场主体',
                'ordering': ['code'],
                'indexes': [models.Index(fields=['area', 'status', 'kind'], name='registry_bu_area_id_d950bc_idx'), models.Index(fields=['name', 'id'], name='business_by_name'), models.Index(fields=['grade', 'id'], name='business_by_grade'), models.Index(django.db.models.functions.comparison.Coalesce('last_patrol_on', models.Value(datetime.date(1, 1, 1))), models.F('id'), name='business_by_patrol'), models.Index(fields=['kind', 'code'], name='business_by_kind'), models.Index(condition=models.Q(('status', 'active')), fields=['area'], name='business_active'), models.Index(condition=models.Q(('status', 'active'), _negated=True), fields=['status'], name='business_ended')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['firm', 'sole_trader', 'cooperative', 'unlicensed'])), name='business_kind_valid'), models.CheckConstraint(condition=models.Q(('scale__in', ['ordinary', 'above_scale', 'key'])), name='business_scale_valid'), models.CheckConstraint(condition=models.Q(('grade__in', ['A', 'B', 'C'])), name='business_grade_valid'), models.CheckConstraint(condition=models.Q(('status__in', ['active', 'deregistered', 'revoked'])), name='business_status_valid')],
            },
        ),
        migrations.CreateModel(
            name='Township',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='乡镇街道')),
                ('contact', models.CharField(blank=True, max_length=50, verbose_name='联系人')),
                ('phone', registry.models.fields.EncryptedField(blank=True, verbose_name='联系电话')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='townships', to='registry.unit', verbose_name='所属工商所')),
            ],
            options={
                'verbose_name': '乡镇街道',
                'ordering': ['office__code', 'name'],
                'constraints': [models.UniqueConstraint(fields=('office', 'name'), name='township_once_an_office')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('object_id', models.BigIntegerField()),
                ('label', models.CharField(max_length=200)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('tokens', models.TextField()),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.unit')),
            ],
            options={
                'verbose_name': '检索条目',
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='search_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('administrator', '系统管理员'), ('inspectorate', '监察室人员'), ('watcher', '市纪委监督员'), ('chair', '局纪委书记'), ('leader', '局领导'), ('head', '单位负责人'), ('deputy', '单位副职'), ('command_centre', '指挥中心'), ('inspector', '片区监管员'), ('keeper', '文书管理员'), ('information_officer', '信息员'), ('receptionist', '签到员'), ('entry_clerk', '录入员'), ('teller', '计票人'), ('scrutineer', '监票人'), ('reviewer', '审核员'), ('disclosure_office', '公开机构负责人'), ('letter_handler', '信访办理员'), ('conduct_office', '行评办'), ('auditor', '只读审计')], max_length=24, verbose_name='岗位')),
                ('title', models.CharField(blank=True, max_length=40, verbose_name='职务')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='起')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='止')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='registry.area', verbose_name='片区')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='registry.person', verbose_name='人员')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='registry.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '岗位',
                'ordering': ['unit__code', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['administrator', 'inspectorate', 'watcher', 'chair', 'leader', 'head', 'deputy', 'command_centre', 'inspector', 'keeper', 'information_officer', 'receptionist', 'entry_clerk', 'teller', 'scrutineer', 'reviewer', 'disclosure_office', 'letter_handler', 'conduct_office', 'auditor'])), name='post_role_valid'), models.CheckConstraint(condition=models.Q(('user__isnull', False), ('person__isnull', False), _connector='OR'), name='post_held_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=60)),
                ('payload', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '审计记录',
                'ordering': ['-number'],
                'indexes': [models.Index(fields=['subject_id', 'subject_kind'], name='audit_by_subject'), models.Index(fields=['at', 'number'], name='audit_by_time'), models.Index(fields=['verb', 'at', 'number'], name='audit_by_verb'), models.Index(fields=['subject_kind', 'at', 'number'], name='audit_by_kind'), models.Index(fields=['actor', 'at', 'number'], name='audit_by_actor')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=60)),
                ('subject_label', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '双人确认',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['action', 'subject'], name='registry_co_action_a1cdda_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='confirmation_by_another_user')],
            },
        ),
    ]
