"""Mass surveys (S4-11)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ballots', '0001_votes_and_urn'),
        ('registry', '0001_users_units_territory'),
    ]

    operations = [
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('source', models.CharField(choices=[('own', '本单位开展'), ('outside', '外单位开展，导入结果')], max_length=8, verbose_name='开展方式')),
                ('organiser', models.CharField(blank=True, default='', max_length=80, verbose_name='开展单位')),
                ('held_from', models.DateField(blank=True, null=True, verbose_name='开始日期')),
                ('held_to', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('off_cycle_reason', models.CharField(blank=True, default='', max_length=200, verbose_name='不满两年再次开展的原因')),
                ('strata', models.JSONField(default=list, verbose_name='分层')),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='registry.unit', verbose_name='组织单位')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('past_votes', models.ManyToManyField(blank=True, related_name='+', to='ballots.vote')),
                ('vote', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote')),
            ],
            options={
                'verbose_name': '万人评议',
                'ordering': ['-year', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['own', 'outside'])), name='survey_source_valid'), models.UniqueConstraint(fields=('bureau', 'title', 'year'), name='survey_once')],
            },
        ),
        migrations.CreateModel(
            name='OutsideRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stratum', models.CharField(blank=True, default='', max_length=60, verbose_name='层')),
                ('ballots', models.PositiveIntegerField(blank=True, null=True, verbose_name='有效票')),
                ('counts', models.JSONField(blank=True, default=list, verbose_name='各等次票数')),
                ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='得分')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='surveys.survey')),
            ],
            options={
                'verbose_name': '外单位评议结果',
                'ordering': ['unit__code', 'stratum'],
                'constraints': [models.UniqueConstraint(fields=('survey', 'unit', 'stratum'), name='rating_once')],
            },
        ),
        migrations.CreateModel(
            name='SurveySubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='surveys.survey')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
            ],
            options={
                'verbose_name': '评议对象',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('survey', 'unit'), name='survey_subject_once')],
            },
        ),
    ]
