"""Draws: roster, seed, result, substitutions, ceremony."""

import django.db.models.deletion
import registry.models.fields
import rulebook.lifecycle.draw
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
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='抽取编号')),
                ('purpose', models.CharField(max_length=150, verbose_name='用途')),
                ('drawing_body', models.CharField(max_length=80, verbose_name='抽取主体')),
                ('origin_kind', models.CharField(max_length=40)),
                ('origin_label', models.CharField(max_length=200)),
                ('marking', models.CharField(blank=True, choices=[('', '正式'), ('rehearsal', '演练'), ('demo', '演示')], default='', max_length=10, verbose_name='标记')),
                ('state', models.CharField(choices=[('draft', '准备中'), ('locked', '名册已锁定'), ('seeded', '双方已报数'), ('drawn', '已抽取'), ('published', '已公布'), ('archived', '已归档'), ('void', '已作废')], default=rulebook.lifecycle.draw.DrawState['DRAFT'], max_length=10, verbose_name='状态')),
                ('stages', models.JSONField(default=list)),
                ('columns', models.JSONField(default=list)),
                ('parties', models.JSONField(default=list)),
                ('digits_each', models.PositiveSmallIntegerField(default=10)),
                ('roster_hash', models.CharField(blank=True, max_length=64, verbose_name='名册校验值')),
                ('exclusions_hash', models.CharField(blank=True, max_length=64, verbose_name='排除名单校验值')),
                ('commitment', models.TextField(blank=True)),
                ('commitment_hash', models.CharField(blank=True, max_length=64, verbose_name='承诺值')),
                ('chain_number', models.PositiveIntegerField(blank=True, null=True, unique=True, verbose_name='承诺序号')),
                ('seed', models.CharField(blank=True, max_length=120, verbose_name='种子')),
                ('locked_at', models.DateTimeField(blank=True, null=True, verbose_name='锁定时间')),
                ('revealed_at', models.DateTimeField(blank=True, null=True, verbose_name='揭示时间')),
                ('drawn_at', models.DateTimeField(blank=True, null=True, verbose_name='抽取时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='公布时间')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='作废原因')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='registry.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '抽取',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'locked', 'seeded', 'drawn', 'published', 'archived', 'void'])), name='draw_state_valid'), models.CheckConstraint(condition=models.Q(('marking__in', ['', 'rehearsal', 'demo'])), name='draw_marking_valid')],
            },
        ),
        migrations.CreateModel(
            name='Ceremony',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=120, verbose_name='抽取地点')),
                ('witnesses', models.TextField(blank=True, max_length=500, verbose_name='在场人员')),
                ('note', models.TextField(blank=True, max_length=500, verbose_name='情况记录')),
                ('version', models.PositiveIntegerField(default=1)),
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ceremony', to='draws.draw')),
            ],
            options={
                'verbose_name': '抽取仪式',
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='编号')),
                ('label', models.CharField(max_length=150, verbose_name='名称')),
                ('reason', models.CharField(max_length=100, verbose_name='排除原因')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='draws.draw')),
            ],
            options={
                'verbose_name': '排除',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('draw', 'code'), name='exclusion_code_once')],
            },
        ),
        migrations.CreateModel(
            name='RosterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='编号')),
                ('stratum', models.CharField(max_length=80, verbose_name='层')),
                ('attributes', models.JSONField(default=list)),
                ('label', models.CharField(max_length=150, verbose_name='名称')),
                ('salt', registry.models.fields.EncryptedField(blank=True)),
                ('person_commit', models.CharField(blank=True, max_length=64)),
                ('ticket', models.CharField(blank=True, max_length=64, verbose_name='签号')),
                ('rank', models.PositiveIntegerField(blank=True, null=True, verbose_name='次序')),
                ('outcome', models.CharField(blank=True, choices=[('', '未抽取'), ('selected', '抽中'), ('alternate', '候补'), ('withdrawn', '已退出')], default='', max_length=10, verbose_name='结果')),
                ('business', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.business')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='draws.draw')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
            ],
            options={
                'verbose_name': '名册条目',
                'ordering': ['stratum', 'rank', 'code'],
                'indexes': [models.Index(fields=['draw', 'stratum', 'rank'], name='draws_roste_draw_id_97004a_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'selected', 'alternate', 'withdrawn'])), name='rosterentry_outcome_valid'), models.UniqueConstraint(fields=('draw', 'code'), name='roster_code_once')],
            },
        ),
        migrations.CreateModel(
            name='SeedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('party', models.CharField(max_length=80, verbose_name='报数方')),
                ('mask', models.CharField(max_length=64, verbose_name='掩码')),
                ('salt', registry.models.fields.EncryptedField()),
                ('digits', registry.models.fields.EncryptedField()),
                ('entered_at', models.DateTimeField(verbose_name='报数时间')),
                ('rolled', models.BooleanField(default=False, verbose_name='代掷')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seed_parts', to='draws.draw')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '报数',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('draw', 'position'), name='seed_part_once')],
            },
        ),
        migrations.CreateModel(
            name='Substitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('label', models.CharField(max_length=200, verbose_name='签号名称')),
                ('reason', models.CharField(choices=[('declined', '本人谢绝（不需说明理由）'), ('unreachable', '联系不上'), ('ineligible', '核实后不符合条件'), ('absent', '会议当日未到')], max_length=12, verbose_name='原因')),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('actor_post', models.CharField(max_length=80, verbose_name='经办岗位')),
                ('made_at', models.DateTimeField(verbose_name='递补时间')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutions', to='draws.draw')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replacement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entrance', to='draws.rosterentry', verbose_name='递补')),
                ('withdrawn', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='draws.rosterentry', verbose_name='退出')),
            ],
            options={
                'verbose_name': '递补',
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['declined', 'unreachable', 'ineligible', 'absent'])), name='substitution_reason_valid'), models.UniqueConstraint(fields=('draw', 'number'), name='substitution_number_once')],
            },
        ),
    ]
