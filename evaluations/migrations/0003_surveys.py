"""Mass surveys, own and outside, and the collective meeting 集中述评 as a kind of round."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0005_survey_box_repeat'),
        ('evaluations', '0002_preparation_conduct_aftermath'),
        ('registry', '0002_append_only_audit_and_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stratum', models.CharField(blank=True, default='', max_length=60, verbose_name='层')),
                ('ballots', models.PositiveIntegerField(blank=True, null=True, verbose_name='有效票')),
                ('counts', models.JSONField(blank=True, default=list, verbose_name='各等次票数')),
                ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='得分')),
            ],
            options={
                'verbose_name': '外单位评议结果',
                'ordering': ['unit__code', 'stratum'],
            },
        ),
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
            ],
            options={
                'verbose_name': '万人评议',
                'ordering': ['-year', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SurveySubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
            ],
            options={
                'verbose_name': '评议对象',
                'ordering': ['position'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='activity',
            name='activity_kind_valid',
        ),
        migrations.AlterField(
            model_name='activity',
            name='kind',
            field=models.CharField(choices=[('duty_integrity', '述职述廉社会评议'), ('collective', '集中述评')], max_length=20, verbose_name='种类'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['duty_integrity', 'collective'])), name='activity_kind_valid'),
        ),
        migrations.AddField(
            model_name='outsiderating',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit'),
        ),
        migrations.AddField(
            model_name='survey',
            name='bureau',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='registry.unit', verbose_name='组织单位'),
        ),
        migrations.AddField(
            model_name='survey',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment'),
        ),
        migrations.AddField(
            model_name='survey',
            name='past_votes',
            field=models.ManyToManyField(blank=True, related_name='+', to='ballots.vote'),
        ),
        migrations.AddField(
            model_name='survey',
            name='vote',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ballots.vote'),
        ),
        migrations.AddField(
            model_name='outsiderating',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='evaluations.survey'),
        ),
        migrations.AddField(
            model_name='surveysubject',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='evaluations.survey'),
        ),
        migrations.AddField(
            model_name='surveysubject',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['own', 'outside'])), name='survey_source_valid'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.UniqueConstraint(fields=('bureau', 'title', 'year'), name='survey_once'),
        ),
        migrations.AddConstraint(
            model_name='outsiderating',
            constraint=models.UniqueConstraint(fields=('survey', 'unit', 'stratum'), name='rating_once'),
        ),
        migrations.AddConstraint(
            model_name='surveysubject',
            constraint=models.UniqueConstraint(fields=('survey', 'unit'), name='survey_subject_once'),
        ),
    ]
