"""Problems with their measures, evidence and steps."""

import django.db.models.deletion
import rulebook.lifecycle.matter
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('desk', '0003_clocks'),
        ('registry', '0002_append_only_audit_and_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                ('source', models.CharField(choices=[('meeting', '会议评议意见'), ('public', '社会各界反映'), ('media', '媒体监督'), ('complaint', '群众投诉'), ('hotline', '热线电话'), ('letter', '来信'), ('outside', '上级和外单位检查')], max_length=10, verbose_name='来源')),
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
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['state', 'unit'], name='matter_by_state'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['meeting', 'public', 'media', 'complaint', 'hotline', 'letter', 'outside'])), name='matter_source_valid'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('triage__in', ['hot', 'short', 'long'])), name='matter_triage_valid'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['registered', 'verifying', 'treating', 'reported', 'checked', 'clarified', 'closed', 'merged'])), name='matter_state_valid'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.UniqueConstraint(fields=('bureau', 'year', 'number'), name='matter_number_once'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('duplicate_of__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('duplicate_of__isnull', True)), _connector='OR'), name='matter_merged_into_one'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(fields=('matter', 'says', 'edition'), name='evidence_edition_once'),
        ),
    ]
