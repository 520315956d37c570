"""The log of conduct (S3-20 … S3-24)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('matters', '0001_problems_and_letters'),
        ('registry', '0001_users_units_territory'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leader', models.CharField(max_length=50, verbose_name='联系领导')),
                ('kind', models.CharField(choices=[('township', '乡镇（街道）'), ('community', '社区（村居）')], max_length=10, verbose_name='类别')),
                ('place', models.CharField(max_length=80, verbose_name='联系点')),
                ('valid_from', models.DateField(verbose_name='起')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='止')),
                ('version', models.PositiveIntegerField(default=1)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='领导所在单位')),
            ],
            options={
                'verbose_name': '联系点',
                'ordering': ['unit__code', 'leader', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['township', 'community'])), name='contactpoint_kind_valid'), models.UniqueConstraint(fields=('leader', 'place', 'valid_from'), name='contact_point_once')],
            },
        ),
        migrations.CreateModel(
            name='OutsideFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('hotline', '监督投诉电话'), ('radio', '行风热线'), ('survey', '民意调查'), ('questionnaire', '问卷调查'), ('covert', '明查暗访'), ('forum', '座谈会')], max_length=14, verbose_name='来源')),
                ('found_on', models.DateField(verbose_name='发现日期')),
                ('found_by', models.CharField(max_length=80, verbose_name='反映单位')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('text', models.TextField(max_length=2000, verbose_name='反映的问题')),
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='涉及单位')),
            ],
            options={
                'verbose_name': '外部反映问题',
                'ordering': ['-found_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['hotline', 'radio', 'survey', 'questionnaire', 'covert', 'forum'])), name='finding_source_valid')],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('signer', models.CharField(max_length=50, verbose_name='签订人')),
                ('signed_on', models.DateField(verbose_name='签订日期')),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment', verbose_name='扫描件')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '行风建设责任书',
                'ordering': ['-year', 'unit__code'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'year'), name='pledge_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='SelfAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='提交日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('text', models.TextField(max_length=20000, verbose_name='自评报告')),
                ('recipients', models.CharField(max_length=200, verbose_name='报送单位')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='局')),
            ],
            options={
                'verbose_name': '自评报告',
                'ordering': ['-year'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'year'), name='self_assessment_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='SelfCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='提交日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('answers', models.JSONField(default=dict)),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '十问自查',
                'ordering': ['-year', 'unit__code'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'year'), name='self_check_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='UnitSummary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='提交日期')),
                ('version', models.PositiveIntegerField(default=1)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('text', models.TextField(max_length=20000, verbose_name='书面总结')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '单位书面总结',
                'ordering': ['-year', 'unit__code'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'year'), name='unit_summary_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('firm', '访企业'), ('township', '访乡镇（街道）'), ('community', '访社区（村居）')], max_length=10, verbose_name='类别')),
                ('visited_on', models.DateField(verbose_name='走访日期')),
                ('whom', models.CharField(max_length=120, verbose_name='走访对象')),
                ('visitors', models.CharField(max_length=120, verbose_name='走访人员')),
                ('problem', models.TextField(blank=True, max_length=1000, verbose_name='反映的问题')),
                ('cause', models.TextField(blank=True, max_length=1000, verbose_name='原因')),
                ('measure', models.TextField(blank=True, max_length=1000, verbose_name='措施')),
                ('version', models.PositiveIntegerField(default=1)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='走访单位')),
            ],
            options={
                'verbose_name': '三访记录',
                'ordering': ['-visited_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['firm', 'township', 'community'])), name='visit_kind_valid')],
            },
        ),
    ]
